"""The ``served_postcodes`` feed, and what follows from it for an address."""

import pytest

from members.joining.models import Application
from members.joining.queries import proposal
from members.models import ServedPostcode
from members.queries import postcodes
from tests.factories import people
from tests.factories.feed_files import course, problems, receive, release
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
State = FeedFile.State


@pytest.fixture
def courses(db):
    receive("courses", [course("0101"), course("0102", 曜日=5)])


def door(postcode: str = "0630812", code: str = "0101", **kw: object) -> dict:
    return {"郵便番号": postcode, "お届け": 1, "コースコード": code, "受取場所": "", **kw}


def pickup(postcode: str = "0680546", place: str = "夕張店", **kw: object) -> dict:
    return {"郵便番号": postcode, "お届け": 2, "コースコード": "", "受取場所": place, **kw}


def test_courses_and_places_of_a_postcode_arrive(courses):
    rows = [
        door("063-0812"),
        door(code="0102"),
        pickup("０６３０８１２", "琴似店", コースコード="0102"),
    ]
    file = receive("served_postcodes", rows)
    assert file.state == State.APPLIED
    found = ServedPostcode.objects.values_list(
        "postcode", "service", "course__code", "pickup_place"
    )
    assert set(found) == {
        ("0630812", "delivery", "0101", ""),
        ("0630812", "delivery", "0102", ""),
        ("0630812", "pickup", "0102", "琴似店"),
    }


def test_the_same_file_again_changes_nothing(courses):
    receive("served_postcodes", [door(), pickup()])
    before = set(ServedPostcode.objects.values_list("pk", flat=True))
    file = receive("served_postcodes", [door(備考="x"), pickup()])
    assert set(file.result.values()) == {0}
    assert set(ServedPostcode.objects.values_list("pk", flat=True)) == before


def test_what_is_missing_is_served_no_more(courses):
    rows = [door(f"063{number:04}") for number in range(10)]
    receive("served_postcodes", [*rows, pickup()])
    # one row goes, and one comes in its place
    file = receive("served_postcodes", [*rows, pickup(place="清水沢店")])
    assert file.state == State.APPLIED
    assert list(file.result.values()) == [1, 1]
    assert [each.place for each in postcodes.service_of("0680546").pickups] == ["清水沢店"]


def test_a_file_that_takes_much_away_waits_for_staff(courses):
    receive("served_postcodes", [door(f"063{number:04}") for number in range(10)])
    file = receive("served_postcodes", [door(f"063{number:04}") for number in range(7)])
    assert file.state == State.HELD
    assert ServedPostcode.objects.count() == 10
    release(file)
    assert ServedPostcode.objects.count() == 7


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (door(code="9999"), "コースコード"),
        (pickup(コースコード="9999"), "コースコード"),
        (door(code=""), "コースコード"),
        (door(受取場所="琴似店"), "受取場所"),
        (pickup(place=""), "受取場所"),
        (door("063-081"), "郵便番号"),
        (door(お届け=3), "お届け"),
    ],
)
def test_one_bad_row_and_nothing_is_written(courses, row, column):
    file = receive("served_postcodes", [door("0640801"), row])
    assert file.state == State.REFUSED
    assert [each[:2] for each in problems(file)] == [(3, column)]
    assert not ServedPostcode.objects.exists()


def test_a_row_that_stands_twice_is_a_problem(courses):
    file = receive("served_postcodes", [pickup(), pickup()])
    assert file.state == State.REFUSED
    assert [line for line, _column, _text in problems(file)] == [2, 3]


# What follows from it


def test_a_postcode_says_how_it_is_served(courses, django_assert_num_queries):
    receive("served_postcodes", [door(), door(code="0102"), pickup()])
    with django_assert_num_queries(1):
        service = postcodes.service_of("0630812")
        assert [each.code for each in service.courses] == ["0101", "0102"]
        assert service.weekdays == [3, 5]
    assert postcodes.service_of("0680546").places == ["夕張店"]
    assert not postcodes.service_of("1000001").served


def test_a_course_is_proposed_by_weekday_then_by_code(courses):
    receive("served_postcodes", [door(), door(code="0102"), door("0600001", "0102")])
    wish = Application(kind="both", postcode="0630812", delivers_to="home", weekday_hoped=5)
    assert proposal.propose_course(wish).code == "0102"
    wish.weekday_hoped = None
    assert proposal.propose_course(wish).code == "0101"
    # at work, the postcode of the workplace counts
    wish.delivers_to, wish.workplace_postcode = "work", "0600001"
    assert proposal.propose_course(wish).code == "0102"


def test_who_only_joins_or_is_not_served_gets_no_proposal(courses):
    receive("served_postcodes", [door(), pickup()])
    join = Application(kind="join", postcode="0630812")
    assert proposal.propose_course(join) is None
    assert proposal.propose_course(Application(kind="both", postcode="1000001")) is None


def test_the_course_of_the_chosen_place_is_proposed(courses):
    places = [pickup(コースコード="0101"), pickup(place="清水沢店", コースコード="0102")]
    receive("served_postcodes", places)
    wish = Application(kind="both", postcode="0680546", delivers_to="pickup")
    wish.drop_place = "清水沢店"
    assert proposal.propose_course(wish).code == "0102"


def test_a_course_cannot_be_taken_from_under_a_postcode(courses):
    from django.db.models import ProtectedError

    receive("served_postcodes", [door()])
    with pytest.raises(ProtectedError):
        people.course("0101").delete()
