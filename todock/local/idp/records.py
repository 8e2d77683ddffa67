"""What the local identity provider keeps: one client, and the demo accounts."""

from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.db import transaction

from todock.demo import accounts

CALLBACK = "/accounts/oidc/todock/login/callback/"


def _site_addresses() -> list[str]:
    """The site's address under both names of this machine."""
    port = urlsplit(settings.SITE_URL).port or 80
    both = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
    return list(dict.fromkeys([settings.SITE_URL, *both]))


def save_client() -> None:
    """Register the site, at the address and with the secret of the settings."""
    client = Client.objects.filter(pk=settings.CLIENT_ID).first() or Client(pk=settings.CLIENT_ID)
    client.name = "トドック"
    client.skip_consent = True
    client.set_scopes(["openid", "profile", "email"])
    client.set_redirect_uris([address + CALLBACK for address in _site_addresses()])
    client.set_post_logout_redirect_uris([address + "/" for address in _site_addresses()])
    if not client.check_secret(settings.CLIENT_SECRET):
        client.set_secret(settings.CLIENT_SECRET)
    client.save()


@transaction.atomic
def save_accounts() -> None:
    """Make the demo accounts what ``todock.demo.accounts`` says."""
    for account in accounts.ACCOUNTS:
        user, _ = User.objects.update_or_create(
            username=account.subject,
            defaults={
                "email": account.email,
                "first_name": account.name,
                "is_staff": bool(account.roles),
                "is_active": True,
            },
        )
        if not check_password(accounts.PASSWORD, user.password):
            user.set_password(accounts.PASSWORD)
            user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=user, defaults={"email": account.email, "verified": True, "primary": True}
        )
