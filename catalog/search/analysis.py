"""Japanese words by SudachiPy: what a text is indexed under, and what a search text asks for.

Two kinds of lexemes go into the index. A word as written, in its normalised form: ``卵`` for
たまご, タマゴ, 玉子 and 卵; words written in kana are folded to katakana. And a word as read,
marked ``~``: ``~サケ``. Who types kanji is matched with what is written only, so that 鮭 does not
find 酒; who types kana is matched with both. Words of the categories stand apart, marked ``#``:
``#卵``, ``#~サケ``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sudachipy import Morpheme, SplitMode

from todock.lib.japanese import morphemes
from todock.lib.japanese.kana import to_hiragana, to_katakana

#: Part of every source hash: raise it when the rules below change, and all words are made anew.
RULES = "2"
#: Marks a lexeme as a reading.
READ = "~"
#: Marks a lexeme as one of a category's name: 卵・乳 stands above milk, too.
ABOVE = "#"
#: Longest text of a member that is looked at.
LONGEST_SEARCH = 100

_KANA_RUN = re.compile("[ぁ-ゖ]{2,}|[ァ-ヺー]{2,}")
_ALL_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
_KATAKANA = re.compile("[ァ-ヺー]+")
_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff々]")
_NOT_WORD = re.compile(r"[^\w]+|_+")
#: Parts of speech that carry no meaning for a search.
_EMPTY = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白", "感動詞"})
_COUNTERS = frozenset({"助数詞", "助数詞可能"})
_LATIN_UNITS = frozenset({"kg", "g", "mg", "ml", "l", "cc", "cm", "mm", "m"})
_NUMBER = re.compile(r"[0-9０-９]+([.,．][0-9０-９]+)?")
#: Left out wherever they stand: polite お, and 産 after the name of a place.
_STOP = frozenset({"御", "産", "入り"})

#: A shop's vocabulary is small: most words of 25,000 names are among the first thousands.
_entries: dict[tuple[int, str], "_Entry"] = {}
_MOST_ENTRIES = 30_000


class Word(NamedTuple):
    """A word of a text.

    ``lexeme``: as written, normalised. ``reading``: katakana, or ''. ``kana``: written in kana
    only. ``common``: a common noun. ``known``: stands in the dictionary. ``parts``: shorter words
    that it is made of, if any. ``lexemes``: all under which it is found, with those of its parts.
    """

    surface: str
    lexeme: str
    reading: str
    kana: bool
    common: bool
    known: bool
    parts: tuple["Word", ...]
    lexemes: tuple[str, ...]


class Analysis(NamedTuple):
    """The words of a text; ``dropped`` when particles, numbers or signs were left out."""

    words: tuple[Word, ...]
    dropped: bool


class _Entry(NamedTuple):
    word: Word | None
    number: bool
    counter: bool


def fold(text: str) -> str:
    """Return the text NFKC-folded, in lower case, without characters that are no word."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_kana(text: str) -> bool:
    """Say whether the text is written in kana only."""
    return bool(_ALL_KANA.fullmatch(text))


def written(text: str) -> str:
    """Return a word as it stands in the index: kana as katakana, the rest in lower case."""
    text = fold(text).replace(" ", "")
    return to_katakana(text) if is_kana(text) else text


@lru_cache(maxsize=20_000)
def analyse(text: str) -> Analysis:
    """Return the words of a folded text, without particles, numbers, counters and signs.

    Cached: what stands between two blanks of a name (北海道産, 大容量) comes again and again.
    """
    words = []
    dropped = after_number = False
    for morpheme in morphemes.tokenizer().tokenize(text):
        word, number, counter = _entry(morpheme)
        if number:
            after_number = dropped = True
        elif not (after_number and counter):
            after_number = False
            if word is None:
                dropped = True
            else:
                words.append(word)
    return Analysis(tuple(words), dropped)


@lru_cache(maxsize=4096)
def lexemes(text: str) -> tuple[str, ...]:
    """Return all lexemes under which a text is found. Cached: makers and categories repeat.

    A lexeme holds letters, digits and kana only (see :func:`fold`), never a quote or a sign.
    """
    return tuple(dict.fromkeys(_lexemes(_words(text))))


def vector(
    *, name: str, kana: str = "", maker: str = "", text: Iterable[str] = (), categories: str = ""
) -> str:
    """Return the words of a product as the text form of a PostgreSQL tsvector.

    Weights: A name, B kana and parts of the name's words, C maker, D ``text`` (description,
    origin) and, marked, the names of ``categories``. Positions are all 1: only weights are asked
    for.
    """
    weights: dict[str, str] = {}

    def add(found: Iterable[str], weight: str) -> None:
        for lexeme in found:
            # Weights are added from A to D, so the first one is the best one.
            weights.setdefault(lexeme, weight)

    words = _words(name)
    add(_lexemes(words), "A")
    add(_kana_runs(name), "A")
    add(_joined_readings(words), "B")
    add(_kanji_of(words), "B")
    if kana:
        add(_kana_lexemes(kana), "B")
    if maker:
        add(lexemes(maker), "C")
    for part in text:
        if part:
            add(lexemes(part), "D")
    add([ABOVE + lexeme for lexeme in lexemes(categories)], "D")
    return " ".join([f"'{lexeme}':1{weight}" for lexeme, weight in weights.items()])


def _words(text: str) -> list[Word]:
    return [word for chunk in fold(text).split() for word in analyse(chunk).words]


def _lexemes(words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        yield from word.lexemes


def _kana_runs(text: str) -> Iterator[str]:
    """ゆめぴりか is no word of the dictionary: what is written in one kind of kana is one word."""
    for run in _KANA_RUN.findall(unicodedata.normalize("NFKC", text)):
        yield to_katakana(run)


def _joined_readings(words: Sequence[Word]) -> Iterator[str]:
    """Yield the readings from each word to the end: とくせんぎゅう finds 特選牛乳."""
    joined = ""
    for word in reversed(words):
        reading = to_katakana(word.surface) if word.kana else word.reading
        if not reading:
            return
        joined = reading + joined
        yield READ + joined[:30]


def _kanji_of(words: Iterable[Word]) -> Iterator[str]:
    """Yield the single kanji of common nouns: 米 finds 無洗米 and 新米, but not 米国."""
    for word in words:
        if word.parts:
            yield from _kanji_of(word.parts)
        elif word.common and len(word.surface) > 1:
            yield from _KANJI.findall(word.surface)


def _kana_lexemes(kana: str) -> Iterator[str]:
    for chunk in fold(kana).split():
        katakana = to_katakana(chunk)
        yield READ + katakana[:40]
        # The dictionary knows few words in katakana that are usually written otherwise.
        for word in analyse(to_hiragana(chunk)).words:
            if word.known and len(word.reading) >= 3:
                yield READ + word.reading


def _entry(morpheme: Morpheme) -> _Entry:
    """Return what is known of a morpheme: asked of the dictionary once, then remembered."""
    key = (morpheme.word_id(), morpheme.surface())
    entry = _entries.get(key)
    if entry is None:
        surface = morpheme.surface()
        counter = morpheme.part_of_speech()[2] in _COUNTERS or surface in _LATIN_UNITS
        entry = _Entry(_word(morpheme), bool(_NUMBER.fullmatch(surface)), counter)
        if len(_entries) >= _MOST_ENTRIES:
            _entries.clear()
        _entries[key] = entry
    return entry


def _word(morpheme: Morpheme, *, whole: bool = True) -> Word | None:
    surface = morpheme.surface()
    speech = morpheme.part_of_speech()
    lexeme = written(morpheme.normalized_form())
    kana = is_kana(surface)
    if speech[0] in _EMPTY or not lexeme or lexeme in _STOP:
        return None
    if len(surface) == 1 and (kana or surface.isascii()):
        return None
    reading = morpheme.reading_form()
    parts: tuple[Word, ...] = ()
    if whole:
        shorter = morpheme.split(SplitMode.A, add_single=False)
        parts = tuple(word for part in shorter if (word := _word(part, whole=False)))
        if not parts and kana and len(surface) >= 5:
            parts = _halves(surface)
    found = [lexeme]
    if kana:
        found.append(to_katakana(surface))
    elif is_kana(reading):
        found.append(READ + reading)
    for part in parts:
        found.extend(part.lexemes)
    return Word(
        surface=surface,
        lexeme=lexeme,
        reading=reading if is_kana(reading) else "",
        kana=kana,
        common=speech[0] == "名詞" and speech[1] == "普通名詞",
        known=not morpheme.is_oov(),
        parts=parts,
        lexemes=tuple(dict.fromkeys(found)),
    )


def _halves(surface: str) -> tuple[Word, ...]:
    """Return the two nouns that a long katakana word is made of: トマト finds ミニトマト."""
    if not _KATAKANA.fullmatch(surface):
        return ()
    for cut in range(2, len(surface) - 1):
        halves = []
        for half in (surface[:cut], surface[cut:]):
            found = list(morphemes.tokenizer().tokenize(half))
            word = _word(found[0], whole=False) if len(found) == 1 else None
            if word is None or not (word.known and word.common):
                break
            halves.append(word)
        else:
            return tuple(halves)
    return ()
