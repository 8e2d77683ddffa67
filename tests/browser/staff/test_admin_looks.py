"""The staff site on a desk: nothing runs out of the window."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from members.models import Member, User
from orders.models import Order
from points import actions
from points.models import (
    AuditDifference,
    AuditRun,
    Campaign,
    Donation,
    ExpiryRun,
    Sale,
    StageMonth,
)
from tests.browser import screens
from tests.browser.conftest import DESKTOP, Arrive
from tests.browser.page_rules import OVERFLOW
from tests.browser.week import Week
from tests.factories import people
from tests.factories.ledger import earned, post
from todock.feeds.models import FeedFile, RowProblem
from todock.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTS = [
    *("orders/order", "orders/orderwindow", "orders/feerule", "orders/purchaselimit"),
    *("feeds/feedfile", "feeds/rowproblem"),
    *("catalog/offer", "catalog/product", "catalog/category", "catalog/cycle"),
    *("points/account", "points/transaction", "points/adjustment", "points/earnrule"),
    *("points/campaign", "points/stagerule", "points/donation", "points/expiryrun"),
    *("points/auditrun", "points/stagemonth", "points/sale"),
]
#: The day of the data that speak of days to come.
_DAY = date(2031, 4, 1)
#: By how much a table is wider than the place that it has.
_CUT = """Math.max(0, ...[...document.querySelectorAll("#content .results, #content .module")]
  .map((each) => each.scrollWidth - each.clientWidth))"""


@pytest.fixture
def javascript() -> bool:
    """The look of a page does not depend on scripts."""
    return True


@pytest.fixture
def file(feeds_of_a_day: list[FeedFile]) -> FeedFile:
    """One file with problems."""
    return feeds_of_a_day[0]


@pytest.fixture
def feeds_of_a_day(week: Week) -> list[FeedFile]:
    """A file of each way, one of them being worked on."""
    numbers = {"rows": 25_000, "good": 24_890, "bad": 110, "warnings": 12, "by": "職員"}
    made = [
        FeedFile.objects.create(
            kind=kind,
            direction=direction,
            state=state,
            name=f"{kind}_2026114_202611251300.csv",
            location="done/x",
            finished_at=clock.now(),
            message="25000行のうち24890行を反映しました。",
            sha256=str(place) * 64,
            marker=f"25000\r\n{'a' * 64}",
            **numbers,
        )
        for place, (kind, direction, state) in enumerate(
            [
                ("offers", "in", "partly"),
                ("application_results", "in", "running"),
                ("member_changes", "out", "written"),
            ]
        )
    ]
    RowProblem.objects.create(
        feed_file=made[0],
        line=2,
        column="アレルゲン",
        value="01" * 100,
        message="28けたの0、1、2で書いてください。",
    )
    return made


@pytest.fixture
def points_pages(week: Week, sato_member: Member) -> list[str]:
    """Pages of the points of 佐藤さん and of what the night has found, long words and figures."""
    account = earned(sato_member, 123_456, expires_on=_DAY)
    shop = {"key": f"feed:{'9' * 30}:E", "place": "札幌市民生活協同組合店舗西野二股店"}
    post(account, "earn", 1_234, at=clock.now(), **shop)
    post(account, "hold", 12_345, subject="order:8812", key="order:8812:1")
    post(account, "earn_pending", 345, due_on=_DAY, place="11月4回")
    about = {"member": sato_member, "by": people.user("other", name="高橋 和子"), "at": clock.now()}
    for points in (-50, 100_000):
        actions.ask_adjustment(points=points, reason="配達のとき箱が破れていたお詫び" * 6, **about)
    campaign = Campaign.objects.create(
        name="春の牛乳・乳製品まるごと応援ポイント2倍キャンペーン",
        percent=200,
        starts_on=_DAY,
        ends_on=_DAY + timedelta(days=9),
        category_code="01",
    )
    Donation.objects.create(name="子ども食堂", starts_on=_DAY, ends_on=_DAY)
    StageMonth.objects.create(ends_on=_DAY, members=480_000)
    about_sale = {"business": 1, "sold_at": clock.now(), "ex_tax": 12_345, "place": shop["place"]}
    sale = Sale.objects.create(number="9" * 40, member=sato_member, **about_sale)
    held = ExpiryRun.objects.create(
        expires_on=_DAY, state="held", accounts=480_000, points=123_456_789, month_before=9_876_543
    )
    run = AuditRun.objects.create(
        started_at=clock.now(),
        finished_at=clock.now(),
        figures={"accounts": 480_000, "entries": 20_000_000, "checks": {"balances": 1, "lots": 0}},
        differences=1,
    )
    AuditDifference.objects.create(
        run=run, check_name="balances", account=account, subject="available", expected=5, found=6
    )
    asked = account.adjustments.waiting().get()
    movement = account.adjustments.exclude(pk=asked.pk).get().transaction_id
    tried = f"on={_DAY}&line1-ex_tax=123456&line1-category_code=01&line2-ex_tax=98&line2-alcohol=on"
    return [
        f"points/account/{account.pk}/change/",
        f"points/account/{account.pk}/adjust/",
        f"points/account/{account.pk}/merge/",
        "points/account/?q=0087654321",
        f"points/adjustment/{asked.pk}/change/",
        f"points/transaction/{movement}/change/",
        f"points/campaign/{campaign.pk}/change/",
        f"points/campaign/{campaign.pk}/try/?{tried}",
        f"points/expiryrun/{held.pk}/change/",
        f"points/auditrun/{run.pk}/change/",
        f"points/sale/{sale.pk}/change/",
        f"points/sale/?q={sato_member.member_number}",
    ]


def test_lists_and_rows_fit_a_window_of_1280_pixels(
    arrive: Arrive, week: Week, sato_member: Member, file: FeedFile, points_pages: list[str]
) -> None:
    screens.fill(week, sato_member)
    people.suzuki()
    # The clerk who corrected the points of the year.
    staff = arrive(User.objects.get(subject="staff"), viewport=DESKTOP)
    orders = Order.objects.values_list("pk", flat=True)
    rows = [f"orders/order/{pk}/change/" for pk in orders]
    rows += [f"feeds/feedfile/{file.pk}/change/", *points_pages]

    wrong = []
    for address in [f"{each}/" for each in LISTS] + rows:
        answer = staff.page.goto(f"{settings.SITE_URL}/admin/{address}")
        assert answer.status == 200, address
        cut = max(staff.page.evaluate(_CUT), staff.page.evaluate(OVERFLOW))
        if cut > 0:
            wrong.append(f"{address}: {cut} px are cut off")

    assert not wrong, wrong
