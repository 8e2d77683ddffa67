"""Kinds of mail of the tests' own, and where they go."""

import pytest
from django.core import mail as django_mail

from tests.integration.post.mail_server import MailServer
from todock.post import mail


@pytest.fixture
def letters(monkeypatch) -> None:
    """A kind of mail named ``letter``, and one whose text cannot be written."""
    monkeypatch.setattr(mail, "_builders", {})
    mail.register("letter", lambda row: (f"お知らせ {row.key}", f"{row.member.name}さん"))
    mail.register("broken", lambda row: 1 / 0)


@pytest.fixture
def memory(settings, letters) -> list:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django_mail.outbox = []
    return django_mail.outbox


@pytest.fixture
def server(settings, letters):
    started = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = started.server_address
    settings.EMAIL_USE_TLS = False
    yield started
    started.shutdown()
    started.server_close()
