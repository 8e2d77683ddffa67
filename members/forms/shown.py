"""How answers are shown on the page of checking."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from members.models import Course
from members.queries.postcodes import Service
from todock.lib.japanese import birthdays


def birth_date(on: date) -> str:
    """Return a birth date in both calendars: 1955年3月1日（昭和30年）."""
    shown = _("%(year)s年%(month)s月%(day)s日") % {
        "year": on.year,
        "month": on.month,
        "day": on.day,
    }
    return f"{shown}（{birthdays.era_year(on)}）"


def birth_month(on: date) -> str:
    """Return a month in both calendars: 2023年4月（令和5年）."""
    shown = _("%(year)s年%(month)s月") % {"year": on.year, "month": on.month}
    return f"{shown}（{birthdays.era_year(on)}）"


def postcode(digits: str) -> str:
    """Return a postcode as it is printed: 063-0812."""
    return f"{digits[:3]}-{digits[3:]}"


def yes_no(answer: bool | None) -> str:
    """Return the answer to a question of yes or no."""
    return _("はい") if answer else _("いいえ")


def or_none(text: str) -> str:
    """Return the text, or なし."""
    return text or _("なし")


def service(found: Service) -> str:
    """Say how a postcode is served."""
    if found.delivers:
        days = "・".join(weekday(number) for number in found.weekdays)
        return _("この郵便番号へは、ご自宅までお届けしています（%(days)s）。") % {"days": days}
    if found.served:
        return _(
            "この郵便番号では、ご自宅までのお届けはありません。"
            "受取場所（%(places)s）で受け取れます。"
        ) % {"places": "、".join(found.places)}
    return not_served()


def not_served() -> str:
    """Say that we do not come to a postcode, and the way out."""
    return _(
        "この郵便番号へは、まだお届けしていません。"
        "くわしくは電話（%(number)s）でお問い合わせください。"
    ) % {"number": settings.TELEPHONE_DESK}


def weekday(number: int) -> str:
    """Return the name of a weekday, 1 for Monday."""
    return str(Course.Weekday(number).label)
