"""Answers of the provider that may not be believed, and its keys."""

import json
import time

import jwt
import pytest
from django.db import connections
from django.test import Client

from members.sign_in.oidc import begun, discovery
from tests.factories import people
from tests.integration.members.sign_in.answers import CALLBACK, refused

pytestmark = pytest.mark.django_db


def _base64(data: bytes) -> str:
    return jwt.utils.base64url_encode(data).decode()


def _hs256_with_the_public_key(provider, claims: dict) -> str:
    header = _base64(json.dumps({"alg": "HS256", "typ": "JWT", "kid": provider.kid}).encode())
    signed = f"{header}.{_base64(json.dumps(claims).encode())}".encode()
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return signed.decode() + "." + _base64(algorithm.sign(signed, provider.public_pem()))


def _unsigned(provider, claims: dict) -> str:
    return jwt.encode(claims, None, "none", {"kid": provider.kid})


def _signed_by_another_key(provider, claims: dict) -> str:
    return jwt.encode(claims, provider.keys[1], "RS256", {"kid": provider.kid})


def _changed_after_signing(provider, claims: dict) -> str:
    header, _body, signature = provider.signed(claims).split(".")
    return ".".join([header, _base64(json.dumps({**claims, "sub": "chief"}).encode()), signature])


def _rs512(provider, claims: dict) -> str:
    return jwt.encode(claims, provider.key, "RS512", {"kid": provider.kid})


NOW = int(time.time())
WRONG_CLAIMS = {
    "another nonce": {"nonce": "of-another-sign-in"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "several audiences without azp": {"aud": ["todock", "another-client"]},
    "azp of another": {"azp": "another-client"},
    "azp of another among several": {"aud": ["todock", "another"], "azp": "another"},
    "another issuer": {"iss": "http://evil.example"},
    "no issuer": {"iss": None},
    "expired": {"iat": NOW - 900, "exp": NOW - 300},
    "no expiry": {"exp": None},
    "issued in the future": {"iat": NOW + 900, "exp": NOW + 1800},
    "no time of issue": {"iat": None},
    "not valid yet": {"nbf": NOW + 900},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_an_id_token_with_wrong_claims_is_refused(client, provider, sign_in, claims):
    provider.claims = claims
    if "sub" in claims:
        provider.userinfo = {"sub": claims["sub"]}
    refused(client, sign_in())


@pytest.mark.parametrize(
    "forge",
    [
        _hs256_with_the_public_key,
        _unsigned,
        _signed_by_another_key,
        _changed_after_signing,
        _rs512,
        lambda provider, claims: "not.a.token",
        lambda provider, claims: None,
    ],
    ids=["hs256", "none", "other key", "changed", "rs512", "garbage", "missing"],
)
@pytest.mark.parametrize("names_algorithm", [True, False])
def test_a_forged_id_token_is_refused(client, provider, sign_in, forge, names_algorithm):
    provider.names_algorithm = names_algorithm
    provider.sign = lambda claims: forge(provider, claims)
    refused(client, sign_in())


def test_an_honest_id_token_is_taken_so_that_the_refusals_mean_something(client, sign_in):
    assert sign_in().status_code == 302
    assert "_auth_user_id" in client.session


def test_several_audiences_with_our_azp_are_fine(client, provider, sign_in):
    provider.claims = {"aud": ["todock", "api"], "azp": "todock"}
    assert sign_in().status_code == 302


def test_the_userinfo_of_another_person_is_refused(client, provider, sign_in):
    provider.userinfo = {"sub": "suzuki-subject"}
    refused(client, sign_in())


def test_another_state_is_refused(client, provider, sign_in):
    refused(client, sign_in(state="made-up"))
    assert "/token" not in provider.requests


def test_the_answer_of_one_browser_is_worth_nothing_in_another(client, provider):
    begun = client.post("/accounts/login/")
    answer = provider.authorize(begun["Location"])
    other = Client()
    refused(other, other.get(CALLBACK, answer))


def test_an_answer_counts_once(client, provider):
    answer = provider.authorize(client.post("/accounts/login/")["Location"])
    assert client.get(CALLBACK, answer).status_code == 302
    client.logout()
    refused(client, client.get(CALLBACK, answer))


def test_an_answer_that_comes_too_late_is_refused(client, provider, monkeypatch):
    answer = provider.authorize(client.post("/accounts/login/")["Location"])
    monkeypatch.setattr(begun, "SECONDS", 0)
    refused(client, client.get(CALLBACK, answer))
    assert "/token" not in provider.requests


def test_of_many_starts_the_latest_ten_may_come_back(client, provider):
    answers = [
        provider.authorize(client.post("/accounts/login/")["Location"])
        for _ in range(begun.MOST + 1)
    ]
    refused(client, client.get(CALLBACK, answers[0]))
    assert client.get(CALLBACK, answers[1]).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_start_in_another_tab_while_an_answer_is_taken_is_not_lost(client, provider):
    # given an answer that is on its way, and a second tab of the same browser
    answer = provider.authorize(client.post("/accounts/login/")["Location"])
    tab = Client()
    tab.cookies["todock_session"] = client.cookies["todock_session"].value
    second = {}

    def sign(claims: dict) -> str:
        # when the second tab begins while the site asks for the token of the first
        if not second:
            second.update(provider.authorize(tab.post("/accounts/login/")["Location"]))
            # This thread is the provider's.
            connections.close_all()
        return provider.signed(claims)

    provider.sign = sign
    assert client.get(CALLBACK, answer).status_code == 302
    # then the answer to the second tab counts too
    assert client.get(CALLBACK, second).status_code == 302
    assert provider.requests.count("/token") == 2


def test_the_back_button_on_a_used_answer_goes_on_quietly(client, provider):
    people.sato(user=people.user("sato-subject"))
    answer = provider.authorize(client.post("/accounts/login/")["Location"])
    client.get(CALLBACK, answer)
    assert client.get(CALLBACK, answer)["Location"] == "/"


def test_a_code_is_redeemed_with_the_verifier_of_its_start_only(client, provider):
    # given the codes of two starts of one browser, exchanged
    first = provider.authorize(client.post("/accounts/login/")["Location"])
    second = provider.authorize(client.post("/accounts/login/")["Location"])
    refused(client, client.get(CALLBACK, {**first, "code": second["code"]}))


def test_an_answer_that_names_another_issuer_is_refused(client, provider, sign_in):
    refused(client, sign_in(iss="http://evil.example"))


def test_going_back_at_the_provider_is_a_kind_page(client, provider):
    begun = client.post("/accounts/login/", {"next": "/order/"})
    state = provider.authorize(begun["Location"])["state"]
    response = client.get(CALLBACK, {"error": "access_denied", "state": state})
    page = response.content.decode()
    assert response.status_code == 200
    assert "ログインを取りやめました" in page
    assert "/accounts/login/?next=%2Forder%2F" in page


def test_words_of_the_address_are_not_repeated(client, provider):
    begun = client.post("/accounts/login/")
    state = provider.authorize(begun["Location"])["state"]
    told = {"error": "x", "error_description": "call 090-evil", "state": state}
    assert "090-evil" not in client.get(CALLBACK, told).content.decode()


def test_a_callback_without_anything_is_a_kind_page(client, provider):
    refused(client, client.get(CALLBACK))


# Keys


def test_a_new_key_is_found_by_asking_once_more(client, provider, sign_in):
    # given that the keys are kept
    assert sign_in(browser=Client()).status_code == 302
    # when the provider signs with a new one
    provider.published = {"key-2": provider.keys[1]}
    provider.key, provider.kid = provider.keys[1], "key-2"
    # then the keys are asked for once more, and the sign-in goes through
    assert sign_in().status_code == 302
    assert provider.requests.count("/keys") == 2


def test_an_unknown_key_is_asked_for_once_and_refused(client, provider, sign_in):
    sign_in(browser=Client())
    provider.kid = "never-published"
    refused(client, sign_in())
    assert provider.requests.count("/keys") == 2


def test_keys_are_not_asked_for_again_at_every_sign_in_with_an_unknown_key(provider, sign_in):
    provider.kid = "never-published"
    for _ in range(3):
        assert sign_in(browser=Client()).status_code == 403
    assert provider.requests.count("/keys") == 2


def test_an_unknown_key_is_asked_for_again_after_a_while(provider, sign_in, monkeypatch):
    provider.kid = "not-published-yet"
    assert sign_in(browser=Client()).status_code == 403
    monkeypatch.setattr(discovery, "UNKNOWN_KEY_SECONDS", 0)
    provider.published["not-published-yet"] = provider.key
    assert sign_in(browser=Client()).status_code == 302


def test_configuration_and_keys_are_fetched_once_for_many_sign_ins(provider, sign_in):
    for _ in range(3):
        assert sign_in(browser=Client()).status_code == 302
    assert provider.requests.count("/.well-known/openid-configuration") == 1
    assert provider.requests.count("/keys") == 1


def test_another_process_takes_them_from_the_cache(provider, sign_in):
    sign_in(browser=Client())
    discovery.forget()
    sign_in(browser=Client())
    assert provider.requests.count("/.well-known/openid-configuration") == 1
    assert provider.requests.count("/keys") == 1
