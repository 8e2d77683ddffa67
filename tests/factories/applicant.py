"""田中さん applies on the site: what she types, and how far she has come with it."""

from collections.abc import Callable
from datetime import datetime

from members.joining.actions import applying, decisions, submitting
from members.joining.models import Application, ConsentDocument
from members.models import ServedPostcode
from tests.factories import applications, people
from todock.lib import clock

EMAIL = "tanaka@example.jp"
START = {
    "kind": "both",
    "email": EMAIL,
    "postcode": "０６３−０８１２",
    "terms": applications.TICKS["terms"],
}
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
    "consents": {kind: applications.TICKS[kind] for kind in ("articles", "privacy")},
}


def prepare() -> None:
    """Let the area be served, and the texts stand that people agree to."""
    for kind in ConsentDocument.Kind.values:
        applications.document(kind)
    ServedPostcode.objects.create(
        postcode="0630812", service=ServedPostcode.Service.DELIVERY, course=people.course()
    )


def begun(*, at: datetime | None = None, **kw: object) -> Application:
    """A draft as the start page makes it; her address is not confirmed yet."""
    wish = {"kind": "both", "email": EMAIL, "postcode": "0630812", "consents": agreed()}
    return applying.begin(**{**wish, **kw}, at=at or clock.now())


def agreed() -> dict[ConsentDocument, bool]:
    """What she agreed to on the start page, in the browser in which she goes on."""
    return {applications.document("terms"): True}


def filled_in(*, at: datetime | None = None, **kw: object) -> Application:
    """A draft with every page filled in."""
    at = at or clock.now()
    application = applying.confirm(application=begun(at=at, **kw), at=at, consents=agreed())
    for slug, typed in TYPED.items():
        application = applying.save_page(application=application, slug=slug, typed=typed, at=at)
    return application


def asked_back(
    *,
    at: datetime | None = None,
    hopes_for: Callable[[Application], Application] | None = None,
    **kw: object,
) -> Application:
    """One that she sent in, and of which staff want to know something.

    ``hopes_for`` changes the draft before.
    """
    at = at or clock.now()
    draft = filled_in(at=at, **kw)
    application = submitting.submit(application=hopes_for(draft) if hopes_for else draft, at=at)
    staff = applications.reviewer()
    decisions.take(application=application, by=staff, at=at)
    decisions.ask(application=application, code="address", text="何号室ですか", by=staff, at=at)
    application.refresh_from_db()
    return application
