"""A newcomer joins and signs up for the delivery, from the home page to the status of it."""

import pytest

from members import links
from members.models import Application, ServedPostcode
from tests.browser.person import Person
from tests.browser.week import Week
from tests.factories import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "tanaka@example.jp"


@pytest.fixture(autouse=True)
def _served(week: Week) -> None:
    """The van drives to 琴似."""
    ServedPostcode.objects.create(
        postcode="0630812", service=ServedPostcode.Service.DELIVERY, course=people.course()
    )


def test_a_newcomer_applies_from_the_home_page_and_reads_the_status(visitor: Person) -> None:
    visitor.opens("/")
    visitor.follows("はじめての方（加入・宅配の申し込み）", within=visitor.page.locator("#hero"))
    begins(visitor)

    visitor.reads_heading("メールをお送りしました")
    visitor.sees(EMAIL)
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


def begins(person: Person) -> None:
    """Fill in the first page."""
    person.reads_heading("加入・宅配の申し込み")
    person.ticks("加入と宅配")
    person.writes(EMAIL, into="メールアドレス")
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
    person.ticks("集合住宅")
    person.writes("玄関前", into="留守のときの置き場所")
    person.ticks("ない")
    person.chooses("できるだけ早く", of="始める回")
    person.presses("出資金の入力へ進む")
    person.writes("5", into="出資口数")
    person.presses("同意の入力へ進む")
    person.ticks("定款に同意します")
    person.ticks("個人情報の取り扱いに同意します")
    person.presses("内容の確認へ進む")
    person.reads_heading("内容の確認")
