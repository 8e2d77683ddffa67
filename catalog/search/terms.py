"""What a member's search text asks for: a tree of terms, written as a PostgreSQL tsquery.

Everything typed ends as lexemes of letters, digits and kana (``analysis.fold``); operators and
quotes do not survive, so the text of a tsquery is ours alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.search import analysis
from catalog.search.analysis import ABOVE, READ, Word
from todock.lib.japanese.kana import to_hiragana, to_katakana

#: More than anybody types; a limit for those who paste a page.
MOST_CHUNKS = 8
MOST_WORDS = 12
#: Kanji, or two kana and more of one kind: もも in 鶏もも, which the dictionary takes for one word.
_RUNS = re.compile("[\u3400-\u9fff々]+|[ぁ-ゖー]{2,}|[ァ-ヺー]{2,}")


@dataclass(frozen=True)
class Term:
    """One lexeme. ``prefix``: may be the beginning of a word. ``near``: comes from a synonym."""

    lexeme: str
    prefix: bool = False
    near: bool = False


@dataclass(frozen=True)
class AllOf:
    """Every one of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of these."""

    nodes: tuple["Node", ...]


Node = Term | AllOf | AnyOf
#: Nodes for the other words of a group of synonyms, by each of its words.
Groups = Mapping[str, Sequence[Node]]


class Chunk(NamedTuple):
    """What stands between two blanks, and what it asks for."""

    written: str
    node: Node


def chunks(text: str, groups: Groups, *, loose: bool = False) -> list[Chunk]:
    """Return what ``text`` asks for, part by part; [] when it asks for nothing.

    ``loose`` guesses more: at the words of a text in kana, at 新 before 玉ねぎ, at parts of
    words; use it when the strict reading finds nothing.
    """
    found = []
    for chunk in analysis.fold(text[: analysis.LONGEST_SEARCH]).split()[:MOST_CHUNKS]:
        node = (
            _kana(chunk, groups, loose) if analysis.is_kana(chunk) else _mixed(chunk, groups, loose)
        )
        if node is not None:
            found.append(Chunk(analysis.written(chunk), node))
    return found


def all_of(parts: Iterable[Chunk]) -> Node | None:
    """Return one node that asks for every part."""
    return _all(part.node for part in parts)


def tsquery(
    node: Node | None,
    *,
    weights: str = "",
    prefix: bool = True,
    near: bool = True,
    categories: bool = False,
) -> str:
    """Write a node as the text of a tsquery; '' when nothing is left of it.

    ``weights`` such as ``AB`` looks only there; without ``prefix`` whole words only; without
    ``near`` no synonyms; ``categories`` takes a word of a category's name as well.
    """
    if node is None:
        return ""
    if isinstance(node, Term):
        if node.near and not near:
            return ""
        label = ("*" if node.prefix and prefix else "") + weights
        marks = ["", ABOVE] if categories else [""]
        found = [f"'{mark}{node.lexeme}'" + (f":{label}" if label else "") for mark in marks]
        return found[0] if len(found) == 1 else f"({' | '.join(found)})"
    how = {"weights": weights, "prefix": prefix, "near": near, "categories": categories}
    parts = [tsquery(child, **how) for child in node.nodes]
    if isinstance(node, AllOf):
        return "(" + " & ".join(parts) + ")" if all(parts) else ""
    kept = list(dict.fromkeys(filter(None, parts)))
    return "(" + " | ".join(kept) + ")" if kept else ""


def synonym_groups(groups: Iterable[Sequence[str]]) -> dict[str, list[Node]]:
    """Return what each word of each group also asks for."""
    found: dict[str, list[Node]] = {}
    for group in groups:
        nodes = [(word, node) for word in group if (node := _synonym(word)) is not None]
        for word in group:
            others = [node for other, node in nodes if other != word]
            for key in _keys(word):
                found.setdefault(key, []).extend(others)
    return found


def _keys(word: str) -> set[str]:
    keys = {analysis.written(word)}
    found = analysis.analyse(analysis.fold(word).replace(" ", "")).words
    # こめ is taken for the verb 込める: a guess at kana is no key.
    if len(found) == 1 and (found[0].common or not found[0].kana):
        keys.add(found[0].lexeme)
    return keys - {""}


def _synonym(word: str) -> Node | None:
    folded = analysis.fold(word).replace(" ", "")
    if analysis.is_kana(folded):
        nodes = [Term(to_katakana(folded), near=True)]
        found = analysis.analyse(folded)
        if len(found.words) == 1 and not found.dropped and found.words[0].common:
            nodes.append(Term(found.words[0].lexeme, near=True))
        return _any(nodes)
    return _all(Term(found.lexeme, near=True) for found in analysis.analyse(folded).words)


def _mixed(chunk: str, groups: Groups, loose: bool) -> Node | None:
    found = analysis.analyse(chunk).words[:MOST_WORDS]
    if not loose:
        return _run(found, groups)
    runs = [run for word in found for run in _RUNS.findall(word.surface)]
    by_runs = _all(_of_run(run, groups) for run in runs[:MOST_WORDS])
    return _any([_run([word for word in found if word.common], groups), by_runs])


def _of_run(run: str, groups: Groups) -> Node | None:
    if analysis.is_kana(run):
        return _kana(run, groups, loose=False)
    return _run(analysis.analyse(run).words, groups)


def _run(found: Sequence[Word], groups: Groups) -> Node | None:
    nodes = [_word(word, last=word is found[-1]) for word in found]
    result: list[Node] = []
    start = 0
    while start < len(found):
        # The longest run of words that somebody wrote a synonym for.
        end = next(
            (end for end in range(len(found), start, -1) if _near(found[start:end], groups)),
            start + 1,
        )
        node = _all(nodes[start:end])
        result.append(_any([node, *_near(found[start:end], groups)]))
        start = end
    return _all(result)


def _near(run: Sequence[Word], groups: Groups) -> Sequence[Node]:
    by_surface = groups.get(analysis.written("".join(word.surface for word in run)), ())
    if by_surface or len(run) > 1:
        return by_surface
    return groups.get(run[0].lexeme, ())


def _word(word: Word, *, last: bool) -> Node:
    if word.kana:
        katakana = to_katakana(word.surface)
        long = last and len(katakana) > 1
        nodes = [
            Term(katakana, prefix=long),
            Term(READ + katakana, prefix=long),
            Term(word.lexeme, prefix=last),
        ]
    else:
        # One kanji begins too many words: 米 would find 米国. Its compounds are in the index.
        nodes = [Term(word.lexeme, prefix=last and len(word.lexeme) > 1)]
        if word.reading:
            nodes.append(Term(word.reading))
    if len(word.parts) > 1:
        nodes.append(_all(_any([Term(part.lexeme)]) for part in word.parts))
    elif word.parts:
        nodes.append(Term(word.parts[0].lexeme))
    return _any(nodes)


def _kana(chunk: str, groups: Groups, loose: bool) -> Node | None:
    katakana = to_katakana(chunk)
    long = len(katakana) > 1
    nodes: list[Node] = [Term(katakana, prefix=long), Term(READ + katakana, prefix=long)]
    for spelling in (to_hiragana(chunk), katakana):
        found, dropped = analysis.analyse(spelling)
        found = found[:MOST_WORDS]
        if not found:
            continue
        sure = not dropped and all(word.known and len(word.surface) > 1 for word in found)
        if sure and len(found) == 1:
            nodes.append(Term(found[0].lexeme, prefix=len(found[0].lexeme) > 1))
        elif sure:
            nodes.append(_all(_word(word, last=word is found[-1]) for word in found))
        # In katakana a guess makes words of anything: ニュー of ギューニュー.
        guess = loose and spelling != katakana
        if guess and (rest := [w for w in found if w.common and len(w.surface) > 1]):
            nodes.append(_all(_word(word, last=word is rest[-1]) for word in rest))
        nodes.extend(groups.get(found[0].lexeme, ()) if sure and len(found) == 1 else ())
    nodes.extend(groups.get(katakana, ()))
    return _any(nodes)


def _joined(make: type[AllOf] | type[AnyOf]) -> Callable[..., Node | None]:
    def join(nodes: Iterable[Node | None]) -> Node | None:
        flat: list[Node | None] = []
        for node in nodes:
            flat.extend(node.nodes if isinstance(node, make) else [node])
        kept = tuple(dict.fromkeys(node for node in flat if node is not None))
        if len(kept) <= 1:
            return kept[0] if kept else None
        return make(kept)

    return join


_all = _joined(AllOf)
_any = _joined(AnyOf)
