"""Sign-ins are recorded, listed to their owner, and ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import SignIn
from members.sign_in import devices
from members.sign_in.actions import sign_ins
from members.tasks import forget_old_sessions
from tests.factories import people
from todock.lib import clock

pytestmark = pytest.mark.django_db
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


def body(response) -> str:
    return response.content.decode()


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_a_sign_in_is_recorded_with_the_session_that_it_opened(client, sign_in):
    # when
    sign_in()
    # then
    row = SignIn.objects.get()
    assert row.user.subject == "sato-subject"
    assert row.session_key == client.session.session_key
    assert row.ended_at is None


def test_signing_in_again_keeps_the_record_at_the_new_key_and_ends_the_old_one(client, provider):
    # given two tabs of one browser, both on their way to the provider
    begun = [client.post("/accounts/login/", {"next": "/"})["Location"] for _tab in range(2)]
    callback = "/accounts/oidc/todock/login/callback/"
    client.get(callback, provider.authorize(begun[0]))
    first_key = client.session.session_key
    # when the second comes back, too, and the session gets another key
    client.get(callback, provider.authorize(begun[1]))
    # then the last sign-in lives at the key that the browser has now
    assert client.session.session_key != first_key
    first, second = SignIn.objects.order_by("pk")
    assert (first.session_key, first.ended_at is None) == ("", False)
    assert (second.session_key, second.ended_at) == (client.session.session_key, None)


def test_a_key_that_changes_after_the_sign_in_is_followed(client):
    # given a session whose key is changed by whatever comes
    people.signed_in(client, people.sato())
    session = client.session
    session.cycle_key()
    client.cookies["todock_session"] = session.session_key
    # when the next page is shown
    client.get("/me/")
    # then
    assert SignIn.objects.get().session_key == session.session_key


def test_pages_ask_nothing_more_once_the_key_is_recorded(client):
    people.signed_in(client, people.sato())
    client.get("/accounts/logout/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/accounts/logout/")
    assert not [each for each in asked if "members_signin" in each["sql"]]
    assert not [each for each in asked if each["sql"].startswith("UPDATE")]


@pytest.mark.parametrize(
    ("signature", "name"),
    [
        (IPHONE, "iPhoneのSafari"),
        (WINDOWS, "WindowsのEdge"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0) AppleWebKit CriOS/140 Mobile Safari", "iPadのChrome"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537", "AndroidのChrome"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/130 Safari",
            "AndroidのSamsung Internet",
        ),
        ("Mozilla/5.0 (Macintosh; Intel) Gecko/20100101 Firefox/140.0", "MacのFirefox"),
        ("Mozilla/5.0 (iPhone) AppleWebKit Mobile Safari Line/15.1", "iPhoneのLINE"),
        ("curl/8.5.0", "わからない機器"),
        ("", "わからない機器"),
        ("x" * 5000 + "Windows", "Windows"),
    ],
)
def test_a_browser_is_named_in_words(signature, name):
    assert devices.named(signature) == name


def test_no_full_signature_is_kept(client, sign_in):
    client.defaults["HTTP_USER_AGENT"] = IPHONE
    sign_in()
    assert SignIn.objects.get().device == "iPhoneのSafari"


@pytest.fixture
def two_browsers(client):
    """佐藤さん at her phone (``client``) and at a computer."""
    sato, computer = people.sato(), Client()
    people.signed_in(client, sato)
    people.signed_in(computer, sato)
    SignIn.objects.filter(session_key=client.session.session_key).update(device="iPhoneのSafari")
    SignIn.objects.filter(session_key=computer.session.session_key).update(device="WindowsのEdge")
    return client, computer


def test_the_list_shows_this_one_first_and_a_way_to_end_the_others(two_browsers):
    phone, computer = two_browsers
    html = body(phone.get("/me/sign-ins/"))
    other = SignIn.objects.get(device="WindowsのEdge")
    assert html.index("iPhoneのSafari") < html.index("WindowsのEdge")
    assert html.count("いま使っている画面") == 1
    assert html.count("このログインを終わらせる") == 1
    assert f'action="/me/sign-ins/{other.pk}/end/"' in html
    assert "ほかをすべて終わらせる" in html
    assert is_signed_in(computer)


def test_an_ended_sign_in_is_signed_out_at_its_next_page(two_browsers):
    # given
    phone, computer = two_browsers
    other = SignIn.objects.get(device="WindowsのEdge")
    # when
    response = phone.post(f"/me/sign-ins/{other.pk}/end/", follow=True)
    # then
    assert "「WindowsのEdge」のログインを終わらせました。" in body(response)
    assert computer.get("/me/")["Location"].startswith("/accounts/login/")
    assert phone.get("/me/").status_code == 200
    other.refresh_from_db()
    assert (other.session_key, other.ended_at is None) == ("", False)


def test_all_others_are_ended_at_once(two_browsers):
    phone, computer = two_browsers
    tablet = people.signed_in(Client(), SignIn.objects.first().user.member)
    response = phone.post("/me/sign-ins/end-others/", follow=True)
    assert "ほかの2件のログインを終わらせました。" in body(response)
    assert computer.get("/me/").status_code == tablet.get("/me/").status_code == 302
    assert phone.get("/me/").status_code == 200


def test_ending_twice_changes_nothing_more(two_browsers):
    phone, _computer = two_browsers
    other = SignIn.objects.get(device="WindowsのEdge")
    phone.post(f"/me/sign-ins/{other.pk}/end/")
    first = SignIn.objects.get(pk=other.pk).ended_at
    assert phone.post(f"/me/sign-ins/{other.pk}/end/").status_code == 302
    assert SignIn.objects.get(pk=other.pk).ended_at == first


def test_the_one_in_use_is_ended_by_signing_out(two_browsers):
    phone, _computer = two_browsers
    this = SignIn.objects.get(device="iPhoneのSafari")
    response = phone.post(f"/me/sign-ins/{this.pk}/end/")
    assert response["Location"] == "/accounts/logout/"
    assert is_signed_in(phone)


def test_a_strangers_sign_in_is_not_found(two_browsers, client):
    stranger = people.signed_in(Client(), people.suzuki())
    other = SignIn.objects.get(device="WindowsのEdge")
    assert stranger.post(f"/me/sign-ins/{other.pk}/end/").status_code == 404
    stranger.post("/me/sign-ins/end-others/")
    assert "WindowsのEdge" not in body(stranger.get("/me/sign-ins/"))
    other.refresh_from_db()
    assert other.ended_at is None


@pytest.mark.parametrize("address", ["/me/sign-ins/1/end/", "/me/sign-ins/end-others/"])
def test_visitors_end_nothing_and_looking_ends_nothing(two_browsers, address):
    phone, _computer = two_browsers
    assert Client().post(address)["Location"].startswith("/accounts/login/")
    assert phone.get(address).status_code == 405
    assert SignIn.objects.filter(ended_at__isnull=False).count() == 0


def test_signing_out_ends_the_record(client, sign_in):
    sign_in()
    client.post("/accounts/logout/")
    row = SignIn.objects.get()
    assert (row.session_key, row.ended_at is None) == ("", False)


def test_a_session_that_ran_out_or_is_gone_ends_its_record_at_night(two_browsers):
    # given
    _phone, computer = two_browsers
    Session.objects.filter(session_key=computer.session.session_key).update(
        expire_date=clock.now() - timedelta(minutes=1)
    )
    # when
    sign_ins.close_expired(at=clock.now())
    # then
    ended = {row.device: row.ended_at is not None for row in SignIn.objects.all()}
    assert ended == {"WindowsのEdge": True, "iPhoneのSafari": False}


def test_the_night_ends_records_whose_session_was_deleted(two_browsers):
    _phone, computer = two_browsers
    Session.objects.filter(session_key=computer.session.session_key).delete()
    forget_old_sessions()
    assert SignIn.objects.get(ended_at__isnull=False).device == "WindowsのEdge"


def test_what_is_over_is_forgotten_after_the_days_of_the_setting(settings, two_browsers):
    # given an old one that is over, an old one that lives, and a young one that is over
    settings.SIGN_IN_DAYS = 90
    user, at = SignIn.objects.first().user, clock.now()
    long_ago = at - timedelta(days=91)
    SignIn.objects.update(at=long_ago)
    for device, began in (("old", long_ago), ("young", at - timedelta(days=89))):
        SignIn.objects.create(user=user, device=device, at=began, ended_at=at)
    # when
    forget_old_sessions()
    # then
    assert set(SignIn.objects.values_list("device", flat=True)) == {
        "iPhoneのSafari",
        "WindowsのEdge",
        "young",
    }


def test_a_session_from_before_records_were_kept_is_listed_as_none(client):
    people.signed_in(client, people.sato())
    SignIn.objects.all().delete()
    session = client.session
    del session[sign_ins.RECORDED]
    session.save()
    assert "記録はまだありません。" in body(client.get("/me/sign-ins/"))
