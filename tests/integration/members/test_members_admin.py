"""Members in the admin: looking, not editing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import IdentityAttempt, Member
from tests.factories import people
from todock.lib import clock
from todock.lib.pages.paging import EstimatingPaginator

pytestmark = pytest.mark.django_db

LIST = "/admin/members/member/"


@pytest.fixture
def staff(client):
    return people.signed_in(client, people.staff_user())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0012345678", "佐藤 花子"),
        ("００１２３", "佐藤 花子"),
        ("佐藤", "佐藤 花子"),
        ("花子 佐藤", "佐藤 花子"),
        ("さとう", "佐藤 花子"),
        ("ｻﾄｳ", "佐藤 花子"),
        ("0087", "鈴木 一郎"),
    ],
)
def test_a_member_is_found_by_number_name_or_kana(staff, typed, found):
    people.sato()
    people.suzuki()
    page = staff.get(LIST, {"q": typed}).content.decode()
    names = {name for name in ("佐藤 花子", "鈴木 一郎") if f">{name}<" in page}
    assert names == {found}


@pytest.mark.parametrize(
    "condition",
    [
        {"linked": "0"},
        {"linked": "1"},
        {"state__exact": "1"},
        {"course__centre__id__exact": "1"},
        {"course__id__exact": "1"},
    ],
)
def test_every_filter_answers(staff, condition):
    people.sato()
    assert staff.get(LIST, condition).status_code == 200


def test_a_member_shows_the_last_tries_of_identity(staff):
    sato = people.sato()
    IdentityAttempt.objects.create(
        user=people.newcomer(), member_number=sato.member_number, at=clock.now()
    )
    page = staff.get(f"{LIST}{sato.pk}/change/").content.decode()
    assert "不一致" in page
    assert "札幌西センター" in page


def test_nothing_is_changed_added_or_deleted(staff):
    sato = people.sato()
    page = staff.get(f"{LIST}{sato.pk}/change/").content.decode()
    assert 'name="_save"' not in page
    assert '<input type="text" name="name"' not in page
    assert staff.post(f"{LIST}{sato.pk}/change/", {"name": "X"}).status_code == 403
    assert staff.post(f"{LIST}{sato.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.get(f"{LIST}add/").status_code == 403
    for path in ("members/course", "members/centre", "post/outgoingmail"):
        assert staff.get(f"/admin/{path}/").status_code == 200
        assert staff.get(f"/admin/{path}/add/").status_code == 403
    assert Member.objects.get().name == "佐藤 花子"


def test_the_list_costs_the_same_queries_for_one_member_and_for_twenty(staff):
    people.sato()
    staff.get(LIST)
    with CaptureQueriesContext(connection) as few:
        staff.get(LIST)
    for number in range(20):
        people.member(f"{number:010}")
    with CaptureQueriesContext(connection) as many:
        staff.get(LIST)
    assert len(many) == len(few)


def test_a_large_table_is_not_counted_row_by_row(monkeypatch):
    people.sato()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_member")
    monkeypatch.setattr("todock.lib.pages.paging.COUNTED_ROWS", 0)
    with CaptureQueriesContext(connection) as queries:
        assert EstimatingPaginator(Member.objects.all(), 50).count == 1
    assert "reltuples" in queries[0]["sql"]
    assert len(queries) == 1


def test_a_filtered_list_is_counted(monkeypatch):
    people.sato()
    monkeypatch.setattr("todock.lib.pages.paging.COUNTED_ROWS", 0)
    assert EstimatingPaginator(Member.objects.filter(state=3), 50).count == 0
