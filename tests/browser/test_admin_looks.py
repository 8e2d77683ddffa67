"""The staff site on a desk: nothing runs out of the window."""

import pytest
from django.conf import settings

from members.models import Member
from orders.models import Order
from tests.browser import screens
from tests.browser.conftest import DESKTOP, Arrive
from tests.browser.page_rules import OVERFLOW
from tests.browser.week import Week
from tests.factories import people
from todock.feeds.models import FeedFile, RowProblem
from todock.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTS = [
    *("orders/order", "orders/orderwindow", "orders/feerule", "orders/purchaselimit"),
    *("feeds/feedfile", "feeds/rowproblem"),
    *("catalog/offer", "catalog/product", "catalog/category", "catalog/cycle"),
]
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


def test_lists_and_rows_fit_a_window_of_1280_pixels(
    arrive: Arrive, week: Week, sato_member: Member, file: FeedFile
) -> None:
    screens.fill(week, sato_member)
    staff = arrive(people.staff_user(), viewport=DESKTOP)
    orders = Order.objects.values_list("pk", flat=True)
    rows = [f"orders/order/{pk}/change" for pk in orders] + [f"feeds/feedfile/{file.pk}/change"]

    wrong = []
    for address in LISTS + rows:
        answer = staff.page.goto(f"{settings.SITE_URL}/admin/{address}/")
        assert answer.status == 200, address
        cut = max(staff.page.evaluate(_CUT), staff.page.evaluate(OVERFLOW))
        if cut > 0:
            wrong.append(f"{address}: {cut} px are cut off")

    assert not wrong, wrong
