"""Points on the phone: seen, explained, given away, exchanged; with scripts and without."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from members.models import Member
from points.actions import account_of
from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.factories import people, point_history
from tests.factories.ledger import balances

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _year(sato_member: Member) -> None:
    point_history.year(sato_member)
    point_history.donation()


@pytest.mark.usefixtures("_year")
def test_an_entry_opens_to_its_cause(sato: Person) -> None:
    sato.opens("/points/")
    sato.page.get_by_role("link", name="調整").click()

    sato.sees("お店のレジで付かなかった分です。")
    sato.sees("職員")
    sato.looks()


@pytest.mark.usefixtures("_year")
def test_the_picture_has_its_numbers_in_a_table(sato: Person) -> None:
    sato.opens("/points/")
    sato.page.get_by_text("数字で見る").click()

    rows = sato.page.get_by_role("region", name="月ごとのポイント").get_by_role("row")
    expect(rows).to_have_count(13)
    expect(sato.page.get_by_role("img", name="この12か月に増えたポイント")).to_be_visible()
    sato.looks()


@pytest.mark.usefixtures("_year")
def test_a_double_click_exchanges_points_once(sato: Person, sato_member: Member) -> None:
    available, _pending, _held, prepaid = balances(account_of(sato_member))
    sato.opens("/points/exchange/")
    sato.field("ポイント数").fill("１００")
    sato.page.get_by_role("button", name="確かめる画面へ進む").click()
    sato.sees("まだ終わっていません。")
    sato.looks()
    sato.page.get_by_role("button", name="100ポイントを100円分に交換する").dblclick()

    sato.sees("100ポイントを、スマちょこ100円分に交換しました。")
    after = balances(account_of(sato_member))
    assert (after[0], after[3]) == (available - 100, prepaid + 100)
    sato.looks()


@pytest.mark.usefixtures("_year")
def test_enter_in_the_field_does_not_take_everything(sato: Person) -> None:
    sato.opens("/points/donate/")
    sato.field("ポイント数").fill("30")
    sato.field("ポイント数").press("Enter")

    sato.sees_button("30ポイントを寄付する")


@pytest.mark.usefixtures("_year")
def test_what_is_wrong_is_told_on_top_and_at_the_field(sato: Person) -> None:
    sato.opens("/points/donate/")
    sato.field("ポイント数").fill("99999")
    sato.page.get_by_role("button", name="確かめる画面へ進む").click()

    sato.sees("使えるポイントは", within=sato.summary())
    sato.summary().get_by_role("link").first.click()
    expect(sato.field("ポイント数")).to_be_focused()
    sato.looks()


def test_an_empty_account_is_told_how_to_earn(arrive: Arrive) -> None:
    suzuki = arrive(people.suzuki())

    suzuki.opens("/points/")

    suzuki.sees("ポイントのため方")
    suzuki.looks()


@pytest.mark.usefixtures("_year")
def test_colours_that_are_forced_leave_the_bars_to_be_seen(
    arrive: Arrive, sato_member: Member
) -> None:
    sato = arrive(sato_member, forced_colors="active")
    sato.opens("/points/")

    bar = sato.page.locator(".months__came").first
    ground = sato.page.locator(".months-panel")
    painted = bar.evaluate("each => getComputedStyle(each).fill")
    assert painted != ground.evaluate("each => getComputedStyle(each).backgroundColor")


@pytest.mark.usefixtures("_year")
def test_a_phone_reaches_points_and_purchases_from_the_menu(sato: Person) -> None:
    sato.opens("/")
    menu = sato.page.locator("#menu")
    expect(menu.get_by_role("link", name="購買履歴")).to_be_visible()
    menu.get_by_role("link", name="ポイント").click()

    assert sato.page.url == f"{settings.SITE_URL}/points/"
