"""What an approval makes of a newcomer: a member with number, card, a way in and a mail; once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import transaction

from members.actions import member_numbers
from members.joining.actions import decisions
from members.joining.models import Application, ApplicationConsent, FirstSignInLink
from members.joining.refusals import CourseMissing
from members.joining.rules.steps import State
from members.models import (
    CardEvent,
    Household,
    Member,
    MemberNumberRange,
    MembershipCard,
)
from members.refusals import MemberNumbersExhausted
from tests.factories import applications, people
from todock.lib import check_digits, clock, dates
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
#: 00:30 on 1 January in Japan.
NEW_YEAR = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="application_approved"))


def test_a_newcomer_becomes_a_member_with_what_was_applied_for():
    course = people.course()
    application = applications.approved(course=course, first_cycle="2026121", at=NEW_YEAR)

    member = Member.objects.get()
    assert application.member == member
    assert (member.name, member.kana, member.born_on) == (
        "田中 実",
        "タナカ ミノル",
        date(1980, 5, 5),
    )
    assert member.address == "北海道札幌市西区琴似二条2丁目3-4 メゾン琴似101"
    assert (member.postcode, member.phone, member.email) == (
        *("0630812", "0111112222"),
        "tanaka@example.jp",
    )
    assert (member.state, member.share_units) == (Member.State.ACTIVE, 5)
    assert member.joined_on == date(2027, 1, 1)
    assert (member.course, member.first_cycle, member.drop_place) == (course, "2026121", "玄関前")
    assert member.household == Household.objects.get(number=member.member_number)
    assert member.card_kind == Member.CardKind.MAIN
    assert (member.user, member.confirmed_by_feed) == (None, False)


def test_the_number_comes_from_our_range_with_its_check_digit():
    first = applications.approved(email="a@example.jp").member
    second = applications.approved(email="b@example.jp").member

    assert first.member_number.startswith("200000000")
    assert second.member_number.startswith("200000001")
    assert all(check_digits.fits(each.member_number, "luhn") for each in (first, second))


@pytest.mark.parametrize("had_by", ["member", "household"])
def test_a_number_that_somebody_has_already_is_skipped(had_by):
    taken = [member_numbers.whole(200000000 + body) for body in range(3)]
    for number in taken:
        if had_by == "member":
            people.member(number, user=None)
        else:
            people.household(number)

    given = applications.approved().member.member_number

    assert given == member_numbers.whole(200000003)


def test_a_range_that_was_made_longer_goes_on(settings):
    settings.MEMBER_NUMBER_RANGE = "300000000-300000000"
    applications.approved(email="a@example.jp")
    settings.MEMBER_NUMBER_RANGE = "300000000-300000009"

    given = applications.approved(email="b@example.jp").member.member_number

    assert given == member_numbers.whole(300000001)
    assert MemberNumberRange.objects.get().last == 300000009


def test_another_range_begins_at_its_first_number(settings):
    applications.approved(email="a@example.jp")
    settings.MEMBER_NUMBER_RANGE = "500000000-500000009"

    given = applications.approved(email="b@example.jp").member.member_number

    assert given == member_numbers.whole(500000000)


def test_a_newcomer_gets_a_card_by_the_reviewer():
    application = applications.approved(by=applications.reviewer())

    card = MembershipCard.objects.get()
    assert application.member.card == card
    event = CardEvent.objects.get()
    assert (event.what, event.door, event.by) == ("issued", "system", applications.reviewer())


def test_the_wishes_of_the_form_become_preferences():
    application = applications.in_review(paper_catalogue=False)
    newer = applications.document("news", "2026-10")
    ApplicationConsent.objects.create(application=application, document=newer, given=False)

    decisions.approve(
        application=application,
        course=people.course(),
        first_cycle="",
        by=applications.reviewer(),
        at=clock.now(),
    )

    preferences = Member.objects.get().preferences
    assert (preferences.paper_catalogue, preferences.news) == (False, False)


def test_who_agreed_to_news_gets_news():
    assert applications.approved().member.preferences.news


def test_who_only_joins_gets_neither_course_nor_first_cycle():
    application = applications.approved("join", course=people.course(), first_cycle="2026114")

    member = Member.objects.get()
    assert (member.course, member.first_cycle) == (None, "")
    assert (application.course, application.first_cycle) == (None, "")


def test_a_delivery_needs_a_course():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)

    with pytest.raises(CourseMissing):
        decisions.approve(
            application=application, course=None, first_cycle="", by=reviewer, at=clock.now()
        )

    assert not Member.objects.exists()


def test_who_picks_up_needs_no_course():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer, delivers_to="pickup")

    decisions.approve(
        application=application, course=None, first_cycle="", by=reviewer, at=clock.now()
    )

    assert Member.objects.get().course is None


def test_two_names_that_are_too_long_together_lose_the_blank_only():
    application = applications.approved(family_name="田" * 30, given_name="実" * 30)

    assert application.member.name == "田" * 30 + "実" * 30


def test_the_mail_holds_number_weekday_and_the_way_to_the_first_sign_in(settings):
    application = applications.approved()
    mail.send_waiting(at=clock.now() + timedelta(minutes=1))

    (message,) = outbox.outbox
    link = FirstSignInLink.objects.get(member=application.member)
    assert message.to == ["tanaka@example.jp"]
    assert application.member.member_number in message.body
    assert "水曜日" in message.body
    assert f"{settings.SITE_URL}/me/first/{link.public_id}/" in message.body
    assert dates.day_text(clock.japan_date(link.expires_at)) in message.body


def test_the_way_to_the_first_sign_in_is_open_for_two_weeks():
    application = applications.approved(at=NEW_YEAR)

    link = FirstSignInLink.objects.get()
    assert link.application == application
    assert link.expires_at == NEW_YEAR + timedelta(days=14)


# The number comes from the other system


def test_without_a_range_of_our_own_the_rest_waits_for_the_number(settings):
    settings.MEMBER_NUMBER_SOURCE = "feed"

    application = applications.approved()

    assert (application.state, application.member) == (State.APPROVED, None)
    assert (application.course, application.first_cycle) == (people.course(), "2026114")
    assert not Member.objects.exists()
    assert not MembershipCard.objects.exists()
    assert mails() == []


def test_a_delivery_for_a_member_waits_for_no_number(settings):
    settings.MEMBER_NUMBER_SOURCE = "feed"

    applications.approved("delivery", member=people.sato())

    assert len(mails()) == 1


# All or nothing


def test_an_approval_without_a_number_left_changes_nothing(settings):
    settings.MEMBER_NUMBER_RANGE = "300000000-300000000"
    applications.approved(email="a@example.jp")
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)

    with pytest.raises(MemberNumbersExhausted) as refused:
        decisions.approve(
            application=application,
            course=people.course(),
            first_cycle="",
            by=reviewer,
            at=clock.now(),
        )

    assert "使い切った" in refused.value.message
    assert Application.objects.get(pk=application.pk).state == State.IN_REVIEW
    assert Member.objects.count() == len(mails()) == 1


def test_an_approval_that_fails_late_gives_the_number_back():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    # The mail is the last thing that an approval writes: here it is refused.
    OutgoingMail.objects.create(
        recipient=application, kind="application_approved", key=application.number
    )

    with pytest.raises(Exception, match="once_a_recipient"), transaction.atomic():
        decisions.approve(
            application=application,
            course=people.course(),
            first_cycle="",
            by=reviewer,
            at=clock.now(),
        )

    assert not Member.objects.exists()
    assert not Household.objects.exists()
    assert not MemberNumberRange.objects.exists()
