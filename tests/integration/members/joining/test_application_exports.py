"""``applications``: every approved application goes out once, complete, with the same bytes."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from members.feeds import batches
from members.joining.feeds import applications as exports
from members.joining.models import Application
from members.joining.tasks import export_applications
from members.models import AccessLog
from members.registration.actions import changes
from tests.factories import applications, people
from tests.factories.feed_files import receive
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
#: 00:10 on 1 December in Japan.
AT = datetime(2026, 11, 30, 15, 10, tzinfo=UTC)
NAME = "applications_20261201_001"
#: What an applicant may leave out, all of it filled in.
FILLED_IN = {
    "other_phone": "09011112222",
    "workplace": "札幌商会",
    "workplace_postcode": "0600001",
    "workplace_address": "札幌市中央区北一条西2丁目",
    "children": [date(2020, 1, 1), date(2015, 4, 1)],
    "introducer_number": "0012345678",
}
#: Its row, but for member, course and reviewer.
ROW = {
    "申込番号": "90009999",
    "受付日時": "2026-11-30 23:50",
    "種別": "3",
    "初回企画回コード": "2026122",
    "姓": "田中",
    "名": "実",
    "セイ": "タナカ",
    "メイ": "ミノル",
    "メール": "tanaka@example.jp",
    "電話1": "0111112222",
    "電話2": "09011112222",
    "郵便番号": "0630812",
    "都道府県": "北海道",
    "市区町村": "札幌市西区",
    "町名番地": "琴似二条2丁目3-4",
    "建物": "メゾン琴似101",
    "勤め先": "札幌商会",
    "勤め先郵便番号": "0600001",
    "勤め先住所": "札幌市中央区北一条西2丁目",
    "大人の人数": "2",
    "65歳以上の人数": "0",
    "出資口数": "5",
    "紹介者の組合員番号": "0012345678",
    "置き場所": "玄関前",
    "オートロック": "0",
    "希望の曜日": "3",
    "希望の初回企画回コード": "2026114",
    "紙カタログ": "1",
    "生年月日": "19800505",
    "連絡方法": "3",
    "お届け先": "1",
    "建物の種類": "2",
    "子どもの生まれ月": "201504 202001",
    "定款の版": "2026-04",
    "利用規約の版": "2026-04",
    "個人情報の取り扱いの版": "2026-04",
    "お知らせメールの版": "2026-04",
    "同意日時": "2026-11-30 23:50",
    "決定日時": "2026-11-30 23:50",
}


@pytest.fixture(autouse=True)
def outbox(feeds_folder: Path) -> Path:
    """Return where the files that go out are put."""
    return feeds_folder / "outbox"


def rows_of(file: FeedFile, outbox: Path) -> list[dict[str, str]]:
    text = (outbox / file.name).read_bytes().decode("cp932")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_approved_application_goes_out_with_everything_that_was_filled_in(outbox):
    # given
    course = people.course()
    reviewer = applications.reviewer()
    application = applications.approved(
        number="90009999",
        at=AT - timedelta(minutes=20),
        by=reviewer,
        course=course,
        first_cycle="2026122",
        **FILLED_IN,
    )
    # when
    (file,) = exports.write_applications(at=AT)
    # then
    assert (file.name, file.direction, file.state) == (f"{NAME}.csv", "out", "written")
    people_and_course = {
        "組合員番号": application.member.member_number,
        "コースコード": course.code,
        "審査者": str(reviewer.pk),
    }
    assert rows_of(file, outbox) == [ROW | people_and_course]


def test_the_file_holds_every_column_of_the_form():
    """A column of the form that is added has to be exported, or named here."""
    not_of_the_form = {
        *("id", "public_id", "number", "kind", "state", "member", "typed", "code_serial"),
        *("code_sent_at", "code_tries", "kana_key", "address_key", "proposed_course", "reviewer"),
        *("taken_until", "course", "first_cycle", "created_at", "submitted_at", "decided_at"),
        *("expires_at", "erased_at", "export_name"),
    }
    of_the_form = {field.name for field in Application._meta.fields} - not_of_the_form
    coded = {"born_on", "contact_by", "delivers_to", "building_kind", "children"}

    assert of_the_form == {*exports._PLAIN.values()} | coded


def test_a_declined_consent_has_no_version(outbox):
    application = applications.approved()
    application.consents.filter(document__kind="news").update(given=False)

    (file,) = exports.write_applications(at=AT)

    (row,) = rows_of(file, outbox)
    assert (row["お知らせメールの版"], row["利用規約の版"]) == ("", "2026-04")


def test_only_what_was_approved_goes_out():
    applications.submitted(email="a@example.jp")
    applications.refused(email="b@example.jp")
    applications.withdrawn(email="c@example.jp")

    assert exports.write_applications(at=AT) == []
    assert not FeedFile.objects.exists()
    assert not AccessLog.objects.exists()


def test_each_application_goes_out_once_and_the_next_file_has_the_next_number(outbox):
    first = applications.approved(email="a@example.jp")
    exports.write_applications(at=AT)
    assert exports.write_applications(at=AT) == []
    second = applications.approved(email="b@example.jp")

    (file,) = exports.write_applications(at=AT)

    assert file.name == "applications_20261201_002.csv"
    assert [row["申込番号"] for row in rows_of(file, outbox)] == [second.number]
    assert Application.objects.get(pk=first.pk).export_name == NAME


def test_numbers_begin_anew_every_day_of_japan():
    applications.approved(email="a@example.jp")
    exports.write_applications(at=AT - timedelta(minutes=11))
    applications.approved(email="b@example.jp")

    (file,) = exports.write_applications(at=AT)

    assert file.name == f"{NAME}.csv"


def test_what_was_exported_does_not_change_with_the_membership(outbox):
    application = applications.approved()
    (file,) = exports.write_applications(at=AT)
    before = (outbox / file.name).read_bytes()
    changes.change(
        member=application.member, values={"phone": "0119999999"}, by=None, at=clock.now()
    )

    assert exports.write_applications(at=AT + timedelta(hours=1)) == []
    assert (outbox / file.name).read_bytes() == before


@pytest.mark.parametrize("lost", [".csv", ".end"])
def test_a_run_that_died_before_the_end_is_taken_up_with_the_same_bytes(outbox, lost):
    applications.approved()
    batches._write(exports.BATCHES, batches.assign(exports.BATCHES, at=AT))
    before = (outbox / f"{NAME}.csv").read_bytes()
    (outbox / NAME).with_suffix(lost).unlink()
    applications.approved(email="later@example.jp")

    files = exports.write_applications(at=AT + timedelta(hours=1))

    assert [file.name for file in files] == [f"{NAME}.csv", "applications_20261201_002.csv"]
    assert (outbox / f"{NAME}.csv").read_bytes() == before
    assert (outbox / f"{NAME}.end").exists()
    assert FeedFile.objects.count() == AccessLog.objects.count() == 2


def test_a_run_that_died_after_naming_is_taken_up(outbox):
    application = applications.approved()
    assert batches.assign(exports.BATCHES, at=AT) == NAME

    (file,) = exports.write_applications(at=AT + batches.LOOK_BACK)

    assert [row["申込番号"] for row in rows_of(file, outbox)] == [application.number]


def test_a_run_that_finds_a_file_just_let_out_does_not_write_that_down_again():
    # given a run that was slower than another one with the same batch
    applications.approved()
    exports.write_applications(at=AT)

    batches._note(exports.BATCHES, NAME)

    assert AccessLog.objects.count() == 1


def test_the_look_for_unfinished_batches_does_not_read_all_that_ever_went_out():
    applications.approved()
    batches.assign(exports.BATCHES, at=AT)

    assert batches._unfinished(exports.BATCHES, AT + batches.LOOK_BACK) == [NAME]
    assert batches._unfinished(exports.BATCHES, AT + batches.LOOK_BACK + timedelta(days=1)) == []


def test_a_file_that_was_answered_before_it_was_written_down_is_not_written_anew(outbox, settings):
    settings.MEMBER_NUMBER_SOURCE = "feed"
    application = applications.approved()
    batches._write(exports.BATCHES, batches.assign(exports.BATCHES, at=AT))
    before = (outbox / f"{NAME}.csv").read_bytes()
    result = {"申込番号": application.number, "組合員番号": "3000000017", "状態": 1}
    receive("application_results", [result])

    (file,) = exports.write_applications(at=AT)

    assert file.name == f"{NAME}.csv"
    assert (outbox / f"{NAME}.csv").read_bytes() == before
    assert exports.write_applications(at=AT) == []


@pytest.mark.parametrize(
    ("name", "written", "lost"),
    [
        ("𠮷田", "〓田", "𠮷"),
        ("辻\U000e0100本", "辻〓本", "\U000e0100"),
        ("髙﨑", "髙﨑", ""),
    ],
)
def test_what_cp932_cannot_hold_is_a_geta_and_a_problem_and_never_a_lost_row(
    outbox, name, written, lost
):
    applications.approved(family_name=name)

    (file,) = exports.write_applications(at=AT)

    (row,) = rows_of(file, outbox)
    assert row["姓"] == written
    problems = [(each.line, each.column, each.value) for each in file.problems.all()]
    assert problems == ([(2, "姓", lost)] if "〓" in written else [])


def test_every_file_is_entered_into_the_log_of_what_was_let_out():
    applications.approved()

    export_applications()
    export_applications()

    entry = AccessLog.objects.get()
    assert (entry.act, entry.subject, entry.by) == ("export", "application", None)
    assert f"{entry.key}.csv" == FeedFile.objects.get().name
