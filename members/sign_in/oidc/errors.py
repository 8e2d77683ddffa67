"""What can go wrong at a sign-in. The texts name no person and no token: they go to the log."""


class SignInError(Exception):
    """A sign-in that did not come about. ``reason`` is for the log, in English."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ProviderUnavailable(SignInError):
    """The identity provider does not answer in time, or answers nonsense."""


class SignInRefused(SignInError):
    """An answer that may not be believed: a wrong state, signature, issuer, audience, nonce."""


class SignInCancelled(SignInError):
    """The person went back at the provider, or the provider did not let the person in."""
