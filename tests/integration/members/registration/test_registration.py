"""What members change about themselves: saved at once, recorded, told by mail, kept from feeds."""

from datetime import date, timedelta

import pytest
from django.core import mail as django_mail

from members.models import Member, MemberChange, Preferences
from members.registration.actions import changes as registration
from tests.factories import people
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
Outcome = MemberChange.Outcome


def change(member: Member, at=None, **values) -> list[MemberChange]:
    return registration.change(member=member, values=values, by=member.user, at=at or clock.now())


def fields_of(changes) -> dict[str, tuple[str, str]]:
    return {each.field: (each.old_value, each.new_value) for each in changes}


def test_each_field_that_differs_is_written_and_recorded_once():
    # given
    sato, at = people.sato(), clock.now()
    # when she saves a page on which only one thing is new
    made = change(sato, at, phone="0112345678", other_phone="09012345678")
    # then
    assert fields_of(made) == {"other_phone": ("", "09012345678")}
    stored = Member.objects.get(pk=sato.pk)
    assert (stored.other_phone, stored.updated_at, sato.other_phone) == (
        "09012345678",
        at,
        "09012345678",
    )
    row = MemberChange.objects.get()
    assert (row.by, row.at, row.outcome, row.export_name) == (sato.user, at, Outcome.OPEN, "")


def test_the_same_values_again_change_nothing_and_send_nothing():
    sato = people.sato()
    assert change(sato, phone=sato.phone, drop_place=sato.drop_place, reminders=True) == []
    assert not OutgoingMail.objects.exists()
    assert not Preferences.objects.exists()


def test_a_course_is_recorded_by_its_code():
    sato, other = people.sato(), people.course("0205", weekday=5)
    made = change(sato, course=other)
    assert fields_of(made) == {"course": ("0101", "0205")}
    assert Member.objects.get(pk=sato.pk).course == other
    assert sato.course == other


def test_preferences_are_made_when_the_first_of_them_differs():
    # given a member without any
    sato = people.sato()
    # when
    made = change(sato, paper_catalogue=False, allergens=["1", "2"], reminders=True)
    # then
    assert fields_of(made) == {"paper_catalogue": ("1", "0"), "allergens": ("", "1,2")}
    stored = Preferences.objects.get(member=sato)
    assert (stored.paper_catalogue, stored.allergens, stored.reminders) == (
        False,
        ["1", "2"],
        True,
    )
    assert sato.preferences == stored


def test_what_is_ours_alone_is_settled_at_once_and_the_rest_waits_for_its_way_out():
    sato, at = people.sato(), clock.now()
    made = change(sato, at, reminders=False, allergens=["1"], text_size="large", news=True)
    assert {each.field: (each.outcome, each.settled_at) for each in made} == {
        "reminders": (Outcome.CONFIRMED, at),
        "allergens": (Outcome.CONFIRMED, at),
        "text_size": (Outcome.CONFIRMED, at),
        "news": (Outcome.OPEN, None),
    }


@pytest.mark.parametrize("exported", [False, True])
def test_a_later_change_takes_the_place_of_an_open_one(exported):
    # given a change that waits, or that is out and not yet confirmed
    sato, at = people.sato(), clock.now()
    change(sato, at, drop_place="物置")
    if exported:
        MemberChange.objects.update(export_name="member_changes_20260101_001", exported_at=at)
    # when
    later = at + timedelta(minutes=1)
    change(sato, later, drop_place="車庫")
    # then
    first, second = MemberChange.objects.order_by("pk")
    assert (first.outcome, first.settled_at) == (Outcome.REPLACED, later)
    assert (second.outcome, second.old_value, second.new_value) == (Outcome.OPEN, "物置", "車庫")


def test_another_members_open_change_is_left_alone():
    sato, suzuki = people.sato(), people.suzuki()
    change(suzuki, drop_place="物置")
    change(sato, drop_place="車庫")
    assert MemberChange.objects.filter(outcome=Outcome.OPEN).count() == 2


def test_a_change_tells_the_registered_address_what_changed_and_not_to_what():
    sato = people.sato()
    change(sato, other_phone="09012345678", drop_place="物置の中")
    mail.send_waiting(at=clock.now())
    (sent,) = django_mail.outbox
    assert sent.to == ["sato@example.jp"]
    assert "・もう1つの電話番号" in sent.body
    assert "・置き場所" in sent.body
    assert "物置の中" not in sent.body
    assert "09012345678" not in sent.body


def test_a_new_address_is_told_to_the_old_one_and_to_the_new_one():
    # given
    sato = people.sato()
    # when
    change(sato, email="hanako@example.jp", phone="0119998888")
    mail.send_waiting(at=clock.now())
    # then
    old, new = sorted(django_mail.outbox, key=lambda each: each.to, reverse=True)
    assert (old.to, new.to) == (["sato@example.jp"], ["hanako@example.jp"])
    assert "これまでのメールアドレスにお送りしています" in old.body
    assert "これまでのメールアドレスにお送りしています" not in new.body
    for each in (old, new):
        assert "・メールアドレス" in each.body
        assert "・電話番号" in each.body
        assert "hanako@example.jp" not in each.body


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("", "a@example.jp", ["a@example.jp"]), ("a@example.jp", "", ["a@example.jp"])],
)
def test_an_address_that_comes_or_goes_is_told_where_there_is_one(before, after, told):
    sato = people.sato(email=before)
    change(sato, email=after)
    mail.send_waiting(at=clock.now())
    assert [each.to[0] for each in django_mail.outbox] == told


def test_the_size_of_letters_is_no_reason_for_a_letter():
    change(people.sato(), text_size="large")
    assert not OutgoingMail.objects.exists()


def test_a_change_without_mails_sends_none():
    sato = people.sato()
    registration.change(
        member=sato, values={"drop_place": "車庫"}, by=None, at=clock.now(), mails=False
    )
    assert not OutgoingMail.objects.exists()


def test_values_are_written_as_files_write_them():
    assert registration.as_text(date(1955, 3, 1)) == "19550301"
    assert registration.as_text(Member.State.SUSPENDED) == "9"
    assert registration.as_text(None) == ""
