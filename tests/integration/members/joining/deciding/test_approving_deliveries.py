"""What an approval makes of a member who asks for the delivery."""

from datetime import timedelta

import pytest
from django.core import mail as outbox

from members.joining.actions import decisions
from members.joining.models import FirstSignInLink
from members.models import (
    Member,
    MemberChange,
)
from members.refusals import NotInThisState
from tests.factories import applications, people
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_a_delivery_changes_the_membership_and_is_on_its_way_to_the_master():
    sato = people.sato(course=None, drop_place="")
    course = people.course()

    applications.approved("delivery", member=sato, course=course, first_cycle="2026121")

    sato.refresh_from_db()
    assert (sato.course, sato.drop_place, sato.first_cycle) == (course, "玄関前", "2026121")
    assert Member.objects.count() == 1
    changed = MemberChange.objects.filter(outcome="").values_list("field", "new_value")
    assert dict(changed)["course"] == course.code


def test_a_delivery_for_a_member_who_signs_in_needs_no_link():
    applications.approved("delivery", member=people.sato())

    assert not FirstSignInLink.objects.exists()
    assert [each.kind for each in OutgoingMail.objects.all()] == ["application_approved"]
    mail.send_waiting(at=clock.now() + timedelta(minutes=1))
    assert "/me/first/" not in outbox.outbox[0].body


def test_a_delivery_for_a_member_whose_sign_in_went_brings_a_link_in_place_of_an_older_one():
    sato = people.sato()
    application = applications.in_review("delivery", member=sato)
    Member.objects.filter(pk=sato.pk).update(user=None)
    old = FirstSignInLink.objects.create(member=sato, expires_at=clock.now())

    decisions.approve(
        application=application,
        course=people.course(),
        first_cycle="",
        by=applications.reviewer(),
        at=clock.now(),
    )

    assert FirstSignInLink.objects.get().pk != old.pk


@pytest.mark.parametrize("state", [Member.State.WITHDRAWN, 9, 2])
def test_a_delivery_for_a_member_who_may_not_order_any_more_is_not_approved(state):
    sato = people.sato(course=None)
    application = applications.in_review("delivery", member=sato)
    Member.objects.filter(pk=sato.pk).update(state=state)

    with pytest.raises(NotInThisState):
        decisions.approve(
            application=application,
            course=people.course(),
            first_cycle="",
            by=applications.reviewer(),
            at=clock.now(),
        )

    assert not MemberChange.objects.exists()
    assert not OutgoingMail.objects.filter(kind="application_approved").exists()


def test_who_picks_up_without_a_course_keeps_what_the_feed_brought_meanwhile():
    course = people.course()
    sato = people.sato(course=course, drop_place="玄関前")
    application = applications.in_review(
        "delivery", member=sato, delivers_to="pickup", drop_place=""
    )

    decisions.approve(
        application=application,
        course=None,
        first_cycle="",
        by=applications.reviewer(),
        at=clock.now(),
    )

    sato.refresh_from_db()
    assert (sato.course, sato.drop_place) == (course, "玄関前")
    assert not MemberChange.objects.filter(field__in=["course", "drop_place"]).exists()
