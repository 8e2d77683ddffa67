"""A year of points of one member, of every kind that a page can show."""

from datetime import date, datetime, timedelta

from members.models import Member
from points import actions
from points.actions import account_of, ledger
from points.actions.ledger import Posting
from points.models import Donation, Sale, Transaction
from tests.factories import ledger as postings
from tests.factories import people
from todock.lib import clock

Kind, Source = Transaction.Kind, Transaction.Source
SHOP = "西町店"


def donation(name: str = "こども食堂に贈る", **kw: object) -> Donation:
    """A campaign that collects today."""
    today = clock.japan_date(clock.now())
    fields = {"starts_on": today - timedelta(days=9), "ends_on": today + timedelta(days=20), **kw}
    return Donation.objects.create(name=name, **fields)


def shopped(
    member: Member,
    points: int,
    *,
    number: str,
    at: datetime,
    ex_tax: int = 2_000,
    place: str = SHOP,
    expires_on: date | None = None,
) -> int:
    """Points of a receipt, as the two feeds of the shops bring them; return the transaction."""
    Sale.objects.create(
        number=number, member=member, sold_at=at, business=1, place=place, ex_tax=ex_tax
    )
    return postings.post(
        account_of(member),
        Kind.EARN,
        points,
        key=f"feed:{number}:E",
        at=at,
        place=place,
        basis=ex_tax,
        expires_on=expires_on,
    ).transaction_id


def year(member: Member) -> None:
    """Points that came and went in the last months, in shops, by delivery, by hand and by time."""
    now = clock.now()
    today = clock.japan_date(now)
    account = account_of(member)

    def post(kind: str, points: int, days: int, **kw: object) -> None:
        postings.post(account, kind, points, at=now - timedelta(days=days), **kw)

    soon, later = today + timedelta(days=20), today + timedelta(days=300)
    for number in range(11):
        days = 335 - 30 * number
        shopped(
            member,
            90 + 37 * (number % 5),
            number=f"S{number:05}",
            at=now - timedelta(days=days),
            expires_on=soon if number < 3 else later,
        )
        post(
            Kind.EARN,
            60 + 41 * (number % 4),
            days - 4,
            source=Source.DELIVERY,
            place=f"{number + 1}月2回",
            expires_on=later,
        )
    post(Kind.EARN, 120, 40, source=Source.STAGE, reason="10月20日までの実績", expires_on=later)
    post(Kind.EXPIRE, 36, 60, source=Source.EXPIRY, reason="2025年10月に受け取った分")
    post(Kind.DONATE, 100, 55, source=Source.MEMBER, place="災害支援募金")
    post(Kind.EXCHANGE, 150, 30, source=Source.MEMBER)
    post(
        Kind.EARN_PENDING,
        24,
        3,
        source=Source.DELIVERY,
        place="11月3回",
        due_on=today + timedelta(days=9),
    )
    actions.ask_adjustment(
        member=member,
        points=50,
        reason="お店のレジで付かなかった分です。",
        by=people.staff_user(),
        at=now - timedelta(days=2),
    )


def many(member: Member, entries: int, lots: int) -> None:
    """A long life of small points: ``entries`` movements, with points left in ``lots``."""
    now, account = clock.now(), account_of(member)
    last = clock.japan_date(now) + timedelta(days=5)
    earned = [
        Posting(
            key=f"many:{number}",
            kind=Kind.EARN,
            source=Source.SHOP,
            account_id=account.pk,
            points=3,
            at=now - timedelta(days=entries - number),
            place=SHOP,
            expires_on=last + timedelta(days=number),
        )
        for number in range(entries - 1)
    ]
    ledger.post(*earned)
    postings.post(account, Kind.EXPIRE, 3 * (entries - 1 - lots), source=Source.EXPIRY)
