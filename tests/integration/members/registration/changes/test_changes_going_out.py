"""Changes that members made on their way out, in ``member_changes``."""

from datetime import UTC, datetime, timedelta

import pytest

from members.feeds import batches, kept_changes, member_changes
from members.feeds.members import MEMBERS
from members.models import AccessLog, MemberChange
from members.registration.actions import changes
from members.tasks import export_member_changes
from tests.factories import people
from tests.integration.members.registration.changes.drop_place import NEW, changed
from todock.feeds import places
from todock.feeds.exporting import write_export
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
Outcome = MemberChange.Outcome


def lines(file: FeedFile) -> list[str]:
    return places.read_bytes(file.location).decode("cp932").split("\r\n")[:-1]


def test_changes_go_out_in_the_words_of_the_members_feed(sato):
    # given
    at = datetime(2026, 11, 24, 16, 5, tzinfo=UTC)
    values = {
        "other_phone": "09012345678",
        "email": "hanako@example.jp",
        "course": people.course("0205", weekday=5),
        "paper_catalogue": False,
        "reminders": False,
        "allergens": ["1"],
    }
    changes.change(member=sato, values=values, by=sato.user, at=at)
    # when
    (file,) = member_changes.write_member_changes(at=at + timedelta(minutes=20))
    # then: the day is Japan's, and what is ours alone stays with us
    assert file.name == "member_changes_20261125_001.csv"
    assert lines(file) == [
        "組合員番号,項目,変更後,受付日時",
        "0012345678,電話2,09012345678,2026-11-25 01:05",
        "0012345678,メール,hanako@example.jp,2026-11-25 01:05",
        "0012345678,コースコード,0205,2026-11-25 01:05",
        "0012345678,紙カタログ,0,2026-11-25 01:05",
    ]


def test_every_column_of_the_feed_that_can_change_here_has_its_name_there():
    aliases = MEMBERS.alias_of
    fed = {name: field for name, field in changes.FIELDS.items() if field.fed}
    assert {name: field.column for name, field in fed.items()} == {
        name: aliases[name] for name in fed
    }
    assert fed.keys() == kept_changes._WRITTEN.keys()


def test_what_the_feed_does_not_bring_back_is_settled_by_going_out(sato):
    changed(sato, paper_catalogue=False)
    changed(sato, drop_place=NEW)
    at = clock.now()
    member_changes.write_member_changes(at=at)
    found = {row.field: (row.outcome, row.settled_at) for row in MemberChange.objects.all()}
    assert found == {
        "paper_catalogue": (Outcome.CONFIRMED, at),
        "drop_place": (Outcome.OPEN, None),
    }


def test_a_second_run_writes_nothing_and_a_new_change_goes_into_the_next_file(sato):
    at = clock.now()
    changed(sato)
    (first,) = member_changes.write_member_changes(at=at)
    assert member_changes.write_member_changes(at=at) == []
    changed(sato, drop_place="物置")
    (second,) = member_changes.write_member_changes(at=at)
    assert (first.name[-7:], second.name[-7:]) == ("001.csv", "002.csv")
    assert lines(second)[1].split(",")[2] == "物置"


def test_what_was_replaced_before_it_went_out_does_not_go_out(sato):
    changed(sato)
    changed(sato, drop_place="物置")
    (file,) = member_changes.write_member_changes(at=clock.now())
    assert [line.split(",")[2] for line in lines(file)[1:]] == ["物置"]


def test_without_changes_there_is_no_file(sato):
    changed(sato, reminders=False)
    export_member_changes()
    assert not FeedFile.objects.exists()


def test_a_run_that_died_before_writing_is_taken_up_with_the_same_name(sato):
    # given a batch that has its name and no file
    at = clock.now()
    changed(sato)
    name = batches.assign(member_changes.BATCHES, at=at)
    # and a change that came after it
    changed(sato, email="hanako@example.jp")
    # when
    first, second = member_changes.write_member_changes(at=at + timedelta(hours=1))
    # then each has its own file
    assert first.name == f"{name}.csv"
    assert [line.split(",")[1] for line in lines(first)[1:]] == ["置き場所"]
    assert [line.split(",")[1] for line in lines(second)[1:]] == ["メール"]


def test_a_run_that_died_while_writing_heals_with_the_same_bytes(sato):
    # given a file whose data and marker did not get there, and which nobody noted as let out
    changed(sato)
    name = batches.assign(member_changes.BATCHES, at=clock.now())
    file = write_export(
        kind=member_changes.KIND,
        name=name,
        columns=member_changes.COLUMNS,
        rows=member_changes._rows(name),
    )
    before = places.read_bytes(file.location)
    marker = places.marker_names(file.location)[0]
    places.storage().delete(file.location)
    places.storage().delete(marker)
    # when
    (again,) = member_changes.write_member_changes(at=clock.now())
    # then
    assert again.pk == file.pk
    assert places.read_bytes(file.location) == before
    assert places.storage().exists(marker)


def test_every_file_is_noted_as_let_out(sato):
    changed(sato)
    (file,) = member_changes.write_member_changes(at=clock.now())
    row = AccessLog.objects.get()
    assert (row.act, row.subject, row.by) == ("export", "member", None)
    assert row.key == file.name.removesuffix(".csv")
