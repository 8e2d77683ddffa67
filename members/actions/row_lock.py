"""The lock on a member's row that writes about a membership begin with."""

from django.db import OperationalError

from members.models import Member
from members.refusals import RegistrationBusy

#: What PostgreSQL says when it waited for a lock as long as it may.
_LOCK_NOT_AVAILABLE = "55P03"


def lock(member: Member) -> Member:
    """Lock the row of ``member`` until the transaction ends, and return it as it is now.

    What hangs on it (course, card, household) is to be read through the row that is returned: what
    is joined to a row is as old as the wait for its lock. Raises RegistrationBusy when the row is
    held for long, as by a snapshot that is being applied.
    """
    rows = Member.objects.select_for_update(no_key=True)
    try:
        return rows.get(pk=member.pk)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
            raise RegistrationBusy from error
        raise
