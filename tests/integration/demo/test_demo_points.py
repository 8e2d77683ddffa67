"""The demo's year of points: in through feeds and actions, coherent to the point, once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import Sum

from catalog.models import Cycle, Offer
from members.models import Member
from orders.actions import closing
from orders.models import Order, OrderWindow, PastPurchase
from points.actions import audit
from points.actions.moving import main_card_of
from points.models import (
    Account,
    Adjustment,
    Campaign,
    Donation,
    ExpiryRun,
    Lot,
    MemberStage,
    Sale,
    StageMonth,
    Transaction,
)
from points.queries import expiry
from tests.factories.ledger import assert_sound
from tests.integration.demo.conftest import MadeOnce
from todock.demo.loading import feeds, points, sign_ins
from todock.demo.making import people
from todock.demo.making import points as told
from todock.demo.making.feeds import write_points
from todock.feeds.models import FeedFile
from todock.lib import clock, dates
from todock.post.models import OutgoingMail

NOW = clock.now()
TODAY = clock.japan_date(NOW)
Kind, Source = Transaction.Kind, Transaction.Source


@pytest.fixture
def folder(week: None, tmp_path: Path, settings) -> Path:
    """The demo's own folder, with the week and its people in the database."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo").mkdir()
    sign_ins.load()
    return tmp_path / "demo"


@pytest.fixture
def year(tmp_path: Path, made_once: MadeOnce, settings, request) -> Path:
    """The demo with its year of points, as the site starts with it."""
    settings.VAR_DIR = tmp_path

    def make() -> None:
        request.getfixturevalue("folder")
        points.load(at=NOW)
        feeds.close_what_is_due()

    made_once("year", make)
    return tmp_path / "demo"


def sato() -> Member:
    return Member.objects.get(member_number=people.SATO_NUMBER)


def kinds_of(member: Member) -> set[tuple[str, str]]:
    entries = Transaction.objects.filter(entries__account__member=member)
    return set(entries.values_list("kind", "source"))


def rows() -> list[int]:
    tables = [Transaction, Sale, Order, Adjustment, Campaign, Donation]
    return [table.objects.count() for table in [*tables, StageMonth, Cycle, FeedFile]]


def test_a_year_of_points_is_sound_and_the_audit_finds_no_difference(year: Path):
    assert_sound()
    found = audit.run(at=NOW)

    assert list(found.found.values_list("check_name", "expected", "found")) == []
    assert Transaction.objects.count() > 2_000
    assert not Transaction.objects.filter(at__gt=NOW).exists()
    # Every member who has not left, for a year and no longer than the rows say.
    assert Account.objects.count() == Member.objects.exclude(state=3).count()
    assert Sale.objects.earliest("sold_at").sold_at < NOW - timedelta(days=365)


def test_sato_has_something_of_every_kind_to_read(year: Path):
    member = sato()

    assert kinds_of(member) >= {
        (Kind.EARN, Source.SHOP),
        (Kind.EARN_PENDING, Source.SHOP),
        (Kind.EARN_PENDING, Source.DELIVERY),
        (Kind.CONFIRM, Source.DELIVERY),
        (Kind.EARN, Source.STAGE),
        (Kind.HOLD, Source.DELIVERY),
        (Kind.SPEND, Source.DELIVERY),
        (Kind.GIVE_BACK, Source.DELIVERY),
        (Kind.EXPIRE, Source.EXPIRY),
        (Kind.ADJUST, Source.STAFF),
    }
    moved = Transaction.objects.filter(entries__account__member=member)
    # In each of the thirteen months before this one.
    assert len(moved.datetimes("at", "month", tzinfo=dates.JAPAN)) >= 13
    assert member.points.pending > 0
    correction = Transaction.objects.get(kind=Kind.ADJUST, source=Source.STAFF)
    assert (correction.points, correction.reason) == points.CORRECTION
    back = Transaction.objects.get(kind=Kind.GIVE_BACK)
    assert "お届けできなかった" in back.reason
    assert back.at < NOW
    months = MemberStage.objects.filter(account=member.points).order_by("month__ends_on")
    names = list(months.values_list("name", flat=True))
    assert len(names) >= 12
    assert names.count("もりステージ") >= 6
    assert "うみステージ" in names
    assert not StageMonth.objects.filter(paid_at__isnull=True).exists()


def test_last_month_expired_and_sato_is_warned_of_what_ends_with_this_one(year: Path):
    points, last_day = expiry.expiring_soon(sato(), NOW)

    assert points >= 300
    assert (last_day + timedelta(days=1)).day == 1
    assert (last_day.year, last_day.month) == (TODAY.year, TODAY.month)
    first_day = TODAY.replace(day=1)
    run = ExpiryRun.objects.get(expires_on=first_day - timedelta(days=1))

    assert run.state == ExpiryRun.State.DONE
    assert run.expired > 0
    assert not Lot.objects.filter(expires_on__lt=TODAY, left__gt=0).exists()
    assert not Lot.objects.filter(due_on__lte=TODAY, left__gt=0).exists()


def test_points_of_kenichi_can_be_moved_to_the_main_card(year: Path):
    kenichi = Member.objects.get(member_number=people.KENICHI_NUMBER)

    assert kenichi.user is not None
    assert main_card_of(kenichi) == sato()
    assert kenichi.points.available > 30


def test_the_past_orders_are_closed_and_used_points_once(year: Path):
    member = sato()
    past = member.orders.filter(cycle__code__in=[c.code for c in told.cycles_before(TODAY)])
    used = past.get(points_used__gt=0)

    assert past.count() == told.PAST_WEEKS
    assert used.points_used == points.USED_POINTS
    assert used.totals.aggregate(sum=Sum("points"))["sum"] == points.USED_POINTS
    for order in past:
        assert order.yen_per_point == told.YEN_PER_POINT
        assert order.closed_at - order.window.closes_at == timedelta(minutes=1)
        # The receipt of the delivery says what was on the order.
        ex_tax = sum(line.price_ex_tax * line.quantity for line in order.lines.all())
        assert (
            Sale.objects.get(number__startswith=f"D{order.cycle.code}", member=member).ex_tax
            == ex_tax
        )


def test_the_past_cycles_leave_neither_a_mail_to_send_nor_a_file_to_write(year: Path):
    closed = OutgoingMail.objects.filter(kind="order_closed")
    last_week = Order.objects.get(
        member=sato(), window__closes_at__lt=NOW, cycle__code__gt=told.cycles_before(TODAY)[-1].code
    )

    assert [mail.key for mail in closed.waiting()] == [str(last_week.pk)]
    assert closing.overdue(at=NOW) == []
    written = set(FeedFile.objects.filter(kind="orders").values_list("name", flat=True))
    assert {name.split("_")[1] for name in written} == {last_week.cycle.code}
    # 前回 is what came last.
    bought = PastPurchase.objects.get(member=sato(), product__name="北海道牛乳")
    assert bought.cycle == last_week.cycle


def test_staff_find_campaigns_a_donation_and_a_correction_to_release(year: Path):
    running, coming = Campaign.objects.order_by("starts_on")
    donation = Donation.objects.get()
    (waiting,) = Adjustment.objects.waiting()

    assert running.starts_on <= TODAY <= running.ends_on
    assert coming.starts_on == TODAY + timedelta(days=7)
    assert donation.starts_on <= TODAY <= donation.ends_on
    assert waiting.asked_by.name == "三上 達也"
    assert not waiting.asked_by.is_staff


def test_a_second_start_adds_nothing(year: Path):
    before = rows()

    points.load(at=NOW + timedelta(days=1))
    # The mark got lost, as when the first start ended between the rows and the mark.
    (year / "points").unlink()
    points.load(at=NOW + timedelta(days=1))

    assert rows()[:-1] == before[:-1]
    assert (year / "points").exists()
    assert_sound()


def test_a_start_that_was_cut_short_goes_on_with_the_day_it_began_on(folder: Path):
    """The first start took in the cycles and the sales, but no offers; the next comes later."""
    begun = TODAY - timedelta(days=1)
    (folder / "points_begun").write_text(begun.isoformat())
    cut = [path for path in write_points(folder / "year", begun) if "offers" not in path.name]
    assert all(feeds.receive(path) for path in cut[:2])

    points.load(at=NOW)

    codes = {cycle.code for cycle in told.cycles_before(begun)}
    assert set(Offer.objects.values_list("cycle__code", flat=True)) >= codes
    assert sato().orders.filter(cycle__code__in=codes).count() == told.PAST_WEEKS
    assert date.fromisoformat((folder / "points").read_text()) == begun
    assert_sound()


def test_on_a_machine_whose_weeks_have_closed_the_last_purchase_stays_the_last(folder: Path):
    """The demo week was there, and closed, before there were points."""
    feeds.close_what_is_due()
    before = set(PastPurchase.objects.values_list("product", "cycle", "quantity"))

    points.load(at=NOW)

    after = PastPurchase.objects.filter(member=sato())
    assert before
    assert before <= set(after.values_list("product", "cycle", "quantity"))
    assert OrderWindow.objects.filter(closed_at__isnull=True, closes_at__lt=NOW).count() == 0
    assert audit.run(at=NOW).differences == 0


def test_without_the_people_of_the_demo_nothing_is_loaded(week: None, tmp_path: Path, settings):
    settings.VAR_DIR = tmp_path

    points.load(at=NOW)

    assert not Transaction.objects.exists()
    assert not Sale.objects.exists()
