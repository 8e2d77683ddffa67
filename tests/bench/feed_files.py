"""25,000 products and offers as feed files, with names like those of a real catalogue."""

import hashlib
from datetime import date, datetime, timedelta
from itertools import product as combinations
from pathlib import Path

from todock.lib.dates import JAPAN

PLACES = (
    "北海道 十勝 富良野 函館 釧路 根室 留萌 旭川 美瑛 帯広 網走 稚内 小樽 余市 日高 知床"
).split()
WAYS = (
    "産直 無添加 減塩 完熟 新鮮 手作り 国産 有機 特選 お徳用 徳用 朝どり 低温殺菌 生 冷凍 味付"
).split()
GOODS = (
    "牛乳 たまご 玉子焼き 卵豆腐 ヨーグルト チーズ バター 食パン 米 ななつぼし "
    "ラーメン うどん とうふ 納豆 豚ロース 鶏もも肉 牛こま 鮭切り身 ほっけ開き いか "
    "ほたて じゃがいも たまねぎ にんじん とうもろこし キャベツ トマト きゅうり りんご "
    "メロン バナナ 餃子 コロッケ アイス 緑茶 ビール 洗剤 トイレットペーパー "
    "シャンプー みそ しょうゆ 砂糖 カレー せんべい チョコレート"
).split()
FORMS = (
    "大盛り 小分け 2個組 3個組 家庭用 業務用 詰合せ 薄切り 厚切り 角切り きざみ 丸ごと"
).split()
MAKERS = [f"{place}{kind}" for place in PLACES for kind in ("食品", "乳業", "水産", "農園", "工房")]
CATEGORIES = 40
COUNT = 25_000

_PRODUCTS = (
    "商品コード,JANコード,商品名,商品名カナ,メーカー,規格,内容量,内容量単位,温度帯,分類コード,税率,酒類,"
    "原産地,アレルゲン,期限目安日数,説明,画像キー"
)
_OFFERS = (
    "企画回コード,注文番号,商品コード,媒体コード,ページ,コマ,本体価格,税込価格,通常本体価格,お一人様上限,"
    "企画数量,抽選,定期可,翌週届け,別配送,受付終了,並び順,特徴"
)


def write(folder: Path, today: date, cycle: str) -> list[Path]:
    """Write courses, cycles, categories, products and offers into ``folder``, in that order."""
    return [
        _file(folder, "courses", today, _courses()),
        _file(folder, "cycles", today, _cycles(today, cycle)),
        _file(folder, "categories", today, _categories()),
        _file(folder, "products", today, _product_lines(), "full"),
        _file(folder, "offers", today, _offer_lines(cycle), "full"),
    ]


def _file(folder: Path, kind: str, today: date, lines: list[str], scope: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    data = "".join(f"{line}\r\n" for line in lines).encode("cp932")
    path = folder / f"{kind}_{today:%Y%m%d}_001.csv"
    path.write_bytes(data)
    marker = [str(len(lines) - 1), hashlib.sha256(data).hexdigest(), *([scope] if scope else [])]
    path.with_suffix(".end").write_text("\n".join(marker) + "\n")
    return path


def _courses() -> list[str]:
    return ["コースコード,センターコード,センター名,曜日,コース名"] + [
        f"C{number:02},01,西センター,{number % 5 + 1},コース{number}" for number in range(10)
    ]


def _cycles(today: date, cycle: str) -> list[str]:
    now = datetime.now(JAPAN)
    opens, closes = now - timedelta(days=2), now + timedelta(days=3)
    stamp = "%Y-%m-%d %H:%M"
    return ["企画回コード,企画回名,コースコード,公開日時,受付開始,締切,お届け日"] + [
        f"{cycle},11月4回,C{number:02},{opens:{stamp}},{opens:{stamp}},{closes:{stamp}},"
        f"{today + timedelta(days=9):%Y%m%d}"
        for number in range(10)
    ]


def _categories() -> list[str]:
    return ["分類コード,分類名,親分類コード,並び順"] + [
        f"{number:03},分類{number},,{number}" for number in range(CATEGORIES)
    ]


def _names() -> list[str]:
    names = (
        f"{place} {way}{good} {form}"
        for form, way, place, good in combinations(FORMS, WAYS, PLACES, GOODS)
    )
    return [name for _, name in zip(range(COUNT), names, strict=False)]


def _product_lines() -> list[str]:
    lines = [_PRODUCTS]
    for number, name in enumerate(_names()):
        zone = number % 3 + 1
        lines.append(
            f"P{number:06},49{number:011},{name},ショウヒン{number % 97},"
            f"{MAKERS[number % len(MAKERS)]},{100 + number % 9 * 50}g,{100 + number % 9 * 50},g,"
            f"{zone},{number % CATEGORIES:03},{10 if number % 11 == 0 else 8},0,北海道,"
            f"{'0' * 27}9,{number % 30 + 1},毎日の食卓に使いやすい{name}です。,"
            f"drawing-{number % 160}"
        )
    return lines


def _offer_lines(cycle: str) -> list[str]:
    lines = [_OFFERS]
    for number in range(COUNT):
        ex_tax = 98 + number % 1900
        rate = 10 if number % 11 == 0 else 8
        limit = 5 if number % 50 == 0 else ""
        lines.append(
            f"{cycle},{100000 + number},P{number:06},01,{number // 30 + 1},{number % 30 + 1},"
            f"{ex_tax},{ex_tax * (100 + rate) // 100},,{limit},,0,{number % 5 == 0:d},0,0,,"
            f"{number},{'道産品' if number % 3 else 'おすすめ'}"
        )
    return lines
