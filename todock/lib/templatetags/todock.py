"""Japanese days, hours and yen, icons, and parts of the frame, for templates."""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from todock.lib import clock, money
from todock.lib.contact import telephone_desk

register = template.Library()

SPRITE = Path(__file__).resolve().parents[3] / "static" / "img" / "icons.svg"


@register.filter
def day(value: date | datetime) -> str:
    """Show a day with weekday: 11月25日（水）. Instants are taken in Japan time."""
    on = clock.japan_date(value) if isinstance(value, datetime) else value
    return clock.day_text(on)


@register.filter
def hour(value: datetime) -> str:
    """Show the time of day in Japan: 13時."""
    return clock.hour_text(value)


@register.filter
def instant(value: datetime) -> SafeString:
    """Show day, weekday and hour, each kept on one line."""
    return format_html(
        '<span class="nb">{}</span><span class="nb">{}</span>', day(value), hour(value)
    )


@register.filter
def yen(value: int) -> str:
    """Show yen with commas: 5,207."""
    return money.yen(value)


@register.filter
def signed(value: int) -> str:
    """Show what was added or taken away: ＋120, −1,500."""
    return money.signed(value)


@register.filter
def month(value: date) -> str:
    """Show a month with its year: 2026年11月."""
    return clock.month_text(value)


@register.filter
def dated(value: date | datetime) -> SafeString:
    """Show a day with its year, for what lies years apart: 2026年11月25日（水）."""
    on = clock.japan_date(value) if isinstance(value, datetime) else value
    return format_html('<span class="nb">{}</span>', f"{on.year}年{clock.day_text(on)}")


@register.simple_tag
def icon(name: str, inline: bool = False) -> SafeString:
    """Draw an icon of the sprite; hidden from readers, because a word stands beside it.

    ``inline`` draws it into the page, for a page that must ask for nothing else.
    """
    return _inline_icon(name) if inline else _icon(name)


@cache
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@cache
def _inline_icon(name: str) -> SafeString:
    symbol = rf'<symbol id="i-{name}" viewBox="([^"]*)">(.*?)</symbol>'
    box, drawing = re.search(symbol, SPRITE.read_text()).groups()
    return format_html(
        '<svg class="icon" viewBox="{}" aria-hidden="true">{}</svg>',
        box,
        mark_safe(drawing),  # noqa: S308
    )


@register.simple_tag
@cache
def address(name: str) -> str:
    """Return the address of a view without arguments; looked up once, unlike ``url``."""
    return reverse(name)


@register.simple_tag
def kept(name: str, **values: str | int) -> SafeString:
    """Include the template ``name``, rendered once for the same values and then kept.

    For parts that depend on nothing else: neither on the request nor on the member.
    """
    if settings.DEBUG:
        return _rendered(name, **values)
    return _kept(name, **values)


def _rendered(name: str, **values: str | int) -> SafeString:
    return mark_safe(render_to_string(name, {**telephone_desk(), **values}))  # noqa: S308


_kept = lru_cache(maxsize=1024)(_rendered)
