"""Jobs of joining: they call what the modules do. No personal data in arguments."""

from celery import shared_task

from members.joining.actions import endings
from members.joining.feeds import applications
from members.joining.mails import staff_messages
from todock.lib import clock


@shared_task
def tell_staff_what_waits() -> None:
    """Write the daily digest for staff. Runs once a day; a second run changes nothing."""
    staff_messages.write_digest(at=clock.now())


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
