"""Who looked at whom: every list, every look and every preview is written down, for good."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from members import access_log
from members.models import AccessLog, CardEvent, MembershipCard
from members.tasks import forget_old_sessions
from tests.factories import applications, feed_files, people
from todock.lib import clock

pytestmark = pytest.mark.django_db

QUEUE = "/admin/joining/application/"


def written() -> list[tuple[str, str, str]]:
    return [(row.act, row.subject, row.key) for row in AccessLog.objects.order_by("pk")]


@pytest.fixture
def kudo(client):
    """工藤さん, a reviewer, signed in."""
    user = people.reviewer()
    people.signed_in(client, user)
    return user


def test_a_list_is_written_down_with_its_conditions_but_not_what_was_searched(client, kudo):
    client.get(QUEUE, {"state": "all", "q": "タナカ", "phone__startswith": "011"})
    assert written() == [("list", "application", "state=all q phone__startswith")]
    row = AccessLog.objects.get()
    assert row.by == kudo
    assert (clock.now() - row.at).total_seconds() < 60


def test_a_look_at_an_application_is_written_down(client, kudo):
    application = applications.submitted()
    client.get(f"{QUEUE}{application.pk}/change/")
    assert written() == [("look", "application", application.number)]


def test_whoever_is_shown_beside_it_is_written_down_too(client, kudo):
    member = people.sato(phone="0111112222")
    other = applications.submitted("join", email="other@example.jp")
    application = applications.submitted()
    client.get(f"{QUEUE}{application.pk}/change/")
    assert written() == [
        ("look", "application", application.number),
        ("look", "application", other.number),
        ("look", "member", str(member.pk)),
    ]


def test_a_page_that_comes_back_with_errors_is_a_look(client, kudo):
    application = applications.in_review(by=kudo)
    client.post(f"{QUEUE}{application.pk}/ask/", {})
    assert written() == [("look", "application", application.number)]


def test_a_preview_of_several_is_a_look_at_each(client, kudo):
    chosen = [applications.submitted("join", email=f"p{n}@example.jp") for n in range(2)]
    picked = {"action": "approve_together", "_selected_action": [each.pk for each in chosen]}
    client.post(QUEUE, {**picked, "index": 0})
    looks = [key for act, _subject, key in written() if act == "look"]
    assert looks == [application.number for application in chosen]


def test_looks_at_members_are_written_down(client):
    member = people.sato()
    people.signed_in(client, people.staff_user())
    client.get("/admin/members/member/", {"q": "佐藤", "linked": "1"})
    client.get(f"/admin/members/member/{member.pk}/change/")
    client.get(f"/admin/members/member/{member.pk}/history/")
    assert written() == [
        ("list", "member", "q linked=1"),
        ("look", "member", str(member.pk)),
        ("look", "member", str(member.pk)),
    ]


def test_who_is_not_let_in_is_not_written_down(client):
    application = applications.submitted()
    people.signed_in(client, people.counter_clerk())
    client.get(QUEUE)
    client.get(f"{QUEUE}{application.pk}/change/")
    client.get("/admin/members/member/")
    assert written() == []


@pytest.mark.django_db(transaction=True)
def test_what_was_written_down_stays():
    user = people.staff_user()
    access_log.log(
        by=user,
        act=AccessLog.Act.EXPORT,
        subject=AccessLog.Subject.APPLICATION,
        key="applications_20261123_001.csv",
        at=clock.now(),
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLog.objects.update(key="")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLog.objects.all().delete()
    assert AccessLog.objects.count() == 1


def test_a_long_key_is_cut_and_loses_no_row():
    access_log.log(
        by=None,
        act=AccessLog.Act.LIST,
        subject=AccessLog.Subject.MEMBER,
        key="x" * 500,
        at=clock.now(),
    )
    assert len(AccessLog.objects.get().key) == access_log.KEY


def test_the_log_is_for_the_office_and_for_looking_only(client, kudo):
    assert client.get("/admin/members/accesslog/").status_code == 403
    people.signed_in(client, people.staff_user())
    client.get("/admin/members/member/")
    assert "一覧" in client.get("/admin/members/accesslog/").content.decode()
    row = AccessLog.objects.get()
    page = f"/admin/members/accesslog/{row.pk}/"
    assert client.get(f"{page}change/").status_code == 200
    assert client.post(f"{page}change/", {"key": ""}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403


def test_a_look_at_a_card_is_written_down_and_a_new_one_is_told_apart(client):
    from members.card import actions

    card = actions.issue(member=people.sato(), at=clock.now(), door=CardEvent.Door.SYSTEM)
    people.signed_in(client, people.counter_clerk())
    assert "佐藤" not in client.get("/admin/members/membershipcard/").content.decode()
    assert "佐藤" in client.get(f"/admin/members/membershipcard/{card.pk}/change/").content.decode()
    assert written() == [("list", "card", ""), ("look", "card", str(card.pk))]
    assert MembershipCard.objects.count() == 1


@pytest.mark.parametrize("page", ["file", "list", "problem"])
@pytest.mark.parametrize(("kind", "said"), [("members", [("look", "member")]), ("courses", [])])
def test_problems_that_show_what_stands_about_people_are_written_down(client, kind, said, page):
    people.signed_in(client, people.staff_user())
    row = feed_files.member(郵便番号="12") if kind == "members" else feed_files.course(曜日=9)
    file = feed_files.receive(kind, [row])
    problem = file.problems.get()

    answer = client.get(
        {
            "file": f"/admin/feeds/feedfile/{file.pk}/change/",
            "list": "/admin/feeds/rowproblem/",
            "problem": f"/admin/feeds/rowproblem/{problem.pk}/change/",
        }[page]
    )

    assert answer.status_code == 200
    assert [(act, subject) for act, subject, _key in written()] == said


def test_a_file_about_people_without_problems_shows_nobody(client):
    people.signed_in(client, people.staff_user())
    people.course()
    file = feed_files.receive("members", [feed_files.member(コースコード="0101")])

    client.get(f"/admin/feeds/feedfile/{file.pk}/change/")

    assert written() == []


@pytest.mark.parametrize(("kind", "said"), [("members", [("export", "member")]), ("courses", [])])
def test_bad_rows_about_people_that_are_handed_out_are_written_down(client, kind, said):
    people.signed_in(client, people.staff_user())
    row = feed_files.member(郵便番号="12") if kind == "members" else feed_files.course(曜日=9)
    file = feed_files.receive(kind, [row])

    client.get(f"/admin/feeds/feedfile/{file.pk}/bad-rows/")

    assert [(act, subject) for act, subject, _key in written()] == said


@pytest.mark.parametrize(("age", "kept"), [(729, 1), (740, 0)])
def test_looks_may_be_deleted_after_two_years_and_not_before(settings, age, kept):
    settings.LOG_DAYS = 700
    AccessLog.objects.create(act="look", subject="member", at=clock.now() - timedelta(days=age))

    with suppress(IntegrityError), transaction.atomic():
        forget_old_sessions()

    assert AccessLog.objects.count() == kept
