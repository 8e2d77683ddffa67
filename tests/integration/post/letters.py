"""Letters that wait in the outbox."""

from datetime import timedelta

from tests.factories import people
from todock.lib import clock
from todock.post.models import OutgoingMail


def waiting(key: str = "1", kind: str = "letter", member=None, **kw) -> OutgoingMail:
    return OutgoingMail.objects.create(
        recipient=member or people.member(f"{int(key):010}"),
        kind=kind,
        key=key,
        due_at=kw.pop("due_at", clock.now() - timedelta(seconds=1)),
        **kw,
    )
