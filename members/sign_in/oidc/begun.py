"""Sign-ins that a browser has begun, kept in its session until the provider answers."""

import time
from secrets import token_urlsafe
from typing import NamedTuple

from django.http import HttpRequest

#: Session key.
BEGUN = "sign_ins_begun"
#: Seconds in which the person has to come back.
SECONDS = 10 * 60
#: One for each tab; of more, the oldest are forgotten.
MOST = 10


class Begun(NamedTuple):
    """One sign-in on its way."""

    nonce: str
    #: The PKCE code verifier, which only this browser's session knows.
    verifier: str
    next_url: str
    #: Seconds since 1970.
    at: float


def begin(request: HttpRequest, next_url: str) -> tuple[str, Begun]:
    """Remember a new sign-in; return its state and what was remembered."""
    new = Begun(token_urlsafe(32), token_urlsafe(48), next_url, time.time())
    others = sorted(_of(request).items(), key=lambda each: each[1].at)[-(MOST - 1) :]
    state = token_urlsafe(32)
    request.session[BEGUN] = dict([*others, (state, new)])
    return state, new


def take(request: HttpRequest, state: str) -> Begun | None:
    """Return the sign-in of ``state``, once; None where this browser did not begin it lately."""
    waiting = _of(request)
    taken = waiting.pop(state, None)
    if taken is None:
        return None
    request.session[BEGUN] = waiting
    # The provider may take seconds: what another tab begins in them must not be written over.
    request.session.save()
    request.session = type(request.session)(request.session.session_key)
    return taken


def _of(request: HttpRequest) -> dict[str, Begun]:
    begun = {state: Begun(*each) for state, each in request.session.get(BEGUN, {}).items()}
    return {state: each for state, each in begun.items() if time.time() - each.at < SECONDS}
