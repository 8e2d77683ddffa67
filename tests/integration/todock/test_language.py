"""The language of a page is the one that the person chose, and nobody else's."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import people

pytestmark = pytest.mark.django_db


def lang_of(client: Client, address: str = "/help/", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    language = answer["Content-Language"]
    assert f'<html lang="{language}"' in answer.content.decode()
    return language


def chooses(client: Client, language: str, **data: str):
    return client.post("/language/", {"language": language, **data}, headers={"referer": "/help/"})


def test_a_page_is_japanese_whatever_the_browser_likes(client):
    assert lang_of(client, accept_language="en-US,en;q=0.9") == "ja"
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_a_choice_lasts_and_leads_back_to_the_page(client):
    # when English is chosen at the foot of a page
    answer = chooses(client, "en")
    # then the next page is English, for a year, and the cookie is closed to scripts
    assert answer["Location"] == "/help/"
    assert lang_of(client) == "en"
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert int(cookie["max-age"]) >= 365 * 24 * 60 * 60
    assert cookie["httponly"]
    # and Japanese again when that is chosen
    chooses(client, "ja")
    assert lang_of(client) == "ja"


def test_a_choice_needs_no_token_and_is_made_by_post_only():
    careful = Client(enforce_csrf_checks=True)
    assert chooses(careful, "en").status_code == 302
    assert lang_of(careful) == "en"
    careful.get("/language/?language=ja")
    assert lang_of(careful) == "en"


def test_a_choice_leads_to_no_other_site(client):
    assert chooses(client, "en", next="https://elsewhere.example.jp/")["Location"] == "/help/"


@pytest.mark.parametrize("language", ["fr", "EN", "", "en\0"])
def test_a_language_that_is_not_ours_changes_nothing(client, language):
    chooses(client, "en")
    answer = chooses(client, language)
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert lang_of(client) == "en"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert lang_of(client) == "ja"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_changes_nothing(client, site):
    # when another page sends the form, as the browser says
    answer = client.post("/language/", {"language": "en"}, headers={"sec-fetch-site": site})
    # then the shop stays as it is
    assert answer["Location"] == "/"
    assert lang_of(client) == "ja"
    # and our own form counts
    client.post("/language/", {"language": "en"}, headers={"sec-fetch-site": "same-origin"})
    assert lang_of(client) == "en"


def test_what_is_kept_of_a_page_is_kept_for_each_language(client):
    japanese = client.get("/help/").content.decode()
    chooses(client, "en")
    english = client.get("/help/").content.decode()
    assert "電話でのご相談" in japanese.partition("<footer")[2]
    assert "Call us" in english.partition("<footer")[2]
    assert "Monday to Friday 9:00" in english.partition("<footer")[2]
    assert "Call us" not in Client().get("/help/").content.decode()


def test_a_page_tells_caches_that_it_depends_on_the_cookie(client):
    assert "Cookie" in client.get("/help/")["Vary"]


@pytest.mark.parametrize("address", ["/admin/", "/counter/"])
def test_pages_of_staff_stay_japanese(client, address):
    chooses(client, "en")
    people.signed_in(client, people.counter_clerk())
    assert client.get(address)["Content-Language"] == "ja"


def test_a_member_chooses_on_her_page_too(client):
    people.signed_in(client, people.sato())
    page = client.get("/me/").content.decode()
    assert page.partition("<footer")[0].count('name="language" value="en"') == 1
