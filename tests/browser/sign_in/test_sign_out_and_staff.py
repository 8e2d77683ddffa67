"""Signing out ends both sessions; staff enter the admin through the same sign-in."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, Arrive, account
from tests.browser.person import Person
from tests.browser.sign_in.test_first_sign_in import signs_in
from tests.browser.week import Week
from tests.factories import people
from todock.demo.making.people import SATO_EMAIL, STAFF_EMAIL
from todock.feeds import inbox
from todock.lib.textfiles import csv_line

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("provider"),
]


@pytest.fixture
def _sato_is_known(week: Week) -> None:
    people.sato(user=people.user(account(SATO_EMAIL).subject))


@pytest.mark.usefixtures("_sato_is_known")
def test_signing_out_ends_the_session_here_and_at_the_provider(visitor: Person) -> None:
    visitor.opens("/accounts/login/?next=/me/")
    signs_in(visitor, SATO_EMAIL)
    visitor.reads_heading("佐藤 花子さん")

    visitor.presses("ログアウトする")

    visitor.is_at("/")
    visitor.sees("毎週、決まった曜日にお届けします。")
    visitor.opens("/order/")
    visitor.is_at("/accounts/login/")
    visitor.presses("ログインへ進む")
    visitor.sees("パスワード")


def test_staff_enter_the_admin_through_the_same_sign_in(arrive: Arrive) -> None:
    clerk = arrive(viewport=DESKTOP)
    clerk.opens("/admin/")
    clerk.is_at("/accounts/login/")
    signs_in(clerk, STAFF_EMAIL)

    clerk.is_at("/admin/")
    clerk.sees("業務の入口")


@pytest.mark.usefixtures("_sato_is_known")
def test_a_member_who_is_no_staff_is_kept_out_of_the_admin(visitor: Person) -> None:
    visitor.opens("/admin/")
    signs_in(visitor, SATO_EMAIL)

    visitor.reads_heading("職員用のページです")
    visitor.sees("いまのログインには、職員の権限がありません。")


def test_staff_upload_a_file_and_see_the_rows_that_are_wrong(
    arrive: Arrive, tmp_path: Path
) -> None:
    rows = [
        ("分類コード", "分類名", "親分類コード", "並び順"),
        ("01", "牛乳", "", "1"),
        ("02", "", "", "2"),
        ("03", "豆腐", "99", "x"),
    ]
    file = tmp_path / "categories_20270101_001.csv"
    file.write_bytes("".join(map(csv_line, rows)).encode("cp932"))
    clerk = arrive(people.staff_user(), viewport=DESKTOP)

    clerk.opens("/admin/feeds/feedfile/")
    clerk.follows("ファイルをアップロード")
    clerk.field("データ（.csv）").set_input_files(file)
    clerk.presses("アップロードして処理する")

    clerk.sees("categories_20270101_001.csv")
    inbox.look(by="職員")  # as the worker does, who was just asked to
    clerk.opens(clerk.address)

    problems = clerk.page.locator("table", has_text="問題の内容")
    expect(problems.locator("tbody tr")).to_have_count(2)
    clerk.sees("分類名", within=problems)
    clerk.sees("並び順", within=problems)
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="問題のある行を CSV で受け取る").click()
    assert "豆腐" in download.value.path().read_bytes().decode("cp932")
