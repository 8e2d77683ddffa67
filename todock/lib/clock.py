"""Japan's calendar: instants are UTC inside, and shown in Japan time with weekday and hour."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

JAPAN = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"


def now() -> datetime:
    """Return the present instant (UTC). The deadline itself is judged by the database clock."""
    return timezone.now()


def japan(at: datetime) -> datetime:
    """Return the instant ``at`` as Japan time."""
    return at.astimezone(JAPAN)


def japan_date(at: datetime) -> date:
    """Return the calendar day in Japan at the instant ``at``."""
    return japan(at).date()


def midnight(on: date) -> datetime:
    """Return the instant at which the day ``on`` begins in Japan."""
    return datetime.combine(on, time(), JAPAN)


def day_text(on: date) -> str:
    """Return a day with its weekday: 11月25日（水）."""
    return f"{on.month}月{on.day}日（{WEEKDAYS[on.weekday()]}）"


def month_text(on: date) -> str:
    """Return a month with its year: 2026年11月."""
    return f"{on.year}年{on.month}月"


def hour_text(at: datetime) -> str:
    """Return the time of day in Japan: 13時, or 13時20分 when it is not a full hour."""
    local = japan(at)
    return f"{local.hour}時" + (f"{local.minute}分" if local.minute else "")


def instant_text(at: datetime) -> str:
    """Return day, weekday and time in Japan: 11月25日（水）13時."""
    return day_text(japan_date(at)) + hour_text(at)


def dated_text(at: datetime) -> str:
    """Return the year, too, for lists that go back years: 2026年11月25日（水）13時."""
    return f"{japan(at).year}年{instant_text(at)}"


def time_left_text(at: datetime, until: datetime) -> str:
    """Return what is left from ``at`` to ``until``: 2日2時間, 3時間, 40分; '' when it is over."""
    minutes = int((until - at).total_seconds() // 60)
    if until <= at:
        return ""
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days}日" + (f"{hours}時間" if hours else "")
    if hours >= 3:
        return f"{hours}時間"
    if hours:
        return f"{hours}時間" + (f"{minutes}分" if minutes else "")
    return f"{minutes}分" if minutes else "1分未満"


def age_on(born_on: date, on: date) -> int:
    """Return the full years of age on the day ``on``. A leap-day child turns on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
