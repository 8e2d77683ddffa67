"""組合員番号をまとめる: two memberships of one person become one."""

import pytest

from points.models import Account
from tests.factories import people
from tests.factories.ledger import earned, post
from tests.integration.points.staff.staff_pages import at, token, words, written

pytestmark = pytest.mark.django_db


def preview(client, old: Account, number: str):
    return client.post(at("account_merge", old.pk), {"number": number})


def carry_out(client, old: Account, page, **fields):
    new = page.context["new"]
    typed = {
        "number": new.member_number,
        "token": token(page),
        "seen": old.available,
        "sure": "1",
        **fields,
    }
    return client.post(at("account_merge", old.pk), typed, follow=True)


def test_two_memberships_are_merged_after_a_look_at_what_would_happen(staff, account):
    stays = earned(people.suzuki(), 30)

    page = preview(staff, account, "００８７６５４３２１")
    assert "30 → 130" in words(page)
    stays.refresh_from_db()
    assert stays.available == 30
    done = carry_out(staff, account, page)

    assert "100ポイントを、残す組合員番号の口座に移しました。" in words(done)
    account.refresh_from_db()
    stays.refresh_from_db()
    assert (account.available, stays.available) == (0, 130)
    history = words(staff.get(at("account_history", stays.pk)))
    assert "まとめる組合員番号の口座から受け取りました" in history
    assert "残す組合員番号の口座に移しました" in words(staff.get(at("account_history", account.pk)))


def test_the_preview_is_a_look_at_both(staff, account):
    suzuki = people.suzuki()

    preview(staff, account, suzuki.member_number)

    assert written() == [
        ("look", "points", str(account.member_id)),
        ("look", "points", str(suzuki.pk)),
    ]


@pytest.mark.parametrize("later", [100, 70])
def test_a_merge_that_is_sent_twice_happens_once(staff, account, later):
    people.suzuki()
    page = preview(staff, account, "0087654321")
    carry_out(staff, account, page)
    # given points that came after it
    post(account, "earn", later)

    again = carry_out(staff, account, page)

    assert "100ポイントを、残す組合員番号の口座に移しました。" in words(again)
    account.refresh_from_db()
    assert account.available == later


def test_points_that_changed_meanwhile_are_not_moved_unseen(staff, account):
    people.suzuki()
    page = preview(staff, account, "0087654321")
    post(account, "earn", 1)

    done = carry_out(staff, account, page)

    assert "ポイントが変わりました" in words(done)
    account.refresh_from_db()
    assert account.available == 101


def test_a_token_of_another_pair_only_shows_the_preview_again(staff, account):
    people.suzuki()
    third = people.member("0000000003")
    page = preview(staff, account, "0087654321")

    again = carry_out(staff, account, page, number=third.member_number)

    assert again.context["new"] == third
    account.refresh_from_db()
    assert account.available == 100


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "組合員番号を入力してください。"),
        ("0099999999", "この組合員番号は見つかりません。"),
        ("0012345678", "同じ組合員番号どうしはまとめられません。"),
        ("0087654321", "脱退した組合員番号には移せません。"),
    ],
)
def test_a_number_that_cannot_stay_is_refused_with_the_reason(staff, account, number, told):
    people.suzuki(state=3)

    page = preview(staff, account, number)

    assert page.status_code == 422
    assert told in words(page)
