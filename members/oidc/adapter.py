"""What allauth asks of us at a sign-in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts cannot be opened."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A sign-in is known by issuer and subject."""
