"""Jobs of the feeds: they call what the modules do."""

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from todock.feeds import inbox


@shared_task(name="todock.feeds.tasks.look_into_inbox", ignore_result=True)
def look_into_inbox(user_id: int | None = None) -> None:
    """Work through what has arrived. Every minute, and when staff ask; safe to run twice."""
    user = get_user_model().objects.filter(pk=user_id).first()
    inbox.look(by=str(user) if user else _("定期"))
