"""The ``products`` feed."""

import pytest

from catalog.models import Category, Product, ProductWords
from tests.factories import goods
from tests.factories.feed_files import category, problems, product, receive, release, warnings
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
State = FeedFile.State


@pytest.fixture(autouse=True)
def milk_category(db):
    receive("categories", [category("01", "牛乳")])


def test_every_column_arrives():
    file = receive(
        "products",
        [
            product(
                "０００００１２",
                "ﾎｯｶｲﾄﾞｳ牛乳①",
                JANコード="4901234567894",
                商品名カナ="ホッカイドウ",
                メーカー="㈱はまなす",
                内容量="1000",
                内容量単位="ml",
                酒類=0,
                原産地="北海道",
                アレルゲン="01" + "0" * 25 + "9",
                期限目安日数=7,
                説明="こくがあります。\n冷やして。",
                画像キー="milk-1",
            )
        ],
    )
    assert file.state == State.APPLIED, file.problems.first()
    made = Product.objects.get()
    assert (made.item_code, made.name, made.maker) == ("0000012", "ホッカイドウ牛乳①", "㈱はまなす")
    assert (made.content_amount, made.zone, made.tax_rate, made.alcohol) == (1000, 2, 8, False)
    assert made.allergen_state(2) == Product.AllergenState.CONTAINS
    assert made.allergen_state(28) == Product.AllergenState.UNKNOWN
    assert (made.shelf_days, made.image_key) == (7, "milk-1")
    assert made.description == "こくがあります。\n冷やして。"
    assert "'牛乳':1A" in ProductWords.objects.get(product=made).vector


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("分類コード", "99"),
        ("税率", "5"),
        ("温度帯", "4"),
        ("アレルゲン", "0" * 27),
        ("アレルゲン", "0" * 27 + "2"),
        ("商品名", "あ" * 81),
        ("内容量", "0"),
        ("内容量", "-1"),
        ("JANコード", "12"),
        ("画像キー", "../secret"),
        ("処理区分", "X"),
    ],
)
def test_a_bad_row_is_kept_as_a_problem_and_the_good_ones_are_applied(settings, column, value):
    settings.FEED_BAD_ROWS_PERCENT = 50
    file = receive("products", [product("1"), product("2", **{column: value})])
    assert file.state == State.PARTLY
    assert [(line, found) for line, found, _text in problems(file)] == [(3, column)]
    assert [each.item_code for each in Product.objects.all()] == ["1"]


def test_a_withdrawn_category_takes_no_products(settings):
    goods.category(code="02", withdrawn_at="2026-01-01T00:00Z")
    file = receive("products", [product("1", 分類コード="02")])
    assert problems(file) == [(2, "分類コード", "登録のない分類です。")]


def test_a_delta_changes_what_is_in_it_and_leaves_the_rest():
    receive("products", [product("1"), product("2")], mode="full")
    file = receive("products", [product("1", "新しい牛乳")], mode="delta")
    assert file.result["追加・変更"] == 1
    assert Product.objects.filter(withdrawn_at=None).count() == 2
    assert Product.objects.get(item_code="1").name == "新しい牛乳"


def test_a_column_that_the_file_does_not_have_leaves_what_stands():
    optional = {
        "JANコード": "4901234567894",
        "商品名カナ": "ホッカイドウ",
        "メーカー": "㈱はまなす",
        "内容量": "1000",
        "内容量単位": "ml",
        "酒類": 1,
        "原産地": "北海道",
        "アレルゲン": "1" * 28,
        "期限目安日数": 7,
        "説明": "こくがあります。",
        "画像キー": "milk-1",
    }
    receive("products", [product("1", **optional)])
    before = Product.objects.values().get()
    file = receive("products", [product("1", "新しい牛乳"), product("2")])
    assert file.state == State.APPLIED, problems(file)
    after = Product.objects.values().get(item_code="1")
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed - {"updated_at"} == {"name"}
    new = Product.objects.get(item_code="2")
    assert (new.alcohol, new.image_key, new.shelf_days) == (False, "", None)


def test_a_changed_product_is_stamped_anew():
    receive("products", [product("1")])
    before = Product.objects.get().updated_at
    receive("products", [product("1", "新しい牛乳")])
    assert Product.objects.get().updated_at > before


def test_d_withdraws_and_c_brings_back():
    receive("products", [product("1"), product("2")])
    receive("products", [product("1", 処理区分="D")])
    assert Product.objects.get(item_code="1").withdrawn_at
    receive("products", [product("1", 処理区分="C")])
    assert Product.objects.get(item_code="1").withdrawn_at is None


def test_d_of_an_unknown_product_is_only_a_warning():
    file = receive("products", [product("1"), product("7", 処理区分="D")])
    assert (file.state, warnings(file)) == (State.APPLIED, [(3, "商品コード")])
    assert not Product.objects.filter(item_code="7").exists()


def test_what_a_full_snapshot_leaves_out_is_withdrawn_not_deleted():
    receive("products", [product(str(n)) for n in range(6)])
    file = receive("products", [product(str(n)) for n in range(5)], mode="full")
    assert file.state == State.APPLIED, file.message
    assert Product.objects.get(item_code="5").withdrawn_at


def test_a_full_snapshot_that_withdraws_much_is_held():
    receive("products", [product(str(n)) for n in range(6)])
    file = receive("products", [product("1")], mode="full")
    assert file.state == State.HELD
    assert not Product.objects.exclude(withdrawn_at=None).exists()
    assert release(file).result["取下げ"] == 5


def test_a_snapshot_with_bad_rows_withdraws_nothing(settings):
    # given a snapshot in which one product cannot be read
    settings.FEED_BAD_ROWS_PERCENT = 50
    receive("products", [product(str(n)) for n in range(6)])
    rows = [product(str(n)) for n in range(5)] + [product("5", 税率=5)]
    file = receive("products", rows, mode="full")
    # then that product still stands
    assert file.state == State.PARTLY
    assert Product.objects.get(item_code="5").withdrawn_at is None


def test_the_same_again_changes_nothing():
    cycle = goods.cycle()
    receive("products", [product("1")])
    before = Product.objects.values().get()
    cycle.refresh_from_db()
    revision = cycle.revision
    file = receive("products", [product("1", 備考="x")])
    cycle.refresh_from_db()
    assert file.result["追加・変更"] == 0
    assert Product.objects.values().get() == before
    assert cycle.revision == revision


def test_a_change_draws_the_pages_anew_and_stamps_the_product():
    cycle = goods.cycle()
    receive("products", [product("1")])
    product_before = Product.objects.get()
    cycle.refresh_from_db()
    revision = cycle.revision
    receive("products", [product("1", "別の名前")])
    cycle.refresh_from_db()
    assert cycle.revision == revision + 1
    assert Product.objects.get().updated_at >= product_before.updated_at


def test_words_follow_the_name():
    receive("products", [product("1", "食パン")])
    assert "パン" in ProductWords.objects.get().vector
    receive("products", [product("1", "バター")])
    words = ProductWords.objects.get()
    assert "'バター'" in words.vector
    assert "'パン'" not in words.vector


def test_codes_that_stand_twice_are_both_problems(settings):
    settings.FEED_BAD_ROWS_PERCENT = 90
    file = receive("products", [product("1"), product("2"), product("１")])
    assert [line for line, *_rest in problems(file)] == [2, 4]
    assert Category.objects.count() == 1
