"""Signing in and out at the identity provider."""

import logging

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import User
from members.sign_in import rate_limits
from members.sign_in.actions.identity import find_or_create_user
from members.sign_in.actions.roles import set_roles
from members.sign_in.oidc import begun
from members.sign_in.oidc.errors import (
    ProviderUnavailable,
    SignInCancelled,
    SignInError,
    SignInRefused,
)
from members.sign_in.oidc.provider import Identity, Provider
from todock.lib.pages.ways import safe_next

logger = logging.getLogger(__name__)

#: Session key of the ID token of this sign-in.
ID_TOKEN = "oidc_id_token"  # noqa: S105

#: Where the mailed link of a newcomer leads, which stands in for 本人確認.
FIRST_SIGN_IN = "/me/first/"

_PAGES = {
    ProviderUnavailable: ("members/sign_in/unavailable.html", 503),
    SignInCancelled: ("members/sign_in/cancelled.html", 200),
    SignInRefused: ("members/sign_in/refused.html", 403),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Explain the sign-in; on POST lead to the identity provider."""
    next_url = safe_next(request)
    if request.user.is_authenticated:
        return redirect(next_url)
    if request.method != "POST":
        return render(request, "members/sign_in.html", {"next": next_url})
    if not rate_limits.within(settings.SIGN_IN_RATE, "sign-in", rate_limits.address(request)):
        return rate_limits.refused(request, seconds=60)
    try:
        provider = Provider(answering=True)
    except ProviderUnavailable as error:
        return _not_signed_in(request, error, next_url)
    return redirect(provider.sign_in_url(request, *begun.begin(request, next_url)))


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer: sign the person in, or say kindly why not."""
    next_url = "/"
    try:
        asked = begun.take(request, request.GET.get("state", ""))
        if asked is None:
            raise SignInRefused("unknown state")
        next_url = asked.next_url
        identity = Provider().identity(request, asked)
        user = _known(identity)
    except SignInError as error:
        if request.user.is_authenticated and isinstance(error, SignInRefused):
            # The back button or a second press on an answer that was used already.
            return redirect(next_url)
        return _not_signed_in(request, error, next_url)
    _begin_session(request, user, identity)
    if user.as_member or user.is_staff or next_url.startswith(FIRST_SIGN_IN):
        return redirect(next_url)
    return redirect(f"{reverse('members:link')}?{urlencode({'next': next_url})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and at the provider; a GET only asks."""
    if request.method != "POST":
        return render(request, "members/sign_out.html")
    id_token = request.session.get(ID_TOKEN)
    logout(request)
    answer = redirect(_end_session_url(request, id_token) if id_token else "/")
    # The card that the browser keeps for times without signal goes, and the worker that keeps it.
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _known(identity: Identity) -> User:
    """The sign-in of ``identity``, with the roles that it has now; raises SignInRefused."""
    user = find_or_create_user(
        issuer=settings.OIDC_ISSUER, subject=identity.subject, name=identity.name
    )
    if not user.is_active:
        raise SignInRefused("the sign-in is switched off")
    set_roles(user=user, roles=identity.roles)
    return user


def _begin_session(request: HttpRequest, user: User, identity: Identity) -> None:
    """Sign ``user`` in under a new session key; what the session held before stays.

    It is emptied if it was somebody else's. Applications are closed unless the same person signs
    in again, because a visitor before may have been somebody else.
    """
    again = request.user.is_authenticated and request.user.pk == user.pk
    if not again:
        import_string(settings.MEMBERS_FORGET_VISITOR)(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if again:
        request.session.cycle_key()
    request.session[ID_TOKEN] = identity.id_token


def _not_signed_in(request: HttpRequest, error: SignInError, next_url: str) -> HttpResponse:
    template, status = _PAGES[type(error)]
    logger.warning("No sign-in: %s.", error.reason)
    return render(request, template, {"next": next_url}, status=status)


def _end_session_url(request: HttpRequest, id_token: str) -> str:
    """Where the provider ends its own session; our home when it is down or has no such place."""
    try:
        return Provider(answering=True).sign_out_url(request, id_token) or "/"
    except ProviderUnavailable as error:
        logger.warning("Signed out here only: %s.", error.reason)
        return "/"
