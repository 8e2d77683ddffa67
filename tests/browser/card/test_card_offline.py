"""The card without signal: kept, renewed, dropped. All of it needs scripts."""

import pytest
from django.conf import settings as house
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from playwright.sync_api import Error, expect

from members.card import actions, codes
from members.models import CardEvent, Member
from tests.browser.card.test_card import scanned_from_the_screen, shown_code
from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.factories import people
from todock.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Whether the worker has kept a card, and whose.
KEPT = """caches.match("/card/", { cacheName: "card" })
  .then((answer) => answer && answer.text())
  .then((text) => text ? text.match(/data-number="([0-9]+)"/)[1] : "")"""


@pytest.fixture
def javascript() -> bool:
    """Without scripts there is no worker, and the code is renewed by a link."""
    return True


@pytest.fixture
def number(sato_member: Member) -> str:
    """The number of 佐藤さん's card."""
    return actions.issue(member=sato_member, at=clock.now(), door=CardEvent.Door.MEMBER).number


@pytest.fixture
def keeper(sato: Person, number: str) -> Person:
    """佐藤さん, who has opened her card once: the phone has kept it."""
    sato.opens("/card/")
    sato.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    sato.page.wait_for_function(f"({KEPT}).then((number) => number === '{number}')")
    return sato


def kept(person: Person) -> str:
    """The number of the card that the phone keeps; '' for none."""
    return person.page.evaluate(KEPT)


def test_the_code_renews_itself_when_its_minute_is_over(
    sato: Person, sato_member: Member, number: str
) -> None:
    sato.page.clock.install()
    sato.opens("/card/")
    sato.page.evaluate("document.getElementById('code').textContent = '------'")

    sato.page.clock.run_for(61_000)

    expect(sato.page.locator("#code")).not_to_have_text("------")
    code = shown_code(sato)
    assert codes.judge(sato_member.card.seed, code, at=clock.now()) == "valid"


def test_an_open_page_shows_the_new_card_a_minute_after_it_was_replaced(
    sato: Person, sato_member: Member, number: str
) -> None:
    sato.page.clock.install()
    sato.opens("/card/")
    card = actions.revoke_and_reissue(
        member=sato_member, reason="lost", at=clock.now(), by=None, door=CardEvent.Door.DESK
    )

    sato.page.clock.run_for(61_000)

    expect(sato.page.locator("#card")).to_have_attribute("data-number", card.number)


def test_without_signal_the_last_card_is_shown_and_says_since_when(
    keeper: Person, number: str
) -> None:
    keeper.page.context.set_offline(True)

    keeper.opens("/card/")

    keeper.sees("から、つながっていません。")
    keeper.sees("バーコードはお使いになれます。")
    assert scanned_from_the_screen(keeper.page) == [("EAN13", number)]
    expect(keeper.page.locator("#card")).to_have_class("member-card member-card--old")

    keeper.page.context.set_offline(False)
    keeper.does_not_see("つながっていません")
    expect(keeper.page.locator("#card")).to_have_class("member-card")


def test_a_page_that_is_open_when_the_signal_goes_says_so(keeper: Person) -> None:
    keeper.page.context.set_offline(True)
    keeper.sees("から、つながっていません。")

    keeper.page.context.set_offline(False)
    keeper.does_not_see("つながっていません")


def test_when_the_site_is_too_slow_the_last_card_is_shown(keeper: Person, number: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE members_membershipcard IN ACCESS EXCLUSIVE MODE")
        # Less than the statement timeout, after which the site would answer with an error.
        keeper.page.goto(keeper.page.url, wait_until="commit", timeout=9_000)
        assert scanned_from_the_screen(keeper.page) == [("EAN13", number)]
    keeper.looks()


def test_nothing_else_of_the_member_is_kept(keeper: Person) -> None:
    for address in ("/me/", "/card/lost/", "/card/renewed/", "/order/", "/card/"):
        keeper.opens(address)

    assert keeper.page.evaluate("caches.keys()") == ["card"]
    stored = "caches.open('card').then((store) => store.keys())"
    addresses = keeper.page.evaluate(f"{stored}.then((all) => all.map((each) => each.url))")
    assert addresses == [f"{house.SITE_URL}/card/"]
    keeper.page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        keeper.page.goto(f"{house.SITE_URL}/card/lost/")


def test_signing_out_drops_the_card_and_its_worker(keeper: Person) -> None:
    keeper.opens("/accounts/logout/")
    keeper.presses("ログアウトする")

    assert kept(keeper) == ""
    assert keeper.page.evaluate("navigator.serviceWorker.getRegistrations()") == []
    is_gone_without_signal(keeper)


def test_a_session_that_ended_elsewhere_drops_the_card_at_the_next_visit(keeper: Person) -> None:
    Session.objects.all().delete()

    keeper.opens("/card/")

    keeper.is_at("/accounts/login/")
    is_gone_without_signal(keeper)


def test_an_open_page_goes_to_the_sign_in_when_its_session_has_ended(keeper: Person) -> None:
    Session.objects.all().delete()

    keeper.page.evaluate("window.dispatchEvent(new Event('online'))")

    keeper.is_at("/accounts/login/")


def test_another_member_on_the_same_phone_takes_the_place_of_the_first(
    keeper: Person, arrive: Arrive
) -> None:
    suzuki = people.suzuki()
    actions.issue(member=suzuki, at=clock.now(), door=CardEvent.Door.MEMBER)
    other = arrive(suzuki)
    keeper.page.context.clear_cookies()
    keeper.page.context.add_cookies(other.page.context.cookies())

    keeper.opens("/card/")
    keeper.page.context.set_offline(True)
    keeper.opens("/card/")

    keeper.sees("鈴木 一郎")
    keeper.does_not_see("佐藤")


@pytest.mark.parametrize(("days", "is_kept"), [(6.9, True), (7.1, False)])
def test_a_card_is_kept_for_seven_days(keeper: Person, days: float, is_kept: bool) -> None:
    keeper.page.evaluate(
        """async (milliseconds) => {
          const store = await caches.open("card");
          const answer = await store.match("/card/", { ignoreVary: true });
          const headers = new Headers(answer.headers);
          headers.set("X-Kept-At", Date.now() - milliseconds);
          await store.put("/card/", new Response(await answer.blob(), { headers }));
        }""",
        days * 24 * 60 * 60 * 1000,
    )

    if is_kept:
        keeper.page.context.set_offline(True)
        keeper.opens("/card/")
        keeper.sees("佐藤 花子")
    else:
        is_gone_without_signal(keeper)


def test_replacing_the_card_drops_the_one_that_is_kept(keeper: Person) -> None:
    keeper.opens("/card/lost/")
    keeper.presses("番号を新しくする")

    keeper.reads_heading("組合員証の番号を新しくしました")
    is_gone_without_signal(keeper)


def test_who_leaves_has_no_kept_card_after_the_next_visit(
    keeper: Person, sato_member: Member
) -> None:
    Member.objects.filter(pk=sato_member.pk).update(state=Member.State.WITHDRAWN)

    keeper.opens("/card/")

    keeper.sees("脱退の手続きが済んでいるため")
    is_gone_without_signal(keeper)


def is_gone_without_signal(person: Person) -> None:
    """Hold that no card is shown when there is no signal."""
    person.page.context.set_offline(True)
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        person.page.goto(f"{house.SITE_URL}/card/")
