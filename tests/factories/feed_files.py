"""Feed files for tests: rows in the words of the contract, sent through the real engine."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from django.core.files.base import ContentFile

from todock.feeds import actions, inbox, places
from todock.feeds.models import FeedFile
from todock.lib import clock
from todock.lib.textfiles import csv_line

_names = count(1)
Cells = Mapping[str, object]


def receive(
    kind: str,
    rows: Sequence[Cells],
    *,
    mode: str | None = None,
    companions: Mapping[str, bytes] | None = None,
    inline: bool = True,
) -> FeedFile:
    """Send rows as one file of ``kind`` and return what became of it.

    The header is every column of any row; a later file is a newer one. ``companions`` are the
    files beside it, by name.
    """
    number = next(_names)
    name = f"{kind}_{20260101 + number // 900}_{number % 900:03}.csv"
    header = list(dict.fromkeys(column for row in rows for column in row))
    lines = [header, *([row.get(column, "") for column in header] for row in rows)]
    for companion, content in (companions or {}).items():
        path = f"{places.INBOX}/{places.IMAGES}/{companion}"
        places.storage().delete(path)
        places.storage().save(path, ContentFile(content))
    data = io.BytesIO("".join(map(csv_line, lines)).encode("cp932"))
    file = actions.bring(name=name, data=data, marker=None, mode=mode)
    return inbox.run_and_put_away(file, by="職員", wait=True, inline=inline)


def release(file: FeedFile) -> FeedFile:
    """Release a held file as staff would, and let it run."""
    file = actions.release(file=file, sha256=file.sha256, by="職員")
    return inbox.run_and_put_away(file, by="職員", wait=True, inline=True)


def problems(file: FeedFile) -> list[tuple[int, str, str]]:
    """Return (line, column, message) of the problems that kept a row out."""
    found = file.problems.filter(severity="error").order_by("line", "column")
    return [(problem.line, problem.column, problem.message) for problem in found]


def warnings(file: FeedFile) -> list[tuple[int, str]]:
    """Return (line, column) of the warnings."""
    found = file.problems.filter(severity="warning").order_by("line")
    return [(problem.line, problem.column) for problem in found]


def stamp(at: datetime) -> str:
    """Return an instant as feeds write it, in Japan time."""
    return f"{clock.japan(at):%Y-%m-%d %H:%M}"


def category(code: str = "01", name: str = "牛乳", parent: str = "", sort: int = 1) -> Cells:
    """A row of ``categories``."""
    return {"分類コード": code, "分類名": name, "親分類コード": parent, "並び順": sort}


def product(code: str = "0000001", name: str = "北海道牛乳", **more: object) -> Cells:
    """A row of ``products``."""
    return {
        "商品コード": code,
        "商品名": name,
        "規格": "1L",
        "温度帯": 2,
        "分類コード": "01",
        "税率": 8,
        **more,
    }


def offer(number: str = "100001", item: str = "0000001", price: int = 200, **more: object) -> Cells:
    """A row of ``offers`` of the cycle 2026114, tax of 8 per cent included."""
    return {
        "企画回コード": "2026114",
        "注文番号": number,
        "商品コード": item,
        "本体価格": price,
        "税込価格": price * 108 // 100,
        **more,
    }


def course(code: str = "0101", **more: object) -> Cells:
    """A row of ``courses``."""
    return {
        "コースコード": code,
        "センターコード": "010",
        "センター名": "札幌西センター",
        "曜日": 3,
        "コース名": "西1コース",
        **more,
    }


def cycle(code: str = "2026114", course: str = "0101", **more: object) -> Cells:
    """A row of ``cycles``: published yesterday, open now, closing in two days."""
    now = clock.now()
    return {
        "企画回コード": code,
        "企画回名": "11月4回",
        "コースコード": course,
        "公開日時": stamp(now - timedelta(days=1)),
        "受付開始": stamp(now - timedelta(days=1)),
        "締切": stamp(now + timedelta(days=2)),
        "お届け日": f"{clock.japan_date(now + timedelta(days=8)):%Y%m%d}",
        **more,
    }


def member(number: str = "0012345678", **more: object) -> Cells:
    """A row of ``members``: 佐藤さん."""
    return {
        "組合員番号": number,
        "氏名": "佐藤 花子",
        "氏名カナ": "サトウ ハナコ",
        "生年月日": "19550301",
        "郵便番号": "063-0812",
        "都道府県": "北海道",
        "市区町村": "札幌市西区",
        "町名番地": "琴似二条1丁目1-1",
        "電話1": "011-234-5678",
        "状態": 1,
        "加入日": "20010401",
        "出資口数": 10,
        **more,
    }


def limit(number: str = "0012345678", **more: object) -> Cells:
    """A row of ``limits``: 50,000 yen."""
    return {
        "組合員番号": number,
        "購入上限": 50000,
        "未請求額": 1200,
        "受注停止": 0,
        "基準日時": "2026-11-01 02:00",
        **more,
    }
