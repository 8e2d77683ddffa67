"""Sign-ins: each is recorded with the session that it opened, and ended by ending that session."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from members.models import SignIn, User
from members.sign_in import devices
from todock.lib import clock

#: Session key: id of the sign-in, and the key of the session as it was recorded.
RECORDED = "sign_in"


def record(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Record a sign-in; a receiver of Django's ``user_logged_in``.

    A person who signs in again in the same browser begins a new one, and the old one is over.
    """
    at = clock.now()
    if earlier := request.session.get(RECORDED):
        _close(user.sign_ins.filter(pk=earlier[0]), at=at)
    made = SignIn.objects.create(
        user=user, device=devices.named(request.headers.get("User-Agent", "")), at=at
    )
    request.session[RECORDED] = [made.pk, ""]
    follow(request)


def follow(request: HttpRequest) -> None:
    """Keep the record at the key of the session, which changes at and after a sign-in.

    Costs no query while the key is the one that was recorded.
    """
    recorded = request.session.get(RECORDED)
    if not recorded:
        return
    if request.session.session_key is None:
        request.session.create()
    number, key = recorded
    if key != request.session.session_key:
        key = request.session.session_key
        SignIn.objects.filter(pk=number, ended_at__isnull=True).update(session_key=key)
        request.session[RECORDED] = [number, key]


def of_this_browser(request: HttpRequest) -> int | None:
    """Return the id of the sign-in of this session; None for one from before they were kept."""
    recorded = request.session.get(RECORDED)
    return recorded[0] if recorded else None


def close(request: HttpRequest, user: User | None, **kwargs: object) -> None:
    """Mark the sign-in as over at sign-out; a receiver of Django's ``user_logged_out``."""
    if user is not None and (recorded := request.session.get(RECORDED)):
        _close(user.sign_ins.filter(pk=recorded[0]), at=clock.now())


def end(*, sign_in: SignIn, at: datetime) -> None:
    """End a sign-in: whoever uses its browser is signed out at the next page."""
    with transaction.atomic():
        held = SignIn.objects.select_for_update().get(pk=sign_in.pk)
        if held.session_key:
            Session.objects.filter(session_key=held.session_key).delete()
        _close(SignIn.objects.filter(pk=held.pk), at=at)


def end_others(*, user: User, but: int | None, at: datetime) -> int:
    """End all sign-ins of ``user`` except the one with the id ``but``; return how many."""
    others = user.sign_ins.filter(ended_at__isnull=True).exclude(pk=but).order_by("pk")
    ended = list(others)
    for each in ended:
        end(sign_in=each, at=at)
    return len(ended)


def close_expired(*, at: datetime) -> int:
    """Mark the sign-ins whose session has run out or is gone; return how many."""
    living = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    return _close(SignIn.objects.exclude(session_key="").filter(~Exists(living)), at=at)


def old(*, at: datetime) -> QuerySet:
    """Return the sign-ins that are over and older than SIGN_IN_DAYS: to be deleted."""
    kept = timedelta(days=settings.SIGN_IN_DAYS)
    return SignIn.objects.filter(at__lt=at - kept, ended_at__isnull=False)


def _close(sign_ins: QuerySet, *, at: datetime) -> int:
    return sign_ins.filter(ended_at__isnull=True).update(ended_at=at, session_key="")
