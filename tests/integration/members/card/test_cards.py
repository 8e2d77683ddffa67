"""Cards: one good one a member, another number each time, and every step with its event."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from members.card import actions
from members.models import CardEvent, Member, MembershipCard
from members.refusals import CardNumbersUsedUp, NoCard
from tests.factories import people
from tests.factories.threads import behind
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db

Door = CardEvent.Door
Reason = MembershipCard.Reason


def issue(member: Member, **kw: object) -> MembershipCard:
    return actions.issue(member=member, at=clock.now(), door=Door.MEMBER, by=member.user, **kw)


def lose(member: Member, **kw: object) -> MembershipCard:
    return actions.revoke_and_reissue(
        member=member, reason=Reason.LOST, at=clock.now(), by=member.user, door=Door.MEMBER, **kw
    )


def good_cards(member: Member) -> list[MembershipCard]:
    return list(member.cards.filter(revoked_at__isnull=True))


def test_the_first_card_has_a_number_a_seed_and_its_event():
    sato = people.sato()

    card = issue(sato)

    assert (card.issue, card.number) == (1, "2001234567800")
    assert Member.objects.get(pk=sato.pk).card == card == sato.card
    event = card.events.get()
    assert (event.what, event.door, event.by) == ("issued", "member", sato.user)


def test_a_second_issue_returns_the_same_card():
    sato = people.sato()

    assert issue(sato) == issue(sato)
    assert CardEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_first_visits_at_once_make_one_card():
    sato = people.sato()

    results = behind(*(lambda: issue(Member.objects.get(pk=sato.pk)) for _ in range(8)))

    assert not [each for each in results if isinstance(each, Exception)]
    assert sato.cards.count() == CardEvent.objects.count() == 1


def test_a_lost_card_is_revoked_and_the_next_has_another_number():
    sato = people.sato()
    old = issue(sato)

    new = lose(sato)

    old.refresh_from_db()
    assert (old.reason, old.revoked_at is not None) == ("lost", True)
    assert (new.issue, new.number) == (2, "2001234567817")
    assert new.seed != old.seed
    assert good_cards(sato) == [new]
    assert Member.objects.get(pk=sato.pk).card == new
    steps = CardEvent.objects.order_by("pk").values_list("card__issue", "what")
    assert list(steps) == [(1, "issued"), (1, "revoked"), (2, "issued")]


def test_the_member_is_told_once_that_her_card_was_replaced():
    sato = people.sato()
    issue(sato)

    new = lose(sato)

    waiting = OutgoingMail.objects.get()
    assert (waiting.recipient, waiting.kind, waiting.key) == (sato, "card_reissued", str(new.pk))
    mail.send_waiting(at=clock.now())
    sent = django_mail.outbox[0]
    assert sent.to == ["sato@example.jp"]
    assert "組合員証の番号を新しくしました" in sent.subject
    assert "佐藤さん" in sent.body
    assert "/card/" in sent.body
    assert new.number not in sent.body


def test_a_form_that_is_sent_twice_replaces_one_card():
    sato = people.sato()
    issue(sato)

    assert lose(sato, issue=1) == lose(sato, issue=1)
    assert sato.cards.count() == 2
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_lost_replaces_one_card():
    sato = people.sato()
    issue(sato)

    results = behind(*(lambda: lose(Member.objects.get(pk=sato.pk), issue=1) for _ in range(6)))

    assert not [each for each in results if isinstance(each, Exception)]
    assert [card.issue for card in good_cards(sato)] == [2]
    assert OutgoingMail.objects.count() == 1


def test_whoever_leaves_has_no_card_any_more():
    sato = people.sato()
    card = issue(sato)

    actions.end(member=sato, at=clock.now(), by=None)

    card.refresh_from_db()
    assert card.reason == "ended"
    assert card.events.filter(what="revoked", door="system", by=None).exists()
    assert Member.objects.get(pk=sato.pk).card is None
    actions.end(member=sato, at=clock.now(), by=None)
    assert card.events.count() == 2


@pytest.mark.parametrize("state", [Member.State.WITHDRAWN, Member.State.SUSPENDED])
def test_no_card_is_issued_to_those_who_left_or_are_suspended(state):
    sato = people.sato(state=state)

    with pytest.raises(NoCard) as refusal:
        issue(sato)
    with pytest.raises(NoCard):
        lose(sato)
    assert "組合員証" in refusal.value.message
    assert not sato.cards.exists()


def test_the_card_of_somebody_who_left_is_ended_all_the_same():
    sato = people.sato()
    card = issue(sato)
    Member.objects.filter(pk=sato.pk).update(state=Member.State.WITHDRAWN)

    actions.end(member=sato, at=clock.now(), by=people.staff_user())

    card.refresh_from_db()
    assert card.revoked_at is not None


def test_who_comes_back_gets_the_next_issue_and_not_the_old_number():
    sato = people.sato()
    old = issue(sato)
    actions.end(member=sato, at=clock.now(), by=None)

    assert issue(sato).number != old.number


def test_a_paused_member_keeps_her_card():
    assert issue(people.sato(state=Member.State.PAUSED)).revoked_at is None


def ten_cards(member: Member) -> MembershipCard:
    """Replace the card until its digit of the issue is used up; return the last one."""
    issue(member)
    for _time in range(9):
        card = lose(member)
    return card


def test_the_last_card_is_revoked_and_no_number_comes_round_again():
    # given 佐藤さん with her tenth card, whose one digit counts no further
    sato, clerk = people.sato(), people.counter_clerk()
    last = ten_cards(sato)
    first = sato.cards.get(issue=1)
    told = OutgoingMail.objects.count()
    # when she loses it
    with pytest.raises(CardNumbersUsedUp) as refusal:
        lose(sato, issue=10)
    # then it is refused, no other is made, and she is told whom to ask
    assert "使い切ったため" in refusal.value.message
    for card in (first, last):
        found = actions.check(number=card.number, code="", by=clerk, at=clock.now())
        assert found.result == "revoked"
    assert (Member.objects.get(pk=sato.pk).card, sato.cards.count()) == (None, 10)
    assert OutgoingMail.objects.count() == told
    # and asking again changes nothing
    with pytest.raises(CardNumbersUsedUp):
        issue(sato)


def test_the_page_of_the_card_says_that_there_is_no_number_left(client):
    sato = people.sato()
    ten_cards(sato)
    people.signed_in(client, sato)

    page = client.post("/card/lost/", {"issue": 10}, follow=True)

    assert page.status_code == 403
    assert "番号を使い切ったため" in page.content.decode()


def test_a_number_that_two_cards_had_is_that_of_the_good_one():
    # given a number of former settings, by which it came round
    sato, clerk = people.sato(), people.counter_clerk()
    issue(sato)
    new = lose(sato)
    sato.cards.update(number=new.number)

    found = actions.check(number=new.number, code="", by=clerk, at=clock.now())

    assert (found.result, found.card) == (None, new)


def test_of_an_old_number_the_last_that_had_it_counts():
    sato, clerk = people.sato(), people.counter_clerk()
    issue(sato)
    new = lose(sato)
    sato.cards.update(number=new.number)
    actions.end(member=sato, at=clock.now() + timedelta(minutes=1), by=None)

    found = actions.check(number=new.number, code="", by=clerk, at=clock.now())

    assert (found.result, found.card) == ("revoked", new)
