"""フリガナ, proposed from the dictionary's reading of a name. The person looks at it."""

import re

from members.rules import spelling
from todock.lib.forms import typed
from todock.lib.japanese import morphemes
from todock.lib.japanese.kana import to_katakana

_READING = re.compile("[ァ-ヺー]+")
_KANA = re.compile("[ぁ-ゖァ-ヺー・ ]+")
#: Beside a name of the other sort the dictionary takes more names for names: 佐藤 + 誠.
_FAMILY, _GIVEN = "佐藤", "太郎"


def proposal(name: str, *, family: bool) -> str:
    """Return the reading of a family or given name in katakana; '' when it is not known.

    Readings of names (中島 ナカジマ) go before those of words; old and rare characters are read as
    the usual ones (髙 as 高).
    """
    name = "".join(name.split())
    if _KANA.fullmatch(name):
        return to_katakana(name)
    if typed.name(name) is None:
        return ""
    name = spelling.kanji(name)
    alone = _morphemes(name)
    if len(alone) == 1 and alone[0][1] == ("姓" if family else "名"):
        return _joined(alone)
    beside = _morphemes(name + _GIVEN if family else _FAMILY + name)
    if family and len(beside) == 2 and beside[-1][0] == _GIVEN:
        return _joined(beside[:-1])
    if not family and len(beside) == 2 and beside[0][0] == _FAMILY:
        return _joined(beside[1:])
    return _joined(alone)


def _morphemes(text: str) -> list[tuple[str, str, str]]:
    """Return surface, sort of name and reading of each morpheme."""
    found = morphemes.tokenizer().tokenize(text)
    return [(each.surface(), each.part_of_speech()[3], each.reading_form()) for each in found]


def _joined(found: list[tuple[str, str, str]]) -> str:
    reading = "".join(each[2] for each in found)
    return reading if _READING.fullmatch(reading) else ""
