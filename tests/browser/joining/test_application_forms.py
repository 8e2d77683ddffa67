"""The pages of an application: what is filled in for people, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from members.joining import links
from members.joining.models import Application
from members.models import ServedPostcode
from tests.browser.person import Person, begins
from tests.browser.week import Week
from tests.factories import applications, people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def application(week: Week) -> Application:
    """A confirmed draft of somebody whose postcode is served on two weekdays."""
    for course in (people.course("0101", 3), people.course("0102", 5)):
        ServedPostcode.objects.create(postcode="0630812", service="delivery", course=course)
    ServedPostcode.objects.create(postcode="0680546", service="pickup", pickup_place="夕張店")
    return applications.confirmed("both")


@pytest.fixture
def tanaka(application: Application, visitor: Person) -> Person:
    """田中さん, who has opened the mailed link."""
    visitor.opens(links.application_path(application))
    return visitor


@pytest.fixture
def turns_to(application: Application, tanaka: Person) -> Callable[[str], None]:
    """Open a page of the application by its slug."""
    return lambda slug: tanaka.opens(f"/join/{application.public_id}/{slug}/")


def value(person: Person, label: str) -> object:
    return expect(person.page.get_by_label(begins(label)).first)


@pytest.mark.parametrize("javascript", [True], ids=["javascript"])
def test_a_reading_that_is_typed_meanwhile_stays(tanaka, turns_to):
    turns_to("name")
    # given an answer that takes its time
    asked = []
    tanaka.page.route("**/name/", lambda route: asked.append(route))
    tanaka.page.get_by_label("姓", exact=False).first.fill("本田")
    tanaka.page.keyboard.press("Tab")
    # when the reading is typed before it comes
    kana = tanaka.page.get_by_label(begins("セイ（フリガナ）")).first
    kana.fill("ホンデン")
    with tanaka.page.expect_response("**/name/"):
        asked[0].continue_()
    tanaka.settles()
    # then it is not taken away
    expect(tanaka.page.get_by_label(begins("セイ（フリガナ）")).first).to_have_value("ホンデン")


def test_the_reading_is_proposed_and_may_be_corrected(tanaka, turns_to):
    turns_to("name")
    # when the name is typed
    tanaka.writes("髙橋", into="姓")
    tanaka.writes("実", into="名")
    if tanaka.javascript:
        # then the reading stands there as soon as the field is left
        tanaka.presses_key("Tab")
        value(tanaka, "メイ（フリガナ）").to_have_value("ミノル")
    for label, text in [("年", "昭和55"), ("月", "5"), ("日", "5")]:
        tanaka.writes(text, into=label)
    tanaka.presses("ご連絡先の入力へ進む")
    if not tanaka.javascript:
        # then it stands there after the press, to be looked at
        tanaka.sees("お名前からフリガナを入れました")
        value(tanaka, "セイ（フリガナ）").to_have_value("タカハシ")
        tanaka.presses("ご連絡先の入力へ進む")
    tanaka.reads_heading("ご連絡先")
    # and a correction stays
    tanaka.presses("前の手順へ戻る")
    tanaka.writes("たかばし", into="セイ（フリガナ）")
    tanaka.presses("ご連絡先の入力へ進む")
    tanaka.presses("前の手順へ戻る")
    value(tanaka, "セイ（フリガナ）").to_have_value("たかばし")


def test_the_postcode_fills_in_the_address_and_says_whether_we_come(tanaka, turns_to):
    turns_to("address")
    # when the postcode is looked up
    tanaka.writes("〒０６３−０８１２", into="郵便番号")
    tanaka.presses("住所をさがす")
    # then the town is there, and the days on which we come
    value(tanaka, "市区町村").to_have_value("札幌市西区")
    value(tanaka, "町名").to_have_value("琴似二条")
    tanaka.sees("ご自宅までお届けしています（水曜日・金曜日）")
    # and the rest is typed by hand
    tanaka.writes("1丁目2-3", into="丁目・番地")
    tanaka.presses("ご家族の入力へ進む")
    tanaka.reads_heading("ご家族")


def test_of_several_towns_one_is_chosen(tanaka, turns_to, application):
    turns_to("address")
    tanaka.writes("068-0546", into="郵便番号")
    tanaka.presses("住所をさがす")
    # given a postcode of two towns, where goods are picked up only
    tanaka.sees("町名を選んでください")
    tanaka.sees("受取場所（夕張店）で受け取れます")
    tanaka.ticks("夕張市南部菊水町")
    tanaka.writes("5", into="丁目・番地")
    tanaka.presses("ご家族の入力へ進む")
    tanaka.reads_heading("ご家族")
    # then the chosen town is the address
    application.refresh_from_db()
    assert application.typed["address"]["town"] == "南部菊水町"


def test_who_lives_outside_is_asked_for_the_workplace(tanaka, turns_to):
    turns_to("address")
    tanaka.writes("100-0001", into="郵便番号")
    tanaka.presses("住所をさがす")
    tanaka.sees("まだお届けしていません")
    tanaka.writes("1-1", into="丁目・番地")
    tanaka.presses("ご家族の入力へ進む")
    # then the page says what is missing, and shows the fields
    tanaka.sees("入力を確かめてください")
    tanaka.follows("勤め先の名前を入力してください")
    expect(tanaka.page.locator("#workplace")).to_be_visible()


def test_another_child_gets_a_row(tanaka, turns_to):
    turns_to("household")
    tanaka.writes("2", into="大人の人数")
    tanaka.writes("令和5年4月", into="1人目のお子さん")
    tanaka.presses("もう一人")
    value(tanaka, "1人目のお子さん").to_have_value("令和5年4月")
    tanaka.writes("R3.12", into="2人目のお子さん")
    tanaka.presses("お届けの入力へ進む")
    tanaka.reads_heading("お届け")


def test_what_is_wrong_is_said_on_top_and_at_the_field(tanaka, turns_to):
    turns_to("contact")
    tanaka.writes("011-234-56", into="電話番号")
    tanaka.presses("ご住所の入力へ進む")
    assert "エラー" in tanaka.page.title()
    tanaka.follows("電話番号は、0から始まる10けたか11けたの数字で入力してください")
    expect(tanaka.page.locator("#phone")).to_be_focused()
    # and what was typed is still there
    value(tanaka, "電話番号").to_have_value("011-234-56")
    expect(tanaka.page.locator("#phone")).to_have_attribute(
        "aria-describedby", "phone_helptext phone_error"
    )


def test_the_hidden_field_is_reached_by_nobody(visitor):
    visitor.opens("/join/")
    trap = visitor.page.locator("input[name=memo]")
    expect(trap).not_to_be_in_viewport()
    assert visitor.page.get_by_role("textbox").filter(has=trap).count() == 0
    for _press in range(40):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("document.activeElement.name") != "memo"
