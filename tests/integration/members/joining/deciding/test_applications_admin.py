"""The queue of the applications: who sees it, who decides, and that looks are written down."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.joining.actions import endings
from members.joining.models import Application, ApplicationQuestion
from members.joining.rules.steps import State
from members.models import AccessLog
from tests.factories import applications, people, purchases
from todock.lib import clock

pytestmark = pytest.mark.django_db

LIST = "/admin/joining/application/"


@pytest.fixture
def kudo():
    return people.reviewer()


@pytest.fixture
def desk(client, kudo):
    """The browser of 工藤さん, a reviewer."""
    return people.signed_in(client, kudo)


def page(application: Application) -> str:
    return f"{LIST}{application.pk}/change/"


def do(client: Client, application: Application, step: str, **typed):
    """Press a button; return the page that follows."""
    return client.post(f"{LIST}{application.pk}/{step}/", typed, follow=True)


def words(response) -> str:
    return response.content.decode()


def listed(client: Client, **conditions) -> list[str]:
    found = client.get(LIST, conditions).context["cl"].result_list
    return [application.number for application in found]


# The list


def test_the_queue_shows_what_waits_the_oldest_first(desk):
    now = clock.now()
    young = applications.submitted(at=now - timedelta(hours=1))
    old = applications.submitted(at=now - timedelta(days=3))
    applications.refused()
    applications.confirmed(email="draft@example.jp")
    assert listed(desk) == [old.number, young.number]
    assert "3日" in words(desk.get(LIST))


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("submitted", {"submitted"}),
        ("in_review", {"in_review"}),
        ("asked_back", {"asked_back"}),
        ("refused", {"refused"}),
        ("all", {"submitted", "in_review", "asked_back", "refused"}),
    ],
)
def test_the_queue_is_filtered_by_state(desk, state, kinds):
    made = {
        name: getattr(applications, name)()
        for name in ("submitted", "in_review", "asked_back", "refused")
    }
    assert set(listed(desk, state=state)) == {made[kind].number for kind in kinds}


def test_the_queue_is_filtered_by_age_kind_and_centre(desk):
    now = clock.now()
    course = people.course("0901", centre=people.centre("090", name="函館センター"))
    young = applications.submitted("join", at=now - timedelta(hours=1))
    old = applications.submitted("both", at=now - timedelta(days=4), proposed_course=course)
    assert listed(desk, age="3") == [old.number]
    assert listed(desk, age="7") == []
    assert listed(desk, kind__exact="join") == [young.number]
    assert listed(desk, centre="090") == [old.number]
    assert listed(desk, centre="none") == [young.number]


@pytest.mark.parametrize(
    "typed", ["{number}", "０１１-１１１-２２２２", "たな", "ﾀﾅｶ", "タナカミノ"]
)
def test_an_application_is_found_by_number_phone_or_reading_in_any_state(desk, typed):
    wanted = applications.refused()
    applications.submitted(family_kana="スズキ", phone="0119998888")
    assert listed(desk, q=typed.format(number=wanted.number)) == [wanted.number]


def test_the_list_costs_the_same_queries_for_one_and_for_many(desk):
    applications.in_review()
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for _ in range(5):
        applications.in_review(proposed_course=people.course())
    with CaptureQueriesContext(connection) as many:
        desk.get(LIST)
    assert len(many) == len(few)


# Who sees what


@pytest.mark.parametrize("who", [people.staff_user, people.counter_clerk, people.sato])
def test_other_roles_see_neither_the_list_nor_a_page_nor_decide(client, who):
    application = applications.in_review()
    people.signed_in(client, who())
    assert client.get(LIST).status_code in (302, 403)
    assert client.get(page(application)).status_code in (302, 403)
    for step in ("take", "release", "ask", "approve", "refuse", "withdraw"):
        answer = client.post(f"{LIST}{application.pk}/{step}/", {"refuse-reason": "area"})
        assert answer.status_code in (302, 403)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    assert not AccessLog.objects.exists()


def test_who_may_only_look_sees_no_buttons_and_decides_nothing(client, settings):
    settings.STAFF_ROLES = {"looker": ("見学", ["joining.view_application"])}
    from members.sign_in.actions.roles import set_roles

    looker = people.user("looker")
    set_roles(user=looker, roles=["looker"])
    application = applications.submitted()
    people.signed_in(client, looker)
    assert "審査を始める" not in words(client.get(page(application)))
    assert client.post(f"{LIST}{application.pk}/take/").status_code == 403


def test_a_draft_is_not_for_staff(desk):
    draft = applications.confirmed()
    assert desk.get(page(draft)).status_code == 404
    assert desk.post(f"{LIST}{draft.pk}/take/").status_code == 404
    assert desk.get(f"{LIST}nonsense/change/").status_code == 404


def test_nothing_is_added_edited_or_deleted_by_hand(desk):
    application = applications.submitted()
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(page(application), {"family_name": "X"}).status_code == 405
    assert desk.post(f"{LIST}{application.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_button_needs_the_token_of_the_form(kudo):
    strict = people.signed_in(Client(enforce_csrf_checks=True), kudo)
    application = applications.submitted()
    assert strict.post(f"{LIST}{application.pk}/take/").status_code == 403
    assert strict.get(f"{LIST}{application.pk}/take/").status_code == 405


# The page


def test_the_page_shows_answers_consents_and_what_happened(desk, kudo):
    application = applications.answered(by=kudo, children=["2023-04-01"])
    text = words(desk.get(page(application)))
    for shown in ("田中 実", "タナカ ミノル", "昭和55年", "063-0812", "2023年4月", "5口", "玄関前"):
        assert shown in text
    for shown in ("定款 2026-04", "部屋番号を教えてください。", "101号室です。", "回答"):
        assert shown in text
    assert "工藤 直子" in text
    assert "（住所・部屋番号）" in text


def test_the_title_names_no_person(desk):
    response = desk.get(page(applications.submitted()))
    title = words(response).split("<title>")[1].split("</title>")[0]
    assert "申し込み 9" in title
    assert "田中" not in title


def test_an_erased_application_shows_its_course_of_events_only(desk):
    application = applications.refused(at=clock.now() - timedelta(days=200))
    endings.erase_due(at=clock.now())
    text = words(desk.get(page(application)))
    assert "消去しました" in text
    assert "見送り" in text
    assert "玄関前" not in text


def test_possible_duplicates_stand_beside_with_their_reasons(desk):
    people.sato(phone="0111112222")
    other = applications.submitted("join", email="other@example.jp", phone="0110001111")
    application = applications.submitted()
    text = words(desk.get(page(application)))
    assert "組合員 0012345678" in text
    assert "電話番号が同じ" in text
    assert f"申し込み {other.number}" in text
    assert "フリガナと生年月日が同じ" in text
    # A reviewer does not see the list of members: no link leads there.
    assert "/admin/members/member/" not in text


# Deciding


def test_the_reviewer_takes_it_and_a_second_one_sees_who_holds_it(desk):
    application = applications.submitted()
    assert "審査を始めました。" in words(do(desk, application, "take"))
    second = people.signed_in(Client(), people.reviewer("山田 進"))
    text = words(second.get(page(application)))
    assert "工藤 直子さんが審査しています" in text
    assert "<button" not in text.split('id="content"')[1]
    refusal = do(second, application, "refuse", **{"refuse-reason": "area", "sure": "1"})
    assert "工藤 直子さんが審査しています" in words(refusal)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_a_hold_that_is_over_is_taken_by_the_next(desk):
    application = applications.in_review(by=people.reviewer("山田 進"))
    Application.objects.update(taken_until=clock.now() - timedelta(minutes=1))
    assert "時間切れになりました" in words(desk.get(page(application)))
    do(desk, application, "take")
    application.refresh_from_db()
    assert application.reviewer.name == "工藤 直子"


def test_what_was_taken_is_put_back(desk, kudo):
    application = applications.in_review(by=kudo)
    do(desk, application, "release")
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_the_reviewer_asks_back(desk, kudo):
    application = applications.in_review(by=kudo)
    typed = {"ask-code": "phone", "ask-text": "昼間の番号をお願いします。"}
    assert "申込者に質問しました。" in words(do(desk, application, "ask", **typed))
    question = ApplicationQuestion.objects.get()
    assert (question.code, question.text) == ("phone", "昼間の番号をお願いします。")
    assert "申込者の回答を待っています" in words(desk.get(page(application)))


def test_a_question_without_words_is_named_on_top_and_at_its_field(desk, kudo):
    application = applications.in_review(by=kudo)
    response = do(desk, application, "ask", **{"ask-code": "other"})
    assert response.status_code == 422
    text = words(response)
    assert text.count("質問の文を入力してください") == 2
    assert 'href="#id_ask-text"' in text
    assert "<title>エラー：" in text


def test_approval_takes_the_chosen_course_and_cycle(desk, kudo):
    course = people.course()
    application = applications.in_review(by=kudo, proposed_course=course)
    typed = {"approve-course": "0101", "approve-first_cycle": ""}
    assert "承認しました。" in words(do(desk, application, "approve", **typed))
    application.refresh_from_db()
    assert application.state == State.APPROVED
    assert application.course == course
    assert application.member.member_number in words(desk.get(page(application)))


def test_approval_of_a_delivery_needs_a_course(desk, kudo):
    application = applications.in_review(by=kudo)
    response = do(desk, application, "approve", **{"approve-course": ""})
    assert response.status_code == 422
    assert "コースを選んでください" in words(response)


def test_another_course_is_given_by_its_code(desk, kudo):
    other = people.course("0777", weekday=5)
    application = applications.in_review(by=kudo, proposed_course=people.course())
    typed = {"approve-course": "0101", "approve-other_course": "0778"}
    assert "このコードのコースはありません" in words(do(desk, application, "approve", **typed))
    typed["approve-other_course"] = "0777"
    do(desk, application, "approve", **typed)
    application.refresh_from_db()
    assert application.course == other


def test_the_first_cycle_is_one_that_the_chosen_course_has(desk, kudo):
    # given a cycle of the proposed course, and another of the one that the reviewer chooses
    proposed, other = people.course(), people.course("0777", weekday=5)
    theirs, ours = purchases.window(course=proposed).cycle, purchases.window(course=other).cycle
    application = applications.in_review(by=kudo, proposed_course=proposed)
    typed = {"approve-course": "0101", "approve-other_course": "0777"}
    # when
    answer = do(desk, application, "approve", **typed, **{"approve-first_cycle": theirs.code})
    # then
    assert answer.status_code == 422
    assert "このコースで注文できる企画回を選んでください" in words(answer)
    do(desk, application, "approve", **typed, **{"approve-first_cycle": ours.code})
    application.refresh_from_db()
    assert (application.course, application.first_cycle) == (other, ours.code)


def test_who_only_joins_is_approved_without_a_course(desk, kudo):
    application = applications.in_review("join", by=kudo)
    assert 'name="approve-course"' not in words(desk.get(page(application)))
    do(desk, application, "approve")
    application.refresh_from_db()
    assert (application.state, application.course) == (State.APPROVED, None)


def test_a_possible_duplicate_is_approved_only_after_a_look(desk, kudo):
    people.sato(phone="0111112222")
    application = applications.in_review("join", by=kudo)
    response = do(desk, application, "approve")
    assert "重複の可能性を確かめてから" in words(response)
    do(desk, application, "approve", **{"approve-looked": "on"})
    application.refresh_from_db()
    assert application.state == State.APPROVED


@pytest.mark.parametrize(
    ("step", "reason", "read", "state"),
    [
        ("refuse", "area", "区域の外でした", State.REFUSED),
        ("withdraw", "by_phone", "お電話でのご希望により", State.WITHDRAWN),
    ],
)
def test_an_end_is_shown_as_the_applicant_will_read_it_before_it_is_final(
    desk, kudo, step, reason, read, state
):
    application = applications.in_review(by=kudo)
    # when the reason is chosen
    preview = do(desk, application, step, **{f"{step}-reason": reason})
    # then nothing has happened yet
    assert read in words(preview)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    # and with the second press it has
    do(desk, application, step, **{f"{step}-reason": reason, "sure": "1"})
    application.refresh_from_db()
    assert application.state == state
    assert application.events.last().reason == reason


def test_two_who_press_at_once_decide_once(desk, kudo):
    application = applications.in_review("join", by=kudo)
    do(desk, application, "approve")
    text = words(do(desk, application, "approve"))
    assert "すでに次の手順に進んでいます" in text
    assert application.events.filter(step="approved").count() == 1


def test_a_decision_after_the_time_is_over_is_refused_in_words(desk, kudo):
    application = applications.in_review("join", by=kudo)
    Application.objects.update(taken_until=clock.now() - timedelta(seconds=1))
    assert "審査の時間が過ぎました" in words(do(desk, application, "approve"))
