"""The towns of a postcode, and the course that an address may belong to."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from members.models import Course
from members.queries import postcodes
from members.queries.postcodes import Pickup, Service, Town


def course(code: str, weekday: int) -> Course:
    return Course(code=code, weekday=weekday)


def test_one_town_of_a_postcode():
    assert postcodes.towns("0630812") == (Town("北海道", "札幌市西区", "琴似二条"),)


def test_all_towns_of_a_postcode_are_offered():
    assert postcodes.towns("0680546") == (
        Town("北海道", "夕張市", "南部青葉町"),
        Town("北海道", "夕張市", "南部菊水町"),
    )


def test_a_postcode_may_belong_to_two_prefectures():
    assert [town.prefecture for town in postcodes.towns("4980000")] == ["愛知県", "三重県"]


@pytest.mark.parametrize(
    ("postcode", "street"),
    [
        ("0600000", ""),  # 以下に掲載がない場合
        ("0600001", "北一条西"),  # （1〜19丁目）
        ("4090142", ""),  # 小菅村の次に１〜６６３番地がくる場合
        ("5220317", "一円"),  # a town of this name
        ("0295512", "川尻"),  # 川尻４０地割、川尻４１地割
        ("0608611", "北一条西"),  # an office of its own postcode
    ],
)
def test_notes_and_ranges_are_no_part_of_a_town(postcode, street):
    assert postcodes.towns(postcode)[0].street == street


def test_a_town_that_stands_in_the_data_several_times_is_offered_once():
    assert postcodes.towns("0741273") == (Town("北海道", "深川市", "音江町"),)


@pytest.mark.parametrize("postcode", ["0000000", "9999999", ""])
def test_an_unknown_postcode_has_no_town(postcode):
    assert postcodes.towns(postcode) == ()


def test_threads_may_ask_at_once():
    # given a library whose own connection belongs to the thread that imported it
    postcodes.towns.cache_clear()
    codes = [f"060{number:04}" for number in range(60)]
    # when several threads ask
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(postcodes.towns, codes))
    # then each gets its answer
    assert found == [postcodes.towns(code) for code in codes]


def test_the_weekday_hoped_for_goes_before_the_lowest_code():
    courses = [course("0103", 2), course("0101", 3), course("0102", 5)]
    assert postcodes.best_course(courses, 5).code == "0102"
    assert postcodes.best_course(courses, 1).code == "0101"
    assert postcodes.best_course(courses, None).code == "0101"
    assert postcodes.best_course([], 1) is None


def test_a_service_says_its_weekdays_and_places_once():
    service = Service(
        courses=(course("0101", 3), course("0102", 1), course("0103", 3)),
        pickups=(Pickup("琴似店", None), Pickup("琴似店", course("0101", 3))),
    )
    assert service.weekdays == [1, 3]
    assert service.places == ["琴似店"]
    assert service.delivers
    assert service.served
    assert not Service(pickups=service.pickups).delivers
    assert not Service().served
