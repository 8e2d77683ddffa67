"""Changes that members made, and the ``members`` feed that meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox

from members.feeds import kept_changes
from members.feeds.members import MEMBERS
from members.models import Member, MemberChange
from members.registration.actions import changes
from tests.factories import people
from tests.factories.feed_files import member, problems, receive
from tests.integration.members.registration.changes.drop_place import NEW, OLD, changed
from todock.feeds.models import FeedFile
from todock.feeds.staging import Staging
from todock.lib import clock, dates
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
Outcome = MemberChange.Outcome
#: Before and after the days of the files that tests send (2026-01-01 and on).
LONG_AGO = datetime(2025, 12, 1, 3, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 3, tzinfo=UTC)


def arrives(mode: str = "delta", **cells) -> FeedFile:
    """A row of 佐藤さん arrives."""
    file = receive("members", [member(コースコード="0101", **cells)], mode=mode)
    assert file.state == FeedFile.State.APPLIED, problems(file)
    return file


def stored(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


both_modes = pytest.mark.parametrize("mode", ["full", "delta"])


@both_modes
@pytest.mark.parametrize("said", [OLD, "物置"])
def test_what_has_not_gone_out_is_not_overwritten_and_the_conflict_is_kept(sato, mode, said):
    # given a change that waits for its export
    row = changed(sato)
    # when a file says otherwise, and brings a new name
    file = arrives(mode, 置き場所=said, 氏名="佐藤 はなこ")
    # then our value stays, the rest of the row applies, and staff see what the file said
    assert (stored(sato).drop_place, stored(sato).name) == (NEW, "佐藤 はなこ")
    row.refresh_from_db()
    assert (row.outcome, row.in_conflict, row.feed_value) == (Outcome.OPEN, True, said)
    assert file.result["ウェブでの変更を残した項目"] == 1


@both_modes
def test_the_same_value_before_the_export_settles_nothing(sato, mode):
    row = changed(sato)
    arrives(mode, 置き場所=NEW)
    row.refresh_from_db()
    assert (row.outcome, row.in_conflict, row.feed_value) == (Outcome.OPEN, False, "")


@both_modes
def test_what_went_out_is_kept_from_files_that_are_not_of_a_later_day(sato, mode):
    row = changed(sato, exported_at=LATER)
    arrives(mode, 置き場所=OLD)
    row.refresh_from_db()
    assert stored(sato).drop_place == NEW
    assert (row.outcome, row.in_conflict, row.feed_value) == (Outcome.OPEN, True, OLD)


@pytest.mark.parametrize(("hour", "minute"), [(0, 30), (23, 30)])
def test_a_file_of_the_day_of_the_export_in_japan_is_not_later(sato, hour, minute):
    # given a change that went out early or late on the day of the file
    file = arrives(置き場所=OLD)
    day = datetime.strptime(file.dated[:8], "%Y%m%d").replace(tzinfo=dates.JAPAN)
    row = changed(sato, exported_at=day + timedelta(hours=hour, minutes=minute))
    # when another file of that day comes
    arrives(置き場所=OLD, 建物="コーポ101")
    # then
    row.refresh_from_db()
    assert (stored(sato).drop_place, row.outcome) == (NEW, Outcome.OPEN)


@pytest.mark.parametrize(("grace", "outcome"), [(1, Outcome.OPEN), (0, Outcome.OVERRULED)])
def test_a_file_made_in_the_night_after_the_export_does_not_know_of_it(
    sato, settings, grace, outcome
):
    # given a change that went out late on the day before the next file
    settings.MEMBER_CHANGE_GRACE_DAYS = grace
    file = arrives(置き場所=OLD)
    day = datetime.strptime(file.dated[:8], "%Y%m%d").replace(tzinfo=dates.JAPAN)
    row = changed(sato, exported_at=day - timedelta(minutes=30))
    # when
    arrives(置き場所=OLD, 建物="コーポ101")
    # then
    row.refresh_from_db()
    assert row.outcome == outcome


def test_a_file_of_the_day_after_the_grace_settles(sato):
    file = arrives(置き場所=OLD)
    day = datetime.strptime(file.dated[:8], "%Y%m%d").replace(tzinfo=dates.JAPAN)
    row = changed(sato, exported_at=day - timedelta(hours=24, minutes=30))
    arrives(置き場所=OLD, 建物="コーポ101")
    row.refresh_from_db()
    assert row.outcome == Outcome.OVERRULED


def test_who_is_overruled_is_told_by_one_mail(sato):
    # given three changes that went out, of which a file takes one
    changed(sato, exported_at=LONG_AGO)
    changed(sato, other_phone="09012345678", exported_at=LONG_AGO)
    changed(sato, building="コーポ101", exported_at=LONG_AGO)
    OutgoingMail.objects.all().delete()
    # when
    arrives(置き場所=OLD, 電話2="", 建物="コーポ101")
    mail.send_waiting(at=clock.now())
    # then
    (message,) = outbox.outbox
    assert message.to == ["sato@example.jp"]
    assert "・置き場所\n・もう1つの電話番号\n" in message.body
    assert "建物" not in message.body


def test_who_is_confirmed_is_not_told(sato):
    changed(sato, exported_at=LONG_AGO)
    OutgoingMail.objects.all().delete()
    arrives(置き場所=NEW)
    assert not OutgoingMail.objects.exists()


@both_modes
def test_a_later_file_with_the_same_value_confirms(sato, mode):
    row = changed(sato, exported_at=LONG_AGO)
    arrives(mode, 置き場所=NEW)
    row.refresh_from_db()
    assert stored(sato).drop_place == NEW
    assert (row.outcome, row.in_conflict) == (Outcome.CONFIRMED, False)
    assert row.settled_at is not None


@both_modes
def test_a_later_file_with_another_value_overrules(sato, mode):
    row = changed(sato, exported_at=LONG_AGO)
    arrives(mode, 置き場所="物置")
    row.refresh_from_db()
    assert stored(sato).drop_place == "物置"
    assert (row.outcome, row.in_conflict, row.feed_value) == (Outcome.OVERRULED, True, "物置")


def test_a_settled_change_protects_nothing(sato):
    changed(sato, exported_at=LONG_AGO)
    arrives(置き場所=NEW)
    arrives(置き場所="物置")
    assert stored(sato).drop_place == "物置"


def test_what_was_replaced_is_left_out_of_it(sato):
    # given a change that another one replaced before it went out
    first = changed(sato)
    changed(sato, drop_place="物置")
    # when
    arrives(置き場所=OLD)
    # then
    first.refresh_from_db()
    assert (stored(sato).drop_place, first.in_conflict) == ("物置", False)


def test_what_was_replaced_protects_nothing_once_the_other_is_settled(sato):
    changed(sato)
    changed(sato, drop_place="物置", exported_at=LONG_AGO)
    arrives(置き場所="物置")
    arrives(置き場所=OLD)
    assert stored(sato).drop_place == OLD


def test_a_file_without_the_column_says_nothing_about_it(sato):
    row = changed(sato, exported_at=LONG_AGO)
    arrives()
    row.refresh_from_db()
    assert (stored(sato).drop_place, row.outcome, row.in_conflict) == (NEW, Outcome.OPEN, False)


def test_an_empty_cell_says_that_there_is_none(sato):
    row = changed(sato, email="hanako@example.jp", exported_at=LONG_AGO)
    arrives(メール="")
    row.refresh_from_db()
    assert (stored(sato).email, row.outcome) == ("", Outcome.OVERRULED)


def test_course_and_state_are_kept_as_well(sato):
    # given
    friday = people.course("0205", weekday=5)
    changed(sato, course=friday)
    changed(sato, state=Member.State.SUSPENDED)
    # when
    arrives(状態=1)
    # then
    assert (stored(sato).course, stored(sato).state) == (friday, Member.State.SUSPENDED)


@pytest.mark.parametrize(
    ("exported_at", "outcome"),
    [(None, Outcome.OPEN), (LATER, Outcome.OPEN), (LONG_AGO, Outcome.CONFIRMED)],
)
def test_a_later_snapshot_that_leaves_out_who_left_confirms_it(sato, exported_at, outcome):
    # given 佐藤さん, who has left, and others who stay
    row = changed(sato, state=Member.State.WITHDRAWN, exported_at=exported_at)
    stay = [member(f"00000001{number:02}", 状態=1) for number in range(10)]
    receive("members", stay)
    # when
    file = receive("members", [{**each, "建物": "コーポ101"} for each in stay], mode="full")
    assert file.state == FeedFile.State.APPLIED
    # then
    row.refresh_from_db()
    assert (row.outcome, stored(sato).state) == (outcome, Member.State.WITHDRAWN)


def test_a_course_that_is_confirmed_is_compared_by_its_code(sato):
    row = changed(sato, course=people.course("0205", weekday=5), exported_at=LONG_AGO)
    receive("members", [member(コースコード="0205")])
    row.refresh_from_db()
    assert row.outcome == Outcome.CONFIRMED


def test_all_columns_of_a_new_address_are_kept(sato):
    address = {
        "postcode": "0600001",
        "prefecture": "北海道",
        "city": "札幌市中央区",
        "street": "北一条西2丁目1",
        "building": "タワー1201",
    }
    changes.change(member=sato, values=address, by=sato.user, at=clock.now())
    arrives(建物="")
    assert {name: getattr(stored(sato), name) for name in address} == address


def test_others_of_the_same_file_are_written_as_it_says(sato):
    changed(sato)
    suzuki = people.suzuki(drop_place=OLD)
    rows = [member(置き場所="物置"), member("0087654321", 置き場所="物置")]
    receive("members", rows)
    assert (stored(sato).drop_place, stored(suzuki).drop_place) == (NEW, "物置")


def test_the_same_row_again_changes_nothing_more(sato):
    changed(sato)
    arrives(置き場所=OLD)
    first = MemberChange.objects.values().get()
    file = arrives(置き場所=OLD, 備考="x")
    assert MemberChange.objects.values().get() == first
    assert file.result["追加・変更"] == 0


def test_a_change_made_while_the_file_is_written_is_put_back(sato):
    # given a file that overwrote the row, and a change that slipped in before that
    file = receive("members", [member(コースコード="0101", 置き場所=OLD)])
    staging = Staging(MEMBERS, file, full=False)
    staging.create()
    staging.execute(
        "INSERT INTO {staging} (line, member_number, drop_place) VALUES (2, '0012345678', %s)",
        [OLD],
    )
    staging.present = frozenset({"member_number", "drop_place"})
    row = changed(sato)
    Member.objects.update(drop_place=OLD)
    # when
    kept_changes.put_back(staging)
    # then
    row.refresh_from_db()
    assert (stored(sato).drop_place, row.in_conflict) == (NEW, True)
