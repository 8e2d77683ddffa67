"""Jobs of members: they call what the modules do. No personal data in arguments."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from members.feeds import member_changes
from members.models import AccessLog, CardCheck, IdentityAttempt
from members.sign_in.actions import sign_ins
from todock.lib import clock

#: Rows that one statement deletes: far fewer than the statement timeout allows.
BATCH = 5_000


@shared_task
def export_member_changes() -> None:
    """Write the changes that wait into a file. Runs each hour; safe to run twice."""
    member_changes.write_member_changes(at=clock.now())


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
