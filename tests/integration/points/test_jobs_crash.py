"""A worker that is killed in the middle of a job: the next run ends it, and nothing twice."""

import os
import signal
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from points import actions
from points.actions import audit, earning, expiring, ledger, stages
from points.models import Account, ExpiryRun, Sale, StageMonth, Transaction
from points.queries.overview import overview_of
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, post
from tests.integration.feeds.test_feed_crashes import in_another_process
from todock.lib.dates import JAPAN

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = 6
NIGHT = datetime(2026, 12, 1, 3, tzinfo=JAPAN)
LAST = date(2026, 11, 30)


def killed_after(batches: int, job: Callable[[], object], module) -> None:
    """Run ``job`` with batches of one, and kill this process after some of them."""
    module.BATCH = 1
    count = 0
    write = ledger.post_selected

    def write_and_count(*args, **kw) -> int:
        nonlocal count
        count += 1
        if count > batches:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(*args, **kw)

    ledger.post_selected = write_and_count
    job()
    os._exit(0)


def crashed(job: Callable[[], object], module) -> None:
    """See a process die in the third batch of ``job``."""
    assert in_another_process(killed_after, 2, job, module) == -signal.SIGKILL


@pytest.fixture
def accounts() -> list[Account]:
    return [
        earned(people.member(f"00600000{number:02}"), 10, expires_on=LAST)
        for number in range(MEMBERS)
    ]


def bought(account: Account, number: str, yen: int) -> None:
    sold_at = NIGHT - timedelta(days=20)
    Sale.objects.create(
        number=number, member=account.member, sold_at=sold_at, business=1, ex_tax=yen
    )


def test_an_expiry_that_is_killed_is_ended_by_the_next_run(accounts):
    crashed(lambda: expiring.expire_due(at=NIGHT), expiring)
    assert Transaction.objects.filter(kind="expire").count() == 2
    assert ExpiryRun.objects.get().state == ExpiryRun.State.PLANNED

    expiring.expire_due(at=NIGHT)

    assert Transaction.objects.filter(kind="expire").count() == MEMBERS
    run = ExpiryRun.objects.get()
    assert (run.state, run.expired) == (ExpiryRun.State.DONE, 10 * MEMBERS)
    assert_sound()


def test_a_released_expiry_that_is_killed_needs_no_second_release(accounts, settings):
    settings.POINTS_EXPIRY_HOLD_POINTS = 1
    expiring.expire_due(at=NIGHT)
    expiring.release(run=ExpiryRun.objects.get(), by=people.user("staff"), at=NIGHT)
    crashed(lambda: expiring.expire_due(at=NIGHT), expiring)

    assert expiring.expire_due(at=NIGHT) == 10 * (MEMBERS - 2)


def test_a_confirmation_that_is_killed_is_ended_by_the_next_run(accounts):
    for account in accounts:
        post(account, "earn_pending", 5, due_on=LAST)
    crashed(lambda: actions.confirm_due(at=NIGHT), earning)
    assert Transaction.objects.filter(kind="confirm").count() == 2

    assert actions.confirm_due(at=NIGHT) == MEMBERS - 2
    assert_sound()


def test_a_payment_of_stages_that_is_killed_pays_nobody_twice(accounts):
    for number, account in enumerate(accounts):
        bought(account, f"S{number}", 50_000)
    month = stages.compute(ends_on=date(2026, 11, 20), at=NIGHT)
    crashed(lambda: stages.pay(month=month, at=NIGHT), stages)
    assert Transaction.objects.filter(source="stage").count() == 2
    assert StageMonth.objects.get().paid_at is None

    assert stages.pay(month=month, at=NIGHT) == MEMBERS - 2

    assert StageMonth.objects.get().paid_at is not None
    assert_sound()


def test_an_audit_that_is_killed_leaves_no_verdict(accounts):
    def die_at_a_check() -> None:
        audit._rows = lambda check: os.kill(os.getpid(), signal.SIGKILL)
        audit.run(at=NIGHT)

    assert in_another_process(die_at_a_check) == -signal.SIGKILL

    assert audit.run(at=NIGHT).finished_at is not None
    assert audit.AuditRun.objects.filter(finished_at__isnull=True).count() == 1


def test_points_that_came_back_after_a_crash_expire_with_the_rest(accounts):
    first = accounts[0]
    post(first, "hold", 4, subject="order:1")
    crashed(lambda: expiring.expire_due(at=NIGHT), expiring)
    post(first, "release", 4, subject="order:1")

    assert expiring.expire_due(at=NIGHT) == 4 + 10 * (MEMBERS - 2)

    assert balances(first) == (0, 0, 0, 0)
    assert ExpiryRun.objects.get().expired == 10 * MEMBERS
    assert_sound()


def test_a_sale_that_comes_after_a_crash_changes_nothing_that_is_paid(accounts):
    for number, account in enumerate(accounts):
        bought(account, f"S{number}", 20_000)
    month = stages.compute(ends_on=date(2026, 11, 20), at=NIGHT)
    crashed(lambda: stages.pay(month=month, at=NIGHT), stages)
    bought(accounts[0], "late", 30_000)
    bought(accounts[-1], "late too", 30_000)

    stages.settle_months(at=NIGHT)

    paid = Transaction.objects.filter(source="stage").values_list("points", flat=True)
    assert list(paid) == [120] * MEMBERS
    assert_sound()


def test_a_count_that_is_killed_leaves_members_the_stage_of_the_month_before(accounts):
    bought(accounts[0], "S1", 50_000)
    stages.compute(ends_on=date(2026, 11, 20), at=NIGHT)

    def die_before_the_stages() -> None:
        stages.open_accounts = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
        stages.compute(ends_on=date(2026, 12, 20), at=NIGHT + timedelta(days=21))

    assert in_another_process(die_before_the_stages) == -signal.SIGKILL

    later = overview_of(accounts[0].member, NIGHT + timedelta(days=21))
    assert later.stage.stage == "うみステージ"
