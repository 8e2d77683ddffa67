"""The words of the mails to an applicant, up to the receipt. They hold no more than they need."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from members.joining import links
from members.joining.actions.applying import CONFIRM, STATUS_LINK
from members.joining.actions.submitting import RECEIVED, WITHDRAWN
from todock.post import mail
from todock.post.models import OutgoingMail
from todock.post.texts import text


def confirm(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the mail that leads to the form, and on to it later."""
    subject = _("申し込みの入力を始めるためのご案内")
    return subject, text(f"joining/mails/{CONFIRM}", **_way_in(outgoing))


def status_link(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the mail that leads to the status page."""
    subject = _("申し込みの状態を見るためのご案内")
    return subject, text(f"joining/mails/{STATUS_LINK}", **_way_in(outgoing))


def received(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the receipt."""
    application = outgoing.recipient
    subject = _("申し込みを受け付けました（申込番号%(number)s）") % {"number": application.number}
    return subject, text(
        f"joining/mails/{RECEIVED}",
        application=application,
        url=links.application_url(application),
        decision_days=settings.JOIN_DECISION_DAYS,
    )


def withdrawn(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the mail that says that nothing follows."""
    subject = _("申し込みを取り下げました")
    return subject, text(
        f"joining/mails/{WITHDRAWN}",
        application=outgoing.recipient,
        erase_days=settings.JOIN_ERASE_DAYS,
    )


def _way_in(outgoing: OutgoingMail) -> dict:
    application = outgoing.recipient
    sent_at = application.code_sent_at
    return {
        "application": application,
        "url": links.application_url(application),
        "code": links.code(application) if links.has_code(application) else "",
        "code_until": sent_at and sent_at + timedelta(minutes=settings.JOIN_CODE_MINUTES),
    }


mail.register(CONFIRM, confirm)
mail.register(STATUS_LINK, status_link)
mail.register(RECEIVED, received)
mail.register(WITHDRAWN, withdrawn)
