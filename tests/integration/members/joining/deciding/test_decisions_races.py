"""Many at once: one reviewer, one decision, one member, one card, one mail, one file."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from members.feeds import batches
from members.joining.actions import decisions, first_sign_in
from members.joining.feeds import applications as exports
from members.joining.models import Application, FirstSignInLink
from members.joining.refusals import FirstSignInLinkOver, LeasedToAnother, StepNotPossible
from members.models import AccessLog, Member, MembershipCard
from tests.factories import applications, people
from tests.factories.threads import Other, behind, until_they_wait
from todock.lib import clock
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)
#: 00:10 on 1 December in Japan.
AT = datetime(2026, 11, 30, 15, 10, tzinfo=UTC)


def refused(results: list[object], refusal: type[Exception]) -> int:
    return sum(isinstance(result, refusal) for result in results)


def test_of_five_reviewers_at_once_one_has_the_lease():
    application = applications.submitted()
    reviewers = [applications.reviewer(f"reviewer-{number}") for number in range(5)]

    results = behind(
        *(
            lambda by=by: decisions.take(application=application, by=by, at=clock.now())
            for by in reviewers
        )
    )

    assert refused(results, LeasedToAnother) == 4
    assert application.events.filter(step="taken").count() == 1


def test_approving_five_times_at_once_makes_one_member_one_card_and_one_mail():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    course = people.course()

    results = behind(
        *[
            lambda: decisions.approve(
                application=application, course=course, first_cycle="", by=reviewer, at=clock.now()
            )
        ]
        * 5
    )

    assert refused(results, StepNotPossible) == 4
    assert Member.objects.count() == MembershipCard.objects.count() == 1
    assert FirstSignInLink.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="application_approved").count() == 1


def test_approving_and_refusing_at_once_is_one_of_them():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    course = people.course()

    results = behind(
        lambda: decisions.approve(
            application=application, course=course, first_cycle="", by=reviewer, at=clock.now()
        ),
        lambda: decisions.refuse(
            application=application, reason="other", by=reviewer, at=clock.now()
        ),
    )

    assert refused(results, StepNotPossible) == 1
    approved = Application.objects.get().state == "approved"
    assert Member.objects.count() == int(approved)
    assert OutgoingMail.objects.count() == 1


def test_ten_approvals_at_once_get_ten_numbers():
    course = people.course()
    reviewers = [applications.reviewer(f"reviewer-{number}") for number in range(10)]
    leased = [
        applications.in_review(by=by, email=f"{number}@example.jp")
        for number, by in enumerate(reviewers)
    ]

    results = behind(
        *(
            lambda each=each, by=by: decisions.approve(
                application=each, course=course, first_cycle="", by=by, at=clock.now()
            )
            for each, by in zip(leased, reviewers, strict=True)
        )
    )

    assert all(isinstance(result, Application) for result in results)
    numbers = sorted(Member.objects.values_list("member_number", flat=True))
    assert [number[:9] for number in numbers] == [f"{200000000 + n}" for n in range(10)]


def test_of_two_sign_ins_at_once_one_is_tied():
    member = applications.approved().member
    link = FirstSignInLink.objects.get()
    users = [people.user("first"), people.user("second")]

    results = behind(
        *(
            lambda user=user: first_sign_in.tie(link=link, user=user, at=clock.now())
            for user in users
        )
    )

    assert refused(results, FirstSignInLinkOver) == 1
    member.refresh_from_db()
    link.refresh_from_db()
    assert member.user == link.used_by
    assert member.user in users


def test_who_is_approved_while_a_file_gets_its_name_goes_out_with_the_next():
    """A second run may not give the same name to others, whom the first does not write."""
    early = applications.approved(email="early@example.jp")

    def next_run() -> str:
        applications.approved(email="late@example.jp")
        return batches.assign(exports.BATCHES, at=AT)

    names = behind(lambda: batches.assign(exports.BATCHES, at=AT), next_run)

    assert names == ["applications_20261201_001", "applications_20261201_002"]
    early.refresh_from_db()
    assert early.export_name == names[0]
    assert Application.objects.filter(export_name=names[1]).count() == 1


def test_two_runs_that_finish_what_a_third_left_note_it_once(feeds_folder):
    applications.approved()
    batches.assign(exports.BATCHES, at=AT)
    others = []

    def another_comes_after_the_look(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if 'AS "a" FROM "members_accesslog"' in sql and not others:
            others.append(Other(lambda: exports.write_applications(at=AT)))
            until_they_wait(others)
        return result

    with connection.execute_wrapper(another_comes_after_the_look):
        exports.write_applications(at=AT)

    (other,) = others
    assert not isinstance(other.result(), Exception)
    assert AccessLog.objects.filter(act=AccessLog.Act.EXPORT).count() == 1


def test_three_exports_at_once_take_every_application_once(feeds_folder):
    for number in range(5):
        applications.approved(email=f"{number}@example.jp")

    results = behind(*[lambda: exports.write_applications(at=clock.now())] * 3)

    assert not any(isinstance(result, Exception) for result in results)
    names = set(Application.objects.values_list("export_name", flat=True))
    assert len(names) == 1
    assert [path.name for path in (feeds_folder / "outbox").glob("*.csv")] == [f"{names.pop()}.csv"]
