"""Every page that a person can open, by name and address."""

from collections.abc import Callable
from datetime import timedelta

from members.models import Member
from orders import closing
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
from tests.factories import goods, purchases
from todock.lib import clock

Address = Callable[[Week], str]

#: What a visitor can open.
FOR_VISITORS: dict[str, Address] = {
    "home-visitor": lambda week: "/",
    "item-visitor": lambda week: week.page_of(MILK_1L),
    "sign-in": lambda week: "/accounts/login/",
    "sign-out-visitor": lambda week: "/accounts/logout/",
    "staff-only": lambda week: "/me/staff-only/",
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
    "me": lambda week: "/me/",
    "sign-out": lambda week: "/accounts/logout/",
    "help": lambda week: "/help/",
    "not-found": lambda week: "/items/0000000/000000/",
}


def fill(week: Week, member: Member) -> None:
    """Give the member an order, one of the week before, and a second round to choose."""
    _last_week(week, member)
    for name, quantity in [(MILK_1L, 2), (RICE, 1), (LONG_NAME, 1), ("手包み餃子", 3)]:
        purchases.ordered(member, week.offers[name], quantity)
    gone = week.offers["バニラアイス"]
    purchases.ordered(member, gone)
    gone.withdrawn_at = clock.now()
    gone.save()
    later = goods.cycle(name="12月1回", code="2026121")
    now = clock.now()
    purchases.window(later, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=9))


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
