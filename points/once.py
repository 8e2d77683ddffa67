"""A form that counts once: its hidden token becomes the key of the ledger."""

import secrets

from django.core import signing

from members.models import Member

_SALT = "points.once"


def token_for(member: Member, slug: str) -> str:
    """Return a fresh token for a form of ``member``, to be posted back with it."""
    return signing.dumps([member.pk, slug, secrets.token_urlsafe(12)], salt=_SALT)


def key_of(token: str, member: Member, slug: str) -> str | None:
    """Return the ledger's key of a token; None for one of somebody else, or of another form."""
    try:
        member_id, for_slug, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return f"{slug}:{nonce}" if (member_id, for_slug) == (member.pk, slug) else None
