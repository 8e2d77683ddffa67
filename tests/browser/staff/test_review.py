"""Reviewers at the queue: one takes, another sees who did; asking, approving, refusing."""

import pytest
from playwright.sync_api import expect

from members.joining.models import Application
from members.joining.rules.steps import State
from members.sign_in.actions.roles import set_roles
from tests.browser.conftest import DESKTOP, Arrive
from tests.browser.person import Person
from tests.factories import applications, people
from todock.feeds.models import FeedFile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: How far a list can be moved to the right, in pixels.
_HIDDEN = "list => list.scrollWidth - list.clientWidth"


def _queue(**kw) -> Application:
    """An application in the queue, with a course to propose."""
    return applications.submitted(proposed_course=people.course(), **kw)


@pytest.fixture
def kudo(arrive: Arrive) -> Person:
    """工藤さん, a reviewer, at her desk."""
    return arrive(people.reviewer(), viewport=DESKTOP)


def _opens(person: Person, application: Application) -> None:
    person.opens("/admin/joining/application/")
    person.follows(application.number)
    person.reads_heading(f"申し込み {application.number}")


def test_one_reviewer_takes_an_application_and_another_sees_who_has_the_lease(
    arrive: Arrive, kudo: Person
) -> None:
    application = _queue()
    _opens(kudo, application)
    kudo.sees("田中 実")
    kudo.sees_no_button("承認する")

    kudo.presses("審査を始める")

    kudo.sees("あなたが審査しています")
    kudo.sees_button("承認する")
    yamada = arrive(people.reviewer("山田 進"), viewport=DESKTOP)
    yamada.opens("/admin/joining/application/")
    expect(yamada.page.locator("#result_list")).to_contain_text("工藤 直子（")
    yamada.follows(application.number)
    yamada.sees("工藤 直子さんが審査しています")
    yamada.sees_no_button("審査を始める")
    yamada.sees_no_button("承認する")

    kudo.presses("戻す")

    kudo.sees("申し込みを戻しました。")
    _opens(yamada, application)
    yamada.sees_button("審査を始める")


def test_a_reviewer_asks_back_and_waits_for_the_answer(kudo: Person) -> None:
    application = _queue()
    _opens(kudo, application)
    kudo.presses("審査を始める")
    kudo.chooses("そのほか", of="たずねること")
    kudo.presses("質問する")
    kudo.sees("入力を確かめてください")
    kudo.follows("質問の文を入力してください")

    kudo.writes("お勤め先はどちらですか。", into="書きそえる文")
    kudo.presses("質問する")

    kudo.sees("申込者に質問しました。")
    kudo.sees("申込者の回答を待っています")
    kudo.sees("お勤め先はどちらですか。")
    kudo.sees_no_button("承認する")


def test_a_reviewer_approves_after_looking_at_possible_duplicates(kudo: Person) -> None:
    people.sato(phone="0111112222")
    application = _queue()
    _opens(kudo, application)
    kudo.sees("重複の可能性（1件）")
    kudo.sees("電話番号が同じ")
    kudo.presses("審査を始める")
    expect(kudo.field("コース")).to_have_value("0101")

    kudo.presses("承認する")
    kudo.sees("重複の可能性を確かめてから、印をつけてください")
    kudo.ticks("重複の可能性を確かめました")
    kudo.presses("承認する")

    kudo.sees("承認しました。")
    kudo.sees("組合員番号：")
    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_a_reviewer_reads_what_the_applicant_will_read_before_refusing(kudo: Person) -> None:
    application = _queue()
    _opens(kudo, application)
    kudo.presses("審査を始める")
    kudo.chooses("配達できない住所", of="見送りの理由")
    kudo.presses("見送りの文を確かめる")
    kudo.sees("いまのところお届けできません。")
    kudo.follows("やめて戻る")
    kudo.sees("あなたが審査しています")

    kudo.chooses("配達できない住所", of="見送りの理由")
    kudo.presses("見送りの文を確かめる")
    kudo.presses("見送る")

    kudo.sees("見送りました。")
    application.refresh_from_db()
    assert application.state == State.REFUSED


def test_several_are_approved_together_but_the_doubtful_one(kudo: Person) -> None:
    people.sato(phone="0110000009")
    clear = _queue(family_kana="アベ", phone="0110000001", email="a@example.jp", street="1丁目")
    doubtful = _queue(
        family_kana="イトウ", phone="0110000009", email="b@example.jp", street="2丁目"
    )
    kudo.opens("/admin/joining/application/")
    for application in (clear, doubtful):
        kudo.page.locator(f"input[name=_selected_action][value='{application.pk}']").check()
    kudo.page.locator("select[name=action]").select_option("approve_together")
    kudo.presses("実行")
    kudo.reads_heading("まとめて承認する")
    expect(kudo.page.get_by_label(clear.number)).to_be_checked()
    expect(kudo.page.get_by_label(doubtful.number)).not_to_be_checked()
    kudo.sees("重複の可能性：電話番号が同じ")

    kudo.presses("印のあるものを承認する")

    kudo.sees("1件を承認しました。")
    doubtful.refresh_from_db()
    assert doubtful.state == State.SUBMITTED


def test_the_lists_of_staff_fit_their_window(arrive: Arrive) -> None:
    people.sato()
    long_names = people.course(centre=people.centre(name="札幌手稲・石狩センター"))
    applications.in_review(proposed_course=long_names, by=people.reviewer("長谷川 かおる"))
    FeedFile.objects.create(
        name="member_changes_20261123_001.csv",
        kind="member_changes",
        direction=FeedFile.Direction.IN,
        rows=2_000_000,
        good=1_999_000,
        bad=1_000,
        sha256="0" * 64,
        by="長谷川 かおる",
    )
    clerk = people.user("clerk", name="職員")
    set_roles(user=clerk, roles=["staff", "reviewer", "counter"])
    person = arrive(clerk, viewport=DESKTOP)
    for place in ("joining/application", "feeds/feedfile", "catalog/offer", "members/member"):
        person.opens(f"/admin/{place}/")
        hidden = person.page.locator("#changelist .results").evaluate(_HIDDEN)
        assert hidden <= 0, f"{place}: {hidden} px of the list are cut off"
