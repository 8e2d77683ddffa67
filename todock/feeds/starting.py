"""Asking the worker to look into the inbox now."""

import logging

from kombu.exceptions import OperationalError

from todock.feeds.tasks import look_into_inbox

logger = logging.getLogger(__name__)


def start_look(*, user_id: int) -> bool:
    """Ask for a look into the inbox; return False when the broker is down (the timer looks too).

    The broker is told no name: the worker looks up who it was.
    """
    try:
        look_into_inbox.apply_async(kwargs={"user_id": user_id}, retry=False)
    except (OperationalError, OSError):
        logger.warning("the broker is down: the inbox is looked at by the timer")
        return False
    return True
