"""Approving several applications at once: nothing unseen, nothing doubtful by itself."""

import pytest
from django.test import Client

from members.joining.actions import decisions
from members.joining.models import Application
from members.joining.rules.steps import State
from members.sign_in.actions.roles import set_roles
from tests.factories import applications, people
from tests.factories.applications import somebody
from tests.integration.members.joining.deciding.desk import LIST, words
from todock.lib import clock

pytestmark = pytest.mark.django_db


def picked(client: Client, *chosen: Application):
    """Tick applications in the list and choose the action; return the preview."""
    ids = [application.pk for application in chosen]
    return client.post(
        LIST, {"action": "approve_together", "_selected_action": ids, "index": 0}, follow=True
    )


def approve(client: Client, preview):
    """Tick everything on the preview that can be, and press the button."""
    chosen = [key for key in keys(preview).values() if key]
    return client.post(f"{LIST}approve-together/", {"chosen": chosen}, follow=True)


def keys(preview) -> dict[str, str]:
    return {each.application.number: each.key for each in preview.context["proposals"]}


def test_several_are_approved_after_a_preview(desk):
    course = people.course()
    first, second = (applications.submitted(**somebody(n), proposed_course=course) for n in (1, 2))
    preview = picked(desk, first, second)
    assert all(each.chosen for each in preview.context["proposals"])
    assert "西1コース" in words(preview)
    assert not Application.objects.filter(state=State.APPROVED).exists()
    answer = desk.post(
        f"{LIST}approve-together/", {"chosen": list(keys(preview).values())}, follow=True
    )
    assert "2件を承認しました。" in words(answer)
    assert Application.objects.filter(state=State.APPROVED).count() == 2


def test_the_preview_leaves_out_what_needs_a_look_or_cannot_be(desk):
    course = people.course()
    people.sato(phone="0110000001")
    double = applications.submitted(**somebody(1), proposed_course=course)
    leased = applications.in_review(
        by=people.reviewer("山田 進"), **somebody(2), proposed_course=course
    )
    asked = applications.asked_back(**somebody(3), proposed_course=course)
    without = applications.submitted(**somebody(4))
    over = applications.refused(**somebody(5))
    preview = picked(desk, double, leased, asked, without, over)
    assert not any(each.chosen for each in preview.context["proposals"])
    found = keys(preview)
    assert found.pop(double.number)
    assert set(found.values()) == {""}
    for remark in ("電話番号が同じ", "山田 進さんが審査しています", "コースの案がありません"):
        assert remark in words(preview)


def test_what_happened_after_the_preview_is_not_approved_unseen(desk):
    application = applications.submitted("join")
    preview = picked(desk, application)
    other = people.reviewer("山田 進")
    leased = decisions.take(application=application, by=other, at=clock.now())
    decisions.release(application=leased, by=other, at=clock.now())
    answer = desk.post(f"{LIST}approve-together/", {"chosen": keys(preview).values()}, follow=True)
    assert "確かめたあとに動きがあった" in words(answer)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_a_possible_duplicate_is_approved_by_a_tick_of_its_own(desk):
    people.sato(phone="0110000001")
    application = applications.submitted(**somebody(1), proposed_course=people.course())
    preview = picked(desk, application)
    assert not any(each.chosen for each in preview.context["proposals"])
    approve(desk, preview)
    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_a_duplicate_that_came_after_the_preview_is_not_approved_unseen(desk):
    # given a preview that showed one member whom it may be
    people.sato(phone="0110000001")
    application = applications.submitted(**somebody(1), proposed_course=people.course())
    preview = picked(desk, application)
    # when another one comes before the button is pressed
    people.suzuki(phone="0110000001")
    answer = approve(desk, preview)
    # then
    assert "重複の可能性があるため" in words(answer)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


@pytest.mark.parametrize("numbers", ["own", "feed"])
def test_two_of_one_batch_who_may_be_one_are_not_approved_together(desk, settings, numbers):
    # given two applications of one person, and both ticked
    settings.MEMBER_NUMBER_SOURCE = numbers
    course = people.course()
    first, second = (
        applications.submitted(**{**somebody(n), "phone": "0110000009"}, proposed_course=course)
        for n in (1, 2)
    )
    other = applications.submitted(**somebody(3), proposed_course=course)
    # when
    answer = approve(desk, picked(desk, first, second, other))
    # then they wait for a look of their own, and the third does not
    assert "1件を承認しました。" in words(answer)
    assert words(answer).count("重複の可能性があるため") == 2
    assert list(Application.objects.filter(state=State.SUBMITTED)) == [first, second]


def test_nothing_ticked_approves_nothing(desk):
    application = applications.submitted("join")
    answer = desk.post(f"{LIST}approve-together/", {"chosen": ["", "x.1", "9999.1"]}, follow=True)
    assert "印がありませんでした" in words(answer)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_more_than_a_page_is_not_approved_at_once(desk, monkeypatch):
    monkeypatch.setattr("members.joining.staff.bulk.MOST", 1)
    chosen = [applications.submitted(**somebody(n)) for n in (1, 2)]
    assert "一度に1件までです" in words(picked(desk, *chosen))


def test_other_roles_do_not_approve_together(client):
    application = applications.submitted("join")
    people.signed_in(client, people.staff_user())
    assert (
        client.post(f"{LIST}approve-together/", {"chosen": [f"{application.pk}.1"]}).status_code
        == 403
    )


def test_who_may_only_look_is_not_offered_to_approve(client, settings):
    settings.STAFF_ROLES = {"looker": ("見学", ["joining.view_application"])}
    looker = people.user("looker")
    set_roles(user=looker, roles=["looker"])
    application = applications.submitted("join")
    people.signed_in(client, looker)
    assert "印のあるものを承認する" not in words(picked(client, application))
