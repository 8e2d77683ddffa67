"""What members ask of staff: it waits, once, and makes sense."""

import pytest

from members.models import Member, MemberRequest
from members.refusals import (
    AlreadyAsked,
    NotForThisMember,
)
from members.registration.actions import requests
from tests.factories import people
from tests.factories.threads import behind
from tests.integration.members.registration.requests.wishes import CONTENTS, asked, sent, stored
from todock.lib import clock
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
Kind = MemberRequest.Kind
State = MemberRequest.State


@pytest.mark.parametrize("kind", Kind.values)
def test_a_wish_waits_and_is_confirmed_by_mail(sato, kind):
    request = asked(sato, kind)
    assert (request.state, request.content) == (State.WAITING, CONTENTS[kind])
    (confirmation,) = sent()
    assert confirmation.to == ["sato@example.jp"]
    assert request.get_kind_display() in confirmation.subject
    assert stored(sato).state == Member.State.ACTIVE


@pytest.mark.parametrize("kind", Kind.values)
def test_one_wish_of_a_kind_waits_at_a_time(sato, kind):
    first = asked(sato, kind)
    with pytest.raises(AlreadyAsked):
        asked(sato, kind)
    assert OutgoingMail.objects.count() == 1
    requests.withdraw(asked=first, at=clock.now())
    assert asked(sato, kind).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_wish(sato):
    first, second = behind(*[lambda: asked(sato, "leave")] * 2)

    assert first.state == State.WAITING
    assert isinstance(second, AlreadyAsked)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        *((kind, {"state": Member.State.WITHDRAWN}) for kind in Kind.values),
        ("family_card", {"card_kind": Member.CardKind.FAMILY}),
        ("family_card", {"state": Member.State.SUSPENDED}),
        ("course", {"course": None}),
        ("stop", {"state": Member.State.SUSPENDED}),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(kind, fields):
    with pytest.raises(NotForThisMember):
        asked(people.sato(**fields), kind)


def test_who_is_suspended_may_still_leave_and_move():
    sato = people.sato(state=Member.State.SUSPENDED)
    assert asked(sato, "leave").state == asked(sato, "address").state == State.WAITING
