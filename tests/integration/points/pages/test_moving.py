"""Points that a member sends elsewhere: asked, checked, done once, and never more than is there."""

import pytest
from django.conf import settings
from django.test import Client

from members.models import Member
from points.actions import account_of
from points.models import PREPAID_CEILING, Donation, Transaction
from tests.factories import people, point_history
from tests.factories.ledger import assert_sound, balances, earned, post
from tests.reading import Part, read
from todock.lib import clock

pytestmark = pytest.mark.django_db
Kind = Transaction.Kind


@pytest.fixture
def donation() -> Donation:
    return point_history.donation()


@pytest.fixture
def family(client) -> Member:
    """鈴木さん holds a family card in the household of 佐藤さん, and is signed in."""
    household = people.household()
    people.sato(household=household)
    member = people.suzuki(household=household, card_kind=Member.CardKind.FAMILY)
    people.signed_in(client, member)
    return member


def hidden(page: Part) -> dict[str, str]:
    """What the form of a check page carries along."""
    sent = {name: value for name, value in page.hidden if name != "csrfmiddlewaretoken"}
    assert sent
    return sent


def asked(client: Client, slug: str, **data: str) -> dict[str, str]:
    """Fill in the form, and return what the check page would send."""
    answer = client.post(f"/points/{slug}/", data)
    assert answer.status_code == 200, answer.content.decode()
    return {**hidden(read(answer)), "confirmed": "1"}


def test_nothing_moves_before_the_check_page_is_confirmed(sato_client, sato) -> None:
    account = earned(sato, 500)

    text = read(sato_client.post("/points/exchange/", {"points": "200"}))

    assert "まだ終わっていません。" in text
    assert "200ポイントを200円分に交換する" in text
    assert "300ポイント" in text
    assert "0円から200円になります" in text
    assert settings.PREPAID_PLACES in text
    assert balances(account) == (500, 0, 0, 0)


def test_an_exchange_fills_the_prepaid_card_and_leads_to_its_receipt(sato_client, sato) -> None:
    account = earned(sato, 500)

    answer = sato_client.post("/points/exchange/", asked(sato_client, "exchange", points="200"))

    done = Transaction.objects.get(kind=Kind.EXCHANGE)
    assert (answer.status_code, answer["Location"]) == (303, f"/points/entries/{done.pk}/")
    assert balances(account) == (300, 0, 0, 200)
    assert "スマちょこ200円分に交換しました" in read(sato_client.get(answer["Location"]))


@pytest.mark.parametrize("typed", ["１，２００", "1,200", "1200ポイント", " 1200 "])
def test_numbers_are_read_as_people_write_them(sato_client, sato, typed) -> None:
    earned(sato, 5_000)

    assert asked(sato_client, "exchange", points=typed)["points"] == "1200"


def test_all_takes_what_is_there(sato_client, sato) -> None:
    account = earned(sato, 512)

    sato_client.post("/points/exchange/", asked(sato_client, "exchange", points="", all="1"))

    assert balances(account) == (0, 0, 0, 512)


def test_all_fills_the_card_no_further_than_its_ceiling(sato_client, sato) -> None:
    account = earned(sato, PREPAID_CEILING + 500)
    post(account, Kind.EXCHANGE, PREPAID_CEILING - 40)

    assert asked(sato_client, "exchange", all="1")["points"] == "40"
    answer = sato_client.post("/points/exchange/", {"points": "41"})

    assert answer.status_code == 422
    assert "あと40円までです。40以下で入力してください" in read(answer)


def test_a_full_card_is_told_before_anything_is_typed(sato_client, sato) -> None:
    account = earned(sato, PREPAID_CEILING + 500)
    post(account, Kind.EXCHANGE, PREPAID_CEILING)

    text = read(sato_client.get("/points/exchange/"))

    assert "スマちょこの残高がいっぱいです" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "ポイント数を入力してください"),
        ("たくさん", "ポイント数は、1以上の数字で入力してください"),
        ("0", "ポイント数は、1以上の数字で入力してください"),
        ("-5", "ポイント数は、1以上の数字で入力してください"),
        ("1.5", "ポイント数は、1以上の数字で入力してください"),
        ("501", "使えるポイントは500ポイントです。500以下で入力してください"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_on_top(sato_client, sato, typed, words) -> None:
    earned(sato, 500)

    answer = sato_client.post("/points/exchange/", {"points": typed})
    text = read(answer)

    assert answer.status_code == 422
    assert text.title.startswith("エラー：")
    (link,) = (link for link in text.links if link.href == "#points")
    assert link.name.startswith(words)
    # At the field once more.
    assert len([line for line in text.lines if line.startswith(words)]) == 2
    assert text.wrong == ["points"]
    assert text.value("points") == typed


def test_a_double_click_counts_once_and_shows_the_same_receipt(sato_client, sato) -> None:
    account = earned(sato, 500)
    sent = asked(sato_client, "exchange", points="400")

    first = sato_client.post("/points/exchange/", sent)
    second = sato_client.post("/points/exchange/", sent)

    assert first["Location"] == second["Location"]
    assert second.status_code == 303
    assert balances(account) == (100, 0, 0, 400)


def test_a_check_page_found_by_the_back_button_counts_once(sato_client, sato) -> None:
    """Meanwhile there is less than it would take: the ledger is not asked again."""
    account = earned(sato, 500)
    sent = asked(sato_client, "exchange", points="500")
    first = sato_client.post("/points/exchange/", sent)

    again = sato_client.post("/points/exchange/", sent)

    assert again["Location"] == first["Location"]
    assert balances(account) == (0, 0, 0, 500)


def test_a_replay_shows_the_receipt_also_when_it_could_not_be_done_any_more(
    sato_client, sato, donation
) -> None:
    account = earned(sato, 500)
    sent = asked(sato_client, "donate", points="100", donation=str(donation.pk))
    first = sato_client.post("/points/donate/", sent)
    Donation.objects.update(ends_on=donation.starts_on)

    again = sato_client.post("/points/donate/", sent)

    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert balances(account) == (400, 0, 0, 0)


def test_asking_anew_is_meant(sato_client, sato) -> None:
    account = earned(sato, 500)

    for _time in range(2):
        sato_client.post("/points/exchange/", asked(sato_client, "exchange", points="200"))

    assert balances(account) == (100, 0, 0, 400)


def test_points_that_went_meanwhile_are_told_at_the_field(sato_client, sato) -> None:
    account = earned(sato, 500)
    sent = asked(sato_client, "exchange", points="400")
    post(account, Kind.DONATE, 300)

    answer = sato_client.post("/points/exchange/", sent)

    assert answer.status_code == 422
    (link,) = (link for link in read(answer).links if link.href == "#points")
    assert link.name.startswith("ポイントが足りません。")
    assert balances(account) == (200, 0, 0, 0)


def test_a_key_of_another_member_or_form_is_asked_again(sato_client, sato, donation) -> None:
    earned(sato, 500)
    suzuki = people.suzuki()
    earned(suzuki, 500)
    of_suzuki = asked(people.signed_in(Client(), suzuki), "exchange", points="100")
    of_donation = asked(sato_client, "donate", points="100", donation=str(donation.pk))

    for sent in (of_suzuki, of_donation, {**of_suzuki, "token": "x"}):
        answer = sato_client.post("/points/exchange/", sent)
        assert answer.status_code == 200
        assert "まだ終わっていません。" in read(answer)

    assert not Transaction.objects.filter(kind=Kind.EXCHANGE).exists()


def test_a_donation_goes_to_the_campaign_that_was_chosen(sato_client, sato, donation) -> None:
    other = point_history.donation("森を育てる会")
    account = earned(sato, 500)

    sent = asked(sato_client, "donate", points="100", donation=str(other.pk))
    answer = sato_client.post("/points/donate/", sent, follow=True)

    assert Transaction.objects.get(kind=Kind.DONATE).subject == f"donation:{other.pk}"
    assert "100ポイントを寄付しました。" in read(answer)
    assert "森を育てる会" in read(answer)
    assert balances(account) == (400, 0, 0, 0)


def test_a_donation_needs_a_campaign(sato_client, sato, donation) -> None:
    point_history.donation("森を育てる会")
    earned(sato, 500)

    for data in ({"points": "5"}, {"points": "5", "donation": "999"}):
        answer = sato_client.post("/points/donate/", data)
        assert answer.status_code == 422
        (link,) = (link for link in read(answer).links if link.href == "#donation_0")
        assert link.name.startswith("寄付先を選んでください")


def test_a_single_campaign_is_chosen_already(sato_client, sato, donation) -> None:
    earned(sato, 500)

    text = read(sato_client.get("/points/donate/"))

    assert len(text.chosen("donation")) == 1


def test_a_campaign_that_is_over_takes_nothing(sato_client, sato, donation) -> None:
    account = earned(sato, 500)
    sent = asked(sato_client, "donate", points="100", donation=str(donation.pk))
    Donation.objects.update(ends_on=donation.starts_on)

    answer = sato_client.post("/points/donate/", sent)

    assert "いま募集している寄付はありません" in read(answer)
    assert balances(account) == (500, 0, 0, 0)


def test_without_points_there_is_nothing_to_type(sato_client) -> None:
    text = read(sato_client.get("/points/exchange/"))

    assert "いま使えるポイントはありません" in text
    assert text.values("points") == []


def test_a_family_card_moves_points_to_the_main_card(client, family) -> None:
    account = earned(family, 300)

    answer = client.post("/points/move/", asked(client, "move", points="120"), follow=True)

    assert "120ポイントを本証に移しました。" in read(answer)
    assert balances(account) == (180, 0, 0, 0)
    main = Member.objects.get(household=family.household, card_kind=Member.CardKind.MAIN)
    assert account_of(main).available == 120
    assert_sound()


def test_only_a_family_card_with_a_main_card_can_move(client, family) -> None:
    earned(family, 300)
    main = Member.objects.get(card_kind=Member.CardKind.MAIN)

    assert people.signed_in(Client(), main).get("/points/move/").status_code == 404
    Member.objects.filter(pk=main.pk).update(state=Member.State.WITHDRAWN)
    assert client.get("/points/move/").status_code == 404
    assert client.post("/points/move/", {"points": "5"}).status_code == 404


def test_back_leads_to_the_form_with_what_was_typed(sato_client, sato) -> None:
    earned(sato, 500)
    sent = asked(sato_client, "exchange", points="400")
    del sent["confirmed"]

    answer = sato_client.post("/points/exchange/", {**sent, "back": "1"})

    assert answer.status_code == 200
    assert read(answer).value("points") == "400"
    assert "エラー：" not in read(answer)


def test_the_forms_are_kept_by_nobody(sato_client, sato) -> None:
    earned(sato, 500)

    assert "no-store" in sato_client.get("/points/exchange/")["Cache-Control"]


def test_an_ended_account_moves_nothing(sato_client, sato) -> None:
    account = earned(sato, 500)
    sent = asked(sato_client, "exchange", points="400")
    post(account, Kind.EXPIRE, 500)
    type(account).objects.update(closed_at=clock.now())

    answer = sato_client.post("/points/exchange/", sent)

    assert answer.status_code == 422
    assert not Transaction.objects.filter(kind=Kind.EXCHANGE).exists()
