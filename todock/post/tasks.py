"""Jobs of the post: they call what the modules do. No personal data in arguments."""

import logging

from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from todock.lib import clock
from todock.post import mail, outbox, slack

logger = logging.getLogger(__name__)

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
