"""The mailed link that ties a newcomer's first sign-in to the membership, once.

It stands in for 本人確認: whoever has the link was reached at the address that the application
confirmed.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from members.joining.links import MAC_LENGTH
from members.joining.models import FirstSignInLink
from members.joining.refusals import FirstSignInLinkOver
from members.models import Member, User
from members.sign_in.actions.identity import link_user


def mac(public_id: object) -> str:
    """Return the mark in the link with ``public_id`` (a UUID), which only we can make."""
    made = salted_hmac("members.first_sign_in", public_id.hex, algorithm="sha256")
    return made.hexdigest()[:MAC_LENGTH]


def is_mac(public_id: object, given: str) -> bool:
    """Say whether ``given`` is the mark of ``public_id``, in constant time."""
    return constant_time_compare(mac(public_id), given)


def path(link: FirstSignInLink) -> str:
    """Return the path of ``link``."""
    return reverse("joining:first_sign_in", args=[link.public_id, mac(link.public_id)])


def url(link: FirstSignInLink) -> str:
    """Return the whole address of ``link``, for mails."""
    return settings.SITE_URL + path(link)


def tie(*, link: FirstSignInLink, user: User, at: datetime) -> Member:
    """Tie ``user`` to the member of ``link``, and use the link up.

    It counts as a try of 本人確認 that succeeded. Of two who come at once one wins. Raises
    FirstSignInLinkOver when the link was used or is too old, or the member has left since;
    AlreadyTied when the sign-in or the member is tied to another: the link stays unused.
    """
    with transaction.atomic():
        member = Member.objects.get(pk=link.member_id)
        if member.state == Member.State.WITHDRAWN:
            raise FirstSignInLinkOver
        used = FirstSignInLink.objects.filter(
            pk=link.pk, used_at__isnull=True, expires_at__gt=at
        ).update(used_at=at, used_by=user)
        if not used:
            raise FirstSignInLinkOver
        return link_user(member=member, user=user, at=at)
