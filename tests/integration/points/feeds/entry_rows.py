"""Rows of ``point_entries``, and what came of them."""

from points.models import Transaction
from tests.factories.feed_files import problems, receive
from todock.feeds.models import FeedFile

State = FeedFile.State


def row(number: str = "S1", sort: str = "E", points: int = 100, **more: object) -> dict:
    """A row: 佐藤さん at the shop of 西町."""
    return {
        "取引番号": number,
        "組合員番号": "0012345678",
        "取引日時": "2026-11-25 13:00",
        "区分": sort,
        "ポイント": points,
        "店舗コード": "012",
        "店舗名": "西町店",
        **more,
    }


def arrives(*rows: dict) -> FeedFile:
    return receive("point_entries", rows)


def applied(*rows: dict) -> FeedFile:
    file = arrives(*rows)
    assert (file.state, problems(file)) == (State.APPLIED, []), problems(file)
    return file


def kinds() -> list[tuple[str, str, int]]:
    """(key, kind, points) of the transactions, in the order in which they were written."""
    return list(Transaction.objects.order_by("pk").values_list("key", "kind", "points"))
