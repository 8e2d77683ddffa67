"""Newcomers whom no ``members`` file has named yet: a snapshot leaves them as they are."""

from datetime import date

import pytest

from members.models import Member
from tests.factories import applications, people
from tests.factories.feed_files import member, receive

pytestmark = pytest.mark.django_db


def test_a_full_snapshot_does_not_withdraw_a_newcomer_whom_no_file_named_yet():
    newcomer = applications.approved().member
    sato = people.sato()

    file = receive(
        "members",
        [member(組合員番号=f"{n:010}") for n in (12345678, 5, 6, 7)],
        mode="full",
    )

    assert file.state == "applied"
    newcomer.refresh_from_db()
    sato.refresh_from_db()
    assert (newcomer.state, newcomer.confirmed_by_feed) == (Member.State.ACTIVE, False)
    assert sato.state == Member.State.ACTIVE


def test_newcomers_do_not_count_for_the_guard_of_a_snapshot():
    for number in range(3):
        applications.approved(email=f"{number}@example.jp")
    people.sato()

    file = receive("members", [member(組合員番号="0012345678")], mode="full")

    assert file.state == "applied"


def test_any_row_of_the_feed_confirms_a_newcomer_and_the_next_snapshot_may_withdraw_her(settings):
    settings.FEED_HOLD_WITHDRAWN_PERCENT = 100
    newcomer = applications.approved().member
    same = member(
        組合員番号=newcomer.member_number,
        世帯番号=newcomer.member_number,
        氏名=newcomer.name,
        氏名カナ=newcomer.kana,
        生年月日=f"{newcomer.born_on:%Y%m%d}",
    )

    receive("members", [same])
    newcomer.refresh_from_db()
    assert newcomer.confirmed_by_feed
    assert newcomer.born_on == date(1980, 5, 5)

    receive("members", [member(組合員番号="0000000005")], mode="full")
    newcomer.refresh_from_db()
    assert newcomer.state == Member.State.WITHDRAWN
