"""``application_results``: the number comes from the other system, and the rest follows, once."""

from datetime import timedelta

import pytest
from django.core import mail as outbox

from members.joining.models import Application, FirstSignInLink
from members.models import CardEvent, Household, Member, MemberChange, MembershipCard
from members.registration.actions import changes
from tests.factories import applications, people
from tests.factories.feed_files import member as member_row
from tests.factories.feed_files import problems, receive
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
NUMBER = "3000000017"
NEXT_NUMBER = "3000000025"


@pytest.fixture(autouse=True)
def _numbers_of_the_other_system(settings):
    settings.MEMBER_NUMBER_SOURCE = "feed"


def row(application: Application, number: str = NUMBER, **more: object) -> dict[str, object]:
    return {"申込番号": application.number, "組合員番号": number, "状態": 1, **more}


def good_rows(most: int = 2) -> list[dict[str, object]]:
    """Rows beside a bad one, so that the file is not refused whole."""
    return [
        row(applications.approved(email=f"{n}@example.jp"), f"4{n:09}", 状態=1) for n in range(most)
    ]


@pytest.fixture
def few_bad_rows_are_no_matter(settings):
    settings.FEED_BAD_ROWS_PERCENT = 90


def test_the_number_makes_the_member_with_card_and_mail():
    application = applications.approved(first_cycle="2026121")

    file = receive("application_results", [row(application)])

    assert file.state == "applied"
    member = Member.objects.get()
    application.refresh_from_db()
    assert application.member == member
    assert (member.member_number, member.name, member.state) == (NUMBER, "田中 実", 1)
    assert (member.course, member.first_cycle) == (people.course(), "2026121")
    assert member.joined_on == clock.japan_date(application.decided_at)
    assert (member.confirmed_by_feed, member.household.number) == (False, NUMBER)
    assert (member.preferences.news, member.preferences.paper_catalogue) == (True, True)
    assert member.card == MembershipCard.objects.get()
    assert CardEvent.objects.get().door == "system"
    mail.send_waiting(at=clock.now() + timedelta(minutes=1))
    (message,) = outbox.outbox
    assert NUMBER in message.body
    assert f"/me/first/{FirstSignInLink.objects.get().public_id}/" in message.body


def test_the_same_result_again_changes_nothing():
    application = applications.approved()
    receive("application_results", [row(application)])
    link = FirstSignInLink.objects.get()

    file = receive("application_results", [row(application, 備考="x")])

    assert set(file.result.values()) == {0}
    assert FirstSignInLink.objects.get() == link
    assert Member.objects.count() == MembershipCard.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_a_later_result_corrects_course_first_cycle_and_state():
    application = applications.approved(first_cycle="2026114")
    receive("application_results", [row(application)])
    friday = people.course("0909", weekday=5)

    receive(
        "application_results",
        [row(application, コースコード="0909", 初回企画回コード="2026122", 状態=2)],
    )

    member = Member.objects.get()
    application.refresh_from_db()
    assert (member.course, member.first_cycle, member.state) == (friday, "2026122", 2)
    assert (application.course, application.first_cycle) == (friday, "2026122")
    assert OutgoingMail.objects.count() == 1


def test_an_empty_course_and_first_cycle_leave_what_was_decided():
    application = applications.approved(first_cycle="2026114")

    receive("application_results", [row(application, コースコード="", 初回企画回コード="")])

    member = Member.objects.get()
    assert (member.course, member.first_cycle) == (people.course(), "2026114")


@pytest.mark.usefixtures("few_bad_rows_are_no_matter")
@pytest.mark.parametrize("state", ["submitted", "in_review", "refused", "withdrawn"])
def test_a_number_for_one_that_is_not_approved_is_a_problem(state):
    application = getattr(applications, state)()

    file = receive("application_results", [*good_rows(), row(application)])

    assert [(line, column) for line, column, _text in problems(file)] == [(4, "申込番号")]
    assert "承認していない" in problems(file)[0][2]
    assert Member.objects.count() == 2


@pytest.mark.usefixtures("few_bad_rows_are_no_matter")
def test_an_unknown_application_is_a_problem():
    rows = [*good_rows(), {"申込番号": "00000000", "組合員番号": NUMBER, "状態": 1}]

    file = receive("application_results", rows)

    assert problems(file) == [(4, "申込番号", "登録のない申込番号です。")]


@pytest.mark.usefixtures("few_bad_rows_are_no_matter")
def test_a_second_number_is_a_problem_and_the_first_stays():
    application = applications.approved()
    receive("application_results", [row(application)])

    file = receive("application_results", [*good_rows(), row(application, NEXT_NUMBER)])

    assert [(line, column) for line, column, _text in problems(file)] == [(4, "組合員番号")]
    application.refresh_from_db()
    assert application.member.member_number == NUMBER


@pytest.mark.usefixtures("few_bad_rows_are_no_matter")
def test_the_number_of_another_person_is_a_problem():
    sato = people.sato()
    application = applications.approved()

    file = receive("application_results", [*good_rows(), row(application, sato.member_number)])

    assert [(line, column) for line, column, _text in problems(file)] == [(4, "組合員番号")]
    application.refresh_from_db()
    assert application.member is None


@pytest.mark.usefixtures("few_bad_rows_are_no_matter")
def test_one_number_for_two_newcomers_is_a_problem_of_both():
    first = applications.approved(email="a@example.jp")
    second = applications.approved(email="b@example.jp")

    file = receive("application_results", [*good_rows(), row(first), row(second)])

    assert [line for line, _column, _text in problems(file)] == [4, 5]
    assert Member.objects.filter(member_number=NUMBER).count() == 0


@pytest.mark.usefixtures("few_bad_rows_are_no_matter")
@pytest.mark.parametrize(
    ("column", "value"),
    [("コースコード", "9999"), ("初回企画回コード", "12月"), ("状態", 4), ("組合員番号", "12")],
)
def test_what_cannot_be_read_is_a_problem(column, value):
    application = applications.approved()

    file = receive("application_results", [*good_rows(), row(application, **{column: value})])

    assert [(line, found) for line, found, _text in problems(file)] == [(4, column)]


@pytest.mark.parametrize("state", [3, 9])
def test_who_may_not_use_the_site_gets_neither_card_nor_mail(state):
    application = applications.approved()

    receive("application_results", [row(application, 状態=state)])

    assert Member.objects.get().state == state
    assert not MembershipCard.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_who_may_use_the_site_later_gets_card_and_mail_then():
    application = applications.approved()
    receive("application_results", [row(application, 状態=9)])

    receive("application_results", [row(application, 状態=1)])

    assert Member.objects.get().card is not None
    assert OutgoingMail.objects.get().recipient == application


def test_a_member_whom_the_members_feed_brought_first_is_taken_and_not_made_again():
    application = applications.approved(first_cycle="2026121", paper_catalogue=False)
    receive("members", [member_row(組合員番号=NUMBER, 生年月日="19800505", コースコード="")])

    file = receive("application_results", [row(application)])

    assert problems(file) == []
    member = Member.objects.get()
    application.refresh_from_db()
    assert application.member == member
    assert (member.confirmed_by_feed, member.first_cycle) == (True, "2026121")
    assert not member.preferences.paper_catalogue
    assert member.card is not None
    assert FirstSignInLink.objects.get().member == member


def test_a_household_in_which_others_live_is_not_the_newcomers():
    others = Household.objects.create(number=NUMBER)
    people.sato(household=others)
    application = applications.approved()

    receive("application_results", [row(application)])

    assert Member.objects.get(member_number=NUMBER).household is None


def test_a_correction_overrules_what_the_approval_changed_but_not_what_came_later():
    sato, suzuki = people.sato(course=None), people.suzuki(course=None)
    friday = people.course("0909", weekday=5)
    first = applications.approved("delivery", member=sato)
    second = applications.approved("delivery", member=suzuki, email="b@example.jp")
    later = people.course("0808", weekday=4)
    at = clock.now() + timedelta(hours=1)
    changes.change(member=suzuki, values={"course": later}, by=None, at=at)

    receive(
        "application_results",
        [
            row(first, sato.member_number, コースコード="0909"),
            row(second, suzuki.member_number, コースコード="0909"),
        ],
    )

    sato.refresh_from_db()
    suzuki.refresh_from_db()
    assert (sato.course, suzuki.course) == (friday, later)
    overruled = MemberChange.objects.get(outcome="overruled")
    assert (overruled.member, overruled.feed_value, overruled.in_conflict) == (sato, "0909", True)


def test_the_result_of_an_old_application_does_not_undo_a_newer_one():
    sato = people.sato(course=None)
    at = clock.now()
    old = applications.approved("delivery", member=sato, at=at - timedelta(days=300))
    new_course = people.course("0808", weekday=4)
    applications.approved("delivery", member=sato, course=new_course, first_cycle="", at=at)
    people.course("0909", weekday=5)
    MemberChange.objects.all().delete()

    receive("application_results", [row(old, sato.member_number, コースコード="0909")])

    sato.refresh_from_db()
    assert sato.course == new_course
