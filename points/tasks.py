"""Jobs of points: doors to what the modules do. No personal data in arguments."""

from celery import shared_task

from points import exports
from todock.lib import clock


@shared_task
def export_point_uses() -> None:
    """Write what was done with points here into a file. Runs each night; safe to run twice."""
    exports.write_point_uses(at=clock.now())
