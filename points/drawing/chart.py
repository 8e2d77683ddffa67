"""A picture of the months: what came above the line, what went below it. Inline SVG, pure.

Which is which is told by the side of the line, so the picture needs no colour. The numbers stand
in a table beside it.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from points.queries.history import Month
from todock.lib.money import yen

#: Units of the drawing; on a phone about one pixel each.
WIDTH, HEIGHT = 324, 190
#: Between the top edge, the bars, the names of the months and the bottom edge.
_TOP, _BOTTOM, _NAMES = 20, 20, 24
_BAR = 0.62
#: Units that a bar has at least, so that one point is seen.
_LEAST = 2


def draw(months: Sequence[Month]) -> SafeString:
    """Draw a pair of bars for each month, the oldest first."""
    most_came = max((month.came for month in months), default=0)
    most_went = max((month.went for month in months), default=0)
    room = HEIGHT - _TOP - _BOTTOM - _NAMES
    unit = room / max(most_came + most_went, 1)
    line = _TOP + most_came * unit if most_came or most_went else _TOP + room
    step = WIDTH / max(len(months), 1)
    return format_html(
        '<svg class="months" viewBox="0 0 {} {}" role="img" aria-labelledby="months-t months-d">'
        '<title id="months-t">{}</title><desc id="months-d">{}</desc>{}{}'
        '<path class="months__line" d="M0 {}H{}"/>{}</svg>',
        WIDTH,
        HEIGHT,
        _("この12か月に増えたポイントと減ったポイント"),
        describe(months),
        _bars(months, line, step, unit),
        _names(months, step),
        _number(line),
        WIDTH,
        _scale(most_came, most_went, line, unit),
    )


def describe(months: Sequence[Month]) -> str:
    """Say in one sentence what the picture shows."""
    return _("増えたのは合わせて%(came)sポイント、減ったのは合わせて%(went)sポイントです。") % {
        "came": yen(sum(month.came for month in months)),
        "went": yen(sum(month.went for month in months)),
    }


def _bars(months: Sequence[Month], line: float, step: float, unit: float) -> SafeString:
    rows = []
    for place, month in enumerate(months):
        left = step * (place + (1 - _BAR) / 2)
        if month.came:
            height = max(month.came * unit, _LEAST)
            rows.append(_rect("came", left, line - height, step * _BAR, height))
        if month.went:
            height = max(month.went * unit, _LEAST)
            rows.append(_rect("went", left, line, step * _BAR, height))
    return format_html_join(
        "", '<rect class="months__{}" x="{}" y="{}" width="{}" height="{}"/>', rows
    )


def _rect(kind: str, *measures: float) -> tuple[str, ...]:
    return (kind, *map(_number, measures))


def _names(months: Sequence[Month], step: float) -> SafeString:
    rows = (
        (_number(step * (place + 0.5)), HEIGHT - 6, month.first_day.month)
        for place, month in enumerate(months)
    )
    return format_html_join("", '<text x="{}" y="{}">{}</text>', rows)


def _scale(came: int, went: int, line: float, unit: float) -> SafeString:
    """The longest bar on either side, in points."""
    rows = []
    if came:
        rows.append((_number(line - came * unit - 5), f"＋{yen(came)}"))
    if went:
        rows.append((_number(line + went * unit + 16), f"−{yen(went)}"))
    return format_html_join("", '<text class="months__most" x="0" y="{}">{}</text>', rows)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
