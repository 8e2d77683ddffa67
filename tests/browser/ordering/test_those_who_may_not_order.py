"""Members who may look and not order: suspended, paused, withdrawn, without a course."""

import pytest

from members.models import Member
from tests.browser.conftest import Arrive
from tests.browser.week import MILK_1L, Week
from tests.factories import people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (Member.State.SUSPENDED, "ただいまご利用を停止しています。"),
        (Member.State.PAUSED, "宅配を休止しています。"),
        (Member.State.WITHDRAWN, "脱退の手続きが済んでいます。"),
    ],
)
def test_a_member_who_may_not_order_is_told_so_politely_and_may_look(
    arrive: Arrive, week: Week, state: Member.State, reason: str
) -> None:
    suzuki = arrive(people.suzuki(state=state))

    suzuki.opens("/")
    suzuki.sees(reason)
    suzuki.sees("電話（0120-000-000）で")
    suzuki.opens(week.shelf("牛乳・乳製品"))
    suzuki.sees("いまは注文できません", within=suzuki.product(MILK_1L))
    suzuki.sees_no_button(f"{MILK_1L}を注文する")
    suzuki.opens(week.page_of(MILK_1L))
    suzuki.sees("いまは注文できません")
    suzuki.opens("/me/")
    suzuki.sees("お問い合わせください。", within=suzuki.page.locator("main .alert"))


def test_a_member_without_a_course_learns_how_to_sign_up(arrive: Arrive, week: Week) -> None:
    suzuki = arrive(people.suzuki(course=None))

    suzuki.opens("/")
    suzuki.sees("宅配のコースが決まっていません。")
    suzuki.opens(week.page_of(MILK_1L))
    suzuki.sees("いまは注文できません")
    suzuki.opens("/order/")
    suzuki.sees("宅配のコースが決まっていません。電話（0120-000-000）でお申し込みください。")


def test_a_member_suspended_while_a_page_is_open_is_refused_with_the_reason(
    arrive: Arrive, week: Week
) -> None:
    member = people.suzuki()
    suzuki = arrive(member)
    suzuki.opens(week.page_of(MILK_1L))
    member.state = Member.State.SUSPENDED
    member.save()

    suzuki.orders(MILK_1L)

    suzuki.sees("ただいまご利用を停止しています。")
