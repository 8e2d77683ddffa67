"""Alcohol: the notice, the question of the birth date, and nobody under twenty."""

import pytest

from members.models import Member
from orders.models import OrderLine
from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.browser.week import BEER, Week
from tests.factories import people
from todock.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WINE = "小樽の白ワイン"


def gives_birth_date(person: Person, year: str, month: str, day: str) -> None:
    """Type the three fields, and press the button of the form."""
    person.writes(year, into="生まれた年")
    person.writes(month, into="生まれた月")
    person.writes(day, into="生まれた日")
    again = person.page.get_by_role("button", name="確かめて注文する")
    if again.count():
        person.presses("確かめて注文する")
    else:
        person.orders(BEER)


def test_alcohol_is_ordered_once_the_birth_date_is_right(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens(week.shelf("飲み物・酒"))
    sato.sees("酒類", within=sato.product(BEER))
    sato.follows_any("年齢を入力する", within=sato.product(BEER))
    sato.is_at(week.page_of(BEER))
    sato.sees("20歳未満の方への酒類の販売はしていません。")

    gives_birth_date(sato, "1955", "13", "1")
    sato.sees("生年月日を、実際にある日付で入力してください。")
    gives_birth_date(sato, "1956", "3", "1")
    sato.sees("生年月日が登録と合いません。もう一度入力してください。")
    assert sato.field("生まれた年").input_value() == "1956"
    gives_birth_date(sato, "昭和３０", "３", "１")

    sato.is_told(f"{BEER}を1点にしました。")
    sato.sees_quantity(1, of=BEER)
    sato.opens(week.page_of(WINE))
    sato.orders(WINE)
    sato.is_told(f"{WINE}を1点にしました。")


def test_nobody_under_twenty_on_the_day_of_delivery_orders_alcohol(
    arrive: Arrive, week: Week
) -> None:
    today = clock.japan_date(clock.now())
    born_on = today.replace(year=today.year - 19, day=1)
    young = people.member("0055556666", name="若林 さくら", born_on=born_on)
    sakura = arrive(young)
    sakura.opens(week.page_of(BEER))

    gives_birth_date(sakura, str(born_on.year), str(born_on.month), str(born_on.day))

    sakura.sees("お届けの日に20歳になっていない方は、お酒を注文できません。")
    assert not OrderLine.objects.exists()
