"""Days, hours and spans of time as a person reads them: the one place that knows the language.

The patterns are sentences for translators like any other (letters as in Django's ``date``).
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

JAPAN = ZoneInfo("Asia/Tokyo")


def day_text(on: date) -> str:
    """Return a day with its weekday: 11月25日（水）."""
    return _shown(on, pgettext("day", "n月j日（D）"), get_language())


def full_day_text(on: date) -> str:
    """Return a day with its year, for what lies years apart: 2026年11月25日（水）."""
    return _shown(on, pgettext("day", "Y年n月j日（D）"), get_language())


def month_text(on: date) -> str:
    """Return a month with its year: 2026年11月."""
    return _shown(on, pgettext("month", "Y年n月"), get_language())


def hour_text(at: datetime) -> str:
    """Return the time of day in Japan: 13時, or 13時20分 when it is not a full hour."""
    local = at.astimezone(JAPAN)
    if not local.minute:
        return _shown(local, pgettext("hour", "G時"), get_language())
    # Django has no letter for a minute without a zero in front: _ stands for it here.
    pattern = pgettext("hour and minute", "G時_分")
    return _shown(local, pattern.replace("_", str(local.minute)), get_language())


# The same few days and hours stand on every page, and Django takes a pattern apart each time.
@lru_cache(maxsize=1024)
def _shown(value: date, pattern: str, language: str) -> str:
    return date_format(value, pattern)


def instant_text(at: datetime) -> str:
    """Return day, weekday and time in Japan: 11月25日（水）13時."""
    return _joined(day_text(at.astimezone(JAPAN).date()), at)


def dated_text(at: datetime) -> str:
    """Return the year, too, for lists that go back years: 2026年11月25日（水）13時."""
    return _joined(full_day_text(at.astimezone(JAPAN).date()), at)


def _joined(day: str, at: datetime) -> str:
    return gettext("%(day)s%(hour)s") % {"day": day, "hour": hour_text(at)}


def instant_html(at: datetime) -> SafeString:
    """Return what :func:`instant_text` says, day and hour each kept on one line."""
    return _instant_html(at, get_language())


@lru_cache(maxsize=1024)
def _instant_html(at: datetime, language: str) -> SafeString:
    return format_html(
        gettext('<span class="nb">{day}</span><span class="nb">{hour}</span>'),
        day=day_text(at.astimezone(JAPAN).date()),
        hour=hour_text(at),
    )


def time_left_text(at: datetime, until: datetime) -> str:
    """Return what is left from ``at`` to ``until``: 2日2時間, 3時間, 40分; '' when it is over."""
    minutes = int((until - at).total_seconds() // 60)
    if until <= at:
        return ""
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _span(_days(days), _hours(hours) if hours else "")
    if hours >= 3:
        return _hours(hours)
    if hours:
        return _span(_hours(hours), _minutes(minutes) if minutes else "")
    return _minutes(minutes) if minutes else gettext("1分未満")


def _span(long: str, short: str) -> str:
    return gettext("%(long)s%(short)s") % {"long": long, "short": short} if short else long


def _days(count: int) -> str:
    return ngettext("%(count)s日", "%(count)s日", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)s時間", "%(count)s時間", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)s分", "%(count)s分", count) % {"count": count}
