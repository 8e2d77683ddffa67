"""The settings: what they read is documented, and production does not start half configured."""

import re
import runpy
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage.handler import StorageHandler
from environs import EnvValidationError

from todock.env import BASE_DIR, env, secret

VARIABLE = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=")
EXAMPLE = (BASE_DIR / ".env.example").read_text().splitlines()
DOCUMENTED = [found[1] for line in EXAMPLE if (found := VARIABLE.match(line))]


def asked() -> set[str]:
    """Every variable that the settings asked for, as their reader remembers it."""
    import todock.local.idp.settings
    import todock.settings  # noqa: F401

    runpy.run_path(str(BASE_DIR / "deploy" / "gunicorn.py"))
    return set(env.dump())


def test_every_variable_that_the_settings_read_is_in_the_example():
    assert asked() - set(DOCUMENTED) == set()


def test_every_variable_of_the_example_is_read_by_the_settings():
    assert set(DOCUMENTED) - asked() == set()


def test_no_variable_stands_twice_in_the_example():
    assert len(DOCUMENTED) == len(set(DOCUMENTED))


def test_every_variable_of_the_example_is_explained_above_it():
    unexplained = [
        line
        for above, line in zip(["", *EXAMPLE], EXAMPLE, strict=False)
        if VARIABLE.match(line) and not above.startswith("# ")
    ]

    assert unexplained == []


def test_the_example_sets_nothing_by_itself():
    assert [line for line in EXAMPLE if line and not line.startswith("#")] == []


def test_a_bare_machine_needs_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert secret("SECRET_KEY", "bare") == "bare"


def test_production_does_not_start_without_a_secret_and_says_which(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("todock.env.PRODUCTION", True)
    monkeypatch.setenv("SECRET_KEY", "")

    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is not set.*\.env\.example"):
        secret("SECRET_KEY", "bare")


def test_production_takes_the_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("todock.env.PRODUCTION", True)
    monkeypatch.setenv("SECRET_KEY", "real")

    assert secret("SECRET_KEY", "bare") == "real"


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "https://todock.s3.ap-northeast-1.amazonaws.com"),
        ({"S3_REGION": "ap-northeast-3"}, "https://todock.s3.ap-northeast-3.amazonaws.com"),
        ({"S3_ENDPOINT_URL": "http://minio:9000/"}, "http://minio:9000/todock"),
        ({"MEDIA_URL": "https://cdn.example.jp/media/"}, "https://cdn.example.jp"),
        (
            {"MEDIA_URL": "//cdn.example.jp/", "S3_ENDPOINT_URL": "https://s3.example.jp"},
            "https://cdn.example.jp",
        ),
    ],
)
def test_browsers_may_load_the_pictures_from_where_the_bucket_says_they_are(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], address: str
):
    for name, value in {"S3_BUCKET": "todock", **variables}.items():
        monkeypatch.setenv(name, value)
    settings = runpy.run_path(str(BASE_DIR / "todock" / "settings" / "django.py"))

    url = StorageHandler(settings["STORAGES"])["default"].url("pictures/x/240.webp")

    assert url == f"{address}/media/pictures/x/240.webp"
    parts = urlsplit(url)
    allowed = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"]
    assert f"{parts.scheme}://{parts.netloc}" in allowed


def test_without_a_bucket_pictures_come_from_our_own_address_only():
    settings = runpy.run_path(str(BASE_DIR / "todock" / "settings" / "django.py"))

    url = StorageHandler(settings["STORAGES"])["default"].url("pictures/x/240.webp")

    assert url == "/media/pictures/x/240.webp"
    assert settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["img-src"] == ["'self'", "data:"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TAX_ROUNDING", "up"),
        ("MOST_PIECES", "0"),
        ("JOIN_RATE", "often"),
        ("JOIN_LEAST_AGE", "-1"),
        ("FEED_HOLD_PRICES_PERCENT", "120"),
    ],
)
def test_what_the_co_op_cannot_decide_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)

    with pytest.raises(EnvValidationError, match=name):
        runpy.run_path(str(BASE_DIR / "todock" / "settings" / "business.py"))
