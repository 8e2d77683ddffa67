"""The local identity provider speaks the protocol: code with PKCE, RS256, userinfo, logout."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from django.conf import settings

from todock.demo import accounts
from todock.demo.making import people

CALLBACK = f"{settings.SITE_URL}/accounts/oidc/todock/login/callback/"
VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
NONCE = "a-nonce-of-the-site"


class Browser:
    """A person's browser and the site behind it, as far as the provider can see them."""

    def __init__(self, issuer: str) -> None:
        self.session = requests.Session()
        url = f"{issuer}/.well-known/openid-configuration"
        self.provider = self.session.get(url, timeout=10).json()

    def authorize(self, **changed: str) -> requests.Response:
        """Go where the site sends a person who wants to sign in."""
        question = {
            "response_type": "code",
            "client_id": settings.OIDC_CLIENT_ID,
            "redirect_uri": CALLBACK,
            "scope": "openid profile email",
            "state": "a-state",
            "nonce": NONCE,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changed,
        }
        return self._get(f"{self.provider['authorization_endpoint']}?{urlencode(question)}")

    def fill_in(self, page: requests.Response, email: str, password: str) -> requests.Response:
        """Send the sign-in form of ``page``; return the answer, or the way back to the site."""
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        form = {name: value.replace("&amp;", "&") for name, value in form.items()}
        answer = self.session.post(
            page.url,
            data={**form, "login": email, "password": password},
            headers={"Referer": page.url},
            allow_redirects=False,
            timeout=10,
        )
        return self._follow(answer)

    def sign_in(self, email: str) -> dict[str, str]:
        """Sign in; return the parameters of the site's callback."""
        back = self.fill_in(self.authorize(), email, accounts.PASSWORD)
        assert back.headers["Location"].startswith(CALLBACK)
        return {
            name: value
            for name, (value,) in parse_qs(urlsplit(back.headers["Location"]).query).items()
        }

    def tokens(self, code: str, verifier: str = VERIFIER) -> requests.Response:
        """Redeem a code, as the site does."""
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": verifier,
        }
        client = (settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)
        return requests.post(self.provider["token_endpoint"], data=data, auth=client, timeout=10)

    def _get(self, url: str) -> requests.Response:
        return self._follow(self.session.get(url, allow_redirects=False, timeout=10))

    def _follow(self, answer: requests.Response) -> requests.Response:
        while answer.is_redirect:
            target = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if target.startswith(settings.SITE_URL):
                return answer
            answer = self.session.get(target, allow_redirects=False, timeout=10)
        return answer


@pytest.fixture
def browser(identity_provider: str) -> Browser:
    return Browser(identity_provider)


def verified(browser: Browser, id_token: str) -> dict:
    keys = jwt.PyJWKClient(browser.provider["jwks_uri"])
    return jwt.decode(
        id_token,
        keys.get_signing_key_from_jwt(id_token).key,
        algorithms=["RS256"],
        audience=settings.OIDC_CLIENT_ID,
        issuer=settings.OIDC_ISSUER,
    )


def test_a_member_signs_in_and_the_site_learns_who_it_is(browser: Browser):
    callback = browser.sign_in(people.SATO_EMAIL)
    tokens = browser.tokens(callback["code"]).json()
    claims = verified(browser, tokens["id_token"])

    sato = next(account for account in accounts.ACCOUNTS if account.email == people.SATO_EMAIL)
    assert callback["state"] == "a-state"
    assert claims["sub"] == sato.subject
    assert claims["name"] == "佐藤 花子"
    assert claims["email"] == people.SATO_EMAIL
    assert claims["email_verified"] is True
    assert claims["nonce"] == NONCE
    assert settings.OIDC_ROLE_CLAIM not in claims


def test_the_userinfo_speaks_of_the_same_person(browser: Browser):
    tokens = browser.tokens(browser.sign_in(people.SUZUKI_EMAIL)["code"]).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}

    person = requests.get(browser.provider["userinfo_endpoint"], headers=bearer, timeout=10).json()

    assert person["sub"] == verified(browser, tokens["id_token"])["sub"]


@pytest.mark.parametrize(
    ("email", "roles"),
    [
        (people.STAFF_EMAIL, ["staff", "reviewer", "counter"]),
        (people.REVIEWER_EMAIL, ["reviewer"]),
        (people.COUNTER_EMAIL, ["counter"]),
    ],
)
def test_staff_bring_their_roles(browser: Browser, email: str, roles: list[str]):
    tokens = browser.tokens(browser.sign_in(email)["code"]).json()

    assert verified(browser, tokens["id_token"])[settings.OIDC_ROLE_CLAIM] == roles


def test_a_wrong_password_is_refused_in_japanese(browser: Browser):
    answer = browser.fill_in(browser.authorize(), people.SATO_EMAIL, "wrong")

    assert answer.status_code == 200
    assert "入力を確かめてください" in answer.text


def test_a_code_is_worth_nothing_without_its_verifier(browser: Browser):
    code = browser.sign_in(people.SATO_EMAIL)["code"]

    answer = browser.tokens(code, verifier="w" * 64)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"


def test_a_code_is_redeemed_once(browser: Browser):
    code = browser.sign_in(people.SATO_EMAIL)["code"]
    browser.tokens(code)

    assert browser.tokens(code).json()["error"] == "invalid_grant"


def test_nobody_is_sent_to_a_stranger_after_signing_in(browser: Browser):
    page = browser.authorize(redirect_uri="https://evil.example/callback/")

    answer = browser.fill_in(page, people.SATO_EMAIL, accounts.PASSWORD)

    assert answer.status_code == 200
    assert "つづけられません" in answer.text


def test_a_sign_out_at_the_site_ends_the_session_here_and_leads_back(browser: Browser):
    tokens = browser.tokens(browser.sign_in(people.SATO_EMAIL)["code"]).json()
    question = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": f"{settings.SITE_URL}/",
        "client_id": settings.OIDC_CLIENT_ID,
    }

    url = f"{browser.provider['end_session_endpoint']}?{urlencode(question)}"
    answer = browser.session.get(url, allow_redirects=False, timeout=10)

    assert answer.headers["Location"] == f"{settings.SITE_URL}/"
    assert "ログインする" in browser.authorize().text


def test_a_sign_out_never_leads_to_a_stranger(browser: Browser):
    tokens = browser.tokens(browser.sign_in(people.SATO_EMAIL)["code"]).json()
    question = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": "https://evil.example/",
    }

    url = f"{browser.provider['end_session_endpoint']}?{urlencode(question)}"
    answer = browser.session.get(url, allow_redirects=False, timeout=10)

    assert "evil.example" not in answer.headers.get("Location", "")
