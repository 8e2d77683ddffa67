"""The pages under /me/ on which a member changes her registration."""

import pytest
from django.db import connections

from members.models import Member, MemberChange, Preferences
from tests.factories import goods, people, purchases
from tests.factories.goods import EGG, MILK
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
CONTACT = {"phone": "011-234-5678", "other_phone": "", "email": "sato@example.jp"}
PAGES = ["contact", "delivery", "notices", "allergens", "reading"]


@pytest.fixture
def sato(client) -> Member:
    """佐藤さん, signed in."""
    sato = people.sato()
    people.signed_in(client, sato)
    return sato


def stored(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def body(response) -> str:
    return response.content.decode()


def test_the_overview_shows_what_stands_with_a_way_to_change_each(client, sato):
    # given
    Preferences.objects.create(member=sato, allergens=[str(EGG), str(MILK)], news=True)
    # when
    html = body(client.get("/me/"))
    # then
    for text in ["0012345678", "063-0812", "琴似二条1丁目1-1", "水曜日", "玄関前"]:
        assert text in html
    for text in ["0112345678", "sato@example.jp", "卵・乳", "ふつう", "<dd>日本語</dd>"]:
        assert text in html
    for page in [*PAGES, "address", "course", "stop", "leave", "family-card", "sign-ins"]:
        assert f'href="/me/{page}/"' in html, page


@pytest.mark.parametrize("page", PAGES)
def test_each_page_shows_what_stands_and_saving_it_as_it_is_changes_nothing(client, sato, page):
    # given a page as it is shown
    form = client.get(f"/me/{page}/").context["form"]
    shown = {bound.name: bound.value() for bound in form}
    # when
    response = client.post(f"/me/{page}/", shown, follow=True)
    # then
    assert response.redirect_chain == [("/me/", 302)]
    assert "いまのままです。" in body(response)
    assert not MemberChange.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_phones_and_address_are_taken_as_people_type_them(client, sato):
    typed = {
        "phone": "０１１（２３４）９９９９",
        "other_phone": "０９０ー１２３４ー５６７８",
        "email": " Hanako..Sato@docomo.ne.jp ",
    }
    response = client.post("/me/contact/", typed, follow=True)
    assert "「電話番号とメール」を保存しました。" in body(response)
    found = stored(sato)
    assert (found.phone, found.other_phone, found.email) == (
        "0112349999",
        "09012345678",
        "Hanako..Sato@docomo.ne.jp",
    )
    assert OutgoingMail.objects.count() == 2
    assert set(MemberChange.objects.values_list("by", flat=True)) == {sato.user_id}


def test_a_mistake_keeps_what_was_typed_and_leads_to_the_field(client, sato):
    response = client.post("/me/contact/", {**CONTACT, "phone": "12", "email": "新しいアドレス"})
    html = body(response)
    assert response.status_code == 422
    assert "<title>エラー（2か所）：" in html
    assert '<a href="#phone">' in html
    assert 'value="12"' in html
    assert 'value="新しいアドレス"' in html
    assert stored(sato).phone == "0112345678"


def test_the_second_phone_and_the_address_may_be_taken_away(client, sato):
    sato.other_phone = "09012345678"
    sato.save()
    client.post("/me/contact/", {**CONTACT, "email": ""})
    assert (stored(sato).other_phone, stored(sato).email) == ("", "")


def test_the_drop_place_and_the_paper_catalogue_are_changed(client, sato):
    client.post("/me/delivery/", {"drop_place": "車庫の中　ﾄﾞｱの横", "paper_catalogue": "no"})
    assert stored(sato).drop_place == "車庫の中 ドアの横"
    assert not stored(sato).preferences.paper_catalogue
    assert "受け取らない" in body(client.get("/me/"))


def test_mails_are_chosen_one_by_one(client, sato):
    client.post("/me/notices/", {"reminders": "no", "news": "yes"})
    found = stored(sato).preferences
    assert (found.reminders, found.news) == (False, True)


def test_an_answer_that_is_missing_is_asked_for(client, sato):
    response = client.post("/me/notices/", {"news": "yes"})
    assert response.status_code == 422
    assert '<a href="#reminders_0">' in body(response)


def test_allergens_are_chosen_from_the_list_and_taken_away(client, sato):
    client.post("/me/allergens/", {"allergens": [str(MILK), str(EGG)]})
    assert stored(sato).preferences.allergens == [str(EGG), str(MILK)]
    client.post("/me/allergens/", {})
    assert stored(sato).preferences.allergens == []


def test_an_allergen_that_is_not_on_the_list_is_refused(client, sato):
    response = client.post("/me/allergens/", {"allergens": ["99", str(MILK)]})
    assert response.status_code == 422
    assert "一覧にあるアレルゲンから選んでください" in body(response)
    assert not Preferences.objects.exists()


def test_larger_letters_are_on_every_page_at_once(client, sato):
    # given
    purchases.window(course=sato.course)
    offer = goods.offer(cycle=goods.cycle())
    # when
    response = client.post(
        "/me/reading/", {"text_size": "largest", "language": "ja-easy"}, follow=True
    )
    # then
    assert '<html lang="ja" class="text-largest">' in body(response)
    assert stored(sato).preferences.language == "ja-easy"
    for page in ["/", "/order/", "/catalog/", "/me/", "/card/", "/not-there/"]:
        assert 'class="text-largest"' in body(client.get(page)), page
    client.logout()
    assert 'class="text-normal"' in body(client.get(f"/items/{offer.cycle.code}/0/"))


@pytest.mark.parametrize("page", PAGES)
def test_visitors_and_new_sign_ins_are_led_to_the_door(client, page):
    address = f"/me/{page}/"
    assert client.get(address)["Location"] == f"/accounts/login/?next=%2Fme%2F{page}%2F"
    client.force_login(people.newcomer())
    assert client.get(address)["Location"] == f"/me/link/?next=%2Fme%2F{page}%2F"


def test_the_way_back_to_a_page_keeps_what_the_link_in_a_mail_asked_for(client):
    link = "/me/contact/?from=mail&topic=phone"

    entry = client.get(link)["Location"]

    assert entry == "/accounts/login/?next=%2Fme%2Fcontact%2F%3Ffrom%3Dmail%26topic%3Dphone"
    client.force_login(people.newcomer())
    assert client.get(link)["Location"] == entry.replace("/accounts/login/", "/me/link/")
    people.signed_in(client, people.sato())
    assert client.get("/me/link/" + entry.partition("login/")[2])["Location"] == link


def test_who_has_left_looks_and_changes_nothing(client):
    people.signed_in(client, people.sato(state=Member.State.WITHDRAWN))
    html = body(client.get("/me/"))
    assert "変更する" not in html
    assert "変更を頼む" not in html
    response = client.post("/me/contact/", {**CONTACT, "phone": "0119998888"}, follow=True)
    assert "受け付けられません" in body(response)
    assert Member.objects.get().phone == "0112345678"


@pytest.mark.django_db(transaction=True)
def test_while_a_file_holds_the_row_what_was_typed_is_kept_and_the_page_says_so(client, sato):
    # given a snapshot that is being applied, which holds the row for longer than we wait
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT FROM members_member FOR NO KEY UPDATE")
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        # when
        response = client.post("/me/contact/", {**CONTACT, "phone": "011-999-8888"})
        # then
        html = body(response)
        assert response.status_code == 503
        assert "まだ保存していません" in html
        assert 'value="011-999-8888"' in html
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("RESET lock_timeout")
        other.rollback()
        other.close()
    assert stored(sato).phone == "0112345678"


def test_the_overview_asks_eight_queries_at_most(client, sato, django_assert_max_num_queries):
    Preferences.objects.create(member=sato, allergens=[str(EGG)])
    client.get("/me/")
    with django_assert_max_num_queries(8):
        client.get("/me/")
