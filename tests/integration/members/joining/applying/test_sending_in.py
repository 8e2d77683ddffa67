"""An application is filled in and sent in."""

from datetime import timedelta

import pytest

from members.joining.actions import applying, submitting
from members.joining.models import ApplicationConsent, ConsentDocument
from members.joining.refusals import (
    ApplicationIncomplete,
    StepNotPossible,
)
from members.models import Course, ServedPostcode
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying.drafts import (
    AT,
    begin,
    close_windows,
    filled_in,
    hoping_for_a_cycle,
    mails,
)
from todock.post.models import OutgoingMail, StaffMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]


# Filling in


def test_what_was_typed_is_kept_valid_or_not():
    application = applying.confirm(application=begin(), at=AT)
    typed = {"family_name": "𠮷田\0", "given_name": "", "born_year": "いつか"}
    saved = applying.save_page(application=application, slug="name", typed=typed, at=AT)
    assert saved.typed["name"] == {**typed, "family_name": "𠮷田"}
    assert saved.typed["address"] == {"postcode": "0630812"}


def test_a_very_long_text_is_not_kept_whole():
    application = applying.confirm(application=begin(), at=AT)
    typed = {"family_name": "あ" * 5_000}
    saved = applying.save_page(application=application, slug="name", typed=typed, at=AT)
    assert len(saved.typed["name"]["family_name"]) == applying.MOST_CHARACTERS


@pytest.mark.parametrize("make", [applications.draft, applications.submitted, applications.refused])
def test_only_what_is_with_the_applicant_is_filled_in(make):
    application = make()
    with pytest.raises(StepNotPossible):
        applying.save_page(application=application, slug="name", typed={}, at=AT)


def test_a_draft_past_its_time_is_not_filled_in():
    application = applying.confirm(application=begin(), at=AT)
    with pytest.raises(StepNotPossible):
        applying.save_page(
            application=application, slug="name", typed={}, at=AT + timedelta(days=30)
        )


# Sending in


def test_sending_in_writes_the_columns_and_tells_everybody():
    other = Course.objects.create(code="0102", centre=people.centre(), weekday=4)
    ServedPostcode.objects.create(postcode="0630812", service="delivery", course=other)
    application = filled_in()
    thursday = {**applicant.TYPED["delivery"], "weekday_hoped": "4"}
    applying.save_page(application=application, slug="delivery", typed=thursday, at=AT)

    sent = submitting.submit(application=application, at=AT)

    assert (sent.state, sent.submitted_at, sent.expires_at) == ("submitted", AT, None)
    assert sent.number == f"{sent.pk:08d}"
    assert (sent.family_kana, sent.given_kana) == ("タナカ", "ミノル")
    assert (sent.phone, sent.seniors, sent.share_units) == ("0111112222", 0, 5)
    assert sent.street == "琴似二条２丁目３−４"
    assert (sent.proposed_course, sent.weekday_hoped) == (other, 4)
    assert sent.kana_key
    assert sent.address_key
    assert ("application_received", sent.number) in mails(sent)
    assert StaffMessage.objects.get().key == sent.number


def test_consents_are_recorded_with_version_and_time():
    later = AT + timedelta(hours=2)
    sent = submitting.submit(application=filled_in(), at=later)
    given = {each.document.kind: (each.given, each.at) for each in sent.consents.all()}
    assert given == {
        "terms": (True, AT),
        "articles": (True, later),
        "privacy": (True, later),
        "news": (False, later),
    }


def test_a_newer_version_between_tick_and_submission_is_asked_about_again():
    # given a draft that was ticked under one version, and a newer one since
    application = filled_in()
    newer = ConsentDocument.objects.create(
        kind="articles", version="第9版", body="本文", starts_at=AT
    )
    # then it is not taken, and nothing says that the newer one was agreed to
    with pytest.raises(ApplicationIncomplete):
        submitting.submit(application=application, at=AT)
    assert not ApplicationConsent.objects.filter(document=newer).exists()
    # until its own box is ticked
    typed = {**applicant.TYPED["consents"], "articles": str(newer.pk)}
    applying.save_page(application=application, slug="consents", typed=typed, at=AT)
    sent = submitting.submit(application=application, at=AT)
    assert sent.consents.get(document__kind="articles").document == newer


def test_a_hoped_for_cycle_that_has_closed_does_not_stop_the_submission():
    joining_in = hoping_for_a_cycle(filled_in())
    close_windows()
    sent = submitting.submit(application=joining_in, at=AT)
    assert (sent.state, sent.first_cycle_hoped) == ("submitted", "")


def test_an_unfinished_application_is_not_sent_in():
    application = filled_in()
    applying.save_page(application=application, slug="contact", typed={"phone": "11"}, at=AT)
    with pytest.raises(ApplicationIncomplete):
        submitting.submit(application=application, at=AT)
    application.refresh_from_db()
    assert application.state == "confirmed"
    assert not StaffMessage.objects.exists()


def test_sending_in_twice_makes_one_application():
    application = filled_in()
    first = submitting.submit(application=application, at=AT)
    second = submitting.submit(application=application, at=AT + timedelta(seconds=1))
    assert (second.number, second.submitted_at) == (first.number, first.submitted_at)
    assert OutgoingMail.objects.filter(kind="application_received").count() == 1
    assert StaffMessage.objects.count() == 1


def test_a_draft_past_its_time_is_not_sent_in():
    with pytest.raises(StepNotPossible):
        submitting.submit(application=filled_in(), at=AT + timedelta(days=30))
