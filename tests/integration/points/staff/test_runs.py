"""Expiry that is held, the self-audit, the months of the stages: what staff watch."""

from datetime import date, timedelta

import pytest

from points.models import AuditDifference, AuditRun, ExpiryRun, StageMonth
from tests.factories import people
from tests.factories.ledger import earned
from tests.integration.points.staff.staff_pages import at, words
from todock.lib import clock

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
DAY = date(2026, 11, 30)


def expiry(**kw) -> ExpiryRun:
    about = {"state": "held", "accounts": 1_234, "points": 50_000, "month_before": 20_000, **kw}
    return ExpiryRun.objects.create(**{"expires_on": DAY, **about})


def release(client, run: ExpiryRun, points: int):
    return client.post(at("expiryrun_release", run.pk), {"points": points}, follow=True)


def test_each_day_is_shown_with_what_it_is_compared_with(staff, settings):
    settings.POINTS_EXPIRY_HOLD_PERCENT, settings.POINTS_EXPIRY_HOLD_POINTS = 50, 10_000
    earlier = {"state": "done", "points": 0, "expired": 700, "finished_at": clock.now()}
    expiry(expires_on=date(2026, 11, 15), **earlier)
    run = expiry()

    page = words(staff.get(at("expiryrun_changelist")))
    for word in ("2026年11月30日", "50,000", "20,000", "700", "保留"):
        assert word in page

    page = words(staff.get(at("expiryrun_change", run.pk)))
    assert "この月 50,700ポイント、前月 20,000ポイント（差 ＋30,700ポイント）。" in page
    assert "差が前月の50%と10,000ポイントの大きいほうを超えると" in page
    assert "1,234人の50,000ポイントを失効させます。" in page


def test_a_held_day_is_released_as_it_was_shown(staff):
    run = expiry(expired=30)

    seen = staff.get(at("expiryrun_change", run.pk)).context["seen"]
    done = release(staff, run, seen)

    assert "50,000ポイントの失効を許可しました。" in words(done)
    run.refresh_from_db()
    assert (run.state, run.released_by.name, run.released_points) == ("released", "職員", 50_030)
    assert "許可しました" in words(staff.get(at("expiryrun_history", run.pk)))


def test_a_sum_that_changed_meanwhile_is_not_released_unseen(staff):
    run = expiry()

    answer = release(staff, run, 49_999)

    assert "試算が変わりました。" in words(answer)
    run.refresh_from_db()
    assert run.state == "held"


def test_a_day_that_does_not_wait_is_not_released(staff):
    run = expiry()
    release(staff, run, 50_000)

    again = release(staff, run, 50_000)

    assert "この失効は保留ではありません。" in words(again)
    assert "前月との違いを確かめたので許可する" not in words(again)


@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_others_neither_see_nor_release_expiry(client, who):
    run = expiry()
    people.signed_in(client, who())

    assert client.get(at("expiryrun_change", run.pk)).status_code in (302, 403)
    answer = client.post(at("expiryrun_release", run.pk), {"points": 50_000})
    assert answer.status_code in (302, 403)
    run.refresh_from_db()
    assert run.state == "held"


def test_a_day_that_is_not_there_is_not_found(staff):
    assert staff.post(at("expiryrun_release", 77)).status_code == 404


# 点検


def audited(**kw) -> AuditRun:
    checks = {"balances": 2, "lots": 0, "held": 1}
    about = {
        "started_at": clock.now(),
        "finished_at": clock.now(),
        "figures": {"accounts": 480_000, "entries": 20_000_000, "checks": checks},
        **kw,
    }
    return AuditRun.objects.create(**about)


def test_a_run_says_at_once_whether_all_adds_up(staff):
    audited()
    audited(differences=1_200)
    AuditRun.objects.create(started_at=clock.now())

    page = words(staff.get(at("auditrun_changelist")))

    for word in ("食い違いなし", "食い違い 1,200件", "終わっていません"):
        assert word in page


def test_each_check_is_named_with_the_rows_that_differ(staff):
    account = earned(people.sato(), 100)
    run = audited(differences=3)
    about = {"run": run, "account": account}
    AuditDifference.objects.create(
        check_name="balances", subject="available", expected=100, found=90, **about
    )
    AuditDifference.objects.create(
        check_name="held", subject="order:8812", expected=7, found=0, **about
    )

    page = words(staff.get(at("auditrun_change", run.pk)))

    for word in (
        "20,000,000",
        "口座の残高＝記入の合計",
        "食い違い 2件",
        "ロットの残り＝口座の残高",
        "使う予定のポイント＝受付中の注文のポイント",
        "order:8812",
        "使えるポイント",
        at("account_change", account.pk),
    ):
        assert word in page
    assert "佐藤" not in page


def test_many_rows_that_differ_are_cut_short_check_by_check(staff, django_assert_max_num_queries):
    run = audited(differences=120)
    AuditDifference.objects.bulk_create(
        AuditDifference(run=run, check_name=name, subject=f"{n}", expected=n, found=-1)
        for name in ("balances", "held")
        for n in range(60)
    )

    with django_assert_max_num_queries(MOST_QUERIES):
        page = staff.get(at("auditrun_change", run.pk))

    assert [len(check["rows"]) for check in page.context["checks"]] == [50, 0, 50]
    AuditRun.objects.filter(pk=run.pk).update(figures={"checks": {"balances": 60}})
    assert "はじめの50件を表示しています。" in words(staff.get(at("auditrun_change", run.pk)))


def test_a_run_that_has_not_finished_is_shown_too(staff):
    run = AuditRun.objects.create(started_at=clock.now())

    assert staff.get(at("auditrun_change", run.pk)).status_code == 200
    assert staff.get(at("auditrun_change", 0), follow=True).status_code == 200


def test_months_of_the_stages_are_only_looked_at(staff):
    month = StageMonth.objects.create(ends_on=date(2026, 11, 20), members=5)

    assert "2026年11月20日" in words(staff.get(at("stagemonth_changelist")))
    assert staff.get(at("stagemonth_change", month.pk)).status_code == 200


@pytest.mark.parametrize("noun", ["auditrun", "stagemonth", "expiryrun"])
def test_nothing_of_the_night_is_changed_by_hand(staff, noun):
    made = {
        "auditrun": audited,
        "stagemonth": lambda: StageMonth.objects.create(ends_on=DAY),
        "expiryrun": expiry,
    }[noun]()

    assert staff.post(at(f"{noun}_change", made.pk), {}).status_code == 403
    assert staff.post(at(f"{noun}_delete", made.pk), {"post": "yes"}).status_code == 403
    assert staff.get(at(f"{noun}_add")).status_code == 403


@pytest.mark.parametrize("noun", ["auditrun", "stagemonth", "expiryrun"])
def test_the_lists_cost_no_query_a_row(staff, noun, django_assert_max_num_queries):
    for days in range(20):
        on = DAY + timedelta(days=days)
        audited()
        expiry(expires_on=on)
        StageMonth.objects.create(ends_on=on)
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at(f"{noun}_changelist"))


@pytest.mark.parametrize("noun", ["auditrun", "stagemonth", "expiryrun"])
@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_others_do_not_watch_the_night(client, noun, who):
    people.signed_in(client, who())

    assert client.get(at(f"{noun}_changelist")).status_code in (302, 403)
