"""Jobs of members: doors to what the modules do. No personal data in arguments."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from members import mail
from members.models import IdentityAttempt
from todock.lib import clock

#: Rows that one statement deletes: far fewer than the statement timeout allows.
BATCH = 5_000


@shared_task
def send_waiting_mail() -> int:
    """Send the mails that are due. Runs each minute; safe to run twice."""
    return mail.send_waiting(at=clock.now())


@shared_task
def forget_old_sessions() -> None:
    """Delete sessions that have ended, and tries of 本人確認 older than IDENTITY_ATTEMPT_DAYS."""
    at = clock.now()
    _delete(Session.objects.filter(expire_date__lt=at))
    kept = timedelta(days=settings.IDENTITY_ATTEMPT_DAYS)
    _delete(IdentityAttempt.objects.filter(at__lt=at - kept))


def _delete(rows: QuerySet) -> None:
    while rows.filter(pk__in=rows.order_by().values("pk")[:BATCH]).delete()[0]:
        pass
