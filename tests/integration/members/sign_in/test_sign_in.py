"""Signing in, from the button to the session, against a provider on loopback."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from members.joining import links
from members.models import User
from tests.factories import applications, people
from tests.integration.members.sign_in.answers import CALLBACK

pytestmark = pytest.mark.django_db


def _location(response) -> dict:
    return {
        name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()
    }


def test_the_sign_in_page_explains_and_leads_on_with_one_post_button(client):
    response = client.get("/accounts/login/?next=/order/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "組合員さん用ログイン" in page
    assert "ログインへ進む" in page
    assert 'name="next" value="/order/"' in page
    assert "<script" not in page.split("<main")[1]


def test_a_get_never_starts_a_sign_in(client, provider):
    assert client.get("/accounts/login/?process=login").status_code == 200
    assert provider.requests == []


def test_the_start_sends_pkce_state_and_nonce_and_nothing_of_the_address(client, provider):
    # given an address that asks for more
    address = "/accounts/login/?scope=admin&auth_params=prompt%3Dnone%26acr%3Dx&process=connect"
    # when the button is pressed
    sent = _location(client.post(address, {"next": "/"}))
    # then only ours goes along
    assert set(sent) == {
        "client_id",
        "redirect_uri",
        "scope",
        "response_type",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    }
    assert set(sent["scope"].split()) == {"openid", "profile"}
    assert sent["code_challenge_method"] == "S256"
    assert len(sent["nonce"]) >= 32
    assert sent["redirect_uri"] == f"http://testserver{CALLBACK}"


def test_two_starts_share_neither_state_nor_nonce_nor_challenge(client, provider):
    first = _location(client.post("/accounts/login/"))
    second = _location(client.post("/accounts/login/"))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_a_member_signs_in_and_comes_back_to_where_she_was(client, provider, sign_in):
    # given 佐藤さん, known to the provider
    member = people.sato(user=people.user("sato-subject"))
    # when she signs in from an item page
    response = sign_in("/items/2026114/120451/")
    # then she is back there, signed in
    assert response.status_code == 302
    assert response["Location"] == "/items/2026114/120451/"
    assert int(client.session["_auth_user_id"]) == member.user_id


def test_the_first_sign_in_makes_a_user_and_asks_for_the_identity(client, provider, sign_in):
    response = sign_in("/order/")
    user = User.objects.get(issuer=provider.issuer, subject="sato-subject")
    assert response["Location"] == "/me/link/?next=%2Forder%2F"
    assert user.name == "佐藤 花子"
    assert user.email == ""
    assert not user.has_usable_password()


def test_the_same_subject_is_the_same_user_and_another_is_another(provider, sign_in):
    sign_in(browser=Client())
    sign_in(browser=Client())
    provider.subject = "someone-else"
    sign_in(browser=Client())
    assert User.objects.count() == 2


def test_the_same_subject_at_another_issuer_is_another_person(provider, sign_in):
    people.user("sato-subject", issuer="https://other.example.jp", username="other")
    sign_in()
    assert User.objects.filter(subject="sato-subject").count() == 2


def test_an_e_mail_address_never_ties_a_sign_in_to_anybody(provider, sign_in):
    # given a user and a member with an address
    member = people.sato(user=None)
    known = people.user("old", email=member.email)
    # when somebody signs in whose provider claims that address
    provider.claims = {"email": member.email, "email_verified": True}
    provider.userinfo = provider.claims
    sign_in()
    # then it is a new user without a member
    user = User.objects.get(subject="sato-subject")
    assert user.pk != known.pk
    assert user.as_member is None


def test_the_session_key_changes_and_what_the_session_held_stays(client, provider, sign_in):
    # given a visitor whose session keeps what she wanted to order
    client.get("/accounts/login/")
    session = client.session
    session["wanted"] = ["120451", 2]
    session.save()
    client.cookies["todock_session"] = session.session_key
    before = session.session_key
    # when she signs in
    sign_in()
    # then the key is new, the old one is dead, the wish is there
    assert client.session.session_key != before
    assert not client.session.exists(before)
    assert client.session["wanted"] == ["120451", 2]


def test_a_second_sign_in_of_the_same_person_changes_the_key_again(client, provider):
    # given a sign-in that begins in one tab while another tab signs in
    waiting = provider.authorize(client.post("/accounts/login/")["Location"])
    other_tab = provider.authorize(client.post("/accounts/login/")["Location"])
    client.get(CALLBACK, other_tab)
    before = client.session.session_key
    # when the first tab comes back too
    assert client.get(CALLBACK, waiting).status_code == 302
    # then she is still signed in, under a new key
    assert client.session.session_key != before
    assert "_auth_user_id" in client.session


def test_whoever_signs_in_does_not_open_what_a_visitor_before_had_open(client, sign_in):
    # given a browser in which a visitor has an application open, and waits for a mail
    application = applications.submitted()
    client.get(links.application_path(application))
    session = client.session
    session["application_awaited"] = {"email": application.email, "application": ""}
    session.save()
    status = reverse("joining:status", args=[application.public_id])
    assert client.get(status).status_code == 200
    # when somebody signs in
    sign_in()
    # then nothing of it is left
    assert client.get(status).status_code == 404
    assert application.email not in client.get("/join/sent/").content.decode()


def test_the_session_of_another_person_is_emptied(client, provider):
    # given 鈴木さん, signed in while a sign-in of 佐藤さん is under way in another tab
    waiting = provider.authorize(client.post("/accounts/login/")["Location"])
    people.signed_in(client, people.suzuki())
    session = client.session
    session["wanted"] = ["120451", 2]
    session.save()
    # when 佐藤さん comes back from the provider
    client.get(CALLBACK, waiting)
    # then what 鈴木さん wanted is gone
    assert User.objects.get(pk=client.session["_auth_user_id"]).subject == "sato-subject"
    assert "wanted" not in client.session


def test_who_is_signed_in_goes_on_without_the_provider(client, provider):
    people.signed_in(client, people.sato())
    provider.stop()
    assert client.get("/accounts/login/?next=/order/")["Location"] == "/order/"
    assert client.post("/accounts/login/", {"next": "/order/"})["Location"] == "/order/"


@pytest.mark.parametrize(
    "unsafe",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "/accounts/logout/",
        "/accounts/login/?next=/",
        "order/",
    ],
)
def test_a_next_that_is_not_ours_leads_home(client, provider, sign_in, unsafe):
    people.sato(user=people.user("sato-subject"))
    assert sign_in(unsafe)["Location"] == "/"


def test_the_policy_lets_the_form_lead_to_the_issuer(client, settings):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    directive = next(part for part in policy.split(";") if part.strip().startswith("form-action"))
    assert settings.OIDC_ISSUER in directive
    assert "'self'" in directive


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "password/change/",
        "password/set/",
        "password/reset/",
        "email/",
        "confirm-email/",
        "inactive/",
        "reauthenticate/",
        "login/code/confirm/",
        "3rdparty/",
        "3rdparty/signup/",
        "3rdparty/login/error/",
        "social/connections/",
        "oidc/todock/login/",
        "oidc/other/login/callback/",
        "",
    ],
)
def test_what_allauth_offers_beyond_is_not_there(client, path):
    people.signed_in(client, people.sato())
    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_switched_off_user_is_turned_away(client, provider, sign_in):
    people.user("sato-subject", is_active=False)
    response = sign_in()
    assert response.status_code == 403
    assert "_auth_user_id" not in client.session


def test_too_many_starts_from_one_address_are_asked_to_wait(client, provider, settings):
    settings.SIGN_IN_RATE = "3/minute"
    answers = [client.post("/accounts/login/").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert client.post("/accounts/login/", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_name_in_the_header_belongs_to_who_is_signed_in(client):
    people.signed_in(client, people.sato())
    page = client.get("/me/").content.decode()
    assert "佐藤さん" in page
    assert 'action="/accounts/logout/"' in page
    assert "0012345678" in page
