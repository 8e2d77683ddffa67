"""A small week in the shop: sixty goods of every kind that the journeys need."""

from datetime import timedelta
from typing import NamedTuple

from catalog.models import Cycle, Offer, TemperatureZone
from catalog.search import index
from orders.models import OrderWindow
from tests.factories import goods, purchases
from tests.factories.goods import EGG, MILK, SHRIMP, WHEAT, allergens
from todock.lib import clock

AMBIENT, CHILLED, FROZEN = TemperatureZone

MILK_1L = "北海道牛乳"
EGGS = "平飼いたまご 赤玉"
RICE = "ななつぼし 精白米"
BEER = "道産麦芽のビール"
GYOZA = "手包み餃子"
MELON = "夕張の赤肉メロン"
SALMON_ROE = "いくらの醤油漬け"
YOGHURT = "生乳ヨーグルト プレーン"
SOLD_OUT = "朝摘みいちご"
WITHDRAWN = "なめらか杏仁プリン"
DETERGENT = "台所用せっけん 詰め替え"
LONG_NAME = "十勝産小豆とてんさい糖でゆっくり炊いた つぶあんたっぷりの 北海道どら焼き 詰め合わせ"

FOOD, HOUSE = "食品", "くらしの品"


def holding(*contained: int) -> dict:
    """What is special of goods that contain these allergens."""
    return {"product__allergens": allergens(contains=contained)}


RECOMMENDED = {"tags": ["おすすめ"]}
LOTTERY = {"lottery": True, "total_limit": 50, "per_order_limit": 1}
ONE_FOR_ALL = {"total_limit": 1, "product__zone": CHILLED}
NO_FOOD = {"product__tax_rate": 10}
ALCOHOL = {"product__alcohol": True, **NO_FOOD}
BY_PARCEL = {"by_parcel": True, "product__allergens": ""}
A_LITRE = {"product__content_amount": 1000, "product__content_unit": "ml"}
GONE = {"withdrawn_at": clock.now(), "product__allergens": allergens(unknown=(EGG, MILK))}

#: Category, zone and goods: order number, name, spec, price before tax, drawing, what is special.
_SHELVES = [
    ("牛乳・乳製品", CHILLED, [
        ("120451", MILK_1L, "1L", 198, "milk", A_LITRE),
        ("120452", "低温殺菌牛乳", "900ml", 238, "milk-small"),
        ("120478", YOGHURT, "400g", 178, "yoghurt", {"usual_price_ex_tax": 208} | RECOMMENDED),
        ("120515", "道産バター 食塩使用", "200g", 438, "butter", {"per_order_limit": 2}),
        ("120520", "カマンベールチーズ", "100g", 398, "cheese"),
        ("120522", "さけるチーズ", "2本入り", 208, "cheese"),
    ]),
    ("たまご", CHILLED, [
        ("120463", EGGS, "10個", 298, "eggs", holding(EGG) | RECOMMENDED),
        ("120464", "たまご 白玉 Lサイズ", "10個", 228, "eggs", holding(EGG)),
        ("120466", "うずらの玉子", "10個", 188, "eggs", holding(EGG)),
        ("120467", "だし巻き卵", "1本", 258, "tamagoyaki", holding(EGG, WHEAT)),
    ]),
    ("豆腐・納豆", CHILLED, [
        ("140206", "大豆の絹とうふ", "300g", 98, "tofu"),
        ("140207", "もめんとうふ", "350g", 108, "tofu"),
        ("140213", "小粒納豆", "40g×3", 118, "natto"),
        ("140220", "油あげ", "3枚", 128, "tofu-fried"),
        ("140231", WITHDRAWN, "3個", 248, "pudding", GONE),
    ]),
    ("パン", AMBIENT, [
        ("130117", "山食パン", "6枚切り", 178, "bread", holding(WHEAT, MILK)),
        ("130118", "全粒粉の丸パン", "5個", 248, "rolls", holding(WHEAT)),
        ("130121", "クロワッサン", "4個", 298, "croissant", holding(WHEAT, MILK, EGG)),
        ("130125", "ベーグル プレーン", "3個", 268, "rolls"),
    ]),
    ("米", AMBIENT, [
        ("150032", RICE, "5kg", 2380, "rice", RECOMMENDED),
        ("150033", "ゆめぴりか 精白米", "5kg", 2780, "rice"),
        ("150034", "おぼろづき 無洗米", "2kg", 1280, "rice"),
        ("150040", "もち米 はくちょうもち", "1kg", 680, "mochi"),
    ]),
    ("野菜", AMBIENT, [
        ("310105", "じゃがいも きたあかり", "1kg", 298, "potato"),
        ("310112", "たまねぎ", "1kg", 248, "onion"),
        ("310113", "にんじん", "3本", 158, "carrot"),
        ("310120", "キャベツ", "1玉", 248, "cabbage"),
        ("310131", "ミニトマト", "150g", 218, "tomato", RECOMMENDED),
        ("310140", "長いも", "500g", 398, "nagaimo"),
        ("310142", "ブロッコリー", "1個", 198, "broccoli"),
    ]),
    ("くだもの", AMBIENT, [
        ("320010", MELON, "1玉 1.6kg", 2980, "melon", LOTTERY),
        ("320033", "バナナ", "4本", 218, "banana"),
        ("320041", "りんご ふじ", "3個", 398, "apple"),
        ("320055", SOLD_OUT, "1パック", 598, "strawberry", ONE_FOR_ALL),
    ]),
    ("肉", CHILLED, [
        ("210518", "道産豚ロース うす切り", "200g", 498, "pork"),
        ("210520", "若どりもも肉", "300g", 448, "chicken"),
        ("210525", "粗びきウインナー", "150g", 298, "sausage"),
        ("210530", "道産牛の切り落とし", "200g", 980, "beef"),
        ("210533", "ジンギスカン 味付き", "500g", 898, "lamb-jingisukan"),
    ]),
    ("魚", CHILLED, [
        ("210344", "秋鮭の切り身 甘塩", "3切れ", 498, "salmon"),
        ("210350", SALMON_ROE, "80g", 1480, "ikura", {"total_limit": 3, "tags": ["訳あり 切れ子"]}),
        ("210356", "ほっけの開き", "2枚", 598, "hokke"),
        ("210360", "たらこ", "120g", 680, "tarako"),
    ]),
    ("冷凍食品", FROZEN, [
        ("410221", GYOZA, "20個", 398, "gyoza", holding(WHEAT) | RECOMMENDED),
        ("410236", "男爵コロッケ", "6個", 348, "croquette"),
        ("410240", "えびピラフ", "450g", 428, "fried-rice", holding(SHRIMP, WHEAT)),
        ("410251", "讃岐うどん", "5食", 318, "udon-chilled"),
        ("410260", "ブルーベリー", "300g", 598, "blueberry", {"next_week": True}),
        ("410270", "バニラアイス", "6個", 498, "icecream"),
    ]),
    ("菓子", AMBIENT, [
        ("510010", "ミルクキャラメル", "12粒", 138, "candy"),
        ("510020", "いもけんぴ", "150g", 248, "sweet-potato"),
        ("510033", LONG_NAME, "10個 化粧箱入り", 1680, "dorayaki", BY_PARCEL),
    ]),
    ("飲み物・酒", AMBIENT, [
        ("560101", "麦茶 ティーバッグ", "52袋", 198, "tea"),
        ("560105", "トマトジュース", "1L", 268, "juice-pack"),
        ("560112", BEER, "350ml×6", 1180, "beer", ALCOHOL),
        ("560115", "小樽の白ワイン", "720ml", 1680, "wine", ALCOHOL),
    ]),
    ("紙・洗剤", AMBIENT, [
        ("610315", "トイレットペーパー ダブル", "12ロール", 498, "paper", NO_FOOD),
        ("610320", "ティッシュペーパー", "5箱", 328, "tissue-box", NO_FOOD),
        ("610410", DETERGENT, "480ml", 298, "dish-soap", NO_FOOD),
        ("610420", "洗たく用液体せっけん", "1.2L", 598, "detergent", NO_FOOD),
    ]),
]  # fmt: skip


class Week(NamedTuple):
    """One cycle, its goods by name, and the window of the western course."""

    cycle: Cycle
    window: OrderWindow
    offers: dict[str, Offer]
    #: Codes of the categories by name.
    categories: dict[str, str]

    def number(self, name: str) -> str:
        """Return the order number of a product."""
        return self.offers[name].order_number

    def page_of(self, name: str) -> str:
        """Return the address of a product."""
        return f"/items/{self.cycle.code}/{self.number(name)}/"

    def shelf(self, name: str) -> str:
        """Return the address of a category."""
        return f"/catalog/{self.categories[name]}/"

    def deadline_passes(self) -> None:
        """Move the deadline to a minute ago."""
        self.window.closes_at = clock.now() - timedelta(minutes=1)
        self.window.save()


def open_week() -> Week:
    """Put the goods on the shelves; ordering is open for two more days."""
    cycle = goods.cycle()
    food = goods.category(name=FOOD, sort=1)
    house = goods.category(name=HOUSE, sort=2)
    codes = {FOOD: food.code, HOUSE: house.code}
    offers = {}
    for place, (name, zone, shelf) in enumerate(_SHELVES):
        above = house if name == "紙・洗剤" else food
        category = goods.category(name=name, parent=above, sort=place)
        codes[name] = category.code
        for number, product, spec, price, drawing, *special in shelf:
            offers[product] = goods.offer(
                cycle=cycle,
                order_number=number,
                price_ex_tax=price,
                sort=len(offers),
                page=1 + len(offers) // 8,
                **{
                    "product__name": product,
                    "product__kana": "",
                    "product__spec": spec,
                    "product__zone": zone,
                    "product__category": category,
                    "product__maker": "はまなす生協",
                    "product__origin": "北海道",
                    "product__allergens": goods.NO_ALLERGENS,
                    "product__image_key": drawing,
                    **(special[0] if special else {}),
                },
            )
    gone = offers[SOLD_OUT].stock
    gone.taken = gone.total_limit
    gone.save()
    index.refresh()
    return Week(cycle, purchases.window(cycle), offers, codes)
