"""Tasks of the feeds: doors only."""

from celery import shared_task
from django.utils.translation import gettext as _

from todock.feeds import inbox


@shared_task(name="todock.feeds.tasks.look_into_inbox", ignore_result=True)
def look_into_inbox(by: str = "") -> None:
    """Work through what has arrived. Every minute, and when staff ask; safe to run twice."""
    inbox.look(by=by or _("定期"))
