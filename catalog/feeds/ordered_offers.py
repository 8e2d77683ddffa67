"""What stands on an offer, seen from the catalogue, which never learns who buys.

Whoever has lines points to ``Offer`` with a relation called ``lines`` and a column ``quantity``;
it is found by that name when it is asked for.
"""

from django.db import models

from catalog.models import Offer


def any_sql(offer: str) -> str:
    """Return an SQL condition: there are lines on the offer whose id is the expression."""
    lines = _lines()
    if lines is None:
        return "false"
    return f"EXISTS (SELECT FROM {_table(lines)} l WHERE l.{_column(lines)} = {offer})"


def pieces_sql(offer: str) -> str:
    """Return an SQL expression: how many pieces stand on the offer whose id is the expression."""
    lines = _lines()
    if lines is None:
        return "0"
    return (
        f"(SELECT coalesce(sum(l.quantity), 0) FROM {_table(lines)} l "
        f"WHERE l.{_column(lines)} = {offer})"
    )


def lock_sql() -> str:
    """Return a statement that waits for orders being written, and lets none begin until commit."""
    lines = _lines()
    return f"LOCK TABLE {_table(lines)} IN SHARE MODE" if lines is not None else "SELECT 1"


def _lines() -> models.ManyToOneRel | None:
    return next((r for r in Offer._meta.related_objects if r.related_name == "lines"), None)


def _table(lines: models.ManyToOneRel) -> str:
    return f'"{lines.related_model._meta.db_table}"'


def _column(lines: models.ManyToOneRel) -> str:
    return f'"{lines.field.column}"'
