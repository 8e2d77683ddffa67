"""Staff enter by a role; everybody leaves both houses at once."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as house
from django.contrib.auth import authenticate

from members.models import User
from members.sign_in.actions.roles import set_roles
from members.sign_in.oidc import discovery
from tests.factories import people
from todock.lib import clock

pytestmark = pytest.mark.django_db

CLAIM = "https://todock.example.jp/roles"


def test_the_role_opens_the_admin_and_its_loss_closes_it(client, provider, sign_in):
    # given somebody whose ID token carries the role
    provider.claims = {CLAIM: ["staff", "other"]}
    assert sign_in("/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    # when the next ID token does not
    client.logout()
    provider.claims = {}
    sign_in()
    # then the admin is closed
    user = User.objects.get(subject="sato-subject")
    assert not user.is_staff
    assert not user.groups.exists()
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [{}, {CLAIM: []}, {CLAIM: "staffer"}, {CLAIM: {"staff": 1}}, {"roles": ["staff"]}],
)
def test_without_the_role_nobody_is_staff(provider, sign_in, claims):
    provider.claims = claims
    sign_in()
    assert not User.objects.get(subject="sato-subject").is_staff


def test_the_role_counts_in_the_signed_token_only(provider, sign_in):
    provider.userinfo = {CLAIM: ["staff"]}
    sign_in()
    assert not User.objects.get(subject="sato-subject").is_staff


def test_claim_and_role_are_settings(provider, sign_in, settings):
    settings.OIDC_ROLE_CLAIM = "groups"
    settings.STAFF_ROLES = {"todock-office": settings.STAFF_ROLES["staff"]}
    provider.claims = {"groups": "users todock-office"}
    sign_in()
    assert User.objects.get(subject="sato-subject").is_staff


def test_staff_are_not_asked_for_an_identity(provider, sign_in):
    provider.claims = {CLAIM: ["staff"]}
    assert sign_in("/")["Location"] == "/"


def test_taking_the_roles_from_who_never_had_one_is_harmless():
    user = people.newcomer()
    set_roles(user=user, roles=[])
    assert not user.is_staff


def test_a_signed_in_member_at_the_admin_is_told_that_it_is_for_staff(client):
    people.signed_in(client, people.sato())
    response = client.get("/admin/members/member/", follow=True)
    assert response.status_code == 403
    assert "職員用のページです" in response.content.decode()


def test_a_visitor_at_the_admin_is_led_to_the_common_sign_in(client):
    response = client.get("/admin/members/member/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fmembers%2Fmember%2F"


def test_a_page_that_a_role_does_not_open_says_so_in_japanese(client):
    people.signed_in(client, people.staff_user())
    response = client.post("/admin/members/member/add/")
    assert response.status_code == 403
    assert "このページを見る権限がありません" in response.content.decode()


def test_sessions_of_staff_end_after_the_hours_of_the_setting(client, provider, sign_in, settings):
    settings.STAFF_SESSION_HOURS = 3
    provider.claims = {CLAIM: ["staff"]}
    sign_in("/admin/")
    ends = client.session.get_expiry_date()
    assert timedelta(hours=2.9) < ends - clock.now() < timedelta(hours=3)
    # given staff who go on working
    client.get("/admin/")
    session = client.session
    session["something"] = "new"
    session.save()
    # then the end stays where it was
    assert abs(client.session.get_expiry_date() - ends) < timedelta(seconds=2)


def test_sessions_of_members_last_for_the_days_of_the_setting(client, provider, sign_in):
    # given a member of staff whose role is taken away before she signs in again
    provider.claims = {CLAIM: ["staff"]}
    sign_in()
    provider.claims = {}
    client.logout()
    sign_in()
    assert client.session.get_expiry_age() == house.SESSION_COOKIE_AGE
    assert not client.session.get("_session_expiry")


# The emergency door


def _superuser() -> User:
    return User.objects.create_superuser("root", password="a-long-password")


def _at_the_door(client, username: str = "root"):
    typed = {"username": username, "password": "a-long-password", "next": "/admin/"}
    return client.post("/admin/login/", typed)


def test_a_password_opens_nothing_while_the_door_is_shut(client):
    _superuser()
    _at_the_door(client)
    assert "_auth_user_id" not in client.session
    assert authenticate(username="root", password="a-long-password") is None


def test_a_local_superuser_enters_by_password_while_the_door_is_open(client, settings):
    settings.LOCAL_SUPERUSER_DOOR = True
    _superuser()
    assert _at_the_door(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_when_the_door_is_shut_those_who_came_through_it_are_out(client, settings):
    settings.LOCAL_SUPERUSER_DOOR = True
    _superuser()
    _at_the_door(client)
    settings.LOCAL_SUPERUSER_DOOR = False
    assert client.get("/admin/").status_code == 302


def test_a_shut_door_is_nothing_to_a_superuser_who_came_by_the_common_sign_in(client):
    people.signed_in(client, _superuser())
    assert client.get("/admin/").status_code == 200


def test_a_session_through_the_door_ends_like_that_of_staff(client, settings):
    settings.LOCAL_SUPERUSER_DOOR = True
    _superuser()
    _at_the_door(client)
    assert client.session.get_expiry_age() <= house.STAFF_SESSION_HOURS * 3600


def test_the_door_is_for_superusers_only(client, settings):
    settings.LOCAL_SUPERUSER_DOOR = True
    User.objects.create_user("clerk", password="a-long-password", is_staff=True)
    _at_the_door(client, "clerk")
    assert "_auth_user_id" not in client.session


def test_passwords_that_come_too_fast_are_refused_unread(client, settings):
    settings.LOCAL_SUPERUSER_DOOR = True
    settings.PASSWORD_RATE = "2/minute"
    _superuser()
    for _ in range(2):
        client.post("/admin/login/", {"username": "root", "password": "guess"})
    _at_the_door(client)
    assert "_auth_user_id" not in client.session


# Signing out


def _signed_out_at(response) -> dict:
    return {
        name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()
    }


@pytest.mark.parametrize("path", ["/accounts/logout/", "/admin/logout/"])
def test_signing_out_ends_both_sessions(client, provider, sign_in, path):
    sign_in()
    old_key = client.session.session_key
    # when the button is pressed
    response = client.post(path)
    # then the session here is gone, and the provider is asked to end its own
    assert "_auth_user_id" not in client.session
    assert not client.session.exists(old_key)
    assert response["Location"].startswith(f"{provider.issuer}/logout?")
    sent = _signed_out_at(response)
    assert sent["id_token_hint"].count(".") == 2
    assert sent["client_id"] == "todock"
    assert sent["post_logout_redirect_uri"] == "http://testserver/"


def test_a_get_asks_first(client):
    people.signed_in(client, people.sato())
    page = client.get("/accounts/logout/").content.decode()
    assert "ログアウトする" in page
    assert "_auth_user_id" in client.session


def test_signing_out_needs_the_token_of_the_form(provider):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    people.signed_in(strict, people.sato())
    assert strict.post("/accounts/logout/").status_code == 403
    assert "_auth_user_id" in strict.session


@pytest.mark.parametrize("how", ["down", "slow"])
def test_signing_out_works_here_while_the_provider_is_away(
    client, provider, sign_in, monkeypatch, how
):
    sign_in()
    monkeypatch.setattr(discovery, "ALIVE_SECONDS", 0)
    if how == "down":
        provider.stop()
    else:
        provider.delays["/.well-known/openid-configuration"] = 8
    response = client.post("/accounts/logout/")
    assert response["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_signing_out_twice_is_harmless(client, provider):
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/accounts/logout/").status_code == 200
