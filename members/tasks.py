"""Jobs of members: doors to what the modules do. No personal data in arguments."""

import logging
from datetime import timedelta

from celery import current_app, shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from members import mail, outbox, slack
from members.actions import endings, sign_ins
from members.exports import applications, member_changes
from members.models import AccessLog, CardCheck, IdentityAttempt
from todock.lib import clock

logger = logging.getLogger(__name__)

#: Rows that one statement deletes: far fewer than the statement timeout allows.
BATCH = 5_000
#: Seconds in which the broker has to answer while a visitor waits.
BROKER_SECONDS = 1


@shared_task
def send_waiting_mail() -> int:
    """Send the mails that are due. Runs each minute; safe to run twice."""
    return mail.send_waiting(at=clock.now())


def hurry_mail() -> None:
    """Let a worker send now what waits, for somebody who looks out for it.

    Without a broker the run of the next minute sends it; a broker that does not answer is waited
    for no longer than BROKER_SECONDS at a time.
    """
    once = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        **dict.fromkeys(["socket_timeout", "socket_connect_timeout"], BROKER_SECONDS),
    }
    try:
        with current_app.connection_for_write() as connection:
            connection.transport_options = {**connection.transport_options, **once}
            send_waiting_mail.apply_async(expires=60, retry=False, connection=connection)
    except (OperationalError, OSError) as error:
        logger.warning("Mail waits for the next minute: %s.", type(error).__name__)


# A Slack that answers byte by byte keeps within SLACK_TIMEOUT_SECONDS, and must not keep a worker.
@shared_task(soft_time_limit=outbox.RUN_SECONDS + 60)
def send_staff_messages() -> int:
    """Send the messages to staff that are due. Runs each minute; safe to run twice."""
    return slack.send_waiting(at=clock.now())


@shared_task
def tell_staff_what_waits() -> None:
    """Write the daily digest for staff. Runs once a day; a second run changes nothing."""
    slack.write_digest(at=clock.now())


@shared_task
def export_member_changes() -> None:
    """Write the changes that wait into a file. Runs each hour; safe to run twice."""
    member_changes.write_member_changes(at=clock.now())


@shared_task
def expire_applications() -> int:
    """Give up drafts and questions whose time is over. Runs each hour; safe to run twice."""
    return endings.expire_due(at=clock.now())


@shared_task
def erase_applications() -> int:
    """Take the person out of applications that ended long ago. Runs each day; safe to run twice."""
    return endings.erase_due(at=clock.now())


@shared_task
def export_applications() -> None:
    """Write those who were approved into a file. Runs each hour; safe to run twice."""
    applications.write_applications(at=clock.now())


@shared_task
def forget_old_sessions() -> None:
    """Delete ended sessions, and sign-ins, tries of 本人確認 and logs that are old enough.

    Sign-ins whose session is over are marked so. How long the rest is kept: SIGN_IN_DAYS,
    IDENTITY_ATTEMPT_DAYS, LOG_DAYS.
    """
    at = clock.now()
    _delete(Session.objects.filter(expire_date__lt=at))
    sign_ins.close_expired(at=at)
    _delete(sign_ins.old(at=at))
    kept = timedelta(days=settings.IDENTITY_ATTEMPT_DAYS)
    _delete(IdentityAttempt.objects.filter(at__lt=at - kept))
    for log in (AccessLog, CardCheck):
        _delete(log.objects.filter(at__lt=at - timedelta(days=settings.LOG_DAYS)))


def _delete(rows: QuerySet) -> None:
    while rows.filter(pk__in=rows.order_by().values("pk")[:BATCH]).delete()[0]:
        pass
