"""/card/: one request, two queries, hers alone; and what lets it work without signal."""

import gzip
import re

import pytest

from members.card import codes
from members.models import Member
from tests.factories import people
from todock.lib import clock

pytestmark = pytest.mark.django_db

#: Compressed size that the page may have.
BUDGET = 15_000


@pytest.fixture
def sato(client) -> Member:
    """佐藤さん, signed in, who has had a look at her card."""
    sato = people.sato()
    people.signed_in(client, sato)
    client.get("/card/")
    sato.refresh_from_db()
    return sato


def page(client) -> str:
    response = client.get("/card/")
    assert response.status_code == 200
    return response.content.decode()


def shown_code(text: str) -> str:
    return re.search(r'id="code">([\d ]+)<', text).group(1).replace(" ", "")


def test_the_first_visit_issues_the_card_and_shows_it(client):
    sato = people.sato()
    people.signed_in(client, sato)

    text = page(client)

    card = sato.cards.get()
    assert 'data-number="2001234567800"' in text
    for group in ("2", "001234", "567800"):
        assert f'<span class="nb">{group}</span>' in text
    assert "佐藤 花子" in text
    assert "本証" in text
    assert codes.judge(card.seed, shown_code(text), at=clock.now()) == "valid"


def test_a_family_card_says_so(client):
    people.signed_in(client, people.sato(card_kind=Member.CardKind.FAMILY))

    text = page(client)

    assert "家族証" in text
    assert "家族証は、本証の方が申し込めます" not in text


@pytest.mark.parametrize("with_preferences", [True, False])
def test_the_card_costs_two_queries(client, sato, django_assert_num_queries, with_preferences):
    if with_preferences:
        from members.models import Preferences

        Preferences.objects.create(member=sato)
    with django_assert_num_queries(2):
        page(client)
    with django_assert_num_queries(2):
        client.get("/card/code/")


def test_the_page_is_small_and_asks_for_nothing_else(client, sato):
    text = page(client)

    assert len(gzip.compress(text.encode(), 6)) < BUDGET
    assert not re.search(r"<(script|img|iframe)[^>]+src=", text)
    assert 'rel="stylesheet"' not in text
    assert "icons.svg" not in text
    # What the browser takes along later: the icons and the manifest.
    assert set(re.findall(r'<link rel="([^"]+)"', text)) == {"icon", "apple-touch-icon", "manifest"}


def test_style_and_script_run_by_a_nonce_that_is_new_each_time(client, sato):
    nonces = set()
    for _visit in range(2):
        response = client.get("/card/")
        policy = response["Content-Security-Policy"]
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))
        assert f"script-src 'self' 'nonce-{nonce}'" in policy
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert "unsafe" not in policy
        nonces.add(nonce)
    assert len(nonces) == 2
    assert "nonce" not in client.get("/me/")["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/card/", "/card/code/", "/card/lost/", "/card/renewed/"])
def test_nothing_between_us_and_the_phone_may_keep_it(client, sato, path):
    assert "no-store" in client.get(path)["Cache-Control"]
    assert "private" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["/card/", "/card/code/", "/card/lost/", "/card/renewed/"])
def test_a_visitor_is_led_to_the_sign_in(client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/card/")


def test_who_is_not_yet_tied_to_a_member_is_led_to_the_identity_check(client):
    people.signed_in(client, people.newcomer())

    assert client.get("/card/")["Location"] == "/me/link/?next=%2Fcard%2F"
    assert client.get("/card/code/").status_code == 404
    assert client.get("/card/lost/", follow=True).redirect_chain[0][0] == "/card/"


def test_another_member_sees_her_own_card_and_never_this_one(client, sato):
    suzuki = people.suzuki()
    people.signed_in(client, suzuki)

    text = page(client)

    assert sato.card.number not in text
    assert "佐藤" not in text
    assert suzuki.cards.get().number in text
    assert client.get("/card/code/").json()["number"] == suzuki.cards.get().number


@pytest.mark.parametrize(
    "path", [f"/card/{form}/" for form in ("1", "2001234567800", "0012345678")]
)
def test_no_address_holds_a_number_that_could_be_another_ones(client, sato, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [(Member.State.WITHDRAWN, "脱退の手続き"), (Member.State.SUSPENDED, "利用を停止")],
)
def test_who_left_or_is_suspended_reads_why_there_is_no_card(client, sato, state, words):
    Member.objects.filter(pk=sato.pk).update(state=state)

    response = client.get("/card/")

    # 403 makes the phone drop the card that it keeps.
    assert response.status_code == 403
    assert words in response.content.decode()
    assert sato.card.number not in response.content.decode()
    assert client.get("/card/code/").status_code == 404


def test_the_code_is_that_of_the_card_and_says_how_long_it_stands(client, sato):
    answer = client.get("/card/code/").json()

    assert codes.judge(sato.card.seed, answer["code"], at=clock.now()) == "valid"
    assert 1 <= answer["seconds"] <= 60
    assert answer["number"] == sato.card.number


def test_the_seed_never_leaves_the_house(client, sato):
    for path in ("/card/", "/card/code/", "/card/lost/"):
        assert sato.card.seed not in client.get(path).content.decode()


# Lost


def test_a_lost_card_is_replaced_after_the_consequence_was_read(client, sato):
    text = client.get("/card/lost/").content.decode()
    assert "すぐに使えなくなります" in text
    assert sato.cards.count() == 1

    response = client.post("/card/lost/", {"issue": 1}, follow=True)

    assert response.redirect_chain == [("/card/renewed/", 302)]
    sato.refresh_from_db()
    assert sato.card.issue == 2
    assert sato.card.number in page(client)


def test_the_form_of_an_older_card_replaces_nothing_more(client, sato):
    client.post("/card/lost/", {"issue": 1})
    client.post("/card/lost/", {"issue": 1})

    assert sato.cards.count() == 2


@pytest.mark.parametrize("typed", [{}, {"issue": "x"}, {"issue": "-1"}])
def test_a_form_that_names_no_card_replaces_none(client, sato, typed):
    assert client.post("/card/lost/", typed).status_code == 422
    assert sato.cards.count() == 1


def test_only_her_own_card_can_be_lost(client, sato):
    suzuki = people.suzuki()
    people.signed_in(client, suzuki)
    client.get("/card/")

    client.post("/card/lost/", {"issue": 1})

    assert sato.cards.count() == 1
    assert suzuki.cards.count() == 2


def test_losing_a_card_needs_the_token_of_the_form():
    from django.test import Client

    sato = people.sato()
    strict = people.signed_in(Client(enforce_csrf_checks=True), sato)
    strict.get("/card/")

    assert strict.post("/card/lost/", {"issue": 1}).status_code == 403
    assert sato.cards.count() == 1


def test_an_opened_page_of_an_old_card_learns_of_the_new_number(client, sato):
    client.post("/card/lost/", {"issue": 1})

    assert client.get("/card/code/").json()["number"] != sato.card.number


# Without signal


def test_the_worker_reaches_the_card_and_no_further(client):
    response = client.get("/card/worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in response
    assert response["Cache-Control"] == "no-cache"


def test_the_days_that_a_card_is_kept_are_a_setting(client, sato, settings):
    settings.CARD_OFFLINE_DAYS = 3
    text = page(client)

    assert 'data-worker="/card/worker.js?days=3"' in text
    assert "3日のあいだ" in text


def test_the_manifest_lets_a_phone_install_the_card(client):
    response = client.get("/card/manifest.webmanifest")
    manifest = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"]) == ("/card/", "standalone")
    assert manifest["lang"] == "ja"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_the_icons_of_the_manifest_are_there_and_as_large_as_it_says(client):
    from django.contrib.staticfiles import finders
    from PIL import Image

    for icon in client.get("/card/manifest.webmanifest").json()["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_signing_out_clears_what_the_browser_keeps(client, sato):
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_to_ask_about_signing_out_clears_nothing(client, sato):
    assert "Clear-Site-Data" not in client.get("/accounts/logout/")
