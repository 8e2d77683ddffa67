"""An application begins: a draft and a mail, for a stranger and for a member."""

from datetime import timedelta

import pytest

from members.joining import links
from members.joining.actions import applying, submitting
from members.joining.models import ApplicationConsent
from members.joining.refusals import (
    ApplicationIncomplete,
)
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying.drafts import (
    AT,
    asked_back,
    begin,
    filled_in,
    filled_in_pages,
    mails,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]


# Beginning


def test_a_new_application_is_a_draft_with_a_mail_that_holds_link_and_code():
    application = begin()
    assert application.state == "draft"
    assert application.expires_at == AT + timedelta(days=30)
    assert mails(application) == [("application_confirm", "1")]


def test_who_begins_agrees_for_nobody_else():
    # given a draft whose terms were ticked by whoever typed the address
    application = begin()
    # when the owner of the address opens the link elsewhere
    opened = applying.confirm(application=application, at=AT)
    # then she is asked herself
    assert not opened.consents.exists()
    with pytest.raises(ApplicationIncomplete):
        submitting.submit(application=filled_in_pages(opened), at=AT)


def test_who_begins_and_opens_the_mail_has_agreed():
    application = begin()
    code = links.code(application)
    applying.confirm_by_code(application=application, code=code, at=AT, consents=applicant.agreed())
    consent = application.consents.get()
    assert (consent.document.kind, consent.given, consent.at) == ("terms", True, AT)


def test_a_draft_of_the_same_address_is_gone_on_with():
    first = begin()
    second = begin(email="Tanaka@Example.jp", kind="join", at=AT + timedelta(hours=1))
    assert second.pk == first.pk
    assert second.kind == "join"
    assert mails(second) == [("application_confirm", "1"), ("application_confirm", "2")]


def test_whoever_types_a_known_address_does_not_change_the_draft_of_its_owner():
    filled = filled_in()
    again = begin(kind="join", postcode="0010010", at=AT + timedelta(days=2))
    assert (again.pk, again.kind, again.typed) == (filled.pk, "both", filled.typed)
    assert again.expires_at == filled.expires_at


def test_an_application_that_waits_is_answered_with_the_way_to_its_status():
    waiting = applications.submitted()
    again = begin()
    assert again.pk == waiting.pk
    assert mails(again) == [("application_status_link", "1")]


def test_a_draft_past_its_time_gives_way_to_a_new_one():
    old = begin()
    new = begin(at=AT + timedelta(days=30))
    old.refresh_from_db()
    assert old.state == "expired"
    assert new.pk != old.pk


def test_a_question_past_its_time_gives_way_to_a_new_application_and_is_mailed_about():
    old = asked_back()
    new = begin(at=AT + timedelta(days=14))
    assert new.pk != old.pk
    assert mails(old)[-1] == ("application_expired", old.number)


def test_a_decided_application_does_not_stop_a_new_one():
    refused = applications.refused()
    assert begin().pk != refused.pk


def test_consents_of_a_draft_are_not_written_by_whoever_types_its_address():
    filled = filled_in()
    begin(consents={applications.document("terms"): False})
    assert ApplicationConsent.objects.get(application=filled).given


# A member who asks for the delivery


def test_the_registered_address_of_a_member_needs_no_mail():
    member = people.sato(course=None)
    application = begin(kind="delivery", email="SATO@example.jp", member=member)
    assert application.state == "confirmed"
    assert mails(application) == []


def test_another_address_of_a_member_is_confirmed_by_mail():
    member = people.sato(course=None)
    application = begin(kind="delivery", email="new@example.jp", member=member)
    assert application.state == "draft"
    assert mails(application) == [("application_confirm", "1")]


def test_a_member_has_one_open_application():
    member = people.sato(course=None)
    first = begin(kind="delivery", email="new@example.jp", member=member)
    second = begin(kind="delivery", email="sato@example.jp", member=member)
    assert second.pk == first.pk
    assert (second.state, second.email) == ("confirmed", "sato@example.jp")


def test_a_delivery_is_sent_in_with_what_the_membership_says():
    member = people.sato(course=None, name="佐藤花子", kana="サトウハナコ", postcode="0630812")
    application = begin(kind="delivery", email="sato@example.jp", member=member)
    assert application.consents.get().document.kind == "terms"
    for slug in ("household", "delivery", "consents"):
        applying.save_page(application=application, slug=slug, typed=applicant.TYPED[slug], at=AT)
    sent = submitting.submit(application=application, at=AT)
    assert (sent.name, sent.kana) == ("佐藤花子", "サトウハナコ")
    assert (sent.phone, sent.street, sent.born_on) == (member.phone, member.street, member.born_on)
    assert sent.proposed_course == people.course()
