"""An account ends, begins again, or is merged into another."""

from datetime import timedelta

import pytest

from members.models import Member
from points import actions, refusals
from points.models import Account
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, post
from tests.integration.points.ledger.conftest import SOON
from todock.lib import clock

pytestmark = pytest.mark.django_db


def test_an_ended_account_takes_no_more_points(account):
    actions.end_account(account=account, at=clock.now())

    with pytest.raises(refusals.AccountClosed):
        post(account, "earn", 5)


def test_an_ending_leaves_nothing_in_any_pot(account):
    post(account, "earn_pending", 12, due_on=SOON)
    post(account, "exchange", 30)

    assert actions.end_account(account=account, at=clock.now())

    assert balances(account) == (0, 0, 0, 0)
    assert account.closed_at is not None
    assert_sound()


def test_an_account_with_held_points_is_ended_later(account):
    post(account, "hold", 5, subject="order:1")

    assert not actions.end_account(account=account, at=clock.now())
    assert balances(account) == (145, 0, 5, 0)


def left(account: Account, days_ago: int) -> None:
    """Let the member of ``account`` have left so many days ago."""
    Member.objects.filter(pk=account.member_id).update(
        state=Member.State.WITHDRAWN, updated_at=clock.now() - timedelta(days=days_ago)
    )


def test_members_who_left_lose_their_account_some_days_later(account, settings):
    settings.POINTS_ENDING_DAYS = 14
    stays = earned(people.suzuki(), 5)

    left(account, 13)
    assert actions.end_accounts_of_the_withdrawn(at=clock.now()) == 0

    left(account, 14)
    assert actions.end_accounts_of_the_withdrawn(at=clock.now()) == 1
    assert actions.end_accounts_of_the_withdrawn(at=clock.now()) == 0
    assert balances(stays) == (5, 0, 0, 0)


def test_a_member_who_is_there_again_has_an_open_account_again(account, settings):
    left(account, 100)
    actions.end_accounts_of_the_withdrawn(at=clock.now())
    Member.objects.filter(pk=account.member_id).update(state=Member.State.ACTIVE)

    actions.end_accounts_of_the_withdrawn(at=clock.now())

    post(account, "earn", 5)
    assert balances(account) == (5, 0, 0, 0)


@pytest.mark.parametrize("kind", ["earn_pending", "hold", "exchange"])
def test_memberships_are_not_merged_while_something_would_be_lost(account, kind):
    post(account, kind, 5, subject="order:1")
    new = people.suzuki()

    with pytest.raises(refusals.NotOnlyAvailable):
        actions.merge(old=account.member, new=new, by=people.user("staff"), at=clock.now())
