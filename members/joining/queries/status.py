"""How an application went on, in words for the applicant: the steps, the question, the outcome."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from members.joining.models import Application, ApplicationQuestion, FirstSignInLink
from members.joining.rules import reasons
from members.joining.rules.steps import Step
from members.models import Member
from members.queries.coming_cycles import coming_cycles


class TakenStep(NamedTuple):
    """A step with its day, and what follows from it for the applicant."""

    label: str
    at: datetime
    text: str = ""


class Outcome(NamedTuple):
    """What an approval brought. ``member`` is None while the number is awaited.

    The way to the first sign-in, good until ``sign_in_until``, is in the mail alone: a page that
    a forwarded receipt or a shared browser opens must not hand out a membership.
    """

    member: Member | None
    first_cycle: str
    sign_in_until: datetime | None
    bank_mandate_url: str


def steps_of(application: Application) -> list[TakenStep]:
    """Return every step of the application, the first one first."""
    labels = _labels()
    return [
        TakenStep(labels[event.step], event.at, _text_of(event.step, event.reason))
        for event in application.events.all()
    ]


def open_question(application: Application) -> tuple[str, ApplicationQuestion] | None:
    """Return what staff ask, in our words and with theirs; None when no answer is awaited."""
    question = application.questions.filter(answered_at=None).first()
    return question and (reasons.text(reasons.QUESTIONS, question.code), question)


def outcome(application: Application, at: datetime) -> Outcome:
    """Return what the approval of ``application`` brought, as it is at ``at``."""
    link = FirstSignInLink.objects.filter(
        application=application, used_at=None, expires_at__gt=at
    ).first()
    return Outcome(
        member=application.member,
        first_cycle=cycle_label(application, at),
        sign_in_until=link and link.expires_at,
        bank_mandate_url=settings.BANK_MANDATE_URL,
    )


def cycle_label(application: Application, at: datetime) -> str:
    """Return the name of the first cycle; '' once it is past, because then nobody asks."""
    if not application.first_cycle:
        return ""
    return dict(coming_cycles(at, application.course)).get(application.first_cycle, "")


def _labels() -> dict[str, str]:
    return {
        Step.STARTED: _("入力を始めました"),
        Step.CONFIRMED: _("メールアドレスを確認しました"),
        Step.SUBMITTED: _("申し込みを受け付けました"),
        Step.TAKEN: _("職員が内容を確かめています"),
        Step.RELEASED: _("職員の確認の順番を待っています"),
        Step.ASKED: _("確認のお願いをしました"),
        Step.ANSWERED: _("回答を受け付けました"),
        Step.APPROVED: _("申し込みを承認しました"),
        Step.REFUSED: _("申し込みを見送りました"),
        Step.WITHDRAWN: _("申し込みを取り下げました"),
        Step.EXPIRED: _("期限が過ぎました"),
    }


def _text_of(step: str, reason: str) -> str:
    words = {Step.REFUSED: reasons.REFUSALS, Step.WITHDRAWN: reasons.WITHDRAWALS}
    return str(words[step][reason].text) if step in words and reason in words[step] else ""
