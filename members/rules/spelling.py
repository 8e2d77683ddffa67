"""One form for what is written in many: names, their readings, addresses, phones.

Only for comparing: what is shown and sent is always what was written.
"""

import re
import unicodedata

from todock.lib.japanese.kana import to_hiragana, to_katakana

#: Kanji of one name that registers, old systems and keyboards write in several shapes.
_VARIANTS = """
高髙 崎﨑嵜碕 斎齋斉齊 辺邊邉 浜濱濵 沢澤 桜櫻 広廣 国國圀 島嶋嶌 徳德 恵惠 真眞 寿壽 円圓
栄榮 蔵藏 竜龍 滝瀧 淵渕 条條 会會 関關 鉄鐵 富冨 吉𠮷 土圡 野埜 桑桒 館舘 梅楳 峰峯 松枩
船舩 曽曾 鴎鷗 横橫 黒黑 青靑 浅淺 豊豐 万萬 弥彌 与與 礼禮 寛寬 晋晉 学學 穂穗 塩鹽 亀龜
桧檜 槙槇 祢禰 芦蘆 荘莊 薮藪 篭籠 顕顯 頼賴 勲勳 薫薰 教敎 静靜 清淸 増增 瀬瀨 剣劍劔釼
柳栁 柏栢 来來 実實 当當 団團 応應 桟棧 壮壯 将將 経經 総總 聡聰 岳嶽 巌巖 巻卷 鶴靏靍 槌鎚
禄祿 郎郞 緑綠
"""
_SHAPES = {kanji: group for group in _VARIANTS.split() for kanji in group}
_SAME_KANJI = {ord(other): group[0] for group in _VARIANTS.split() for other in group[1:]}
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
#: ヴァ is バ before ァ becomes ア.
_OLD_KANA = [
    *(("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ")),
    *(("ヰ", "イ"), ("ヱ", "エ"), ("ヲ", "オ"), ("ヅ", "ズ"), ("ヂ", "ジ")),
]
_O_OR_U_ROW = "オコソトノホモヨロゴゾドボポウクスツヌフムユルグズブプ"
#: イチロー, イチロウ and イチロオ are one name; ユーコ and ユウコ as well.
_LONG = re.compile(rf"(?<=[{_O_OR_U_ROW}])[ウオ]")
_BARS = re.compile(r"[ー\-‐‑‒–—―−－ｰ〜～~]")
_BLANKS = re.compile(r"\s+")
#: Shapes of a character, as in 辻󠄀.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NOT_DIGITS = re.compile(r"[^0-9]")

_KANJI_DIGITS = {kanji: digit for digit, kanji in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十百]+")
_PREFECTURE = re.compile(r"^(?:北海道|東京都|大阪府|京都府|.{2,3}県)")
_COUNTY = re.compile(r"^[^0-9]{1,4}郡(?=.+[町村])")
_AZA = re.compile(r"大字|字")
#: 自由が丘, 自由ガ丘 and 自由ヶ丘 are one place.
_GA = re.compile("(?<=[一-龥])[ガケカ](?=[一-龥])")
_BETWEEN_NUMBERS = re.compile(
    r"(?<=[0-9])(?:丁目|番地ノ|番地|番|号室|号棟|号|条|線|ノ|之|[・、,.])+"
)
_IDLE_BAR = re.compile(r"-(?![0-9])|(?<![0-9])-")
_ROOM = re.compile(r"([0-9]+)(?:号室|号|室)?$")


def kanji(text: str) -> str:
    """Return a name in one shape: full-width, new kanji for old ones, no blanks."""
    plain = _SELECTORS.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME_KANJI)
    return to_katakana(_BLANKS.sub("", plain))


def initials(name: str) -> list[str]:
    """Return the characters with which the same name may begin."""
    first = _SELECTORS.sub("", unicodedata.normalize("NFKC", name)).strip()[:1]
    return sorted({*_SHAPES.get(first, first), to_katakana(first), to_hiragana(first)} - {""})


def reading(text: str) -> str:
    """Return a reading in one shape: ｻﾄｳ, さとう, サトー and サトウ are the same.

    Half-width and small kana, old kana (ヰヱヲヅヂヴ), long vowels, bars and blanks are levelled.
    """
    kana = to_katakana(unicodedata.normalize("NFKC", text))
    for old, new in _OLD_KANA:
        kana = kana.replace(old, new)
    kana = _BLANKS.sub("", _BARS.sub("", kana)).translate(_SMALL_KANA)
    while (shorter := _LONG.sub("", kana)) != kana:
        kana = shorter
    return kana


def place(text: str) -> str:
    """Return an address in one shape: 琴似二条１丁目２番地３号 is 琴似2-1-2-3.

    Kanji digits, full-width digits, 丁目, 番地, 号, 条 and hyphens of every kind are levelled;
    prefecture, 郡 and 字, which many leave out, are dropped.
    """
    plain = _COUNTY.sub("", _PREFECTURE.sub("", kanji(text)))
    plain = _KANJI_NUMBER.sub(_arabic, _AZA.sub("", plain)).translate(_SMALL_KANA)
    plain = _BARS.sub("-", _GA.sub("ケ", plain))
    plain = re.sub("-+", "-", _BETWEEN_NUMBERS.sub("-", plain))
    return _IDLE_BAR.sub("", plain).upper()


def room(building: str) -> str:
    """Return the number of the flat at the end of a building's name; '' for none."""
    found = _ROOM.search(kanji(building))
    return found.group(1) if found else ""


def phone(text: str) -> str:
    """Return the digits of a phone number, as it is dialled within Japan."""
    number = _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", text))
    return "0" + number[2:] if number.startswith("81") and len(number) > 10 else number


def _arabic(found: re.Match[str]) -> str:
    """二十四 is 24, and 一二 is 12."""
    number = found.group()
    if not set(number) & set("十百"):
        return "".join(str(_KANJI_DIGITS[digit]) for digit in number)
    total, digit = 0, 0
    for char in number:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _KANJI_DIGITS[char]
    return str(total + digit)
