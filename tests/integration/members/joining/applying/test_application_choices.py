"""The pages of an application whose choices come from the database: delivery and consents."""

from datetime import timedelta

import pytest

from members.joining import pages
from members.joining.actions import consents as consent_actions
from members.joining.forms import AddressForm, ConsentsForm, DeliveryForm, StartForm
from members.joining.models import Application, ConsentDocument
from members.joining.queries import consents
from members.models import ServedPostcode
from tests.factories import applicant, applications, goods, people, purchases
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


def text(kind: str) -> ConsentDocument:
    return consents.in_force(clock.now())[kind]


def ticked(*kinds: str) -> dict[str, str]:
    """What the boxes of the texts in force send."""
    return {kind: str(text(kind).pk) for kind in kinds}


def renewed(kind: str) -> ConsentDocument:
    """A newer version of the text, in force by now."""
    return ConsentDocument.objects.create(
        kind=kind, version="第9版", body="x", starts_at=clock.now()
    )


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
    terms = text(Kind.TERMS)
    data = {"kind": "both", "email": "a@example.jp", "postcode": NOWHERE, "terms": str(terms.pk)}
    form = StartForm(data, signed_in=False, terms=terms)
    assert [anchor for anchor, _text in form.problems] == ["kind_0"]
    assert "「加入」だけ" in form.problems[0][1]
    for change in [{"kind": "join"}, {"postcode": PICKUP_ONLY}]:
        assert StartForm({**data, **change}, signed_in=False, terms=terms).is_valid()


# Consents


def test_the_first_texts_came_with_the_migration():
    assert set(consents.in_force(clock.now())) == set(Kind)


def test_the_newest_version_that_has_begun_is_in_force():
    at = clock.now()
    for version, days in [("第2版", -1), ("第3版", 1)]:
        ConsentDocument.objects.create(
            kind=Kind.TERMS, version=version, body="x", starts_at=at + timedelta(days=days)
        )
    assert consents.in_force(at)[Kind.TERMS].version == "第2版"


def test_what_is_agreed_to_is_kept_with_version_and_time():
    application, at = applications.confirmed("join"), clock.now()
    given = {text(Kind.TERMS): True, text(Kind.NEWS): False}
    consent_actions.record(application=application, given=given, at=at)
    found = application.consents.values_list("document__kind", "document__version", "given", "at")
    assert set(found) == {("terms", "第1版", True, at), ("news", "第1版", False, at)}


def test_agreeing_again_keeps_the_first_time_and_another_answer_takes_its_own():
    application, first = applications.confirmed("join"), clock.now()
    later = first + timedelta(days=1)
    terms, news = text(Kind.TERMS), text(Kind.NEWS)
    consent_actions.record(application=application, given={terms: True, news: False}, at=first)
    consent_actions.record(application=application, given={terms: True, news: True}, at=later)
    times = dict(application.consents.values_list("document__kind", "at"))
    assert times == {"terms": first, "news": later}


def test_what_was_agreed_to_before_is_not_asked_again():
    application = applications.confirmed("join")
    assert list(ConsentsForm(application=application).fields) == [
        *("articles", "terms", "privacy", "news")
    ]
    consent_actions.record(application=application, given={text(Kind.TERMS): True}, at=clock.now())
    form = ConsentsForm(ticked("articles", "privacy"), application=application)
    assert form.is_valid(), form.errors
    given = {document.kind: answer for document, answer in form.cleaned_data["consents"].items()}
    assert given == {"articles": True, "privacy": True, "news": False}
    assert dict(form.rows())["利用規約"] == "同意する"


def test_a_tick_is_of_the_version_that_was_shown_and_ends_with_it():
    # given ticks under the first versions, and a newer text of two of them
    application, before = applications.confirmed("join"), ticked(*Kind)
    consent_actions.record(application=application, given={text(Kind.TERMS): True}, at=clock.now())
    newer = {kind: renewed(kind) for kind in (Kind.TERMS, Kind.ARTICLES)}
    # when the ticks are read again
    form = ConsentsForm(before, application=application)
    # then the newer texts are asked about, those agreed to before as well, and the boxes are empty
    problems = dict(form.problems)
    assert set(problems) == {"articles", "terms"}
    assert "新しくなりました" in problems["articles"]
    assert "checked" not in str(form["articles"])
    assert f'value="{newer[Kind.ARTICLES].pk}"' in str(form["articles"])
    assert "checked" in str(form["privacy"])
    # and a tick of the newer ones stands for them
    form = ConsentsForm(ticked(*Kind), application=application)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["consents"][newer[Kind.TERMS]]


def test_a_kind_without_a_text_in_force_is_not_asked_about():
    ConsentDocument.objects.filter(kind="privacy").update(starts_at=clock.now() + timedelta(days=1))
    form = ConsentsForm(ticked("articles", "terms"), application=applications.confirmed("join"))
    assert form.is_valid(), form.errors
    assert {document.kind for document in form.cleaned_data["consents"]} == {
        *("articles", "terms", "news")
    }


def test_without_the_texts_nobody_joins():
    form = ConsentsForm(ticked("news"), application=applications.confirmed("join"))
    assert [anchor for anchor, _text in form.problems] == ["articles", "terms", "privacy"]


def test_a_member_who_wants_delivery_agrees_to_the_terms_only():
    application = Application(kind="delivery", member=people.sato())
    assert list(ConsentsForm(application=application).fields) == ["terms", "news"]


def test_an_unfinished_draft_says_which_pages_are_missing():
    typed = {"name": applicant.TYPED["name"], "household": {"adults": "2"}}
    draft = Application(kind="join", typed=typed)
    assert [page.slug for page in pages.unfinished(draft)] == [
        "contact",
        "address",
        "membership",
        "consents",
    ]
