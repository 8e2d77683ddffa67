"""The ``courses`` and ``members`` feeds."""

import pytest

from members.card import actions
from members.models import CardEvent, Centre, Course, Household, Member, MembershipCard
from tests.factories import people
from tests.factories.feed_files import course, member, problems, receive, release, warnings
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
State = FeedFile.State


@pytest.fixture
def west(db):
    receive("courses", [course("0101")])


def sato() -> Member:
    return Member.objects.get(member_number="0012345678")


def test_courses_bring_their_centres_and_missing_ones_stay():
    receive("courses", [course("0101"), course("0102", 曜日=4)])
    file = receive("courses", [course("0102", 曜日=5, センター名="新しい西センター")])
    assert file.state == State.APPLIED
    assert Centre.objects.get().name == "新しい西センター"
    found = Course.objects.values_list("code", "weekday")
    assert set(found) == {("0101", 3), ("0102", 5)}


def test_the_same_courses_again_change_nothing():
    receive("courses", [course("0101")])
    file = receive("courses", [course("0101", 備考="x")])
    assert set(file.result.values()) == {0}


@pytest.mark.parametrize("weekday", [0, 6, "水"])
def test_a_course_runs_monday_to_friday(weekday):
    file = receive("courses", [course("0101"), course("0102", 曜日=weekday)])
    assert file.state == State.REFUSED
    assert problems(file)[0][:2] == (3, "曜日")
    assert not Course.objects.exists()


def test_a_centre_has_one_name():
    file = receive("courses", [course("0101"), course("0102", センター名="別のセンター")])
    assert file.state == State.REFUSED
    assert [column for _line, column, _text in problems(file)] == ["センター名", "センター名"]


def test_every_column_of_a_member_arrives(west):
    file = receive(
        "members",
        [
            member(
                世帯番号="H1",
                本家区分=2,
                氏名="髙﨑 花子",
                氏名カナ="ﾀｶｻｷ ﾊﾅｺ",
                建物="コーポ101",
                電話2="090-1234-5678",
                メール="sato@example.jp",
                コースコード="0101",
                置き場所="玄関前",
                サポート区分="1",
                サポート終了日="20270331",
            )
        ],
    )
    assert file.state == State.APPLIED, problems(file)
    made = sato()
    assert (made.name, made.kana) == ("髙﨑 花子", "タカサキ ハナコ")
    assert (made.postcode, made.phone, made.other_phone) == (
        "0630812",
        "0112345678",
        "09012345678",
    )
    assert (made.household.number, made.card_kind, made.course.code) == ("H1", 2, "0101")
    assert (str(made.born_on), made.state, made.share_units) == ("1955-03-01", 1, 10)
    assert (made.fee_support, str(made.fee_support_until)) == ("1", "2027-03-31")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("コースコード", "9999"),
        ("組合員番号", "123"),
        ("状態", "4"),
        ("生年月日", "19550230"),
        ("生年月日", "21000101"),
        ("郵便番号", "12"),
        ("電話1", "12"),
        ("氏名", ""),
    ],
)
def test_a_bad_member_is_kept_as_a_problem(settings, west, column, value):
    settings.FEED_BAD_ROWS_PERCENT = 50
    file = receive("members", [member(), member("0087654321", **{column: value})])
    assert file.state == State.PARTLY
    assert problems(file)[0][:2] == (3, column)
    assert Member.objects.count() == 1


def test_an_address_that_is_none_is_only_a_warning(west):
    file = receive("members", [member(メール="なし")])
    assert (file.state, warnings(file)) == (State.APPLIED, [(2, "メール")])


@pytest.mark.parametrize("mode", ["full", "delta"])
def test_the_sign_in_of_a_member_is_never_touched(mode):
    # given 佐藤さん, who signed in and tied herself to her membership
    before = people.sato()
    # when the feed says she is suspended
    file = receive("members", [member(状態=9)], mode=mode)
    # then she is, and her sign-in is the same
    assert file.state == State.APPLIED, problems(file)
    assert (sato().state, sato().user, sato().pk) == (9, before.user, before.pk)


def test_who_is_missing_in_a_full_snapshot_is_withdrawn_not_deleted(west):
    rows = [member(f"{n:010}") for n in range(1, 7)]
    receive("members", rows, mode="full")
    file = receive("members", rows[:5], mode="full")
    assert file.result["脱退"] == 1
    assert Member.objects.get(member_number="0000000006").state == Member.State.WITHDRAWN
    receive("members", [{**row, "備考": "x"} for row in rows], mode="full")
    assert Member.objects.get(member_number="0000000006").state == Member.State.ACTIVE


def test_a_delta_withdraws_nobody(west):
    rows = [member(f"{n:010}") for n in range(1, 7)]
    receive("members", rows, mode="full")
    receive("members", rows[:1], mode="delta")
    assert Member.objects.filter(state=Member.State.ACTIVE).count() == 6


def test_a_snapshot_that_withdraws_many_is_held(west):
    rows = [member(f"{n:010}") for n in range(1, 7)]
    receive("members", rows, mode="full")
    file = receive("members", rows[:3], mode="full")
    assert file.state == State.HELD
    assert Member.objects.filter(state=Member.State.ACTIVE).count() == 6
    release(file)
    assert Member.objects.filter(state=Member.State.ACTIVE).count() == 3


def test_a_snapshot_with_bad_rows_withdraws_nobody(settings, west):
    settings.FEED_BAD_ROWS_PERCENT = 50
    rows = [member(f"{n:010}") for n in range(1, 7)]
    receive("members", rows, mode="full")
    file = receive("members", [*rows[:5], {**rows[5], "状態": 7}], mode="full")
    assert file.state == State.PARTLY
    assert Member.objects.filter(state=Member.State.ACTIVE).count() == 6


def test_a_column_that_the_file_does_not_have_leaves_what_stands(west):
    # given a member with everything that is optional
    optional = {
        "世帯番号": "H1",
        "本家区分": 2,
        "建物": "コーポ101",
        "電話2": "090-1234-5678",
        "メール": "sato@example.jp",
        "コースコード": "0101",
        "置き場所": "玄関前",
        "サポート区分": "1",
        "サポート終了日": "20270331",
    }
    receive("members", [member(**optional)])
    before = Member.objects.values().get()
    # when a file comes without these columns
    file = receive("members", [member(氏名="佐藤 花"), member("0087654321")])
    # then only what it holds has changed, and who is new has the defaults
    assert file.state == State.APPLIED, problems(file)
    after = Member.objects.values().get(id=before["id"])
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed - {"updated_at"} == {"name"}
    new = Member.objects.get(member_number="0087654321")
    assert (new.card_kind, new.course, new.household, new.building) == (1, None, None, "")


def test_an_empty_cell_of_a_column_that_is_there_empties_what_stands(west):
    receive("members", [member(コースコード="0101", 建物="コーポ101")])
    receive("members", [member(コースコード="")])
    assert (sato().course, sato().building) == (None, "コーポ101")


def test_courses_without_names_leave_the_names(west):
    named = Course.objects.get().name
    nameless = {key: cell for key, cell in course("0101", 曜日=5).items() if key != "コース名"}
    receive("courses", [nameless])
    assert (Course.objects.get().name, Course.objects.get().weekday) == (named, 5)


def test_the_same_again_changes_nothing_and_leaves_the_stamp(west):
    receive("members", [member(世帯番号="H1", コースコード="0101")])
    before = Member.objects.values().get()
    file = receive("members", [member(世帯番号="H1", コースコード="0101", 備考="x")])
    assert file.result["追加・変更"] == 0
    assert Member.objects.values().get() == before
    assert Household.objects.count() == 1


def test_a_household_is_shared(west):
    receive("members", [member(世帯番号="H1"), member("0087654321", 世帯番号="H1", 本家区分=2)])
    assert Household.objects.get().members.count() == 2


@pytest.mark.parametrize("mode", ["delta", "full"])
def test_the_card_of_who_has_left_is_revoked_and_no_other(west, mode):
    receive("members", [member(), member(組合員番号="0087654321")])
    left, stays = Member.objects.order_by("member_number")
    for each in (left, stays):
        actions.issue(member=each, at=clock.now(), door=CardEvent.Door.MEMBER)

    receive("members", [member(状態=3), member(組合員番号="0087654321")], mode=mode)

    left.refresh_from_db()
    assert left.card is None
    assert left.cards.get().reason == MembershipCard.Reason.ENDED
    assert left.cards.get().events.last().what == CardEvent.What.REVOKED
    assert stays.cards.get().revoked_at is None
