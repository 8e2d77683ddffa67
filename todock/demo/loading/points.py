"""The demo's year of points: what shops and deliveries brought, and what was done with it.

The shops' part comes by feeds; the rest goes through the actions that pages and jobs call, at the
time at which each would have happened.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction

from catalog.models import Cycle, Offer
from members.models import Member, User
from members.sign_in.actions.identity import find_or_create_user
from orders.actions import closing, using_points
from orders.actions import points as points_of_orders
from orders.models import (
    Channel,
    Order,
    OrderEvent,
    OrderLine,
    OrderWindow,
    PastPurchase,
    PointsMode,
)
from points import actions
from points.actions import expiring
from points.actions import stages as stage_actions
from points.models import Campaign, Donation, Lot
from points.queries import stages
from todock.demo import accounts
from todock.demo.loading import feeds
from todock.demo.making import people
from todock.demo.making import points as told
from todock.demo.making.feeds import write_points
from todock.lib import clock, dates
from todock.lib.terminal import say
from todock.post.models import OutgoingMail

DONATION = "道東の森を育てる募金"
#: 佐藤さん uses points on the order of so many cycles before the last past one.
USED_CYCLES_AGO = 4
USED_POINTS = 500
#: What could not be delivered then, in the words that she reads.
_NOT_DELIVERED = "%sが入荷せず、お届けできなかったため、使ったポイントをお返ししました。"
CORRECTION = (50, "お店のレジで付かなかったポイントを、レシートで確かめて付けました。")
#: Above the limit: waits in the admin for a colleague of the one who asked.
_WAITING = "冷凍庫の故障でお届けした品が使えなくなったお詫びです。"
_COLLEAGUE = ("local|0c7b41d29e8f4a6db5370e92", "三上 達也")
#: When jobs of the night ran, in Japan: never later than now.
_NIGHT = time()
_DAY = timedelta(days=1)


def load(*, at: datetime) -> None:
    """Bring in a year of points, once on a machine; safe at every start.

    Needs the demo week and its people. A file that is refused is a matter for staff; the site
    starts all the same, and the next start tries again.
    """
    mark = settings.VAR_DIR / "demo" / "points"
    begun = settings.VAR_DIR / "demo" / "points_begun"
    sato = Member.objects.filter(member_number=people.SATO_NUMBER).first()
    if mark.exists() or sato is None or sato.user is None:
        return
    say("Loading the demo's year of points (first time only) ...")
    if not begun.exists():
        begun.write_text(clock.japan_date(at).isoformat())
    # A start that was cut short goes on with the day it began on: the same rows.
    today = date.fromisoformat(begun.read_text())
    known = set(Offer.objects.values_list("cycle__code", flat=True).distinct())
    files = write_points(begun.parent / "year", today, known)
    if not all(feeds.receive(path) for path in files):
        return
    if not Donation.objects.filter(name=DONATION).exists():
        with transaction.atomic():
            _live_a_year(today)
    # The first pages come before the database has counted a year of rows by itself.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    mark.write_text(today.isoformat())


def _live_a_year(today: date) -> None:
    _announce(today)
    _settle_stages(today)
    # What was left of the month before last year's is over: the job's own run of that night.
    expiring.expire_due(at=_at(today.replace(day=1), _NIGHT))
    _order(today)
    _confirm(today)
    _give_back()
    _correct(today)


def _announce(today: date) -> None:
    """Write down what staff would have: a campaign that runs, one to try out, a donation."""
    Campaign.objects.create(
        name="冷凍食品 ポイント2倍",
        percent=200,
        category_code="08",
        starts_on=today - 14 * _DAY,
        ends_on=today + 14 * _DAY,
    )
    Campaign.objects.create(
        name="うみステージ ポイント3倍",
        percent=300,
        stage="うみステージ",
        starts_on=today + 7 * _DAY,
        ends_on=today + 34 * _DAY,
    )
    Donation.objects.create(
        name=DONATION,
        text="道東の森に、ミズナラとアカエゾマツの苗木を植えます。",
        starts_on=today - 20 * _DAY,
        ends_on=today + 60 * _DAY,
    )


def _settle_stages(today: date) -> None:
    """Count and pay the months that are over, each in the night after it has waited."""
    wait = timedelta(days=settings.POINTS_STAGE_WAIT_DAYS)
    last = stages.month_of(today - wait).before
    month = stages.month_of(told.begins_on(today, 13))
    while month.ends_on <= last.ends_on:
        at = _at(month.ends_on + _DAY + wait, _NIGHT)
        counted = stage_actions.compute(ends_on=month.ends_on, at=at)
        stage_actions.pay(month=counted, at=at)
        month = stages.month_of(month.ends_on + _DAY)


def _order(today: date) -> None:
    """Let members have ordered in the past cycles, and close these in their order."""
    codes = [cycle.code for cycle in told.cycles_before(today)]
    members = list(Member.objects.filter(member_number__in=told.DELIVERED, course__isnull=False))
    last_bought = list(PastPurchase.objects.filter(member__in=members))
    used_in = codes[-USED_CYCLES_AGO]
    for cycle in Cycle.objects.filter(code__in=codes).order_by("code"):
        for member in members:
            order = _place(member, cycle)
            if order and member.member_number == people.SATO_NUMBER and cycle.code == used_in:
                _use_points(order)
        _close(cycle)
    # On a machine whose weeks were closed before, these past ones are not the last ones.
    PastPurchase.objects.bulk_update(last_bought, ["cycle", "quantity"])


def _place(member: Member, cycle: Cycle) -> Order | None:
    """Place what the member ordered, as it stood on the evening before the deadline.

    None where that cycle has been ordered in, or was closed, on this machine.
    """
    windows = OrderWindow.objects.filter(course=member.course, closed_at__isnull=True)
    window = windows.filter(cycle=cycle, closes_at__lt=clock.now()).first()
    if window is None or member.orders.filter(cycle=cycle).exists():
        return None
    pieces = told.lines(cycle.code, member.member_number)
    offers = Offer.objects.filter(cycle=cycle, order_number__in=pieces).select_related("product")
    placed_at = window.closes_at - timedelta(hours=16)
    order = Order.objects.create(
        member=member, cycle=cycle, window=window, created_at=placed_at, updated_at=placed_at
    )
    about = {"order": order, "channel": Channel.WEB}
    for offer in offers.order_by("order_number"):
        quantity = pieces[offer.order_number]
        OrderLine.objects.create(
            offer=offer, quantity=quantity, created_at=placed_at, updated_at=placed_at, **about
        )
        OrderEvent.objects.create(
            kind=OrderEvent.Kind.ADDED,
            order_number=offer.order_number,
            name=str(offer.product),
            quantity_after=quantity,
            at=placed_at,
            by=member.user,
            **about,
        )
    return order


def _use_points(order: Order) -> None:
    using_points.settle(
        order.pk,
        choice=using_points.PointsChoice(PointsMode.NUMBER, USED_POINTS),
        by_id=order.member.user_id,
        at=order.created_at + timedelta(minutes=5),
    )


def _close(cycle: Cycle) -> None:
    """Close the cycle as its deadlines did; its export and its mails went out long ago."""
    for deadline in _deadlines(cycle):
        closing.close(deadline)
        soon = deadline.closes_at + timedelta(minutes=1)
        windows = OrderWindow.objects.filter(cycle=cycle, closes_at=deadline.closes_at)
        orders = Order.objects.filter(window__in=windows)
        orders.update(closed_at=soon)
        keys = [str(pk) for pk in orders.values_list("pk", flat=True)]
        OutgoingMail.objects.filter(kind="order_closed", key__in=keys).update(
            created_at=soon, due_at=soon, sent_at=soon
        )
        windows.update(closed_at=soon, exported_at=soon)


def _deadlines(cycle: Cycle) -> Iterator[closing.Deadline]:
    windows = OrderWindow.objects.filter(cycle=cycle, closed_at__isnull=True)
    instants = windows.filter(closes_at__lt=clock.now()).values_list("closes_at", flat=True)
    for closes_at in instants.order_by("closes_at").distinct():
        yield closing.Deadline(cycle.pk, closes_at)


def _confirm(today: date) -> None:
    """Make the points of what was delivered real, each in the night of its day."""
    due = Lot.objects.filter(due_on__lte=today, left__gt=0).order_by("due_on")
    for day in list(due.values_list("due_on", flat=True).distinct()):
        actions.confirm_due(at=_at(day, _NIGHT))


def _give_back() -> None:
    """Give back what one article cost that could not be delivered."""
    order = Order.objects.filter(
        member__member_number=people.SATO_NUMBER, points_used__gte=USED_POINTS
    ).first()
    if order is None:
        return
    line = order.lines.order_by("price_inc_tax", "pk").first()
    points_of_orders.give_points_back(
        order=order,
        points=line.price_inc_tax,
        reason=_NOT_DELIVERED % line.name,
        shown=order.points_serial,
        by=_staff(),
        at=_at(order.window.delivers_on, time(17, 20)),
    )


def _correct(today: date) -> None:
    """Correct by hand: once at once, and once above the limit, which waits for another."""
    points, reason = CORRECTION
    actions.ask_adjustment(
        member=Member.objects.get(member_number=people.SATO_NUMBER),
        points=points,
        reason=reason,
        by=_staff(),
        at=_at(today - 9 * _DAY, time(10, 40)),
    )
    subject, name = _COLLEAGUE
    actions.ask_adjustment(
        member=Member.objects.get(member_number=people.SUZUKI_NUMBER),
        points=settings.POINTS_ADJUSTMENT_LIMIT + 500,
        reason=_WAITING,
        by=find_or_create_user(issuer=settings.OIDC_ISSUER, subject=subject, name=name),
        at=_at(today - _DAY, time(16, 5)),
    )


def _staff() -> User:
    account = next(each for each in accounts.ACCOUNTS if each.email == people.STAFF_EMAIL)
    return find_or_create_user(
        issuer=settings.OIDC_ISSUER, subject=account.subject, name=account.name
    )


def _at(day: date, of_day: time) -> datetime:
    return datetime.combine(day, of_day, dates.JAPAN)
