"""Messages to staff in Slack, from the outbox (see members.outbox). None holds personal data.

A message is a number, a kind, a centre, an age and a link into the admin, where the roles decide
who reads on. Its words are made when it is sent. Without SLACK_WEBHOOK_URL they are shown in the
log of the run.
"""

import html
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from slack_sdk.webhook import WebhookClient

from members import outbox
from members.models import Application, MemberRequest, StaffMessage
from members.steps import State
from todock.lib import clock

logger = logging.getLogger(__name__)

#: Returns the words of a message at an instant.
Builder = Callable[[StaffMessage, datetime], str]

APPLICATION_SUBMITTED = "application_submitted"
DIGEST = "digest"


def announce(application: Application) -> None:
    """Let staff be told of ``application``, once; in the transaction that submits it."""
    StaffMessage.objects.get_or_create(
        kind=APPLICATION_SUBMITTED,
        key=application.number,
        defaults={"application": application},
    )


def write_digest(*, at: datetime) -> None:
    """Let staff be told what waits, once a day in Japan.

    Also when nothing does: a silent channel could as well be a broken one.
    """
    StaffMessage.objects.get_or_create(kind=DIGEST, key=clock.japan_date(at).isoformat())


def register(kind: str, builder: Builder) -> None:
    """Let ``builder`` write the words of the messages of ``kind``. Called once, at the start."""
    _BUILDERS[kind] = builder


def tell(kind: str, key: str) -> None:
    """Let staff be told of ``key``, once, in the words that are registered for ``kind``."""
    StaffMessage.objects.get_or_create(kind=kind, key=key)


def send_waiting(*, at: datetime) -> int:
    """Send what is due at ``at``; return the number of messages sent. Safe to run side by side.

    One at a time: after the first that Slack does not take, the run ends, and the others keep
    their tries.
    """
    return outbox.send_due(
        StaffMessage,
        channel=partial(_channel, at=at),
        at=at,
        most=1,
        related=["application__proposed_course__centre"],
    )


def text(message: StaffMessage, *, at: datetime) -> str:
    """Return the words of ``message`` at ``at``; raises Hopeless when they are no longer true."""
    return _BUILDERS[message.kind](message, at)


@contextmanager
def _channel(*, at: datetime) -> Iterator[outbox.Send]:
    yield partial(_send, client=_client(), at=at)


def _client() -> WebhookClient | None:
    if not settings.SLACK_WEBHOOK_URL:
        return None
    return WebhookClient(
        settings.SLACK_WEBHOOK_URL,
        timeout=settings.SLACK_TIMEOUT_SECONDS,
        # Trying again is the affair of the outbox.
        retry_handlers=[],
    )


def _send(message: StaffMessage, *, client: WebhookClient | None, at: datetime) -> str:
    """Send one message; return its words where nobody but the log takes them."""
    words = text(message, at=at)
    if client is None:
        return f": {words}".replace("\n", " ")
    try:
        response = client.send(text=words, unfurl_links=False)
    except Exception as error:
        # Not the words of the error: they may hold the webhook's address, which is a secret.
        raise outbox.Away(type(error).__name__) from error
    if response.status_code != 200:
        raise outbox.Away(f"HTTP {response.status_code}")
    return ""


def _application_submitted(message: StaffMessage, at: datetime) -> str:
    application = message.application
    course = application.proposed_course
    centre = course.centre.name if course else ""
    lines = [
        _("新しい申し込み %(number)s（%(kind)s）")
        % {"number": application.number, "kind": application.get_kind_display()},
        _("センター：%(centre)s") % {"centre": centre or _("未定")}
        if application.wants_delivery
        else "",
        _("受付から：%(age)s") % {"age": _age(application.submitted_at, at)},
        _admin("application_change", application.pk),
    ]
    return _lines(lines)


def _digest(message: StaffMessage, at: datetime) -> str:
    if message.key != clock.japan_date(at).isoformat():
        raise outbox.Hopeless("the day is over", alarming=False)
    waits = Application.objects.waiting().order_by()
    count = dict(waits.values_list("state").annotate(Count("pk")))
    ours = waits.filter(state__in=[State.SUBMITTED, State.IN_REVIEW]).aggregate(
        oldest=Min("submitted_at"),
        overdue=Count("pk", filter=Q(taken_until__lte=at)),
    )
    requests = MemberRequest.objects.filter(state=MemberRequest.State.WAITING).count()
    lines = [_("申し込みの待ち状況 %(day)s") % {"day": clock.day_text(clock.japan_date(at))}]
    if not count and not requests:
        return _lines([*lines, _("待っているものはありません。")])
    states = [
        _("%(state)s %(count)s件") % {"state": State(state).label, "count": count[state]}
        for state in (State.SUBMITTED, State.IN_REVIEW, State.ASKED_BACK)
        if state in count
    ]
    lines.append("・".join(states))
    if ours["overdue"]:
        lines.append(_("審査の期限切れ %(count)s件") % {"count": ours["overdue"]})
    if ours["oldest"]:
        lines.append(_("一番古い受付から：%(age)s") % {"age": _age(ours["oldest"], at)})
    if requests:
        lines.append(_("組合員からの変更の依頼 %(count)s件") % {"count": requests})
    return _lines([*lines, _admin("application_changelist")])


_BUILDERS: dict[str, Builder] = {
    APPLICATION_SUBMITTED: _application_submitted,
    DIGEST: _digest,
}


def _age(since: datetime, at: datetime) -> str:
    return clock.time_left_text(since, at) or _("1分未満")


def _admin(page: str, *args: object) -> str:
    return settings.SITE_URL + reverse(f"admin:members_{page}", args=args)


def _lines(lines: list[str]) -> str:
    """One text of the lines that say something, with Slack's three signs escaped."""
    return "\n".join(html.escape(line, quote=False) for line in lines if line)
