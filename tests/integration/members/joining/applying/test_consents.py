"""Consents: which text is in force, what is asked about, and what is kept of the answer."""

from datetime import timedelta

import pytest

from members.joining.actions import consents as consent_actions
from members.joining.forms import ConsentsForm
from members.joining.models import Application, ConsentDocument
from members.joining.queries import consents
from tests.factories import applications, people
from todock.lib import clock

pytestmark = pytest.mark.django_db
Kind = ConsentDocument.Kind


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
