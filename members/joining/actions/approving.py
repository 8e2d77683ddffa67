"""What an approval makes of an application: a member with a card, or a delivery for a member.

A newcomer's number is ours, or comes later with ``application_results``; both make the same
member, of the functions at the end.
"""

from datetime import datetime, timedelta

from django.conf import settings

from members.actions import corrections, member_numbers, newcomers
from members.actions.row_lock import lock
from members.card import actions
from members.joining.models import Application, ConsentDocument, FirstSignInLink
from members.joining.refusals import CourseMissing
from members.models import CardEvent, Course, Member, Preferences, User
from members.refusals import NotInThisState
from members.registration.actions import changes
from todock.lib import clock
from todock.post import mail

#: Kind of mail: see members.joining.mails.decisions.
APPROVED = "application_approved"
#: Most characters of a name on a membership.
_NAME = Member._meta.get_field("name").max_length


def admit(
    application: Application, *, course: Course | None, first_cycle: str, by: User, at: datetime
) -> dict[str, object]:
    """Do what the approval of ``application`` brings; return the columns to be written on it.

    Call it inside the transaction of the approval, with the row locked. Raises CourseMissing,
    NotInThisState for a member who may not order now, MemberNumbersExhausted, RegistrationBusy.
    """
    if not application.wants_delivery:
        course, first_cycle = None, ""
    elif course is None and application.delivers_to != Application.DeliversTo.PICKUP:
        raise CourseMissing
    application.course, application.first_cycle = course, first_cycle
    member = application.member
    if member is not None:
        _begin_delivery(application, member, by=by, at=at)
    elif settings.MEMBER_NUMBER_SOURCE == "own":
        member = _make_member(application, by=by, at=at)
    if member is not None:
        if member.user_id is None:
            # A member has one unused link; that of an earlier mail ends here.
            FirstSignInLink.objects.filter(member=member, used_at=None).delete()
            link(application, member, at=at).save()
        mail.write(APPROVED, to=application, key=application.number)
    return {"member": member, "course": course, "first_cycle": first_cycle}


def _begin_delivery(application: Application, member: Member, *, by: User, at: datetime) -> None:
    held = lock(member)
    if held.why_no_orders:
        raise NotInThisState(held.get_state_display())
    # Nothing was said of a course that is not given, nor of a drop place that is empty: what the
    # membership has meanwhile stays.
    values = {"course": application.course, "drop_place": application.drop_place}
    values = {name: value for name, value in values.items() if value}
    if application.paper_catalogue is not None:
        values["paper_catalogue"] = application.paper_catalogue
    # The mail about the approval says it all.
    changes.change(member=member, values=values, by=by, at=at, mails=False)
    corrections.begin_with(held, first_cycle=application.first_cycle)


def _make_member(application: Application, *, by: User, at: datetime) -> Member:
    number = member_numbers.take()
    made = newcomer(application, number, approved_at=at)
    newcomers.enter([made])
    newcomers.note_preferences([preferences(application, made)])
    actions.issue(member=made, at=at, by=by, door=CardEvent.Door.SYSTEM)
    return made


def newcomer(application: Application, number: str, *, approved_at: datetime) -> Member:
    """Return the member that ``application`` makes, unsaved; no ``members`` file knows her yet."""
    return Member(
        member_number=number,
        card_kind=Member.CardKind.MAIN,
        name=_whole_name(application.family_name, application.given_name),
        kana=_whole_name(application.family_kana, application.given_kana),
        born_on=application.born_on,
        postcode=application.postcode,
        prefecture=application.prefecture,
        city=application.city,
        street=application.street,
        building=application.building,
        phone=application.phone,
        other_phone=application.other_phone,
        email=application.email,
        state=Member.State.ACTIVE,
        joined_on=clock.japan_date(approved_at),
        share_units=application.share_units or 0,
        course_id=application.course_id,
        drop_place=application.drop_place,
        first_cycle=application.first_cycle,
        confirmed_by_feed=False,
        updated_at=approved_at,
    )


def preferences(application: Application, member: Member) -> Preferences:
    """Return what a newcomer wished on the form, unsaved.

    News go to those who agreed to them the last time they were asked.
    """
    asked = [
        consent
        for consent in application.consents.all()
        if consent.document.kind == ConsentDocument.Kind.NEWS
    ]
    last = max(asked, key=lambda consent: (consent.at, consent.pk), default=None)
    made = Preferences(member=member, news=last is not None and last.given)
    if application.paper_catalogue is not None:
        made.paper_catalogue = application.paper_catalogue
    return made


def link(application: Application, member: Member, *, at: datetime) -> FirstSignInLink:
    """Return a link for the first sign-in of ``member``, unsaved."""
    return FirstSignInLink(
        member=member,
        application=application,
        created_at=at,
        expires_at=at + timedelta(days=settings.FIRST_SIGN_IN_DAYS),
    )


def _whole_name(family: str, given: str) -> str:
    """The name as a membership holds it; without the blank where it would be too long."""
    spaced = f"{family} {given}"
    return spaced if len(spaced) <= _NAME else family + given
