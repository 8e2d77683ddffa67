"""The change that most of these tests make: of the place where the boxes stand."""

from datetime import datetime

from members.models import Member, MemberChange
from members.registration.actions import changes
from todock.lib import clock

NEW, OLD = "車庫の中", "玄関前"


def changed(member: Member, *, exported_at: datetime | None = None, **values) -> MemberChange:
    """A change of one field, which went out at ``exported_at``."""
    values = values or {"drop_place": NEW}
    (row,) = changes.change(member=member, values=values, by=member.user, at=clock.now())
    if exported_at:
        row.export_name, row.exported_at = "member_changes_20251201_001", exported_at
        row.save()
    return row
