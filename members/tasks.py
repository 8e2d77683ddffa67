"""Jobs of members: doors to what the modules do. No personal data in arguments."""

from celery import shared_task
from django.core.management import call_command

from members import mail
from todock.lib import clock


@shared_task
def send_waiting_mail() -> int:
    """Send the mails that are due. Runs each minute; safe to run twice."""
    return mail.send_waiting(at=clock.now())


@shared_task
def forget_old_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")
