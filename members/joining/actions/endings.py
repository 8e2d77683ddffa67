"""What time does to applications: they are given up, and later lose the person."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from members.joining.actions.stepping import take_step
from members.joining.models import Application, ApplicationQuestion
from members.joining.rules.steps import FRUITLESS, State, Step
from todock.post import mail

#: Kind of mail: see members.joining.mails.decisions.
EXPIRED = "application_expired"
#: Rows that one transaction erases, or one query brings.
BATCH = 500
#: With whom time runs out: the applicant. While staff have it, nothing expires.
_WITH_APPLICANT = [State.DRAFT, State.CONFIRMED, State.ASKED_BACK]
#: What is written over the columns of the form, and over whatever else tells of the person.
NOBODY: dict[str, object] = {
    **dict.fromkeys(
        [
            *("email", "family_name", "given_name", "family_kana", "given_kana"),
            *("kana_key", "address_key", "phone", "other_phone", "contact_by"),
            *("postcode", "prefecture", "city", "street", "building"),
            *("workplace", "workplace_postcode", "workplace_address"),
            *("introducer_number", "delivers_to", "building_kind", "drop_place"),
            "first_cycle_hoped",
        ],
        "",
    ),
    **dict.fromkeys(
        [
            *("member", "born_on", "adults", "seniors", "share_units", "locked_entrance"),
            *("weekday_hoped", "paper_catalogue", "proposed_course", "course", "code_sent_at"),
        ]
    ),
    "typed": {},
    "children": [],
}


def expire_due(*, at: datetime) -> int:
    """Give up drafts, and questions without answer, whose time is over; return how many.

    Each on its own: an answer that comes meanwhile wins, or finds it expired. Who has sent the
    application in is told by mail; a draft ends quietly. Safe to run twice.
    """
    due = Application.objects.filter(state__in=_WITH_APPLICANT, expires_at__lte=at).order_by("pk")
    expired, last = 0, 0
    while ids := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        expired += sum(expire(pk=pk, at=at) for pk in ids)
        last = ids[-1]
    return expired


def erase_due(*, at: datetime) -> int:
    """Take the person out of fruitless applications JOIN_ERASE_DAYS after their end.

    The row stays with number, kind, state and times, its events and consents as well; questions,
    answers and mails go. Returns how many were erased. Safe to run twice.
    """
    ended_by = at - timedelta(days=settings.JOIN_ERASE_DAYS)
    due = Application.objects.filter(
        state__in=FRUITLESS, erased_at=None, decided_at__lte=ended_by
    ).order_by("decided_at")
    erased = 0
    while count := _erase_some(due, at):
        erased += count
    return erased


def expire(*, pk: int, at: datetime) -> bool:
    """Give up the draft, or the question, of one application, if its time is over; say if it was.

    Who has sent it in is told by mail.
    """
    with transaction.atomic():
        locked = (
            Application.objects.select_for_update(of=["self"])
            .filter(pk=pk, state__in=_WITH_APPLICANT, expires_at__lte=at)
            .first()
        )
        if locked is None:
            return False
        take_step(locked, Step.EXPIRED, by=None, at=at)
        if locked.number:
            mail.write(EXPIRED, to=locked, key=locked.number)
    return True


def _erase_some(due: QuerySet, at: datetime) -> int:
    with transaction.atomic():
        ids = list(due.select_for_update(of=["self"]).values_list("pk", flat=True)[:BATCH])
        ApplicationQuestion.objects.filter(application__in=ids).delete()
        mail.erase(Application, ids)
        return Application.objects.filter(pk__in=ids).update(**NOBODY, erased_at=at)
