"""The first sign-in: at the real identity provider, with 本人確認, and back to what was wanted."""

from datetime import date

import pytest

from members.models import Member
from orders.models import OrderLine
from tests.browser.conftest import account
from tests.browser.person import Person
from tests.browser.week import MILK_1L, Week
from tests.factories import people
from todock.demo import accounts
from todock.demo.making.people import NEW_EMAIL, SATO_EMAIL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("provider"),
]


@pytest.fixture
def takahashi(week: Week) -> Member:
    """高橋さん has been a member for years, and has never signed in."""
    return people.member(
        "1000000033",
        name="高橋 恵子",
        user=None,
        born_on=date(1985, 2, 28),
        phone="09000004836",
    )


def signs_in(person: Person, email: str) -> None:
    """Go from the sign-in page to the provider, and type address and password there."""
    person.presses("ログインへ進む")
    person.reads_heading("ログイン")
    person.writes(email, into="メールアドレス")
    person.writes(accounts.PASSWORD, into="パスワード")
    person.presses("ログインする")


def test_a_member_signs_in_for_the_first_time_and_orders_what_she_had_chosen(
    visitor: Person, week: Week, takahashi: Member
) -> None:
    visitor.opens(week.page_of(MILK_1L))
    visitor.orders(MILK_1L)
    visitor.is_at("/accounts/login/")
    signs_in(visitor, NEW_EMAIL)

    visitor.is_at("/me/link/")
    visitor.reads_heading("本人確認")
    visitor.presses("ご本人として確認する")
    visitor.sees("入力を確かめてください（3か所）", within=visitor.summary())
    visitor.sees("組合員番号を入力してください")

    visitor.writes("1000000033", into="組合員番号")
    visitor.writes("昭和60年3月1日", into="生年月日")
    visitor.writes("4836", into="電話番号の下4けた")
    visitor.presses("ご本人として確認する")
    visitor.sees("本人確認ができませんでした")
    assert visitor.field("生年月日").input_value() == "昭和60年3月1日"
    assert visitor.field("組合員番号").input_value() == "1000000033"

    visitor.writes("昭和６０年２月２８日", into="生年月日")
    visitor.presses("ご本人として確認する")

    visitor.is_at("/order/pending/")
    visitor.sees("高橋 恵子さんの本人確認ができました。注文できます。")
    visitor.sees("まだ注文していません")
    visitor.presses("1点を注文する")

    visitor.is_at(week.page_of(MILK_1L))
    visitor.sees("北海道牛乳を1点にしました。合計433円")
    visitor.sees_quantity(1, of=MILK_1L)
    visitor.counts_on_order(1)
    assert OrderLine.objects.get().order.member == takahashi


def test_a_member_who_is_known_comes_back_to_the_page_she_came_from(
    visitor: Person, week: Week
) -> None:
    user = people.user(account(SATO_EMAIL).subject, name="佐藤 花子")
    people.sato(user=user)
    visitor.opens(week.shelf("たまご"))
    visitor.follows("ログイン")

    signs_in(visitor, SATO_EMAIL)

    visitor.is_at(week.shelf("たまご"))
    visitor.sees("佐藤さん")


def test_a_wrong_password_is_told_by_the_provider_and_leaves_the_visitor_signed_out(
    visitor: Person,
) -> None:
    visitor.opens("/accounts/login/")
    visitor.presses("ログインへ進む")
    visitor.writes(SATO_EMAIL, into="メールアドレス")
    visitor.writes("まちがい", into="パスワード")
    visitor.presses("ログインする")

    visitor.sees("入力を確かめてください")
    visitor.opens("/")
    visitor.sees("毎週、決まった曜日にお届けします。")


def test_five_wrong_tries_lock_the_check_and_name_the_telephone_desk(
    visitor: Person, takahashi: Member
) -> None:
    visitor.opens("/accounts/login/?next=/order/")
    signs_in(visitor, NEW_EMAIL)
    visitor.writes("1000000033", into="組合員番号")
    visitor.writes("19850228", into="生年月日")
    for _try in range(6):
        visitor.writes("0000", into="電話番号の下4けた")
        visitor.presses("ご本人として確認する")

    visitor.sees("本人確認を止めています")
    visitor.sees("0120-000-000", within=visitor.summary())
