"""Days, hours, amounts, sentences, icons, and parts of the frame, for templates."""

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
from django.utils.translation import get_language

from todock.lib import amounts, clock, dates, money
from todock.lib.japanese import phrases
from todock.lib.pages.contact import telephone_desk

register = template.Library()

SPRITE = Path(__file__).resolve().parents[3] / "static" / "img" / "icons.svg"


@register.filter
def day(value: date | datetime) -> str:
    """Show a day with weekday: 11月25日（水）. Instants are taken in Japan time."""
    return dates.day_text(_day_of(value))


@register.filter
def hour(value: datetime) -> str:
    """Show the time of day in Japan: 13時."""
    return dates.hour_text(value)


@register.filter
def instant(value: datetime) -> SafeString:
    """Show day, weekday and hour, each kept on one line."""
    return dates.instant_html(value)


@register.filter
def instant_text(value: datetime) -> str:
    """Show day, weekday and hour inside of ``phrases``, which knows where they may part."""
    return dates.instant_text(value)


@register.filter
def yen(value: int) -> str:
    """Show yen with commas: 5,207. The unit comes with ``in_yen``, or in the sentence."""
    return money.yen(value)


@register.filter
def in_yen(value: int) -> str:
    """Show yen with their unit: 5,207円."""
    return amounts.in_yen(value)


@register.filter
def in_points(value: int) -> str:
    """Show points with their unit: 1,200ポイント."""
    return amounts.in_points(value)


@register.filter
def in_items(value: int) -> str:
    """Show a number of kinds of goods: 12品."""
    return amounts.in_items(value)


@register.filter
def in_pieces(value: int) -> str:
    """Show a number of pieces: 3点."""
    return amounts.in_pieces(value)


@register.filter
def signed(value: int) -> str:
    """Show what was added or taken away: ＋120, −1,500."""
    return money.signed(value)


@register.filter
def month(value: date) -> str:
    """Show a month with its year: 2026年11月."""
    return dates.month_text(value)


@register.filter
def dated(value: date | datetime) -> SafeString:
    """Show a day with its year, for what lies years apart: 2026年11月25日（水）."""
    return format_html('<span class="nb">{}</span>', dates.full_day_text(_day_of(value)))


@register.filter
def dated_instant(value: datetime) -> SafeString:
    """Show the hour, too, for what lies years apart: 2026年11月25日（水）13時."""
    return dates.dated_html(value)


def _day_of(value: date | datetime) -> date:
    return clock.japan_date(value) if isinstance(value, datetime) else value


@register.filter(is_safe=True)
def one_line(value: str) -> str:
    """Join the lines of a template, for a title: a line end is no space in Japanese."""
    return phrases.on_one_line(value)


@register.tag("phrases")
def _phrases(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """``{% phrases %}…{% endphrases %}``: lines of the sentence break between phrases only."""
    content = parser.parse(("endphrases",))
    parser.delete_first_token()
    return _Phrases(content)


class _Phrases(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return phrases.with_breaks(self.nodelist.render(context))


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

    For parts that depend on nothing else but the language: neither on the request nor on the
    member.
    """
    language = get_language()
    if settings.DEBUG:
        return _rendered(name, language, **values)
    return _kept(name, language, **values)


def _rendered(name: str, language: str, **values: str | int) -> SafeString:
    about = {**telephone_desk(), "language": language}
    return mark_safe(render_to_string(name, {**about, **values}))  # noqa: S308


_kept = lru_cache(maxsize=1024)(_rendered)
