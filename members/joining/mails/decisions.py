"""The words of the mails about the decision: what staff ask, what they decided, what ran out."""

from django.conf import settings
from django.utils.translation import gettext as _

from members.joining import links
from members.joining.actions import approving, decisions, endings, first_sign_in
from members.joining.models import ApplicationQuestion, FirstSignInLink
from members.joining.queries import status
from members.joining.rules import reasons
from members.joining.rules.steps import State
from todock.lib import clock
from todock.post import mail, outbox
from todock.post.models import OutgoingMail
from todock.post.texts import text

NOT_ASKED_ANY_MORE = "not asked any more"


def asked(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of a question; the key is its id.

    Raises Hopeless when the answer, or the end of the application, was faster than the mail.
    """
    application = outgoing.recipient
    question = ApplicationQuestion.objects.get(pk=outgoing.key, application=application)
    if question.answered_at is not None or application.state != State.ASKED_BACK:
        raise outbox.Hopeless(NOT_ASKED_ANY_MORE, alarming=False)
    subject = _("申し込みについて、教えていただきたいことがあります（申込番号%(number)s）") % {
        "number": application.number
    }
    return subject, text(
        "joining/mails/application_asked",
        application=application,
        question=question,
        asks=reasons.text(reasons.QUESTIONS, question.code),
        url=links.application_url(application),
    )


def approved(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the good news, with the way to the first sign-in."""
    application = outgoing.recipient
    link = FirstSignInLink.objects.filter(application=application, used_at=None).first()
    subject = (
        _("組合員になりました。はじめてのログインのご案内")
        if application.joins
        else _("宅配のお申し込みの手続きが済みました")
    )
    return subject, text(
        "joining/mails/application_approved",
        application=application,
        member=application.member,
        sign_in_url=first_sign_in.url(link) if link else "",
        sign_in_until=link and link.expires_at,
        first_cycle=status.cycle_label(application, clock.now()),
        bank_mandate_url=settings.BANK_MANDATE_URL,
    )


def refused(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of a refusal, in mild words."""
    application = outgoing.recipient
    event = application.events.get(step=decisions.Step.REFUSED)
    subject = _("お申し込みについて（申込番号%(number)s）") % {"number": application.number}
    return subject, text(
        "joining/mails/application_refused",
        application=application,
        reason=reasons.text(reasons.REFUSALS, event.reason),
        erase_days=settings.JOIN_ERASE_DAYS,
    )


def expired(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text after a question stayed without answer."""
    application = outgoing.recipient
    subject = _("申し込みの期限が過ぎました（申込番号%(number)s）") % {"number": application.number}
    return subject, text(
        "joining/mails/application_expired",
        application=application,
        erase_days=settings.JOIN_ERASE_DAYS,
    )


mail.register(decisions.ASKED, asked)
mail.register(decisions.REFUSED, refused)
mail.register(approving.APPROVED, approved)
mail.register(endings.EXPIRED, expired)
