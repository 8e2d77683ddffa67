"""From the hand-written data to the tables of the feeds: Japanese headers, values as text.

A table is the rows of one file in the order they are written; each row maps a column of the
feed contract to its text. Pure: nothing here reads the clock or writes a file.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from . import people
from .source import PICTURES, allergen_code, birth_date, price_inc_tax, read_data
from .weeks import Cycle, demo_cycles

Table = list[dict[str, str]]

# Drawings change with the code, not with the day: a constant keeps a reload from fetching again.
PICTURES_UPDATED_AT = datetime(2026, 4, 1, 9, 0)  # noqa: DTZ001 - naive Japan time, as in all feeds
EARLY_CLOSING = time(9, 0)
LIMITS_AS_OF = time(23, 30)
ON_SALE_TAG = "お買い得"


def cycles_around(today: date) -> tuple[Cycle, Cycle, Cycle]:
    """The closed, open and preview cycle of the demo's own courses."""
    return demo_cycles(today, course_weekdays())


def course_weekdays() -> list[tuple[str, int]]:
    """Code and ISO weekday of every course."""
    return [(row["course_code"], int(row["weekday"])) for row in read_data("courses")]


def courses() -> Table:
    """One row a course."""
    return [
        {
            "コースコード": row["course_code"],
            "センターコード": row["centre_code"],
            "センター名": row["centre_name"],
            "曜日": row["weekday"],
            "コース名": row["name"],
        }
        for row in read_data("courses")
    ]


def served_postcodes() -> Table:
    """One row a postcode and course, or place of picking up."""
    return [
        {
            "郵便番号": row["postcode"],
            "お届け": {"delivery": "1", "pickup": "2"}[row["service"]],
            "コースコード": row["course_code"],
            "受取場所": row["pickup_place"],
        }
        for row in read_data("served_postcodes")
    ]


def cycles(planned: Iterable[Cycle]) -> Table:
    """One row a cycle and course."""
    return [
        {
            "企画回コード": cycle.code,
            "企画回名": cycle.label,
            "コースコード": window.course_code,
            "公開日時": instant(cycle.published_at),
            "受付開始": instant(window.opens_at),
            "締切": instant(window.closes_at),
            "お届け日": day(window.delivers_on),
        }
        for cycle in planned
        for window in cycle.windows
    ]


def categories() -> Table:
    """The tree, a parent always before its children."""
    return [
        {
            "分類コード": row["category_code"],
            "分類名": row["name"],
            "親分類コード": row["parent_code"],
            "並び順": row["sort_order"],
        }
        for row in read_data("categories")
    ]


def images() -> Table:
    """One row a drawing; the key is the name of the drawing."""
    return [
        {
            "画像キー": drawing.stem,
            "ファイル名": f"{drawing.stem}.png",
            "更新日時": instant(PICTURES_UPDATED_AT),
        }
        for drawing in sorted(PICTURES.glob("*.svg"))
    ]


def products() -> Table:
    """Every article of the three cycles."""
    return [
        {
            "商品コード": row["item_code"],
            "JANコード": row["jan_code"],
            "商品名": row["name"],
            "商品名カナ": row["kana"],
            "メーカー": row["maker"],
            "規格": row["spec"],
            "内容量": row["content"],
            "内容量単位": row["content_unit"],
            "温度帯": row["zone"],
            "分類コード": row["category_code"],
            "税率": row["tax_rate"],
            "酒類": row["alcohol"] or "0",
            "原産地": row["origin"],
            "アレルゲン": allergen_code(row["allergens"]),
            "期限目安日数": row["shelf_days"],
            "説明": row["description"],
            "画像キー": row["picture"],
        }
        for row in read_data("products")
    ]


def offers(cycle: Cycle) -> Table:
    """What is sold in one cycle, in the order of the catalogue."""
    return [
        _offer(row, cycle, position)
        for position, row in enumerate(read_data("products"), start=1)
        if cycle.letter in row["weeks"]
    ]


def _offer(row: dict[str, str], cycle: Cycle, position: int) -> dict[str, str]:
    reduced = bool(row["usual_price_ex_tax"]) and cycle.letter in row["sale_weeks"]
    usual = row["usual_price_ex_tax"]
    price = int(row["price_ex_tax"] if reduced or not usual else usual)
    tags = [tag for tag in row["tags"].split("、") if tag]
    if usual and not reduced and ON_SALE_TAG in tags:
        tags.remove(ON_SALE_TAG)
    closing = datetime.combine(cycle.first_deadline.date(), EARLY_CLOSING)
    return {
        "企画回コード": cycle.code,
        "注文番号": row["order_number"],
        "商品コード": row["item_code"],
        "媒体コード": row["medium"],
        "ページ": row["page"],
        "コマ": row["area"],
        "本体価格": str(price),
        "税込価格": str(price_inc_tax(price, int(row["tax_rate"]))),
        "通常本体価格": usual if reduced else "",
        "お一人様上限": row["per_order_limit"],
        "企画数量": row["total_limit"],
        "抽選": row["lottery"] or "0",
        "定期可": row["standing"] or "0",
        "翌週届け": row["later_week"] or "0",
        "別配送": row["parcel"] or "0",
        "受付終了": instant(closing) if row["closes_early"] else "",
        "並び順": str(position * 10),
        "特徴": "、".join(tags),
    }


def members(today: date) -> Table:
    """Every invented member, with ages and support periods that fit `today`."""
    return [
        {
            "組合員番号": row["member_number"],
            "世帯番号": row["household_number"],
            "本家区分": row["card_kind"],
            "氏名": row["name"],
            "氏名カナ": row["kana"],
            "生年月日": day(birth_date(row, today)),
            "郵便番号": row["postcode"].replace("-", ""),
            "都道府県": row["prefecture"],
            "市区町村": row["city"],
            "町名番地": row["street"],
            "建物": row["building"],
            "電話1": row["phone1"],
            "電話2": row["phone2"],
            "メール": row["email"],
            "状態": row["status"],
            "加入日": day(date.fromisoformat(row["joined_on"])),
            "出資口数": row["share_units"],
            "コースコード": row["course_code"],
            "置き場所": row["drop_place"],
            "サポート区分": row["support_kind"],
            "サポート終了日": _support_ends(row, today),
        }
        for row in read_data("members")
    ]


def corrected_members(today: date) -> Table:
    """The member whose telephone the members' system corrects later on the same day."""
    return [
        {**row, "電話1": people.CORRECTED_PHONE}
        for row in members(today)
        if row["組合員番号"] == people.CORRECTED_NUMBER
    ]


def limits(today: date) -> Table:
    """What each ordering member may owe and owes, in yen, as of the night before `today`."""
    as_of = datetime.combine(today - timedelta(days=1), LIMITS_AS_OF)
    return [
        {
            "組合員番号": row["member_number"],
            "購入上限": row["purchase_limit"],
            "未請求額": row["unbilled"],
            "受注停止": row["order_stopped"] or "0",
            "理由": row["stop_reason"],
            "基準日時": instant(as_of),
        }
        for row in read_data("members")
        if row["purchase_limit"]
    ]


def _support_ends(row: dict[str, str], today: date) -> str:
    if not row["support_ends_in_days"]:
        return ""
    return day(today + timedelta(days=int(row["support_ends_in_days"])))


def day(value: date) -> str:
    """A date as feeds write it."""
    return value.strftime("%Y%m%d")


def instant(value: datetime) -> str:
    """A Japan time as feeds write it, to the minute."""
    return value.strftime("%Y-%m-%d %H:%M")
