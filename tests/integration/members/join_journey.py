"""How a person gets through an application without scripts: what is typed on each page."""

import re
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from members import links
from members.models import Application, ConsentDocument, ServedPostcode
from tests.factories import applications, people

EMAIL = "tanaka@example.jp"
#: After this a fruitless application has lost the person.
LONG = timedelta(days=400)
START = {"kind": "both", "email": EMAIL, "postcode": "０６３−０８１２", "terms": "on"}
#: What 田中さん types, page by page.
TYPED = {
    "name": {
        "family_name": "田中",
        "given_name": "実",
        "family_kana": "たなか",
        "given_kana": "ﾐﾉﾙ",
        "born_year": "昭和55",
        "born_month": "5",
        "born_day": "5",
    },
    "contact": {"phone": "011-111-2222", "other_phone": "", "contact_by": "either"},
    "address": {
        "postcode": "0630812",
        "prefecture": "北海道",
        "city": "札幌市西区",
        "town": "琴似二条",
        "block": "２丁目３−４",
        "building": "メゾン琴似101",
    },
    "household": {"adults": "２人", "seniors": "", "child_1": "令和5年4月"},
    "delivery": {
        "delivers_to": "home",
        "building_kind": "flat",
        "drop_place": "玄関前",
        "locked_entrance": "no",
        "first_cycle_hoped": "soonest",
        "paper_catalogue": "yes",
    },
    "membership": {"share_units": "５口", "introducer_number": ""},
    "consents": {"articles": "on", "privacy": "on", "news": ""},
}


def prepare() -> None:
    """Let the area be served, and the texts stand that people agree to."""
    for kind in ConsentDocument.Kind.values:
        applications.document(kind)
    ServedPostcode.objects.create(
        postcode="0630812", service=ServedPostcode.Service.DELIVERY, course=people.course()
    )


def newest() -> Application:
    """The application that was begun last."""
    return Application.objects.latest("pk")


def begins(client: Client, **typed: str) -> Application:
    """Fill in the start page, and open the link of the mail."""
    client.post(reverse("members:join"), {**START, **typed})
    application = newest()
    client.get(links.application_path(application))
    application.refresh_from_db()
    return application


def fills_in(client: Client, application: Application, **pages: dict[str, str]) -> None:
    """Fill in every page; ``pages`` replaces what is typed there."""
    path = reverse("members:join_continue", args=[application.public_id])
    answer = client.get(path, follow=True)
    for _page in range(10):
        path = answer.request["PATH_INFO"]
        slug = path.rstrip("/").rpartition("/")[2]
        if slug == "check":
            return
        answer = client.post(path, {**TYPED[slug], **pages.get(slug, {})}, follow=True)
        assert answer.status_code == 200, problems(answer)
    raise AssertionError(path)


def submits(client: Client, **typed: str) -> Application:
    """Go the whole way, and return the application that was sent in."""
    application = begins(client, **typed)
    fills_in(client, application)
    client.post(reverse("members:join_check", args=[application.public_id]))
    application.refresh_from_db()
    return application


def problems(answer: HttpResponse) -> str:
    """What the page says is wrong."""
    found = re.search(r'class="error-summary".*?</div>', answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


def without_token(answer: HttpResponse) -> bytes:
    """The page, without what is new in every one: the token of its forms."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)
