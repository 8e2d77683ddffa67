"""``application_results``: the numbers that the other system gave to those who were approved.

Readings of the contract: docs/decisions/0008-what-applications-and-their-results-say.md.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from members.actions import corrections, newcomers
from members.card import actions
from members.feeds.courses import CourseCode
from members.joining.actions import approving
from members.joining.models import Application, FirstSignInLink
from members.joining.rules.steps import State
from members.models import CardEvent, Member
from members.refusals import NoCard
from todock.feeds.kinds import Check, FeedKind, Mode, register
from todock.feeds.models import FeedFile
from todock.feeds.parsing.rows import Choice, CodeText, Row
from todock.feeds.staging import Staging
from todock.lib import clock
from todock.post import mail

#: Applications whose members are made together.
BATCH = 1_000
#: States of members who have a card and sign in.
_GOOD = [Member.State.ACTIVE, Member.State.PAUSED]

#: The member of the number is another person, or became a member by another application.
_TAKEN = (
    "EXISTS (SELECT FROM joining_application a, members_member m WHERE a.number = s.number "
    "AND a.state = 'approved' AND a.member_id IS NULL AND m.member_number = s.member_number "
    "AND (m.born_on <> a.born_on OR EXISTS (SELECT FROM joining_application o "
    "WHERE o.member_id = m.id AND o.state = 'approved' AND o.kind <> 'delivery')))"
)
_TWICE = (
    "EXISTS (SELECT FROM {staging} o, joining_application a, joining_application b "
    "WHERE o.member_number = s.member_number AND o.number <> s.number AND a.number = s.number "
    "AND b.number = o.number AND a.member_id IS NULL AND b.member_id IS NULL)"
)
_NEW = """
SELECT a.id, s.member_number FROM {staging} s JOIN joining_application a ON a.number = s.number
WHERE a.member_id IS NULL ORDER BY s.line
"""
_CORRECT_APPLICATIONS = """
UPDATE joining_application a SET course_id = n.course_id, first_cycle = n.first_cycle
FROM (SELECT a.id, COALESCE(c.id, a.course_id) AS course_id,
             COALESCE(NULLIF(s.first_cycle, ''), a.first_cycle) AS first_cycle
      FROM {staging} s JOIN joining_application a ON a.number = s.number
      LEFT JOIN members_course c ON c.code = s.course) n
WHERE n.id = a.id AND (a.course_id, a.first_cycle) IS DISTINCT FROM (n.course_id, n.first_cycle)
"""
#: What was decided about each member, see members.actions.corrections.
_DECIDED = """
SELECT a.member_id, a.decided_at, s.course, a.first_cycle, s.state
FROM {staging} s JOIN joining_application a ON a.number = s.number
WHERE a.member_id IS NOT NULL
"""
#: A member's last application speaks.
_LAST_DECIDED = f"""
{_DECIDED} AND NOT EXISTS (SELECT FROM joining_application l WHERE l.member_id = a.member_id
    AND l.state = 'approved' AND l.decided_at > a.decided_at)
"""
_TO_WELCOME = """
SELECT a.id FROM {staging} s JOIN joining_application a ON a.number = s.number
JOIN members_member m ON m.id = a.member_id
WHERE m.state = ANY(%s) AND NOT EXISTS (SELECT FROM post_outgoingmail o
    WHERE o.recipient_type_id = %s AND o.recipient_id = a.id AND o.kind = %s) ORDER BY s.line
"""


class ApplicationResultRow(Row):
    """申し込みの結果."""

    number: Annotated[str, CodeText(10)] = Field(alias="申込番号")
    member_number: Annotated[str, CodeText(20, digits=settings.MEMBER_NUMBER_DIGITS)] = Field(
        alias="組合員番号"
    )
    course: CourseCode = Field(alias="コースコード", default="")
    first_cycle: Annotated[str, CodeText(10, pattern="[0-9]{7}")] = Field(
        alias="初回企画回コード", default=""
    )
    state: Annotated[int, Choice({str(state.value): state.value for state in Member.State})] = (
        Field(alias="状態")
    )


def apply_application_results(staging: Staging) -> dict[str, int]:
    """Make members of those who have a number now; correct course, first cycle and state.

    A member whom the ``members`` feed brought first is taken, not made again. Those in a good
    state get the mail with the way to the first sign-in, once.
    """
    made = sum(_admit(numbers) for numbers in _batches(staging.fetch(_NEW)))
    corrected = staging.execute(_CORRECT_APPLICATIONS)
    corrections.overrule_courses(_DECIDED.format(staging=staging.table))
    corrected += corrections.correct(_LAST_DECIDED.format(staging=staging.table))
    applicants = ContentType.objects.get_for_model(Application).pk
    to_welcome = staging.fetch(_TO_WELCOME, [[*map(int, _GOOD)], applicants, approving.APPROVED])
    for batch in _batches(to_welcome):
        _welcome([pk for (pk,) in batch])
    return {_("組合員の登録"): made, _("修正"): corrected, _("ご案内のメール"): len(to_welcome)}


def issue_cards(file: FeedFile, inline: bool) -> None:
    """Give a card to every newcomer who has none yet, of this file or an earlier one."""
    joined = Application.objects.filter(state=State.APPROVED).exclude(
        kind=Application.Kind.DELIVERY
    )
    waiting = Member.objects.filter(applications__in=joined, card=None, state__in=_GOOD)
    for member in waiting.distinct():
        # Who has had all her cards, or has left since, goes without one.
        with suppress(NoCard):
            actions.issue(member=member, at=clock.now(), door=CardEvent.Door.SYSTEM)


def _admit(numbers: list[tuple[int, str]]) -> int:
    """Give each application its member: who has the number already, or a new one."""
    applications = Application.objects.prefetch_related("consents__document").in_bulk(
        [pk for pk, _number in numbers]
    )
    number_of = {number: applications[pk] for pk, number in numbers}
    known = Member.objects.in_bulk(number_of, field_name="member_number")
    missing = {number: each for number, each in number_of.items() if number not in known}
    made = _make_members(missing)
    for number, application in number_of.items():
        application.member = known.get(number) or made[number]
    Application.objects.bulk_update(number_of.values(), ["member"])
    newcomers.note_wishes(approving.preferences(each, each.member) for each in number_of.values())
    return len(made)


def _make_members(applications: dict[str, Application]) -> dict[str, Member]:
    """Make a member of each; by number."""
    made = {
        number: approving.newcomer(application, number, approved_at=application.decided_at)
        for number, application in applications.items()
    }
    newcomers.enter(made.values())
    return made


def _welcome(ids: list[int]) -> None:
    at = clock.now()
    applications = list(Application.objects.filter(pk__in=ids).select_related("member"))
    unknown = [each for each in applications if each.member.user_id is None]
    members = [each.member_id for each in unknown]
    FirstSignInLink.objects.filter(member__in=members, used_at=None).delete()
    FirstSignInLink.objects.bulk_create(
        approving.link(each, each.member, at=at) for each in unknown
    )
    mail.write_each(approving.APPROVED, ((each, each.number) for each in applications))


def _batches(rows: list[tuple]) -> Iterator[list[tuple]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


APPLICATION_RESULTS = register(
    FeedKind(
        name="application_results",
        label=gettext_lazy("申し込みの結果"),
        row=ApplicationResultRow,
        order=75,
        mode=Mode.ROWS,
        key=("number",),
        checks=[
            Check(
                "申込番号",
                gettext_lazy("登録のない申込番号です。"),
                "NOT EXISTS (SELECT FROM joining_application a WHERE a.number = s.number)",
            ),
            Check(
                "申込番号",
                gettext_lazy("承認していない申し込みです。"),
                "EXISTS (SELECT FROM joining_application a WHERE a.number = s.number "
                "AND a.state <> 'approved')",
            ),
            Check(
                "組合員番号",
                gettext_lazy("この申し込みには、別の組合員番号がついています。"),
                "EXISTS (SELECT FROM joining_application a "
                "JOIN members_member m ON m.id = a.member_id "
                "WHERE a.number = s.number AND m.member_number <> s.member_number)",
            ),
            Check(
                "組合員番号",
                gettext_lazy("この組合員番号は、別の組合員のものです。"),
                _TAKEN,
            ),
            Check(
                "組合員番号",
                gettext_lazy("同じ組合員番号が、別の申し込みの行にもあります。"),
                _TWICE,
            ),
            Check(
                "コースコード",
                gettext_lazy("登録のないコースです。"),
                "s.course <> '' AND NOT EXISTS "
                "(SELECT FROM members_course c WHERE c.code = s.course)",
            ),
        ],
        apply=apply_application_results,
        after_apply=issue_cards,
    )
)
