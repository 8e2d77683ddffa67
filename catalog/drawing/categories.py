"""種類からさがす: all categories of a cycle as tiles and a table, drawn once and kept."""

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalog.drawing.kept_cards import KEPT_SECONDS
from catalog.models import Cycle
from catalog.queries.tree import tree_of
from todock.lib.pages.release import kept_key


def contents_of(cycle: Cycle) -> SafeString:
    """Return the tiles and the table of all categories of ``cycle``; '' when it holds nothing."""
    key = kept_key("contents", cycle.pk, cycle.revision)
    html = cache.get(key)
    if html is None:
        tree = tree_of(cycle)
        context = {"tree": tree}
        html = str(render_to_string("catalog/category_tiles.html", context) if tree.top else "")
        cache.set(key, html, KEPT_SECONDS)
    return mark_safe(html)  # noqa: S308 (drawn by a template)
