"""The demo sign-ins: who belongs to which e-mail, and what 佐藤さん has on her orders.

Also what a member changes while the members' system says otherwise. The members themselves are
rows of `data/members.csv`; everything here is invented.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LinkData:
    """What a member types to tie a sign-in to a membership."""

    member_number: str
    birth_date: date
    phone_last_four: str


SATO_EMAIL = "sato@example.jp"
SUZUKI_EMAIL = "suzuki@example.jp"
KENICHI_EMAIL = "kenichi@example.jp"
NEW_EMAIL = "new@example.jp"
STAFF_EMAIL = "staff@example.jp"
REVIEWER_EMAIL = "reviewer@example.jp"
COUNTER_EMAIL = "counter@example.jp"

SATO_NUMBER = "1000000017"
SUZUKI_NUMBER = "1000000025"
# 佐藤 健一さん has a family card in the household of 佐藤 花子さん, and points of his own.
KENICHI_NUMBER = "1000000041"

# Sign-ins that are tied to a member from the start.
MEMBER_NUMBERS: dict[str, str] = {
    SATO_EMAIL: SATO_NUMBER,
    SUZUKI_EMAIL: SUZUKI_NUMBER,
    KENICHI_EMAIL: KENICHI_NUMBER,
}

# NEW_EMAIL has no member yet: 高橋 恵子さん types this at the identity check. Her birth date and
# telephone are those of her row in the members feed.
NEW_LINK = LinkData(
    member_number="1000000033", birth_date=date(1985, 2, 28), phone_last_four="4836"
)

# 佐藤さん is warned before she orders what contains it; by the name in the list of allergens.
SATO_ALLERGEN = "えび"

# 中村 あゆみさん gives us a new telephone number, and the members' system corrects the old one.
CORRECTED_NUMBER = "1000000121"
CHANGED_PHONE = "070-0000-1214"
CORRECTED_PHONE = "011-000-1294"

# (order number, quantity) in the open cycle, over the three temperature zones.
SATO_OPEN_LINES: tuple[tuple[str, int], ...] = (
    ("120451", 2),  # 北海道牛乳
    ("120463", 1),  # 平飼いたまご 赤玉
    ("120478", 1),  # 生乳ヨーグルト プレーン
    ("130117", 1),  # 山食パン
    ("140206", 2),  # 大豆の絹とうふ
    ("140213", 1),  # 小粒納豆
    ("150032", 1),  # ななつぼし 精白米
    ("210344", 1),  # 秋鮭の切り身 甘塩
    ("310112", 1),  # たまねぎ
    ("320033", 1),  # バナナ
    ("410221", 2),  # 手包み餃子
    ("610315", 1),  # トイレットペーパー ダブル
)

# (order number, quantity) in the cycle that has just closed and is still to be delivered.
SATO_CLOSED_LINES: tuple[tuple[str, int], ...] = (
    ("120451", 2),  # 北海道牛乳
    ("120463", 1),  # 平飼いたまご 赤玉
    ("120515", 1),  # 道産バター 食塩使用
    ("130117", 1),  # 山食パン
    ("210518", 1),  # 道産豚ロース うす切り
    ("310105", 1),  # じゃがいも きたあかり
    ("410236", 1),  # 男爵コロッケ
    ("560112", 1),  # 道産麦芽のビール
)
