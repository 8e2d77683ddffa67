"""Every page that a person can open, by name and address."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.urls import reverse

from members.joining import links
from members.joining.models import Application
from members.joining.pages import PAGES
from members.joining.rules.steps import State
from members.models import Member
from orders.actions import closing
from orders.models import OrderWindow
from points.models import Transaction
from tests.browser.person import Person
from tests.browser.week import (
    BEER,
    FOOD,
    LONG_NAME,
    MELON,
    MILK_1L,
    RICE,
    SOLD_OUT,
    WITHDRAWN,
    Week,
)
from tests.factories import applicant, goods, point_history, purchases
from todock.lib import clock

Address = Callable[[Week], str]


def _application_page(state: str, name: str, *more: str) -> str:
    """The address of a page of the application in ``state``; the last argument is the week."""
    application = Application.objects.get(state=state)
    return reverse(f"joining:{name}", args=[application.public_id, *more[:-1]])


#: What a visitor can open.
FOR_VISITORS: dict[str, Address] = {
    "home-visitor": lambda week: "/",
    "item-visitor": lambda week: week.page_of(MILK_1L),
    "sign-in": lambda week: "/accounts/login/",
    "sign-out-visitor": lambda week: "/accounts/logout/",
    "staff-only": lambda week: "/me/staff-only/",
}
#: What an applicant can open: a draft that is filled in, and one of which staff want to know more.
FOR_APPLICANTS: dict[str, Address] = {
    "join": lambda week: "/join/",
    "join-sent-nothing": lambda week: "/join/sent/",
    "join-terms": lambda week: "/join/documents/terms/",
    **{
        f"join-{page.slug}": partial(_application_page, State.CONFIRMED, "page", page.slug)
        for page in PAGES
    },
    "join-kind": partial(_application_page, State.CONFIRMED, "kind"),
    "join-check": partial(_application_page, State.CONFIRMED, "check"),
    "join-done": partial(_application_page, State.ASKED_BACK, "done"),
    "join-status": partial(_application_page, State.ASKED_BACK, "status"),
    "join-withdraw": partial(_application_page, State.ASKED_BACK, "withdraw"),
}
#: What somebody can open who has signed in and not yet done 本人確認.
FOR_NEWCOMERS: dict[str, Address] = {
    "home-newcomer": lambda week: "/",
    "link": lambda week: "/me/link/",
    "me-newcomer": lambda week: "/me/",
}
#: What a member with an order can open.
FOR_MEMBERS: dict[str, Address] = {
    "home": lambda week: "/",
    "categories": lambda week: "/catalog/",
    "list": lambda week: week.shelf(FOOD),
    "list-filtered": lambda week: (
        week.shelf(FOOD) + "?zone=3&free=1&free=2&low=100&high=900&open=1"
    ),
    "list-empty": lambda week: week.shelf(FOOD) + "?low=90000",
    "list-scarce": lambda week: week.shelf("くだもの"),
    "list-long-name": lambda week: week.shelf("菓子"),
    "list-alcohol": lambda week: week.shelf("飲み物・酒"),
    "search": lambda week: "/search/",
    "search-eggs": lambda week: "/search/?q=たまご",
    "search-nothing": lambda week: "/search/?q=うちゅうせん",
    "item-ordered": lambda week: week.page_of(MILK_1L),
    "item": lambda week: week.page_of(RICE),
    "item-lottery": lambda week: week.page_of(MELON),
    "item-alcohol": lambda week: week.page_of(BEER),
    "item-long-name": lambda week: week.page_of(LONG_NAME),
    "item-sold-out": lambda week: week.page_of(SOLD_OUT),
    "item-withdrawn": lambda week: week.page_of(WITHDRAWN),
    "numbers": lambda week: "/order/numbers/",
    "numbers-found": lambda week: (
        "/order/numbers/?number=120451&quantity=2&number=999999&quantity=1&number=150032"
        "&quantity=x&number=560112&quantity=1&number=510033&quantity=1"
    ),
    "order": lambda week: "/order/",
    "clear": lambda week: f"/order/{week.cycle.code}/clear/",
    "history": lambda week: "/orders/",
    "history-order": lambda week: "/orders/2026113/",
    "points": lambda week: "/points/",
    "points-history": lambda week: "/points/history/",
    "points-history-plans": lambda week: "/points/history/?kind=plans",
    "points-history-prepaid": lambda week: "/points/history/?kind=prepaid",
    "points-history-empty": lambda week: "/points/history/?month=2001-01",
    "points-entry-shop": lambda week: _entry(kind="earn", source="shop"),
    "points-entry-correction": lambda week: _entry(kind="adjust"),
    "points-entry-expired": lambda week: _entry(kind="expire"),
    "points-entry-exchange": lambda week: _entry(kind="exchange"),
    "points-donate": lambda week: "/points/donate/",
    "points-exchange": lambda week: "/points/exchange/",
    "purchases": lambda week: "/purchases/",
    "purchases-month": lambda week: f"/purchases/{_delivered():%Y-%m}/",
    "me": lambda week: "/me/",
    "card": lambda week: "/card/",
    "card-lost": lambda week: "/card/lost/",
    "card-renewed": lambda week: "/card/renewed/",
    "sign-out": lambda week: "/accounts/logout/",
    "help": lambda week: "/help/",
    "not-found": lambda week: "/items/0000000/000000/",
}

#: What the counter of a shop can open.
FOR_CLERKS: dict[str, Address] = {
    "counter": lambda week: "/counter/",
}


def _entry(**of: str) -> str:
    """The address of the newest entry of its kind."""
    return reverse("points:entry", args=[Transaction.objects.filter(**of).latest("pk").pk])


def _delivered() -> date:
    """The day of a delivery that the purchases know."""
    return OrderWindow.objects.filter(closed_at__isnull=False).latest("delivers_on").delivers_on


def fill(week: Week, member: Member) -> None:
    """Give the member an order, one of the week before, a second round; let somebody apply.

    A year of points, too, and something to give them to.
    """
    _last_week(week, member)
    point_history.year(member)
    point_history.donation()
    point_history.donation(
        "森を育てる会　冬のあいだの苗木の世話と山道の手入れに贈ります",
        text="苗木の世話、山道の手入れ、子どもたちの森の学校のために使います。",
    )
    applicant.prepare()
    applicant.filled_in()
    applicant.asked_back(email="yamada@example.jp")
    for name, quantity in [(MILK_1L, 2), (RICE, 1), (LONG_NAME, 1), ("手包み餃子", 3)]:
        purchases.ordered(member, week.offers[name], quantity)
    gone = week.offers["バニラアイス"]
    purchases.ordered(member, gone)
    gone.withdrawn_at = clock.now()
    gone.save()
    later = goods.cycle(name="12月1回", code="2026121")
    now = clock.now()
    purchases.window(later, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=9))


def open_applications(person: Person) -> None:
    """Open the links that were mailed to the applicant, as she does."""
    for application in Application.objects.all():
        person.opens(links.application_path(application))


def _last_week(week: Week, member: Member) -> None:
    cycle = goods.cycle(name="11月3回", code="2026113")
    window = purchases.window(cycle)
    for name in [MILK_1L, RICE]:
        product = week.offers[name].product
        purchases.ordered(member, goods.offer(cycle=cycle, product=product), 2)
    window.closes_at = clock.now() - timedelta(days=5)
    window.opens_at = window.closes_at - timedelta(days=3)
    window.delivers_on -= timedelta(days=7)
    window.save()
    closing.close_due_windows(at=clock.now() - timedelta(days=4))
