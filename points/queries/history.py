"""What a member reads of her account: balances, movements, months. Reads only.

What a member *has* is what is available and what an order holds. A hold and its release only
move points between the two, and points that wait for their day are not there yet: the list of
movements leaves them out, so that its rows add up to what changed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from members.models import Member
from points.models import PREPAID_CEILING, Entry, Pot, Transaction
from points.rules.movements import detail_of, title_of
from todock.lib import clock, months

Kind = Transaction.Kind
#: What a member has.
_HAS = (Pot.AVAILABLE, Pot.HELD)
#: Kinds of movements by what a member looks for.
KINDS = {
    "earned": (Kind.EARN, Kind.CONFIRM),
    "used": (Kind.SPEND, Kind.GIVE_BACK, Kind.DONATE, Kind.EXCHANGE),
    "expired": (Kind.EXPIRE,),
    "other": (Kind.ADJUST, Kind.TRANSFER),
}
#: Everything with the plans: points held for an order, points that wait for their day.
PLANS = "plans"
#: The yen of the prepaid card in place of points.
PREPAID = "prepaid"


@dataclass(frozen=True)
class Standing:
    """The balances of an account, and what comes next. Points, and yen of the prepaid card."""

    available: int = 0
    pending: int = 0
    held: int = 0
    prepaid: int = 0
    closed_at: datetime | None = None
    #: The points that can be used until ``expires_on`` and no longer: the soonest ones.
    expiring: int = 0
    expires_on: date | None = None
    #: The first day on which points that wait become real, and how many then.
    due: int = 0
    due_on: date | None = None
    #: Whether points may be moved to the main card of the household.
    has_main_card: bool = False
    #: Whether there is something to give points to today.
    has_donation: bool = False

    @property
    def prepaid_room(self) -> int:
        """Yen that the prepaid card can still take."""
        return PREPAID_CEILING - self.prepaid

    def expires_within(self, days: int, at: datetime) -> bool:
        """Whether points come to their end in the next ``days`` days."""
        if self.expires_on is None:
            return False
        return self.expires_on <= clock.japan_date(at) + timedelta(days=days)


#: One row of the fields of Standing.
STANDING = f"""
SELECT COALESCE(a.available, 0), COALESCE(a.pending, 0), COALESCE(a.held, 0),
    COALESCE(a.prepaid, 0), a.closed_at, COALESCE(soon.points, 0)::int, soon.expires_on,
    COALESCE(due.points, 0)::int, due.due_on,
    m.card_kind = {Member.CardKind.FAMILY} AND m.household_id IS NOT NULL AND EXISTS (
        SELECT FROM members_member main WHERE main.household_id = m.household_id
        AND main.card_kind = {Member.CardKind.MAIN}
        AND main.state IN ({Member.State.ACTIVE}, {Member.State.PAUSED})
    ),
    EXISTS (
        SELECT FROM points_donation d WHERE %(today)s BETWEEN d.starts_on AND d.ends_on
    )
FROM members_member m
LEFT JOIN points_account a ON a.member_id = m.id
LEFT JOIN LATERAL (
    SELECT l.expires_on, sum(l."left") AS points FROM points_lot l
    WHERE l.account_id = a.id AND l."left" > 0 AND NOT l.pending AND l.expires_on >= %(today)s
    GROUP BY l.expires_on ORDER BY l.expires_on LIMIT 1
) soon ON true
LEFT JOIN LATERAL (
    SELECT l.due_on, sum(l."left") AS points FROM points_lot l
    WHERE l.account_id = a.id AND l."left" > 0 AND l.pending AND l.due_on IS NOT NULL
    GROUP BY l.due_on ORDER BY l.due_on LIMIT 1
) due ON true
WHERE m.id = %(member)s
"""


def standing_of(member: Member, at: datetime) -> Standing:
    """Return how the account of ``member`` stands, in one query; zeros for one without account."""
    values = {"member": member.pk, "today": clock.japan_date(at)}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, values)
        return Standing(*cursor.fetchone())


class Movement(NamedTuple):
    """One row of the history."""

    id: int
    at: datetime
    title: str
    detail: str
    #: Points, or yen of the prepaid card; signed.
    amount: int
    #: Whether it is a plan only: what the member has did not change.
    planned: bool


def movements_of(member: Member) -> QuerySet[Transaction]:
    """Return the transactions of the member's account, the newest first.

    Each knows what it changed: ``change`` of what the member has, ``prepaid_change`` in yen.
    """

    def moved(*pots: int) -> Coalesce:
        return Coalesce(Sum("entries__amount", filter=Q(entries__pot__in=pots)), 0)

    return (
        Transaction.objects.filter(entries__account__member=member)
        .annotate(change=moved(*_HAS), prepaid_change=moved(Pot.PREPAID))
        .order_by("-at", "-pk")
    )


@dataclass(frozen=True)
class Wanted:
    """Which movements a member wants to see."""

    #: First day of a month in Japan; None for all.
    month: date | None = None
    #: A key of KINDS, PLANS, PREPAID, or '' for all that changed what the member has.
    kind: str = ""

    def among(self, movements: QuerySet[Transaction]) -> QuerySet[Transaction]:
        """Return those that are wanted."""
        if self.month:
            movements = movements.filter(
                at__gte=months.starts_at(self.month), at__lt=months.ends_at(self.month)
            )
        if self.kind == PREPAID:
            return movements.exclude(prepaid_change=0)
        if self.kind == PLANS:
            return movements.exclude(kind=Kind.REFUND)
        if self.kind:
            movements = movements.filter(kind__in=KINDS[self.kind])
        return movements.exclude(change=0)

    def shown(self, movement: Transaction) -> Movement:
        """Return a movement in words."""
        if self.kind == PREPAID:
            amount, planned = movement.prepaid_change, False
        else:
            planned = movement.change == 0
            amount = movement.points if planned else movement.change
        return Movement(
            movement.pk,
            movement.at,
            title_of(movement, movement.change),
            detail_of(movement),
            amount,
            planned,
        )


#: All that changed what the member has, and all that changed the prepaid card.
_POINTS, _PREPAID = Wanted(), Wanted(kind=PREPAID)


def latest(member: Member, points: int, prepaid: int) -> tuple[list[Movement], list[Movement]]:
    """Return the last movements of points and those of the prepaid card, so many. One query."""
    movements = movements_of(member)
    lists = [
        wanted.among(movements).annotate(nth=Value(nth))[:most]
        for nth, wanted, most in [(0, _POINTS, points), (1, _PREPAID, prepaid)]
    ]
    found = list(lists[0].union(lists[1], all=True).order_by("nth", "-at", "-pk"))
    return (
        [_POINTS.shown(each) for each in found if each.nth == 0],
        [_PREPAID.shown(each) for each in found if each.nth == 1],
    )


class Frame(NamedTuple):
    """What the member had before the movements of a month and after them, in points."""

    #: First day of the oldest month in which something happened.
    oldest: date | None
    before: int
    after: int

    @property
    def change(self) -> int:
        """What the rows of the list add up to."""
        return self.after - self.before


def frame_of(member: Member, month: date | None) -> Frame:
    """Return what stood before and after ``month``; of all months without one. One query."""
    entries = Entry.objects.filter(account__member=member)
    has = Q(pot__in=_HAS)
    before = (
        has & Q(transaction__at__lt=months.starts_at(month)) if month else has & Q(pk__isnull=True)
    )
    after = has & Q(transaction__at__lt=months.ends_at(month)) if month else has
    found = entries.aggregate(
        oldest=Min("transaction__at"),
        before=Coalesce(Sum("amount", filter=before), 0),
        after=Coalesce(Sum("amount", filter=after), 0),
    )
    oldest = clock.japan_date(found["oldest"]).replace(day=1) if found["oldest"] else None
    return Frame(oldest, found["before"], found["after"])


class Month(NamedTuple):
    """Points that came and went in one month."""

    first_day: date
    came: int
    went: int


#: What came and went by month of Japan, from an instant on.
MONTHS = f"""
WITH moved AS (
    SELECT date_trunc('month', t.at AT TIME ZONE 'Asia/Tokyo')::date AS month,
        sum(e.amount) AS change
    FROM points_account a
    JOIN points_entry e ON e.account_id = a.id AND e.pot IN ({Pot.AVAILABLE}, {Pot.HELD})
    JOIN points_transaction t ON t.id = e.transaction_id
    WHERE a.member_id = %(member)s AND t.at >= %(since)s
    GROUP BY t.id
)
SELECT month, COALESCE(sum(change) FILTER (WHERE change > 0), 0)::int AS came,
    COALESCE(-sum(change) FILTER (WHERE change < 0), 0)::int AS went
FROM moved GROUP BY month
"""
