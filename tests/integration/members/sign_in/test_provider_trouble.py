"""A provider that is down, slow or talks nonsense."""

import json
import logging
import time

import pytest

from members.sign_in.oidc import discovery
from tests.factories import people
from tests.integration.members.sign_in.answers import CALLBACK, refused

pytestmark = pytest.mark.django_db
#: Seconds within which the page must be there.
PROMPT = 3.0


def test_a_provider_that_is_down_is_a_kind_page(client, provider):
    provider.stop()
    _unavailable(client.post("/accounts/login/"))


def test_a_provider_that_goes_down_is_noticed_at_the_next_start(client, provider, monkeypatch):
    # given a configuration that is kept
    client.post("/accounts/login/")
    # when the provider goes down, and half a minute is over
    provider.stop()
    monkeypatch.setattr(discovery, "ALIVE_SECONDS", 0)
    # then the person gets our page and not her browser's
    _unavailable(client.post("/accounts/login/"))


def test_a_provider_that_is_down_is_not_asked_again_at_once(client, provider):
    provider.answers["/.well-known/openid-configuration"] = (500, b"")
    _unavailable(client.post("/accounts/login/"))
    _unavailable(client.post("/accounts/login/"))
    assert provider.requests.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"]
)
@pytest.mark.parametrize("how", ["hangs", "trickles"])
def test_a_slow_provider_is_a_kind_page_within_three_seconds(client, provider, path, how):
    # given a provider that takes its time with one answer
    if how == "hangs":
        provider.delays[path] = 8
    else:
        provider.trickle.add(path)
    # when somebody signs in
    started = time.monotonic()
    response = client.post("/accounts/login/")
    if response.status_code == 302:
        answer = provider.authorize(response["Location"])
        started = time.monotonic()
        response = client.get(CALLBACK, answer)
    # then the page is there in time
    assert time.monotonic() - started < PROMPT
    _unavailable(response)


def test_several_slow_answers_share_one_budget(client, provider):
    # given three answers, each of which alone would be in time
    for path in ("/token", "/keys", "/userinfo"):
        provider.delays[path] = 1.5
    answer = provider.authorize(client.post("/accounts/login/")["Location"])
    started = time.monotonic()
    _unavailable(client.get(CALLBACK, answer))
    assert time.monotonic() - started < PROMPT


NONSENSE = {
    "not JSON": b"<html>Wartung</html>",
    "a list": b"[]",
    "nothing": b"",
    "not text": b"\xff\xfe\x00",
    "an empty object": b"{}",
    "another issuer": json.dumps({"issuer": "http://evil.example"}).encode(),
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_a_configuration_of_nonsense_is_a_kind_page(client, provider, body):
    provider.answers["/.well-known/openid-configuration"] = (200, body)
    _unavailable(client.post("/accounts/login/"))


def test_a_configuration_that_is_far_too_large_is_a_kind_page(client, provider):
    body = json.dumps(provider._configuration()).encode() + b" " * 600_000
    provider.answers["/.well-known/openid-configuration"] = (200, body)
    _unavailable(client.post("/accounts/login/"))


@pytest.mark.parametrize("body", [b"{}", b'{"keys": 5}', b'{"keys": null}'])
def test_a_key_set_without_keys_is_a_kind_page(client, provider, sign_in, body):
    provider.answers["/keys"] = (200, body)
    _unavailable(sign_in())


@pytest.mark.parametrize(
    "entry", [7, {}, {"kid": "key-1"}, {"kid": "key-1", "kty": "RSA"}, {"kid": ["key-1"]}]
)
def test_keys_that_are_none_are_refused(client, provider, sign_in, entry):
    provider.answers["/keys"] = (200, json.dumps({"keys": [entry]}).encode())
    refused(client, sign_in())


@pytest.mark.parametrize(
    "wrong",
    [
        {"token_endpoint": None},
        {"token_endpoint": 7},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_configuration_with_unusable_addresses_is_a_kind_page(client, provider, wrong):
    body = json.dumps({**provider._configuration(), **wrong}).encode()
    provider.answers["/.well-known/openid-configuration"] = (200, body)
    _unavailable(client.post("/accounts/login/"))


@pytest.mark.parametrize("path", ["/token", "/keys", "/userinfo"])
@pytest.mark.parametrize(
    "answer", [(500, b"{}"), (200, b"nonsense"), (200, b"[]"), (302, b""), (200, b"null")]
)
def test_nonsense_in_the_middle_of_a_sign_in_is_a_kind_page(
    client, provider, sign_in, path, answer
):
    provider.answers[path] = answer
    _unavailable(sign_in())


def test_a_wrong_client_secret_is_our_fault_not_the_persons(client, provider, sign_in, settings):
    settings.OIDC_CLIENT_SECRET = "wrong"
    _unavailable(sign_in())


def test_who_is_signed_in_goes_on_while_the_provider_is_down(client, provider, sign_in):
    people.sato(user=people.user("sato-subject"))
    sign_in()
    provider.stop()
    assert client.get("/me/").status_code == 200


def test_the_log_names_no_person_and_no_token(client, provider, sign_in, caplog):
    caplog.set_level(logging.INFO)
    provider.userinfo = {"sub": "suzuki-subject"}
    sign_in()
    provider.userinfo = {}
    sign_in()
    for secret in ("sato-subject", "suzuki-subject", "佐藤", "loopback-access", "eyJ"):
        assert secret not in caplog.text


def _unavailable(response) -> None:
    page = response.content.decode()
    assert response.status_code == 503, page
    assert "いまはログインできません" in page
    assert "0120-000-000" in page
    assert "商品を見る" in page
