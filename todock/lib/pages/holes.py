"""Components that stand on a page dozens of times: one template, rendered once, filled often.

A template costs forty times as much as filling its holes; it stays the only source of the markup.
"""

from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def filled(template: str, holes: dict[str, object], **context: object) -> SafeString:
    """Render ``template`` with ``context``, and put ``holes`` in, escaped as a template would.

    The template must not decide by a hole: it knows only that one is there.
    """
    form = _with_holes(template, get_language(), tuple(holes), tuple(context.items()))
    return SafeString(form.format_map({name: _escaped(holes[name]) for name in holes}))


def _escaped(value: object) -> str:
    # As conditional_escape, without its way for lazy texts: a page does this hundreds of times.
    return value if isinstance(value, SafeString) else escape(str(value))


@lru_cache(maxsize=256)
def _with_holes(
    template: str, language: str, names: tuple[str, ...], context: tuple[tuple[str, object], ...]
) -> str:
    return render_to_string(template, {**dict(context), **{name: f"{{{name}}}" for name in names}})
