"""Every write about sign-ins and their members."""

import hashlib
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from members.models import IdentityAttempt, Member, User
from members.refusals import AlreadyTied, IdentityLocked, IdentityMismatch
from members.sign_in.tries import locked_until
from todock.lib.japanese.kana import digits_of


def find_or_create_user(*, issuer: str, subject: str, name: str = "") -> User:
    """Return the sign-in of ``issuer`` and ``subject``, with the name it has there now.

    Nothing else finds a person: not an e-mail address, not a name.
    """
    key = hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]
    user, created = User.objects.get_or_create(
        issuer=issuer,
        subject=subject,
        # "!" starts a password that matches nothing.
        defaults={"username": f"oidc-{key}", "name": name, "password": "!"},
    )
    if not created and name and user.name != name:
        user.name = name
        user.save(update_fields=["name"])
    return user


def link_user(*, member: Member, user: User, at: datetime | None = None) -> Member:
    """Tie ``user`` to ``member`` without asking: for trusted callers. Raises AlreadyTied.

    With ``at`` it is written down as a try that succeeded.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Member.objects.filter(user=user).exclude(pk=member.pk).exists():
            raise AlreadyTied
        free = Member.objects.filter(Q(user__isnull=True) | Q(user=user), pk=member.pk)
        if not free.update(user=user):
            raise AlreadyTied
        if at is not None:
            IdentityAttempt.objects.create(
                user=user, member_number=member.member_number, at=at, succeeded=True
            )
    member.user = user
    return member


def link_identity(
    *, user: User, member_number: str, born_on: date, phone_last4: str, at: datetime
) -> Member:
    """Tie ``user`` to the member whose number, birth date and phone these are (本人確認).

    ``member_number`` and ``phone_last4`` are digits only (see sign_in.tries). Every wrong try
    is counted, for the sign-in and for the number; a sign-in that is tied already is answered
    with its member. Raises IdentityMismatch or IdentityLocked.
    """
    # The try is committed before the refusal is raised: a refusal must not undo its count.
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if member := Member.objects.filter(user=user).first():
            return member
        _lock_number(member_number)
        if _is_locked(user, member_number, at):
            raise IdentityLocked
        member = _matching(member_number, born_on, phone_last4)
        linked = member and Member.objects.filter(pk=member.pk, user__isnull=True).update(user=user)
        IdentityAttempt.objects.create(
            user=user, member_number=member_number[:20], at=at, succeeded=bool(linked)
        )
        locked = not linked and _is_locked(user, member_number, at)
    if locked:
        raise IdentityLocked
    if not linked:
        raise IdentityMismatch
    member.user = user
    return member


def _lock_number(member_number: str) -> None:
    """Let one try of this number pass at a time, whether a member has it or not."""
    key = hashlib.sha256(f"identity:{member_number}".encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key, "big", signed=True)]
        )


def _is_locked(user: User, member_number: str, at: datetime) -> bool:
    minutes = settings.IDENTITY_LOCK_MINUTES
    since = at - timedelta(minutes=2 * minutes)
    wrong = IdentityAttempt.objects.filter(at__gt=since, succeeded=False)
    return any(
        locked_until(
            list(tries.values_list("at", flat=True)),
            tries=settings.IDENTITY_TRIES,
            minutes=minutes,
            at=at,
        )
        for tries in (wrong.filter(user=user), wrong.filter(member_number=member_number[:20]))
    )


def _matching(member_number: str, born_on: date, phone_last4: str) -> Member | None:
    """The member whose facts these are. Takes as long for a number that nobody has."""
    member = Member.objects.filter(member_number=member_number).first()
    known = member or Member(born_on=date.min, phone="", other_phone="")
    fits = constant_time_compare(known.born_on.isoformat(), born_on.isoformat())
    phones = [
        constant_time_compare(digits_of(phone)[-4:], phone_last4)
        for phone in (known.phone, known.other_phone)
    ]
    return member if fits and any(phones) and len(phone_last4) == 4 else None
