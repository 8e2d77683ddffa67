"""The search for double applications: who is found, for which reasons, and by which indexes."""

import re
from datetime import date

import pytest
from django.db import connection

from members.joining.models import Application
from members.joining.queries import duplicates
from members.joining.queries.duplicates import Reason
from members.models import Member
from tests.factories import applications, people

pytestmark = pytest.mark.django_db
#: Somebody who has nothing in common with 田中さん.
ELSEWHERE = {
    "email": "other@example.jp",
    "family_name": "木村",
    "given_name": "良",
    "family_kana": "キムラ",
    "given_kana": "リョウ",
    "born_on": date(1970, 2, 2),
    "phone": "0133334444",
    "postcode": "0010010",
    "city": "札幌市北区",
    "street": "北十条西4丁目1",
    "building": "",
}


def member(**changed: object) -> Member:
    fields = {
        "name": "木村 良",
        "kana": "キムラ リョウ",
        "email": "other@example.jp",
        **{name: ELSEWHERE[name] for name in ("born_on", "phone", "postcode", "city", "street")},
        **changed,
    }
    return people.member("0055555555", user=None, course=None, **fields)


def found(application: Application) -> list[tuple[str, object, list[Reason]]]:
    return [(each.kind, each.found, list(each.reasons)) for each in duplicates.find(application)]


def test_nobody_is_found_for_somebody_new():
    member()
    applications.submitted(**ELSEWHERE)

    assert found(applications.submitted()) == []


@pytest.mark.parametrize(
    ("same", "reason"),
    [
        ({"kana": "ﾀﾅｶ ﾐﾉﾙ", "born_on": date(1980, 5, 5)}, Reason.KANA),
        ({"kana": "たなかみのる", "born_on": date(1980, 5, 5)}, Reason.KANA),
        ({"phone": "0111112222"}, Reason.PHONE),
        ({"other_phone": "0111112222"}, Reason.PHONE),
        (
            {
                "name": "田中 良",
                "postcode": "0630812",
                "city": "札幌市西区",
                "street": "琴似2条２丁目３番４号",
                "building": "１０１号",
            },
            Reason.ADDRESS,
        ),
        ({"email": "Tanaka@Example.jp"}, Reason.EMAIL),
    ],
)
def test_a_member_is_found_by_each_reason(same, reason):
    known = member(**same)

    assert found(applications.submitted()) == [("member", known, [reason])]


@pytest.mark.parametrize(
    ("same", "reason"),
    [
        (
            {"family_kana": "ﾀﾅｶ", "given_kana": "みのる", "born_on": date(1980, 5, 5)},
            Reason.KANA,
        ),
        ({"phone": "0111112222"}, Reason.PHONE),
        ({"other_phone": "0111112222"}, Reason.PHONE),
        (
            {"family_name": "田中", "city": "札幌市西区", "street": "琴似2条２丁目３番４号"},
            Reason.ADDRESS,
        ),
        (
            {"family_name": "田中", "city": "札幌市西区", "street": "琴似2-2-3-4-101"},
            Reason.ADDRESS,
        ),
        ({"email": "TANAKA@example.jp"}, Reason.EMAIL),
    ],
)
def test_another_application_is_found_by_each_reason_from_both_sides(same, reason):
    application = applications.submitted()
    other = applications.submitted(**{**ELSEWHERE, **same})

    assert found(application) == [("application", other, [reason])]
    assert found(other) == [("application", application, [reason])]


@pytest.mark.parametrize("mine", ["phone", "other_phone"])
@pytest.mark.parametrize("theirs", ["phone", "other_phone"])
def test_either_phone_meets_either_phone(mine, theirs):
    known = member(**{theirs: "09011112222"})
    phones = {"phone": "0111112222", mine: "09011112222"}

    assert found(applications.submitted(**phones)) == [("member", known, [Reason.PHONE])]


def test_old_and_new_kanji_of_a_family_name_are_one_family():
    known = member(name="髙﨑 良", postcode="0630812", city="札幌市西区", street="琴似二条2-3-4")

    application = applications.submitted(family_name="高崎", given_name="実")

    assert found(application) == [("member", known, [Reason.ADDRESS])]


def test_who_has_the_most_in_common_comes_first():
    by_mail = applications.submitted(**{**ELSEWHERE, "email": "tanaka@example.jp"})
    by_all = member(
        kana="タナカ ミノル",
        born_on=date(1980, 5, 5),
        phone="0111112222",
        email="tanaka@example.jp",
    )

    assert found(applications.submitted()) == [
        ("member", by_all, [Reason.KANA, Reason.PHONE, Reason.EMAIL]),
        ("application", by_mail, [Reason.EMAIL]),
    ]


@pytest.mark.parametrize("name", ["田中 良", "佐藤 良"])
def test_the_same_address_counts_with_the_same_family_name_only(name):
    member(name=name, postcode="0630812", city="札幌市西区", street="琴似二条2丁目3-4")

    assert bool(found(applications.submitted())) == (name == "田中 良")


def test_the_same_reading_with_another_birthday_is_another_person():
    member(kana="タナカ ミノル", born_on=date(1980, 5, 6))

    assert found(applications.submitted()) == []


def test_a_member_is_no_double_of_her_own_application_for_delivery():
    sato = people.sato()

    assert found(applications.submitted("delivery", member=sato, phone=sato.phone)) == []


def test_drafts_are_not_looked_at():
    applications.confirmed(email="draft@example.jp", phone="0111112222")

    assert found(applications.submitted()) == []


def test_those_who_left_are_found_too():
    known = member(phone="0111112222", state=Member.State.WITHDRAWN)

    assert found(applications.submitted()) == [("member", known, [Reason.PHONE])]


def test_the_search_costs_four_queries(django_assert_num_queries):
    member(phone="0111112222")
    applications.submitted(**{**ELSEWHERE, "phone": "0111112222"})
    application = applications.submitted()

    with django_assert_num_queries(4):
        assert len(duplicates.find(application)) == 2


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (
            duplicates._MEMBERS,
            "member_born_on member_phone member_other_phone member_postcode member_email",
        ),
        (
            duplicates._APPLICATIONS,
            "application_kana application_phone application_other_phone application_address "
            "application_email",
        ),
    ],
    ids=["members", "applications"],
)
def test_every_way_of_the_search_starts_from_an_index_of_its_own(sql, indexes):
    """Two million members are never read from end to end."""
    names = sorted(set(re.findall(r"%\((\w+)\)s", sql)))
    prepared = sql % {name: f"${place}" for place, name in enumerate(names, start=1)}
    with connection.cursor() as cursor:
        # A small table is read whole because that is cheaper, by an index or without; and a
        # statement that comes again and again is planned once, for any values.
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE search_of_doubles AS {prepared}")
        cursor.execute(f"EXPLAIN EXECUTE search_of_doubles ({', '.join(['NULL'] * len(names))})")
        plan = " ".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE search_of_doubles")

    assert [name for name in indexes.split() if f" {name} " not in plan] == []
    assert "Seq Scan" not in plan
