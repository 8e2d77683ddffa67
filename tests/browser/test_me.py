"""My registration: seen, changed, asked for; and the warning of allergens that comes of it."""

import pytest
from playwright.sync_api import Locator, expect

from members.models import Member, MemberChange, MemberRequest
from orders.models import OrderLine
from tests.browser.conftest import DESKTOP, Arrive
from tests.browser.person import Person
from tests.browser.week import EGGS, Week
from tests.factories import people
from todock.post.models import OutgoingMail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def section(person: Person, title: str) -> Locator:
    """The part of the page under this heading."""
    heading = person.page.get_by_role("heading", name=title, exact=True)
    return person.page.locator("section", has=heading)


def test_phones_and_address_are_changed_with_a_mistake_on_the_way(
    sato: Person, sato_member: Member
) -> None:
    sato.opens("/me/")
    sato.reads_heading("佐藤 花子さん")
    sato.follows_any("変更する", within=section(sato, "電話番号とメール"))

    sato.is_at("/me/contact/")
    sato.writes("０９０ー１２３４ー５６７", into="もう1つの電話番号")
    sato.writes("Ｈａｎａｋｏ＠example.jp", into="メールアドレス")
    sato.presses("保存する")
    sato.sees("入力を確かめてください（1か所）", within=sato.summary())
    assert sato.field("メールアドレス").input_value() == "Ｈａｎａｋｏ＠example.jp"

    sato.writes("０９０ー１２３４ー５６７８", into="もう1つの電話番号")
    sato.presses("保存する")

    sato.is_at("/me/")
    sato.sees("「電話番号とメール」を保存しました。")
    sato.sees("09012345678")
    sato.sees("Hanako@example.jp")
    assert MemberChange.objects.filter(member=sato_member).count() == 2
    to = OutgoingMail.objects.values_list("address", flat=True)
    assert sorted(to) == ["Hanako@example.jp", "sato@example.jp"]


def test_larger_letters_come_at_once_and_fit_every_page(sato: Person, week: Week) -> None:
    sato.opens("/me/reading/")
    sato.ticks("もっと大きい")
    sato.presses("保存する")

    sato.is_at("/me/")
    assert sato.page.locator("html").get_attribute("class") == "text-largest"
    for address in ["/", week.shelf("たまご"), week.page_of(EGGS), "/order/", "/order/numbers/"]:
        sato.opens(address)
        assert sato.page.locator("html").get_attribute("class") == "text-largest"


def test_who_registers_an_allergen_is_warned_before_the_item_is_added(
    sato: Person, week: Week
) -> None:
    sato.opens(week.shelf("たまご"))
    sato.does_not_see("アレルゲン注意")
    sato.opens("/me/")
    sato.follows_any("変更する", within=section(sato, "アレルゲン"))
    sato.ticks("卵")
    sato.presses("保存する")
    sato.sees("「アレルゲン」を保存しました。")

    sato.opens(week.shelf("たまご"))
    sato.sees("アレルゲン注意", within=sato.product(EGGS))
    sato.sees("登録している「卵」を含みます。", within=sato.product(EGGS))
    sato.opens(week.shelf("牛乳・乳製品"))
    sato.does_not_see("アレルゲン注意")

    sato.opens(f"/order/numbers/?number={week.number(EGGS)}&quantity=1")
    sato.sees("登録している「卵」を含みます。")

    sato.opens(week.page_of(EGGS))
    sato.sees("登録している「卵」を含みます。")
    sato.orders(EGGS)
    sato.sees_quantity(1, of=EGGS)
    assert OrderLine.objects.get().quantity == 1


def test_a_new_address_is_asked_for_checked_corrected_and_taken_back(
    sato: Person, sato_member: Member
) -> None:
    sato.opens("/me/")
    sato.follows_any("変更を頼む", within=section(sato, "ご住所"))
    sato.sees("手続きが済むまでは、いまのご住所にお届けします。お急ぎのときは、お電話ください。")
    sato.writes("０６３ー０８１２", into="郵便番号")
    sato.presses("住所をさがす")
    assert sato.field("市区町村").input_value() == "札幌市西区"

    sato.writes("7丁目1-1", into="丁目・番地")
    sato.writes("コーポ西1号室", into="建物名・部屋番号")
    sato.writes("令和9年4月1日", into="引っ越しの日")
    sato.presses("確認へ進む")
    sato.reads_heading("住所の変更の確認")
    sato.sees("コーポ西1号室")
    sato.presses("入力に戻る")
    assert sato.field("丁目・番地").input_value() == "7丁目1-1"

    sato.writes("コーポ西2号室", into="建物名・部屋番号")
    sato.presses("確認へ進む")
    sato.presses("この内容で依頼する")
    sato.is_at("/me/")
    sato.sees("「住所の変更」の依頼を受け付けました。結果はメールとこのページでお知らせします。")
    sato.sees("職員が確かめています")
    assert MemberRequest.objects.get().content["building"] == "コーポ西2号室"

    sato.opens("/me/address/")
    sato.sees("この依頼は、すでに受け付けています。")
    sato.page.get_by_role("button").filter(has_text="依頼を取り下げる").click()
    sato.looks()
    sato.sees("「住所の変更」の依頼を取り下げました。")
    assert Member.objects.get(pk=sato_member.pk).postcode == sato_member.postcode


def test_who_wants_to_leave_reads_twice_what_it_means(sato: Person) -> None:
    sato.opens("/me/")
    sato.follows("脱退する")
    sato.sees("残っているポイントは、なくなります。")
    sato.presses("確認へ進む")
    sato.sees("まだ依頼は終わっていません。")
    sato.sees("残っているポイントは、なくなります。")
    assert not MemberRequest.objects.exists()
    sato.presses("脱退を依頼する")
    sato.sees("「脱退」の依頼を受け付けました。")


def test_another_weekday_and_stopping_are_asked_for(sato: Person) -> None:
    sato.opens("/me/course/")
    sato.presses("確認へ進む")
    sato.sees("希望の曜日を選んでください", within=sato.summary())
    sato.ticks("金曜日")
    sato.presses("確認へ進む")
    sato.presses("この内容で依頼する")
    sato.follows("利用を停止する")
    sato.presses("確認へ進む")
    sato.presses("利用停止を依頼する")
    assert MemberRequest.objects.filter(state="waiting").count() == 2


def test_a_family_card_is_asked_for(sato: Person) -> None:
    sato.opens("/me/")
    sato.follows("家族証を頼む・見る")
    sato.writes("佐藤", into="姓")
    sato.writes("次郎", into="名")
    sato.writes("さとう", into="セイ")
    sato.writes("ｼﾞﾛｳ", into="メイ")
    sato.writes("昭和28", into="年")
    sato.writes("5", into="月")
    sato.writes("5", into="日")
    sato.presses("確認へ進む")
    sato.sees("サトウ ジロウ")
    sato.presses("この内容で依頼する")
    sato.sees("「家族証の発行」の依頼を受け付けました。")


def test_a_sign_in_elsewhere_is_ended(arrive: Arrive, sato_member: Member) -> None:
    phone, computer = arrive(sato_member), arrive(sato_member, viewport=DESKTOP)
    computer.opens("/me/")
    phone.opens("/me/")
    phone.follows("ログインの記録を見る")
    phone.sees("いま使っている画面")
    ends = phone.page.get_by_role("button", name="このログインを終わらせる")
    expect(ends).to_have_count(1)
    phone.presses("ほかをすべて終わらせる")
    phone.sees("ほかの1件のログインを終わらせました。")
    expect(ends).to_have_count(0)

    computer.opens("/me/")
    computer.is_at("/accounts/login/")
    phone.opens("/me/")
    phone.reads_heading("佐藤 花子さん")


def test_a_registration_is_seen_on_a_wide_screen_too(arrive: Arrive, week: Week) -> None:
    suzuki = arrive(people.suzuki(), viewport=DESKTOP)
    for page in ["", "contact", "delivery", "notices", "allergens", "reading"]:
        suzuki.opens(f"/me/{page}/".replace("//", "/"))
    for page in ["address", "course", "stop", "leave", "family-card", "sign-ins"]:
        suzuki.opens(f"/me/{page}/")
