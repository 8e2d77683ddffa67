"""注文番号で注文: confirm, order, wrong rows, pasted lists, double posts."""

import pytest
from django.contrib.messages import get_messages

from tests.factories import goods, people, purchases
from tests.integration.orders.pages.numbers_page import HTMX, URL, quantities, rows
from tests.integration.orders.pages.test_numbers_after_the_deadline import passes_deadline
from tests.reading import Part, read

pytestmark = pytest.mark.django_db


def confirmed_in(page: Part) -> list[str]:
    return page.values("confirmed")


def test_the_page_has_ten_rows(page) -> None:
    shown = read(page.get(URL))

    assert len(shown.values("number")) == 10
    assert len(confirmed_in(shown)) == 10


def test_the_quick_form_of_home_leads_here_with_its_row_confirmed(page, sato, carrot) -> None:
    shown = read(page.get(URL, {"number": "310126", "quantity": "2"}))

    assert "にんじん" in shown
    assert "1品を注文する" in shown
    assert quantities(sato) == {}


@pytest.mark.parametrize(
    "number", ["310126", "３１０１２６", "310-126", " 310 126 ", "３１０－１２６"]
)
def test_numbers_are_understood_as_people_type_them(page, carrot, number) -> None:
    assert "にんじん" in read(page.post(URL, rows((number, "１"))))


def test_confirming_changes_nothing(page, sato, carrot) -> None:
    page.post(URL, rows(("310126", "1")))

    assert quantities(sato) == {}


def test_what_was_not_confirmed_is_confirmed_first(page, sato, carrot) -> None:
    answer = page.post(URL, rows(("310126", "1"), do="order"))

    assert quantities(sato) == {}
    assert "まだ注文していない商品があります。" in read(answer)
    assert "310126:0" in confirmed_in(read(answer))


def test_the_confirmed_rows_are_ordered(page, sato, carrot, tofu) -> None:
    typed = [("310126", "1"), ("140206", "2")]
    confirmed = confirmed_in(read(page.post(URL, rows(*typed))))

    answer = page.post(URL, rows(*typed, do="order", confirmed=confirmed))

    assert answer.status_code == 303
    assert quantities(sato) == {"310126": 1, "140206": 2}
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == ["2品を注文しました。合計861円"]


def test_posting_twice_orders_once(page, sato, carrot) -> None:
    data = rows(("310126", "3"), do="order", confirmed=["310126:0"])

    page.post(URL, data)
    page.post(URL, data)

    assert quantities(sato) == {"310126": 3}


def test_what_is_ordered_already_is_told_and_added_to(page, sato, tofu) -> None:
    purchases.ordered(sato, tofu, 2)
    shown = read(page.post(URL, rows(("140206", "2"))))
    assert "すでに2点を注文しています。合計4点になります。" in shown
    assert shown.button("1品を注文する").enabled

    page.post(URL, rows(("140206", "2"), do="order", confirmed=confirmed_in(shown)))

    assert quantities(sato) == {"140206": 4}


def test_when_the_order_changed_meanwhile_the_row_is_told_anew(page, sato, tofu) -> None:
    purchases.ordered(sato, tofu, 5)

    answer = page.post(URL, rows(("140206", "2"), do="order", confirmed=["140206:0"]))
    shown = read(answer)

    assert quantities(sato) == {"140206": 5}
    assert "すでに5点を注文しています。合計7点になります。" in shown
    assert "140206:5" in confirmed_in(shown)


def test_a_wrong_row_is_marked_and_does_not_stop_the_right_ones(page, sato, carrot) -> None:
    typed = [("310999", "1"), ("310126", "1"), ("12", "1")]
    answer = page.post(URL, rows(*typed, do="order", confirmed=["", "310126:0", ""]))
    shown = read(answer)

    assert answer.status_code == 422
    assert quantities(sato) == {"310126": 1}
    assert "310999は、11月4回のカタログにない番号です。番号を確かめてください。" in shown
    assert "注文番号は、カタログにある6けたの数字で入力してください。" in shown
    assert shown.title.startswith("エラー（2か所）：注文番号で注文")
    assert "310999" in shown.values("number")
    assert "1品を注文しました。" in shown


def test_a_limit_is_told_in_its_row(page, sato, window) -> None:
    goods.offer(cycle=window.cycle, order_number="120515", per_order_limit=2)

    shown = read(page.post(URL, rows(("120515", "3"))))

    assert "お一人2点までです。" in shown
    assert "#q1" in shown.hrefs


def test_what_is_left_of_a_limited_offer_is_told_in_its_row(page, sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, order_number="120515", total_limit=5)
    purchases.ordered(people.suzuki(), offer, 3)

    shown = read(page.post(URL, rows(("120515", "3"))))

    assert "数量限定の商品で、残りは2点です。数量を減らしてください。" in shown
    assert "#q1" in shown.hrefs


def test_a_refusal_of_the_action_stands_in_its_row(page, sato, carrot, tofu) -> None:
    purchases.purchase_limit(sato, 700)
    typed = [("310126", "1"), ("140206", "2")]

    answer = page.post(URL, rows(*typed, do="order", confirmed=["310126:0", "140206:0"]))

    assert quantities(sato) == {"310126": 1}
    assert "購入できる金額の上限を161円こえる" in read(answer)


def test_the_same_number_in_two_rows_counts_together(page, sato, carrot) -> None:
    typed = [("310126", "1"), ("310126", "2")]
    shown = read(page.post(URL, rows(*typed)))
    assert "1行目と同じ商品です。" in shown

    page.post(URL, rows(*typed, do="order", confirmed=confirmed_in(shown)))

    assert quantities(sato) == {"310126": 3}


def test_a_pasted_list_fills_the_rows(page, carrot, tofu) -> None:
    pasted = "310126 2\n\n１４０２０６\t3個\n何か\n"

    shown = read(page.post(URL, {"paste": pasted}))

    assert "にんじん" in shown
    assert "絹とうふ" in shown
    assert "2品を注文する" in shown
    assert "何か" in shown.values("number")


def test_alcohol_asks_for_the_birth_date_on_its_page(page, window) -> None:
    beer = goods.offer(cycle=window.cycle, order_number="510016", product__alcohol=True)

    shown = read(page.post(URL, rows(("510016", "1"))))

    assert "お酒を注文するには、生年月日を入力してください。" in shown
    assert f"/items/{beer.cycle.code}/510016/#order" in shown.hrefs


def test_a_visitor_signs_in_and_finds_the_rows_again(client, carrot) -> None:
    answer = client.post(URL, rows(("310126", "2"), do="order", confirmed=["310126:0"]))

    assert answer.status_code == 303
    assert answer.url == (
        "/accounts/login/?next=%2Forder%2Fnumbers%2F%3Fnumber%3D310126%26quantity%3D2"
    )


def test_with_htmx_a_row_is_confirmed_and_the_sum_follows(page, carrot) -> None:
    answer = page.post("/order/numbers/row/2/", rows(("", ""), ("310126", "2")), headers=HTMX)
    shown = read(answer)

    assert shown.parts[0].id == "found-2"
    assert "にんじん" in shown.parts[0]
    assert "sum-bar" in shown.swapped
    assert "2行目：にんじん、2点" in shown


@pytest.mark.parametrize("data", [{"number": ["310126"]}, {}])
def test_a_visitor_has_rows_whatever_is_open(client, window, carrot, data) -> None:
    passes_deadline(window)

    assert len(read(client.get(URL, data)).values("number")) == 10


@pytest.mark.parametrize(
    "data", [{"number": ["\x00"] * 99}, {"paste": "x" * 100_000}, {"do": "order"}]
)
def test_whatever_is_sent_is_answered_with_a_page(page, data) -> None:
    assert page.post(URL, data).status_code in {200, 303, 422}


def test_ten_rows_cost_eight_queries_at_most(
    page, sato, window, django_assert_max_num_queries
) -> None:
    offers = [goods.offer(cycle=window.cycle, total_limit=9) for _row in range(10)]
    for offer in offers:
        purchases.ordered(sato, offer)
    data = rows(*[(offer.order_number, "1") for offer in offers])
    page.post(URL, data)

    with django_assert_max_num_queries(8):
        page.post(URL, data)
