"""``point_uses``: what was done with points here goes out once, with the same bytes."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection

from members.feeds import batches
from members.models import AccessLog
from points import actions
from points.feeds import point_uses
from points.models import Account, Donation, PointUse, Transaction
from tests.factories import people
from tests.factories.ledger import earned, post
from todock.feeds import kinds
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
#: 00:10 on 1 December in Japan.
AT = datetime(2026, 11, 30, 15, 10, tzinfo=UTC)
NAME = "point_uses_20261201_001"


@pytest.fixture(autouse=True)
def outbox(feeds_folder: Path) -> Path:
    """Return where the files that go out are put."""
    return feeds_folder / "outbox"


@pytest.fixture
def account() -> Account:
    """The account of 佐藤さん, with 1,000 points."""
    return earned(people.sato(), 1_000, expires_on=date(2027, 11, 30))


def rows_of(file: FeedFile, outbox: Path) -> list[list[str]]:
    """The rows of a file, without its header."""
    text = (outbox / file.name).read_bytes().decode("cp932")
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["取引番号", "組合員番号", "日時", "区分", "ポイント", "注文"]
    return rows


def donated(account: Account, points: int, key: str) -> None:
    campaign = Donation.objects.get_or_create(
        name="森づくり", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31)
    )[0]
    actions.donate(member=account.member, points=points, donation=campaign, key=key, at=AT)


def test_everything_that_changed_a_balance_here_goes_out_with_its_sort(outbox, account):
    # given one of each, a minute before midnight
    at = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    suzuki = earned(people.suzuki(), 5, expires_on=date(2027, 11, 30))
    here = {"source": "member", "at": at}
    post(account, "hold", 120, subject="order:8812", **here)
    post(account, "spend", 120, subject="order:8812", key="order:8812:spend", **here)
    post(account, "give_back", 20, subject="order:8812", key="order:8812:back", **here)
    post(account, "donate", 30, subject="donation:1", key="d", **here)
    post(account, "exchange", 200, key="x", **here)
    post(account, "expire", 40, key="e", **here)
    post(account, "adjust", -50, key="a", **here)
    post(account, "adjust", 60, key="b", **here)
    post(account, "transfer", 70, key="t", other_id=suzuki.pk, **here)
    post(account, "refund", 80, key="r", **here)

    (file,) = point_uses.write_point_uses(at=AT)

    assert (file.name, file.direction, file.state) == (f"{NAME}.csv", "out", "written")
    sato_at = ["0012345678", "2026-11-30 23:59"]
    assert rows_of(file, outbox) == [
        ["order:8812:spend", *sato_at, "1", "-120", "8812"],
        ["order:8812:back", *sato_at, "2", "20", "8812"],
        ["d", *sato_at, "3", "-30", ""],
        ["x", *sato_at, "4", "-200", ""],
        ["e", *sato_at, "5", "-40", ""],
        ["a", *sato_at, "6", "-50", ""],
        ["b", *sato_at, "6", "60", ""],
        ["t", *sato_at, "7", "-70", ""],
        ["t", "0087654321", "2026-11-30 23:59", "7", "70", ""],
        ["r", *sato_at, "8", "-80", ""],
    ]
    # and all that shops must know has a sort
    assert set(PointUse.objects.values_list("transaction__kind", flat=True)) == set(
        point_uses.SORTS
    )


def test_what_only_waits_or_came_from_shops_does_not_go_out(account):
    post(account, "hold", 10, subject="order:1", source="delivery")
    post(account, "earn", 10, source="delivery")
    post(account, "expire", 10, source="shop")

    assert point_uses.write_point_uses(at=AT) == []
    assert not FeedFile.objects.exists()
    assert not AccessLog.objects.exists()


def test_each_use_goes_out_once_and_the_next_file_has_the_next_number(outbox, account):
    donated(account, 10, "first")
    point_uses.write_point_uses(at=AT)
    assert point_uses.write_point_uses(at=AT) == []
    donated(account, 20, "second")

    (file,) = point_uses.write_point_uses(at=AT)

    assert file.name == "point_uses_20261201_002.csv"
    assert [row[0] for row in rows_of(file, outbox)] == ["second"]
    assert list(PointUse.objects.order_by("pk").values_list("export_name", flat=True)) == [
        NAME,
        "point_uses_20261201_002",
    ]


def test_numbers_begin_anew_every_day_of_japan(account):
    donated(account, 10, "first")
    point_uses.write_point_uses(at=AT - timedelta(minutes=11))
    donated(account, 20, "second")

    (file,) = point_uses.write_point_uses(at=AT)

    assert file.name == f"{NAME}.csv"


@pytest.mark.parametrize("lost", [".csv", ".end"])
def test_a_run_that_died_before_the_end_is_taken_up_with_the_same_bytes(outbox, account, lost):
    donated(account, 10, "first")
    batches._write(point_uses.BATCHES, batches.assign(point_uses.BATCHES, at=AT))
    before = (outbox / f"{NAME}.csv").read_bytes()
    (outbox / NAME).with_suffix(lost).unlink()
    donated(account, 20, "later")

    files = point_uses.write_point_uses(at=AT + timedelta(days=1))

    assert [file.name for file in files] == [f"{NAME}.csv", "point_uses_20261202_001.csv"]
    assert (outbox / f"{NAME}.csv").read_bytes() == before
    assert (outbox / f"{NAME}.end").exists()
    assert FeedFile.objects.count() == AccessLog.objects.count() == 2


def test_a_run_that_died_after_naming_is_finished_by_the_next_one(outbox, account):
    donated(account, 10, "first")
    assert batches.assign(point_uses.BATCHES, at=AT) == NAME

    (file,) = point_uses.write_point_uses(at=AT + timedelta(days=1))

    assert (file.name, [row[0] for row in rows_of(file, outbox)]) == (f"{NAME}.csv", ["first"])
    assert point_uses.write_point_uses(at=AT + timedelta(days=1)) == []


def test_a_file_is_entered_into_the_log_of_what_was_let_out(account):
    donated(account, 10, "first")
    point_uses.write_point_uses(at=AT)

    entry = AccessLog.objects.get()
    assert (entry.by, entry.act, entry.subject, entry.key) == (None, "export", "points", NAME)


def test_the_export_runs_every_night(outbox, account, settings):
    donated(account, 10, "first")
    entry = settings.CELERY_BEAT_SCHEDULE["export-point-uses"]
    current_app.loader.import_default_modules()

    current_app.tasks[entry["task"]]()

    assert entry["schedule"].hour == {4}
    assert FeedFile.objects.get().kind == "point_uses"


def test_a_million_uses_are_not_stopped_by_the_time_limit_of_pages(account, settings):
    """The limit is lifted for the statements over all rows, and stands again afterwards."""
    donated(account, 10, "first")
    limits = []

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "points_pointuse" in sql and sql.startswith("UPDATE"):
            with connection.connection.cursor() as cursor:
                limits.append(cursor.execute("SHOW statement_timeout").fetchone()[0])
        return result

    with connection.execute_wrapper(watch):
        point_uses.write_point_uses(at=AT)

    assert limits == ["0"]


def test_staff_read_what_the_file_is():
    assert kinds.label_of("point_uses") == "ポイント利用"
    assert set(point_uses.SORTS) < set(Transaction.Kind)
