"""Keeps ProductWords in step with products and categories.

The text of a product is hashed in the database; only products whose hash differs are read,
analysed and written, so that a price change costs nothing here.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from catalog.search import analysis

_BATCH = 2_000

#: The columns that words come from, with the names of the category and of all above it.
_SOURCE = """
SELECT p.id, p.name, p.kana, p.maker, p.description, p.origin, c.names, w.source_hash,
       md5(concat_ws(E'\\x1f', %s::text, p.name, p.kana, p.maker, p.description, p.origin,
                     c.names)) AS new_hash
FROM catalog_product p
JOIN (SELECT c.id, string_agg(a.name, ' ' ORDER BY a.path) AS names
      FROM catalog_category c JOIN catalog_category a ON starts_with(c.path, a.path)
      GROUP BY c.id) c ON c.id = p.category_id
LEFT JOIN catalog_productwords w ON w.product_id = p.id
WHERE {among}
"""
_CHANGED = (
    "SELECT id, name, kana, maker, description, origin, names, new_hash "
    f"FROM ({_SOURCE}) s WHERE source_hash IS DISTINCT FROM new_hash"
)
_UPSERT = """
INSERT INTO catalog_productwords (product_id, vector, source_hash)
SELECT product_id, vector, source_hash FROM catalog_new_words
ON CONFLICT (product_id) DO UPDATE
SET vector = excluded.vector, source_hash = excluded.source_hash
"""


def refresh(*, among: str = "true", params: Sequence[Any] = ()) -> int:
    """Make the words of products anew whose text has changed; return how many.

    ``among`` is an SQL condition on the product ``p``, of our own making. Memory does not grow
    with the number of products.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS catalog_new_words")
        cursor.execute(
            "CREATE TEMPORARY TABLE catalog_new_words "
            "(product_id bigint, vector tsvector, source_hash varchar(32)) ON COMMIT DROP"
        )
        cursor.execute(
            f"DECLARE catalog_changed NO SCROLL CURSOR FOR {_CHANGED.format(among=among)}",
            [analysis.RULES, *params],
        )
        while rows := _fetch(cursor):
            _analyse(cursor, rows)
        cursor.execute("CLOSE catalog_changed")
        cursor.execute(_UPSERT)
        changed = cursor.rowcount
        cursor.execute("DROP TABLE catalog_new_words")
    return changed


def _fetch(cursor: Any) -> list[tuple]:
    cursor.execute(f"FETCH {_BATCH} FROM catalog_changed")
    return cursor.fetchall()


def _analyse(cursor: Any, rows: list[tuple]) -> None:
    into = "COPY catalog_new_words (product_id, vector, source_hash) FROM STDIN"
    with cursor.cursor.copy(into) as copy:
        for product_id, name, kana, maker, description, origin, names, new_hash in rows:
            vector = analysis.vector(
                name=name,
                kana=kana,
                maker=maker,
                text=[description, origin],
                categories=names,
            )
            copy.write_row((product_id, vector, new_hash))
