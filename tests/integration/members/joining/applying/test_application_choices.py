"""The pages of an application whose choices come from the database: above all the delivery."""

from datetime import timedelta

import pytest

from members.joining import pages
from members.joining.forms import AddressForm, DeliveryForm, StartForm
from members.joining.models import Application, ConsentDocument
from members.joining.queries import consents
from members.models import ServedPostcode
from tests.factories import applicant, goods, people, purchases
from todock.lib import clock

pytestmark = pytest.mark.django_db
Kind = ConsentDocument.Kind
HOME, WORK, PICKUP_ONLY, NOWHERE = "0630812", "0600001", "0680546", "0470001"
DELIVERY = {
    "delivers_to": "home",
    "building_kind": "house",
    "drop_place": " 玄関前 ",
    "locked_entrance": "no",
    "weekday_hoped": "5",
    "first_cycle_hoped": "soonest",
    "paper_catalogue": "yes",
}


@pytest.fixture(autouse=True)
def area(db) -> None:
    """A postcode with two weekdays, one with one, one with a place of picking up."""
    wednesday, friday = people.course("0101", 3), people.course("0102", 5)
    for postcode, course in [(HOME, wednesday), (HOME, friday), (WORK, friday)]:
        ServedPostcode.objects.create(postcode=postcode, service="delivery", course=course)
    ServedPostcode.objects.create(postcode=PICKUP_ONLY, service="pickup", pickup_place="夕張店")


def living_at(postcode: str, **typed: str) -> Application:
    return Application(kind="both", typed={"address": {"postcode": postcode, **typed}})


def delivery(postcode: str = HOME, data: dict | None = None, **changes: str) -> DeliveryForm:
    typed = {**(DELIVERY if data is None else data), **changes}
    return DeliveryForm(typed, application=living_at(postcode))


def offered(form: DeliveryForm, name: str) -> list[str]:
    return [key for key, _label in form.fields[name].choices]


def test_delivery_to_the_door():
    form = delivery()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "delivers_to": "home",
        "building_kind": "house",
        "drop_place": "玄関前",
        "locked_entrance": False,
        "weekday_hoped": 5,
        "first_cycle_hoped": "",
        "paper_catalogue": True,
    }
    assert ("希望の曜日", "金曜日") in form.rows()
    assert ("始める回", "できるだけ早く") in form.rows()


def test_only_the_weekdays_of_the_postcode_are_offered():
    assert offered(delivery(), "weekday_hoped") == ["3", "5", "any"]
    form = delivery(weekday_hoped="any")
    assert form.is_valid()
    assert form.cleaned_data["weekday_hoped"] is None
    # one weekday is no choice
    assert "weekday_hoped" not in delivery(WORK).fields
    assert [a for a, _text in delivery(weekday_hoped="1").problems] == ["weekday_hoped_0"]


def test_at_the_door_building_place_and_lock_are_needed():
    form = delivery(data={"delivers_to": "home"})
    assert {"building_kind", "drop_place", "locked_entrance"} <= set(form.errors)


def test_a_place_of_picking_up_needs_no_door():
    form = DeliveryForm(application=living_at(PICKUP_ONLY))
    assert offered(form, "delivers_to") == ["pickup"]
    assert "drop_place" not in form.fields
    data = {"delivers_to": "pickup", "first_cycle_hoped": "soonest", "paper_catalogue": "no"}
    form = delivery(PICKUP_ONLY, data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["drop_place"] == "夕張店"
    assert form.cleaned_data["locked_entrance"] is None
    assert ("受取場所", "夕張店") in form.rows()


def test_of_several_places_one_is_chosen():
    ServedPostcode.objects.create(postcode=PICKUP_ONLY, service="pickup", pickup_place="清水沢店")
    data = {"delivers_to": "pickup", "first_cycle_hoped": "soonest", "paper_catalogue": "no"}
    assert [a for a, _text in delivery(PICKUP_ONLY, data).problems] == ["pickup_place_0"]
    form = delivery(PICKUP_ONLY, data, pickup_place="清水沢店")
    assert form.is_valid()
    assert form.cleaned_data["drop_place"] == "清水沢店"


def test_the_workplace_is_offered_to_those_who_named_one():
    assert offered(delivery(), "delivers_to") == ["home"]
    work = {"workplace": "つばさ商店", "workplace_postcode": WORK}
    form = DeliveryForm(application=living_at(PICKUP_ONLY, **work))
    assert offered(form, "delivers_to") == ["work", "pickup"]
    # a place to pick up from is there as well, so the door is asked for when it is chosen
    form = DeliveryForm(
        {**DELIVERY, "delivers_to": "work", "drop_place": ""}, application=form.application
    )
    assert [anchor for anchor, _text in form.problems] == ["drop_place"]


def test_where_nobody_comes_the_form_says_so_and_stands_for_nobody():
    form = DeliveryForm(application=living_at(NOWHERE))
    assert "まだお届けしていません" in form.notice
    form = delivery(NOWHERE)
    assert not form.is_valid()
    assert "まだお届けしていません" in form.problems[0][1]


def test_a_member_finds_the_registered_drop_place():
    member = people.sato(postcode=HOME, drop_place="物置の中")
    form = DeliveryForm(application=Application(kind="delivery", member=member))
    assert form["drop_place"].value() == "物置の中"
    assert form["delivers_to"].value() == "home"


def test_only_cycles_that_are_still_open_can_be_begun_with():
    at = clock.now()
    windows = [
        purchases.window(goods.cycle(code=code), closes_at=at + timedelta(days=days))
        for code, days in [("2026111", -1), ("2026112", 3), ("2026113", 10)]
    ]
    assert offered(delivery(), "first_cycle_hoped") == ["soonest", "2026112", "2026113"]
    form = delivery(first_cycle_hoped="2026113")
    assert form.is_valid()
    assert form.cleaned_data["first_cycle_hoped"] == "2026113"
    assert windows[2].cycle.name in dict(form.rows())["始める回"]


def test_a_cycle_that_has_closed_is_read_as_the_soonest_and_said_to_be():
    # given a cycle that was chosen while it was open
    window = purchases.window(goods.cycle(code="2026112"))
    chosen = delivery(first_cycle_hoped="2026112")
    assert chosen.is_valid()
    assert chosen.cleaned_data["first_cycle_hoped"] == "2026112"
    # when its window closes
    window.closes_at = clock.now() - timedelta(minutes=1)
    window.opens_at = window.closes_at - timedelta(days=3)
    window.save()
    # then the form stands, and says what became of the wish
    form = delivery(first_cycle_hoped="2026112")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["first_cycle_hoped"] == ""
    assert form.texts["first_cycle_hoped"] == "soonest"
    assert "締め切りました" in form.notice
    assert form.read_anew == {"first_cycle_hoped"}
    # and the form that was read before its end can still be shown
    assert dict(chosen.rows())["始める回"]
    assert delivery().notice == ""


# What is said on the way


@pytest.mark.parametrize(
    ("postcode", "tone", "words"),
    [
        (HOME, "ok", "ご自宅までお届けしています（水曜日・金曜日）"),
        (PICKUP_ONLY, "", "受取場所（夕張店）"),
        (NOWHERE, "warn", "まだお届けしていません"),
    ],
)
def test_the_address_page_says_at_once_whether_we_come(postcode, tone, words):
    form = AddressForm({"postcode": postcode, "look_up": "1"}, application=living_at(""))
    found = dict(form.said("code"))
    assert words in found[tone] or any(words in text for text in found.values())


def test_who_only_joins_is_told_nothing_about_delivery():
    form = AddressForm(application=Application(kind="join"), initial={"postcode": NOWHERE})
    assert form.said("code") == []


def test_the_start_page_says_where_nobody_comes():
    terms = consents.in_force(clock.now())[Kind.TERMS]
    data = {"kind": "both", "email": "a@example.jp", "postcode": NOWHERE, "terms": str(terms.pk)}
    form = StartForm(data, signed_in=False, terms=terms)
    assert [anchor for anchor, _text in form.problems] == ["kind_0"]
    assert "「加入」だけ" in form.problems[0][1]
    for change in [{"kind": "join"}, {"postcode": PICKUP_ONLY}]:
        assert StartForm({**data, **change}, signed_in=False, terms=terms).is_valid()


def test_an_unfinished_draft_says_which_pages_are_missing():
    typed = {"name": applicant.TYPED["name"], "household": {"adults": "2"}}
    draft = Application(kind="join", typed=typed)
    assert [page.slug for page in pages.unfinished(draft)] == [
        "contact",
        "address",
        "membership",
        "consents",
    ]
