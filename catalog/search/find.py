"""Finding offers by words, order numbers and near words.

The words are in ``ProductWords`` (how they are made: search.analysis), one GIN index over all
products. What matches in the name comes before kana, kana before the maker, the maker before the
description; within a rank the order of the offers is the feed's. The names of the categories
count only when nothing else is found: たまご does not find the milk of 卵・乳.
"""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import CharField, Func

from catalog.models import Cycle, Offer, Synonym
from catalog.search import analysis, near, terms
from todock.lib.japanese.kana import fold_code

#: Nobody pages through more.
MOST_FOUND = 1000
#: Seconds for which synonyms and tags are kept; saving a synonym forgets them at once.
KEPT_SECONDS = 300
SYNONYMS_KEY = "catalog:synonyms"

#: How a product can match, best first: the arguments of terms.tsquery.
RANKS = [
    {"weights": "A", "prefix": False, "near": False},
    {"weights": "A", "prefix": False},
    {"weights": "A"},
    {"weights": "AB"},
    {"weights": "ABC"},
]


class Found(NamedTuple):
    """Ids of offers in rank order (at most MOST_FOUND), and how many there are in all."""

    offer_ids: list[int]
    total: int


def find(*, cycle: Cycle, text: str, limit: int = MOST_FOUND) -> Found:
    """Find the standing offers of ``cycle`` for what somebody typed; any text will do.

    One query; a second one with a looser reading of kana when the first finds nothing.
    """
    groups = _synonyms()
    parts = terms.chunks(text, groups)
    if not parts:
        return Found([], 0)
    found = _run(cycle, parts, limit)
    if not found.total:
        loose = terms.chunks(text, groups, loose=True)
        if loose and loose != parts:
            found = _run(cycle, loose, limit)
    return found


def near_words(text: str) -> list[str]:
    """Return up to three words of the catalogue that look or sound like what was typed."""
    return near.near(text[: analysis.LONGEST_SEARCH])


def product_ids(text: str, *, limit: int = MOST_FOUND) -> list[int]:
    """Return the ids of products of any cycle that match, in no order; for staff."""
    query = terms.tsquery(terms.all_of(terms.chunks(text, _synonyms())))
    if not query:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id FROM catalog_productwords WHERE vector @@ %s::tsquery LIMIT %s",
            [query, limit],
        )
        return [product_id for (product_id,) in cursor.fetchall()]


def order_number(text: str) -> str | None:
    """Return the order number that was typed, full-width or with hyphens, or None."""
    folded = fold_code(text[: analysis.LONGEST_SEARCH])
    digits = folded.replace("-", "").replace(" ", "")
    if len(digits) == settings.ORDER_NUMBER_DIGITS and digits.isascii() and digits.isdigit():
        return digits
    return None


def forget_synonyms() -> None:
    """Let the next search read the synonyms anew."""
    cache.delete(SYNONYMS_KEY)


def _run(cycle: Cycle, parts: list[terms.Chunk], limit: int) -> Found:
    tags = _tags(cycle)
    own, own_params = _condition(parts, tags)
    wide, wide_params = _condition(parts, tags, categories=True)
    whole = terms.all_of(parts)
    ranks = [query for rank in RANKS if (query := terms.tsquery(whole, **rank))]
    ranks = list(dict.fromkeys(ranks))
    cases = " ".join(f"WHEN w.vector @@ %s::tsquery THEN {n}" for n in range(len(ranks)))
    # OFFSET 0 keeps the planner from reading all offers of the cycle: it takes the beginning of
    # a word for far more products than there are. What only a category brings is shown when
    # nothing else is found.
    sql = (
        "SELECT id, count(*) OVER () FROM ("
        "SELECT *, bool_or(own) OVER () AS any_own FROM ("
        f"SELECT o.id, o.sort, o.order_number, CASE {cases} ELSE {len(ranks)} END AS rank, "
        f"({own}) AS own FROM catalog_productwords w CROSS JOIN LATERAL ("
        "SELECT id, sort, order_number, tags FROM catalog_offer WHERE product_id = w.product_id "
        "AND cycle_id = %s AND withdrawn_at IS NULL OFFSET 0) o "
        f"WHERE {wide} OFFSET 0"
        ") matching ) found WHERE own OR NOT any_own ORDER BY rank, sort, order_number LIMIT %s"
    )
    params = [*ranks, *own_params, cycle.pk, *wide_params, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return Found([row[0] for row in rows], rows[0][1] if rows else 0)


def _condition(
    parts: list[terms.Chunk], tags: dict[str, list[str]], *, categories: bool = False
) -> tuple[str, list[object]]:
    """Return an SQL condition for every part, and its values.

    What the feed calls 特徴 belongs to the offer of this cycle, not to the product.
    """
    plain = terms.all_of(part for part in parts if part.written not in tags)
    where: list[str] = []
    params: list[object] = []
    if plain is not None:
        where.append("w.vector @@ %s::tsquery")
        params.append(terms.tsquery(plain, categories=categories))
    for part in parts:
        if part.written in tags:
            where.append("(o.tags && %s::varchar[] OR w.vector @@ %s::tsquery)")
            params += [tags[part.written], terms.tsquery(part.node, categories=categories)]
    return " AND ".join(where), params


def _synonyms() -> terms.Groups:
    kept = cache.get(SYNONYMS_KEY)
    if kept is None:
        kept = tuple(tuple(synonym.group) for synonym in Synonym.objects.order_by("pk"))
        cache.set(SYNONYMS_KEY, kept, KEPT_SECONDS)
    return _groups(kept)


@lru_cache(maxsize=2)
def _groups(synonyms: tuple[tuple[str, ...], ...]) -> terms.Groups:
    return terms.synonym_groups(synonyms)


def _tags(cycle: Cycle) -> dict[str, list[str]]:
    """Return the tags of the cycle by how they are typed."""
    key = f"catalog:tags:{cycle.pk}:{cycle.revision}"
    kept = cache.get(key)
    if kept is None:
        kept = {}
        each = Func("tags", function="unnest", output_field=CharField(), set_returning=True)
        offers = Offer.objects.standing().filter(cycle=cycle).order_by()
        for tag in offers.annotate(tag=each).values_list("tag", flat=True).distinct():
            kept.setdefault(analysis.written(tag), []).append(tag)
        cache.set(key, kept, KEPT_SECONDS)
    return kept
