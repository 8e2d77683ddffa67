"""Jobs of points: they call what the modules do. No personal data in arguments."""

from celery import shared_task

from points import actions
from points.actions import audit, expiring, stages
from points.feeds import point_uses
from todock.lib import clock


@shared_task
def confirm_due() -> int:
    """Make the points real whose day has come; safe to run twice."""
    return actions.confirm_due(at=clock.now())


@shared_task
def settle_stages() -> int:
    """Count the month that is over and pay what the stages bring; safe to run twice."""
    return stages.settle_months(at=clock.now())


@shared_task
def expire_due() -> int:
    """Let points expire whose last day is over, unless staff have to look; safe to run twice."""
    return expiring.expire_due(at=clock.now())


@shared_task
def notice_expiring() -> int:
    """Write down the mails about points that expire soon; safe to run twice."""
    return expiring.write_down_notices(at=clock.now())


@shared_task
def end_accounts() -> int:
    """End the accounts of members who have left; safe to run twice."""
    return actions.end_accounts_of_the_withdrawn(at=clock.now())


@shared_task
def audit_ledger() -> int:
    """Add the whole ledger up again; return the number of differences."""
    return audit.run(at=clock.now()).differences


@shared_task
def export_point_uses() -> None:
    """Write what was done with points here into a file. Runs each night; safe to run twice."""
    point_uses.write_point_uses(at=clock.now())
