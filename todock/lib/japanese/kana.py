"""Folding of Japanese characters: codes to ASCII, half-width kana to full-width, kana to kana."""

import re
import unicodedata

#: Half-width kana with its voicing marks and punctuation.
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
_HIRAGANA = {code: code + 0x60 for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]}
_KATAKANA = {kata: hira for hira, kata in _HIRAGANA.items()}
#: What people and systems type for a hyphen inside a code.
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−－ｰ"), "-")
#: What stands between the digits of a number as people write it.
_SEPARATORS = re.compile(r"[\s\-・.,/ー_()]")


def fold_code(text: str) -> str:
    """Return a code or number NFKC-folded and without blanks around it: ``１２３ `` is ``123``."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text.translate(_HYPHENS)).strip()


def digits_of(typed: str) -> str:
    """Return the digits of a number as people type it; '' when there is anything else.

    Full-width digits, blanks, hyphens and brackets are welcome.
    """
    bare = _SEPARATORS.sub("", fold_code(typed))
    return bare if bare.isascii() and bare.isdigit() else ""


def fold_number(text: str) -> str:
    """Return a number as it is stored, from how it was typed: ００１２-345678 is 0012345678."""
    return fold_code(text).replace("-", "").replace(" ", "")


def widen_kana(text: str) -> str:
    """Return the text with half-width kana made full-width; everything else stays as it is.

    Unlike NFKC this keeps ①, ㈱ and full-width letters: a name is shown as it was written.
    """
    if text.isascii() or not _HALF_WIDTH.search(text):
        return text
    return _HALF_WIDTH.sub(lambda found: _composed(found.group()), text)


def to_katakana(text: str) -> str:
    """Return the text with hiragana as katakana."""
    return text.translate(_HIRAGANA)


def to_hiragana(text: str) -> str:
    """Return the text with katakana as hiragana."""
    return text.translate(_KATAKANA)


def _composed(half_width: str) -> str:
    widened = unicodedata.normalize("NFKC", half_width)
    # A mark that stands alone becomes a combining character, which cannot be shown by itself.
    return widened.replace("\u3099", "゛").replace("\u309a", "゜")
