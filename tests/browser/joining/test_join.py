"""A newcomer joins and signs up for the delivery, from the home page to the status of it."""

import pytest
from playwright.sync_api import expect

from members.joining import links
from members.joining.models import Application
from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.browser.week import Week
from tests.factories import applicant, people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _served(week: Week) -> None:
    """The van drives to 琴似."""
    applicant.prepare()


def test_a_newcomer_applies_from_the_home_page_and_reads_the_status(visitor: Person) -> None:
    visitor.opens("/")
    visitor.follows("はじめての方（加入・宅配の申し込み）", within=visitor.page.locator("#hero"))
    begins(visitor)

    visitor.reads_heading("メールをお送りしました")
    visitor.sees(applicant.EMAIL)
    visitor.writes("０００ ０００", into="メールに書いてある6けたの数字")
    visitor.presses("続きの入力へ進む")
    visitor.sees("確認番号が違います", within=visitor.summary())
    visitor.writes(mailed_code(), into="メールに書いてある6けたの数字")
    visitor.presses("続きの入力へ進む")

    fills_in(visitor)
    visitor.sees("5口（5,000円）")
    visitor.presses_twice("この内容で申し込む")

    visitor.reads_heading("申し込みを受け付けました")
    application = Application.objects.get()
    visitor.sees(application.number)
    visitor.follows("申し込みの状態を見る")
    visitor.reads_heading("申し込みの状態")
    visitor.sees("職員が内容を確かめています")


def test_an_applicant_mends_a_page_and_loses_nothing_on_the_way_back(visitor: Person) -> None:
    begins(visitor)
    visitor.writes(mailed_code(), into="メールに書いてある6けたの数字")
    visitor.presses("続きの入力へ進む")
    visitor.writes("𠮷田", into="姓")
    visitor.writes("花子", into="名")
    visitor.writes("よしだ", into="セイ")
    visitor.writes("はなこ", into="メイ")
    visitor.writes("1958", into="年")
    visitor.writes("11", into="月")
    visitor.writes("32", into="日")
    visitor.presses("ご連絡先の入力へ進む")
    visitor.sees("1から31まで", within=visitor.summary())
    visitor.follows_any("1から31まで", within=visitor.summary())
    visitor.stands_on(visitor.field("日"))
    visitor.writes("30", into="日")
    visitor.presses("ご連絡先の入力へ進む")

    visitor.writes("011-1", into="電話番号")
    visitor.presses("前の手順へ戻る")
    expect(visitor.field("姓")).to_have_value("𠮷田")
    visitor.presses("ご連絡先の入力へ進む")
    expect(visitor.field("電話番号")).to_have_value("011-1")
    visitor.goes_back()
    visitor.reads_heading("お名前")
    expect(visitor.field("日")).to_have_value("30")


def test_an_applicant_answers_what_staff_ask(visitor: Person) -> None:
    application = applicant.asked_back()
    visitor.opens(links.application_path(application))

    visitor.reads_heading("申し込みの状態")
    visitor.sees("何号室ですか")
    visitor.presses("回答を送る")
    visitor.sees("回答を入力するか", within=visitor.summary())
    visitor.writes("205号室です。", into="回答")
    visitor.presses("ご住所を直す")
    visitor.writes("メゾン琴似205", into="建物名・部屋番号")
    visitor.presses("保存して戻る")
    expect(visitor.field("回答")).to_have_value("205号室です。")
    visitor.presses("回答を送る")

    visitor.sees("回答を送りました")
    visitor.sees("回答を受け付けました")
    application.refresh_from_db()
    assert (application.state, application.building) == ("submitted", "メゾン琴似205")


def test_a_member_signs_up_for_the_delivery_from_the_home_page(arrive: Arrive, week: Week) -> None:
    sato = arrive(people.sato(course=None, postcode="0630812"))
    sato.opens("/")
    sato.follows("宅配を申し込む", within=sato.page.locator("#hero"))
    sato.reads_heading("宅配の申し込み")
    sato.ticks("利用規約に同意します")
    sato.presses("入力へ進む")

    sato.writes("2", into="大人の人数")
    sato.presses("お届けの入力へ進む")
    delivery(sato)
    sato.presses("同意の入力へ進む")
    sato.presses("内容の確認へ進む")
    sato.sees("佐藤 花子")
    sato.presses("この内容で申し込む")
    sato.reads_heading("申し込みを受け付けました")


def begins(person: Person) -> None:
    """Fill in the first page."""
    if not person.page.url.endswith("/join/"):
        person.opens("/join/")
    person.reads_heading("加入・宅配の申し込み")
    person.ticks("加入と宅配")
    person.writes(applicant.EMAIL, into="メールアドレス")
    person.writes("０６３−０８１２", into="お住まいの郵便番号")
    person.ticks("利用規約に同意します")
    person.presses("メールを受け取って始める")


def mailed_code() -> str:
    """The digits in the mail that was sent last."""
    return links.code(Application.objects.latest("pk"))


def fills_in(person: Person) -> None:
    """Fill in every page, up to the check of all answers."""
    person.reads_heading("お名前")
    person.writes("田中", into="姓")
    person.writes("実", into="名")
    person.writes("たなか", into="セイ")
    person.writes("ﾐﾉﾙ", into="メイ")
    person.writes("昭和55", into="年")
    person.writes("5", into="月")
    person.writes("5", into="日")
    person.presses("ご連絡先の入力へ進む")
    person.writes("011-111-2222", into="電話番号")
    person.ticks("どちらでもよい")
    person.presses("ご住所の入力へ進む")
    person.writes("2丁目3-4", into="丁目・番地")
    person.presses("ご家族の入力へ進む")
    person.writes("2", into="大人の人数")
    person.presses("お届けの入力へ進む")
    delivery(person)
    person.presses("出資金の入力へ進む")
    person.writes("5", into="出資口数")
    person.presses("同意の入力へ進む")
    person.ticks("定款に同意します")
    person.ticks("個人情報の取り扱いに同意します")
    person.presses("内容の確認へ進む")
    person.reads_heading("内容の確認")


def delivery(person: Person) -> None:
    """Fill in the page about the delivery."""
    person.ticks("集合住宅")
    person.writes("玄関前", into="留守のときの置き場所")
    person.ticks("ない")
    person.chooses("できるだけ早く", of="始める回")
