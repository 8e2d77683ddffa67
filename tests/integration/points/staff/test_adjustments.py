"""Corrections by staff: asked for once, above the limit released by another."""

import pytest

from members.models import AccessLog
from points import actions, refusals
from points.models import Account, Adjustment, Transaction
from tests.factories import people
from tests.factories.ledger import assert_sound, earned
from tests.factories.threads import behind
from tests.integration.points.staff.staff_pages import another_clerk, ask, at, token, waiting, words
from todock.lib import clock

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def available(account: Account) -> int:
    account.refresh_from_db()
    return account.available


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("500", 600),
        ("５００", 600),
        ("+1,000ポイント", 1_100),
        ("-100", 0),
        ("▲30", 70),
        ("－30", 70),
    ],
)
def test_points_are_added_and_taken_away_as_people_write_them(staff, account, typed, now):
    done = ask(staff, account, typed, "箱の破損のお詫び")

    assert "ポイントの調整をしました。" in words(done)
    assert available(account) == now
    movement = Transaction.objects.get(kind="adjust")
    assert (movement.reason, movement.by.name) == ("箱の破損のお詫び", "職員")
    assert_sound()


@pytest.mark.parametrize(
    ("points", "reason", "told"),
    [
        ("", "x", "ポイントを入力してください。"),
        ("0", "x", "0でない数字"),
        ("多め", "x", "0でない数字"),
        ("5", "", "理由を入力してください。"),
        ("-101", "x", "ポイントが足りません。"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(staff, account, points, reason, told):
    page = ask(staff, account, points, reason)

    assert page.status_code == 422
    assert told in words(page)
    assert available(account) == 100
    assert not Adjustment.objects.exists()


def test_a_form_that_is_sent_twice_adjusts_once(staff, account):
    page = staff.get(at("account_adjust", account.pk))
    typed = {"points": "50", "reason": "お詫び", "token": token(page)}

    for _press in range(2):
        answer = staff.post(at("account_adjust", account.pk), typed, follow=True)
        assert "＋50ポイントの調整をしました。" in words(answer)

    assert available(account) == 150
    assert Adjustment.objects.count() == 1
    history = words(staff.get(at("account_history", account.pk)))
    assert history.count("＋50ポイントの調整をしました。") == 1


def test_a_form_that_was_sent_does_not_stand_for_something_else(staff, account):
    page = staff.get(at("account_adjust", account.pk))
    typed = {"points": "50", "reason": "お詫び", "token": token(page)}
    staff.post(at("account_adjust", account.pk), typed)

    answer = staff.post(at("account_adjust", account.pk), {**typed, "points": "60"})

    assert "すでに別の内容で調整しています" in words(answer)
    assert token(answer) != typed["token"]
    assert available(account) == 150


def test_a_form_without_its_token_does_nothing(staff, account):
    other = earned(people.suzuki(), 1)
    foreign = token(staff.get(at("account_adjust", other.pk)))

    for wrong in ("", foreign):
        answer = staff.post(
            at("account_adjust", account.pk), {"points": "5", "reason": "x", "token": wrong}
        )
        assert answer.status_code == 422
    assert available(account) == 100


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_adjust_once():
    account, clerk = earned(people.sato(), 100), people.staff_user()
    wish = {"member": account.member, "points": 50, "reason": "x", "by": clerk, "key": "form:1"}

    first, second = behind(*[lambda: actions.ask_adjustment(**wish, at=clock.now())] * 2)

    assert first == second
    assert available(account) == 150


# Above the limit


def test_above_the_limit_nothing_moves_until_another_releases_it(staff, client, account):
    asked = waiting(staff, account)
    assert available(account) == 100
    assert "承認を待っている調整" in words(staff.get(at("account_change", account.pk)))

    people.signed_in(client, another_clerk())
    done = client.post(at("adjustment_release", asked.pk), follow=True)

    assert "調整を承認しました。" in words(done)
    assert available(account) == 5_101
    asked.refresh_from_db()
    assert (asked.asked_by.name, asked.released_by.name) == ("職員", "高橋 和子")
    assert "高橋 和子" in words(client.get(at("adjustment_change", asked.pk)))
    assert "調整を承認しました。" in words(client.get(at("adjustment_history", asked.pk)))


def test_exactly_the_limit_needs_nobody_else(staff, account):
    ask(staff, account, "5000")

    assert available(account) == 5_100


def test_who_asked_sees_why_she_cannot_release_it_and_cannot(staff, account):
    asked = waiting(staff, account)

    page = words(staff.get(at("adjustment_change", asked.pk)))
    assert "起票した人は承認できません" in page
    assert "承認する</button>" not in page

    refused = staff.post(at("adjustment_release", asked.pk), follow=True)
    assert "起票した人とは別の職員が承認してください。" in words(refused)
    assert available(account) == 100


def test_who_asked_takes_it_back(staff, account):
    asked = waiting(staff, account)

    done = staff.post(at("adjustment_refuse", asked.pk), follow=True)

    assert "調整を取り下げました。" in words(done)
    asked.refresh_from_db()
    assert not asked.waits
    assert available(account) == 100


def test_another_leaves_it_undone(staff, client, account):
    asked = waiting(staff, account)
    people.signed_in(client, another_clerk())

    done = client.post(at("adjustment_refuse", asked.pk), follow=True)

    assert "調整を見送りました。" in words(done)
    assert Adjustment.objects.get().refused_by.name == "高橋 和子"


def test_what_was_decided_is_not_decided_again(staff, client, account):
    asked = waiting(staff, account)
    people.signed_in(client, another_clerk())
    client.post(at("adjustment_release", asked.pk))

    for step in ("adjustment_release", "adjustment_refuse"):
        again = client.post(at(step, asked.pk), follow=True)
        assert "この調整は、すでに決定済みです。" in words(again)
    assert available(account) == 5_101


def test_points_that_are_gone_meanwhile_are_not_taken_on_release(staff, client, account):
    earned(account.member, 5_000)
    asked = waiting(staff, account, "-5100")
    ask(staff, account, "-1")
    people.signed_in(client, another_clerk())

    answer = client.post(at("adjustment_release", asked.pk), follow=True)

    assert "ポイントが足りません。" in words(answer)
    assert available(account) == 5_099
    assert Adjustment.objects.waiting().get() == asked


def test_the_list_shows_what_waits(staff, account):
    ask(staff, account, "1")
    asked = waiting_one(staff, account)

    def shown(**condition):
        page = staff.get(at("adjustment_changelist"), condition)
        return list(page.context["cl"].result_list)

    assert shown(state="waiting") == [asked]
    assert len(shown()) == 2
    assert len(shown(state="done")) == 1
    assert shown(state="refused") == []
    assert len(shown(q="0012345678")) == 2
    assert shown(q="0087654321") == []


def waiting_one(client, account) -> Adjustment:
    ask(client, account, "-6000")
    return Adjustment.objects.waiting().get()


def test_a_look_at_a_correction_is_a_look_at_the_member(staff, account):
    asked = waiting(staff, account)
    before = AccessLog.objects.count()

    staff.get(at("adjustment_change", asked.pk))
    staff.get(at("adjustment_changelist"), {"state": "waiting"})

    rows = AccessLog.objects.order_by("pk").values_list("act", "subject", "key")[before:]
    assert list(rows) == [
        ("look", "points", str(account.member_id)),
        ("list", "points", "state=waiting"),
    ]


def test_pages_of_corrections_cost_few_queries(staff, account, django_assert_max_num_queries):
    asked = waiting(staff, account)
    for _each in range(10):
        ask(staff, account, "1")
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at("adjustment_changelist"))
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at("adjustment_change", asked.pk))
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at("account_adjust", account.pk))


@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_others_neither_see_nor_decide_corrections(client, account, who):
    people.signed_in(client, people.staff_user())
    asked = waiting(client, account)
    people.signed_in(client, who())

    assert client.get(at("adjustment_changelist")).status_code in (302, 403)
    assert client.get(at("adjustment_change", asked.pk)).status_code in (302, 403)
    for step in ("adjustment_release", "adjustment_refuse"):
        assert client.post(at(step, asked.pk)).status_code in (302, 403)
    asked.refresh_from_db()
    assert asked.waits


def test_a_correction_that_is_not_there_is_not_found(staff):
    assert staff.get(at("adjustment_change", 77)).status_code == 404
    assert staff.get("/admin/points/adjustment/x/change/").status_code == 404
    assert staff.post(at("adjustment_release", 77)).status_code == 404
    assert staff.post(at("adjustment_refuse", 77)).status_code == 404


def test_the_same_key_with_another_body_is_refused(account):
    clerk = people.staff_user()
    about = {"member": account.member, "reason": "x", "by": clerk, "at": clock.now(), "key": "k"}
    actions.ask_adjustment(points=5, **about)

    with pytest.raises(refusals.KeyReused):
        actions.ask_adjustment(points=6, **about)
