"""Member numbers out of a range of our own: a body that counts up, and a check digit."""

from django.conf import settings
from django.db import connection

from members.models import Household, Member, MemberNumberRange
from members.refusals import MemberNumbersExhausted
from todock.lib import check_digits

#: Holds the row to the end of the transaction: a number whose approval fails is not lost. The
#: setting is the master of the end, so that a range can be made longer.
_TAKE = """
UPDATE members_membernumberrange SET next = next + 1, last = %s
WHERE first = %s AND next <= %s RETURNING next - 1
"""


def take() -> str:
    """Take the next free number of MEMBER_NUMBER_RANGE; call it inside the approval.

    Numbers that a member or a household has already are skipped. Two approvals at once wait for
    each other here. Raises MemberNumbersExhausted.
    """
    first, last = (int(part) for part in settings.MEMBER_NUMBER_RANGE.split("-"))
    MemberNumberRange.objects.get_or_create(first=first, defaults={"last": last, "next": first})
    while True:
        number = whole(_next(first, last))
        if not (
            Member.objects.filter(member_number=number).exists()
            or Household.objects.filter(number=number).exists()
        ):
            return number


def whole(body: int) -> str:
    """Return the whole number of a body: zeros in front, MEMBER_NUMBER_CHECK_DIGIT behind."""
    check_digit = check_digits.BY_NAME[settings.MEMBER_NUMBER_CHECK_DIGIT]
    length = settings.MEMBER_NUMBER_DIGITS - len(check_digit("0"))
    padded = str(body).zfill(length)
    return padded + check_digit(padded)


def _next(first: int, last: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [last, first, last])
        row = cursor.fetchone()
    if row is None:
        raise MemberNumbersExhausted
    return row[0]
