"""本人確認: tying a sign-in to a member, and what stops guessing."""

from datetime import date, timedelta

import pytest

from members.models import IdentityAttempt, Member, User
from members.refusals import AlreadyTied, IdentityLocked, IdentityMismatch
from members.sign_in.actions.identity import link_identity, link_user
from tests.factories import people
from tests.factories.threads import behind
from tests.reading import read
from todock.lib import clock

pytestmark = pytest.mark.django_db

RIGHT = {"member_number": "0012345678", "born_on": date(1955, 3, 1), "phone_last4": "5678"}
TYPED = {"member_number": "0012345678", "born_on": "昭和30年3月1日", "phone_last4": "5678"}


def _try(user: User, at=None, **changed) -> Member | type[Exception]:
    try:
        return link_identity(user=user, at=at or clock.now(), **{**RIGHT, **changed})
    except (IdentityMismatch, IdentityLocked) as refusal:
        return type(refusal)


# The action


def test_number_birthday_and_phone_tie_a_sign_in_to_its_member():
    sato = people.sato(user=None)
    user = people.newcomer()
    member = _try(user)
    assert member == sato
    assert User.objects.get(pk=user.pk).as_member == sato
    assert IdentityAttempt.objects.get().succeeded


@pytest.mark.parametrize(
    "wrong",
    [
        {"member_number": "0000000001"},
        {"born_on": date(1955, 1, 3)},
        {"phone_last4": "8765"},
        {"phone_last4": ""},
    ],
)
def test_one_wrong_fact_is_refused_in_the_same_words(wrong):
    people.sato(user=None)
    user = people.newcomer()
    with pytest.raises(IdentityMismatch) as refused:
        link_identity(user=user, at=clock.now(), **{**RIGHT, **wrong})
    assert refused.value.message == IdentityMismatch().message
    assert not Member.objects.filter(user=user).exists()


def test_the_second_phone_counts_as_well():
    people.sato(user=None, phone="0110000000", other_phone="090-1111-5678")
    assert isinstance(_try(people.newcomer()), Member)


def test_a_member_who_is_tied_to_another_is_refused_in_the_same_words():
    sato = people.sato()
    assert _try(people.newcomer()) is IdentityMismatch
    sato.refresh_from_db()
    assert sato.user.subject != "newcomer"


def test_a_second_press_is_answered_with_the_member():
    people.sato(user=None)
    user = people.newcomer()
    assert _try(user) == _try(user)
    assert IdentityAttempt.objects.count() == 1


def test_the_fifth_wrong_try_locks_and_then_the_right_facts_are_refused_too():
    people.sato(user=None)
    user = people.newcomer()
    answers = [_try(user, born_on=date(1955, 3, day)) for day in range(2, 7)]
    assert answers == [IdentityMismatch] * 4 + [IdentityLocked]
    assert _try(user) is IdentityLocked


def test_the_lock_opens_after_an_hour():
    people.sato(user=None)
    user = people.newcomer()
    at = clock.now()
    for _ in range(5):
        _try(user, at=at, phone_last4="0000")
    assert _try(user, at=at + timedelta(minutes=59)) is IdentityLocked
    assert isinstance(_try(user, at=at + timedelta(minutes=60)), Member)


def test_a_locked_try_does_not_make_the_lock_longer():
    people.sato(user=None)
    user = people.newcomer()
    at = clock.now()
    for minute in (0, 0, 0, 0, 0, 10, 20, 30, 40, 50):
        _try(user, at=at + timedelta(minutes=minute), phone_last4="0000")
    assert IdentityAttempt.objects.count() == 5
    assert isinstance(_try(user, at=at + timedelta(minutes=60)), Member)


def test_one_sign_in_cannot_go_through_many_numbers():
    people.sato(user=None)
    user = people.newcomer()
    for number in range(5):
        _try(user, member_number=f"{number:010}")
    assert _try(user) is IdentityLocked


def test_many_sign_ins_cannot_go_through_one_number():
    people.sato(user=None)
    for number in range(5):
        _try(people.user(f"guesser-{number}"), phone_last4=f"{number:04}")
    assert _try(people.newcomer()) is IdentityLocked


def test_a_number_that_nobody_has_locks_the_same():
    for number in range(5):
        answer = _try(people.user(f"guesser-{number}"), member_number="0099999999")
    assert answer is IdentityLocked


def test_the_locks_of_others_are_not_felt():
    people.sato(user=None)
    people.suzuki(user=None)
    guesser = people.user("guesser")
    for _ in range(5):
        _try(guesser, phone_last4="0000")
    other = {
        "member_number": "0087654321",
        "born_on": date(1972, 11, 30),
        "phone_last4": "5432",
    }
    assert isinstance(_try(people.newcomer(), **other), Member)


def test_the_number_of_tries_and_the_minutes_are_settings(settings):
    settings.IDENTITY_TRIES = 2
    settings.IDENTITY_LOCK_MINUTES = 10
    people.sato(user=None)
    user = people.newcomer()
    at = clock.now()
    assert _try(user, at=at, phone_last4="0000") is IdentityMismatch
    assert _try(user, at=at, phone_last4="0000") is IdentityLocked
    assert isinstance(_try(user, at=at + timedelta(minutes=10)), Member)


@pytest.mark.django_db(transaction=True)
def test_twelve_tries_of_one_sign_in_at_once_are_five():
    people.sato(user=None)
    user = people.newcomer()
    answers = behind(*[lambda n=n: _try(user, member_number=f"{n:010}") for n in range(12)])
    assert answers.count(IdentityMismatch) == 4
    assert answers.count(IdentityLocked) == 8
    assert IdentityAttempt.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_twelve_sign_ins_at_once_on_one_number_are_five_tries():
    people.sato(user=None)
    users = [people.user(f"guesser-{number}") for number in range(12)]
    answers = behind(*[lambda user=user: _try(user, phone_last4="0000") for user in users])
    assert answers.count(IdentityMismatch) == 4
    assert IdentityAttempt.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_of_eight_sign_ins_with_the_right_facts_at_once_one_is_tied(settings):
    settings.IDENTITY_TRIES = 20
    people.sato(user=None)
    users = [people.user(f"same-{number}") for number in range(8)]
    answers = behind(*[lambda user=user: _try(user) for user in users])
    assert sum(isinstance(answer, Member) for answer in answers) == 1
    assert answers.count(IdentityMismatch) == 7


def test_trusted_linking_ties_once_and_refuses_others():
    sato, suzuki = people.sato(user=None), people.suzuki(user=None)
    user = people.newcomer()
    assert link_user(member=sato, user=user).user == user
    assert link_user(member=sato, user=user).user == user
    with pytest.raises(AlreadyTied):
        link_user(member=suzuki, user=user)
    with pytest.raises(AlreadyTied):
        link_user(member=sato, user=people.user("other"))


# The page


def test_visitors_are_asked_to_sign_in_first(client):
    response = client.get("/me/link/?next=/order/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/me/link/")


def test_the_page_ties_and_goes_on_to_where_the_member_wanted(client):
    people.sato(user=None)
    user = people.newcomer()
    people.signed_in(client, user)
    typed = {
        "member_number": "１２３４-５６７８",
        "born_on": "Ｓ３０．３．１",
        "phone_last4": "011-234-5678",
        "next": "/order/2026114/",
    }
    response = client.post("/me/link/", typed)
    assert response["Location"] == "/order/2026114/"
    assert Member.objects.get().user == user


def test_a_next_of_another_site_is_not_followed(client):
    people.sato(user=None)
    people.signed_in(client, people.newcomer())
    response = client.post("/me/link/", {**TYPED, "next": "//evil.example/"})
    assert response["Location"] == "/"


def test_a_linked_member_does_not_see_the_form_again(client):
    people.signed_in(client, people.sato())
    assert client.get("/me/link/?next=/order/")["Location"] == "/order/"


def test_a_wrong_try_keeps_the_input_and_does_not_say_which_field(client):
    people.sato(user=None)
    people.signed_in(client, people.newcomer())
    unknown = client.post("/me/link/", {**TYPED, "member_number": "0000000001"})
    wrong = client.post("/me/link/", {**TYPED, "phone_last4": "0000"})
    assert unknown.status_code == wrong.status_code == 422
    for page in (unknown.content.decode(), wrong.content.decode()):
        assert "<title>エラー：本人確認" in page
        assert "ご本人の確認ができませんでした" in page
        assert "昭和30年3月1日" in page
        assert "field--error" not in page


def test_an_input_that_makes_no_sense_is_no_try_and_says_what_to_enter(client):
    people.sato(user=None)
    people.signed_in(client, people.newcomer())
    typed = {"member_number": "abc", "born_on": "きのう", "phone_last4": "12"}
    page = read(client.post("/me/link/", typed))
    assert "入力を確かめてください（3か所）" in page
    assert "#born_on" in page.hrefs
    assert len(page.wrong) == 3
    assert "電話番号の下4けたは、4つの数字で入力してください" in page
    assert IdentityAttempt.objects.count() == 0


def test_the_lock_names_the_telephone_desk(client):
    people.sato(user=None)
    people.signed_in(client, people.newcomer())
    for _ in range(5):
        response = client.post("/me/link/", {**TYPED, "phone_last4": "0000"})
    assert response.status_code == 429
    summary = response.content.decode().split('class="error-summary"')[1].split("</div>")[0]
    assert "0120-000-000" in summary
    assert "60分" in summary


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Member.State.WITHDRAWN, "脱退の手続きが済んでいます"),
        (Member.State.SUSPENDED, "ご利用を停止しています"),
        (Member.State.PAUSED, "宅配を休止しています"),
    ],
)
def test_who_may_not_order_is_tied_and_told_politely(client, state, words):
    people.sato(user=None, state=state)
    people.signed_in(client, people.newcomer())
    response = client.post("/me/link/", {**TYPED, "next": "/me/"}, follow=True)
    page = response.content.decode()
    assert Member.objects.get().user is not None
    assert words in page
    assert "注文はできません" in page
    assert "0120-000-000" in page


def test_too_many_tries_from_one_address_are_asked_to_wait(client, settings):
    settings.IDENTITY_RATE = "2/hour"
    people.signed_in(client, people.newcomer())
    answers = [client.post("/me/link/", TYPED).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_the_form_tells_browsers_what_to_fill_in_and_works_without_a_script(client):
    people.signed_in(client, people.newcomer())
    page = client.get("/me/link/").content.decode()
    assert 'autocomplete="bday"' in page
    assert page.count('inputmode="numeric"') == 2
    assert page.count("※必須") == 3
    assert "hx-" not in page.split("<main")[1]
