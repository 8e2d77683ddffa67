"""``check --deploy``: each dangerous setting is found, and a good configuration passes."""

import pytest
from django.test import override_settings

from todock import checks

GOOD = {
    "DEBUG": False,
    "HTTPS": True,
    "SITE_URL": "https://todock.example.jp",
    "ALLOWED_HOSTS": ["todock.example.jp"],
    "STATEMENT_TIMEOUT_SECONDS": 10,
    "CLOSING_DELAY_SECONDS": 12,
    "AWS_BUCKET": "todock-pictures",
    "FEEDS_BUCKET": "todock-feeds",
    "OIDC_ISSUER": "https://todock.example.auth0.com",
    "OIDC_CLIENT_SECRET": "c" * 40,
    "LOCAL_SUPERUSER_DOOR": False,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PRODUCTION", True)
    monkeypatch.setenv("DATABASE_URL", "postgresql://todock@db.example.jp/todock")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.jp/0")


def found(**changed: object) -> list[str]:
    with override_settings(**{**GOOD, **changed}):
        return [message.id.removeprefix("todock.") for message in checks.check_production(None)]


def test_a_good_configuration_passes():
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"DEBUG": True}, "E002"),
        ({"HTTPS": False}, "E003"),
        ({"SITE_URL": "http://todock.example.jp"}, "E003"),
        ({"ALLOWED_HOSTS": ["todock.example.jp", "localhost"]}, "E004"),
        ({"CLOSING_DELAY_SECONDS": 10}, "E005"),
        ({"AWS_BUCKET": "", "FEEDS_BUCKET": ""}, "E008"),
        ({"FEEDS_BUCKET": "todock-pictures"}, "W009"),
        ({"OIDC_ISSUER": "http://todock.example.auth0.com"}, "E010"),
        ({"OIDC_ISSUER": "https://localhost:8001"}, "E010"),
        ({"OIDC_CLIENT_SECRET": "short"}, "E011"),
        ({"LOCAL_SUPERUSER_DOOR": True}, "W012"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, "W013"),
    ],
)
def test_a_dangerous_setting_is_found(changed: dict, message: str):
    assert found(**changed) == [message]


@pytest.mark.parametrize(("variable", "message"), [("DATABASE_URL", "E006"), ("REDIS_URL", "E007")])
def test_a_missing_server_is_found(variable: str, message: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(variable, "")

    assert found() == [message]


def test_a_bare_machine_is_told_that_it_is_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "PRODUCTION", False)

    assert found() == ["E001"]


def test_every_message_says_what_to_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "PRODUCTION", False)
    bad = {"DEBUG": True, "HTTPS": False, "AWS_BUCKET": "", "LOCAL_SUPERUSER_DOOR": True}

    with override_settings(**{**GOOD, **bad}):
        hints = [message.hint for message in checks.check_production(None)]

    assert len(hints) == 5
    assert all(hint.startswith(("Set ", "Unset ")) for hint in hints)
