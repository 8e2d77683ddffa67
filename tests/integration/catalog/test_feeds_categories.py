"""The ``categories`` feed."""

import pytest

from catalog.models import Category, ProductWords
from tests.factories import goods
from tests.factories.feed_files import category, problems, receive, release
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
State = FeedFile.State


def tree() -> list[tuple[str, str]]:
    found = Category.objects.standing().order_by("path")
    return [(each.path, each.name) for each in found]


def test_parents_may_stand_in_any_order():
    file = receive(
        "categories",
        [
            category("010101", "低脂肪", "0101"),
            category("0101", "牛乳", "01"),
            category("01", "乳"),
        ],
    )
    assert file.state == State.APPLIED, file.message
    assert tree() == [("01/", "乳"), ("01/0101/", "牛乳"), ("01/0101/010101/", "低脂肪")]
    assert Category.objects.get(code="010101").parent.code == "0101"


def test_four_levels_are_taken_and_a_fifth_is_a_problem():
    rows = [category("1"), *(category("1" * n, "段", "1" * (n - 1)) for n in range(2, 5))]
    assert receive("categories", rows).state == State.APPLIED
    file = receive("categories", [*rows, category("11111", "五段め", "1111")])
    assert file.state == State.REFUSED
    assert problems(file) == [(6, "親分類コード", "分類は4段までです。")]


def test_a_circle_is_a_problem_and_nothing_is_written():
    file = receive(
        "categories", [category("01"), category("02", parent="03"), category("03", parent="02")]
    )
    assert file.state == State.REFUSED
    assert [line for line, *_rest in problems(file)] == [3, 4]
    assert tree() == []


def test_an_unknown_parent_is_a_problem():
    file = receive("categories", [category("02", parent="09")])
    assert (2, "親分類コード", "このファイルにない親分類です。") in problems(file)


def test_a_category_that_is_missing_is_withdrawn_and_keeps_its_products():
    # given two categories, and a product in the second
    receive("categories", [category(str(n)) for n in range(1, 7)])
    product = goods.product(category=Category.objects.get(code="6"))
    # when a file leaves it out
    file = receive("categories", [category(str(n)) for n in range(1, 6)])
    # then it is withdrawn, not deleted, and comes back with a later file
    assert file.state == State.APPLIED, file.message
    assert Category.objects.get(code="6").withdrawn_at
    product.refresh_from_db()
    assert product.category.code == "6"
    receive("categories", [category(str(n), sort=2) for n in range(1, 7)])
    assert Category.objects.get(code="6").withdrawn_at is None


def test_a_file_that_leaves_out_much_is_held_until_it_is_released():
    receive("categories", [category(str(n)) for n in range(1, 6)])
    file = receive("categories", [category("1"), category("2"), category("3")])
    assert file.state == State.HELD
    assert "取下げ: 4 牛乳" in file.difference["details"]
    assert Category.objects.standing().count() == 5
    assert release(file).state == State.APPLIED
    assert Category.objects.standing().count() == 3


def test_the_same_tree_again_changes_nothing_and_a_move_moves_all_beneath():
    cycle = goods.cycle()
    rows = [category("01"), category("02"), category("0101", "低脂肪", "01")]
    receive("categories", rows)
    cycle.refresh_from_db()
    before = cycle.revision
    # when the same content comes with one column more
    file = receive("categories", [{**row, "備考": "x"} for row in rows])
    cycle.refresh_from_db()
    assert (file.result["追加・変更"], cycle.revision) == (0, before)
    # and when a branch moves, pages are drawn anew
    receive("categories", [category("01", parent="02"), category("02"), rows[2]])
    cycle.refresh_from_db()
    assert [path for path, _name in tree()] == ["02/", "02/01/", "02/01/0101/"]
    assert cycle.revision == before + 1


def test_a_renamed_category_is_found_by_its_new_name():
    receive("categories", [category("01", "牛乳")])
    product = goods.product(category=Category.objects.get(code="01"))
    receive("categories", [category("01", "飲料")])
    assert "'#飲料'" in ProductWords.objects.get(product=product).vector
