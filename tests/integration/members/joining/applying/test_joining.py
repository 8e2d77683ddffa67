"""What an applicant does, as it is written down: begin, confirm, fill in, send in, take back."""

from datetime import timedelta

import pytest

from members.joining import links
from members.joining.actions import applying, decisions, submitting
from members.joining.models import Application, ApplicationConsent, ConsentDocument
from members.joining.models.application import CODE_TRIES
from members.joining.refusals import (
    ApplicationIncomplete,
    CodeOver,
    CodeWrong,
    NothingAnswered,
    StepNotPossible,
)
from members.joining.rules.steps import Step
from members.models import Course, Member, ServedPostcode
from members.sign_in import rate_limits
from orders.models import OrderWindow
from tests.factories import applicant, applications, goods, people, purchases
from todock.lib import clock
from todock.post.models import OutgoingMail, StaffMessage

pytestmark = pytest.mark.django_db

AT = clock.now()
CYCLE = "2026121"


@pytest.fixture(autouse=True)
def _prepared() -> None:
    applicant.prepare()


def begin(**kw) -> Application:
    """Begin at AT."""
    return applicant.begun(**{"at": AT, **kw})


def filled_in() -> Application:
    """A draft with every page filled in at AT."""
    return applicant.filled_in(at=AT)


def filled_in_pages(application: Application) -> Application:
    """The confirmed draft with every page filled in at AT."""
    for slug, typed in applicant.TYPED.items():
        applying.save_page(application=application, slug=slug, typed=typed, at=AT)
    return application


def asked_back() -> Application:
    """One that staff ask about, at AT."""
    return applicant.asked_back(at=AT)


def hoping_for_a_cycle(application: Application) -> Application:
    """The same, with a cycle to begin with that can still be ordered in."""
    purchases.window(goods.cycle(code=CYCLE))
    typed = {**applicant.TYPED["delivery"], "first_cycle_hoped": CYCLE}
    return applying.save_page(application=application, slug="delivery", typed=typed, at=AT)


def close_windows() -> None:
    """Let every window be over."""
    OrderWindow.objects.update(
        opens_at=clock.now() - timedelta(days=3), closes_at=clock.now() - timedelta(seconds=1)
    )


def mails(application: Application) -> list[tuple[str, str]]:
    """Kind and key of what was mailed to the applicant, the first one first."""
    return list(application.outgoing_mails.order_by("pk").values_list("kind", "key"))


# Beginning


def test_a_new_application_is_a_draft_with_a_mail_that_holds_link_and_code():
    application = begin()
    assert application.state == "draft"
    assert application.expires_at == AT + timedelta(days=30)
    assert mails(application) == [("application_confirm", "1")]


def test_who_begins_agrees_for_nobody_else():
    # given a draft whose terms were ticked by whoever typed the address
    application = begin()
    # when the owner of the address opens the link elsewhere
    opened = applying.confirm(application=application, at=AT)
    # then she is asked herself
    assert not opened.consents.exists()
    with pytest.raises(ApplicationIncomplete):
        submitting.submit(application=filled_in_pages(opened), at=AT)


def test_who_begins_and_opens_the_mail_has_agreed():
    application = begin()
    code = links.code(application)
    applying.confirm_by_code(application=application, code=code, at=AT, consents=applicant.agreed())
    consent = application.consents.get()
    assert (consent.document.kind, consent.given, consent.at) == ("terms", True, AT)


def test_a_draft_of_the_same_address_is_gone_on_with():
    first = begin()
    second = begin(email="Tanaka@Example.jp", kind="join", at=AT + timedelta(hours=1))
    assert second.pk == first.pk
    assert second.kind == "join"
    assert mails(second) == [("application_confirm", "1"), ("application_confirm", "2")]


def test_whoever_types_a_known_address_does_not_change_the_draft_of_its_owner():
    filled = filled_in()
    again = begin(kind="join", postcode="0010010", at=AT + timedelta(days=2))
    assert (again.pk, again.kind, again.typed) == (filled.pk, "both", filled.typed)
    assert again.expires_at == filled.expires_at


def test_an_application_that_waits_is_answered_with_the_way_to_its_status():
    waiting = applications.submitted()
    again = begin()
    assert again.pk == waiting.pk
    assert mails(again) == [("application_status_link", "1")]


def test_a_draft_past_its_time_gives_way_to_a_new_one():
    old = begin()
    new = begin(at=AT + timedelta(days=30))
    old.refresh_from_db()
    assert old.state == "expired"
    assert new.pk != old.pk


def test_a_question_past_its_time_gives_way_to_a_new_application_and_is_mailed_about():
    old = asked_back()
    new = begin(at=AT + timedelta(days=14))
    assert new.pk != old.pk
    assert mails(old)[-1] == ("application_expired", old.number)


def test_a_decided_application_does_not_stop_a_new_one():
    refused = applications.refused()
    assert begin().pk != refused.pk


# A member who asks for the delivery


def test_the_registered_address_of_a_member_needs_no_mail():
    member = people.sato(course=None)
    application = begin(kind="delivery", email="SATO@example.jp", member=member)
    assert application.state == "confirmed"
    assert mails(application) == []


def test_another_address_of_a_member_is_confirmed_by_mail():
    member = people.sato(course=None)
    application = begin(kind="delivery", email="new@example.jp", member=member)
    assert application.state == "draft"
    assert mails(application) == [("application_confirm", "1")]


def test_a_member_has_one_open_application():
    member = people.sato(course=None)
    first = begin(kind="delivery", email="new@example.jp", member=member)
    second = begin(kind="delivery", email="sato@example.jp", member=member)
    assert second.pk == first.pk
    assert (second.state, second.email) == ("confirmed", "sato@example.jp")


def test_a_delivery_is_sent_in_with_what_the_membership_says():
    member = people.sato(course=None, name="佐藤花子", kana="サトウハナコ", postcode="0630812")
    application = begin(kind="delivery", email="sato@example.jp", member=member)
    assert application.consents.get().document.kind == "terms"
    for slug in ("household", "delivery", "consents"):
        applying.save_page(application=application, slug=slug, typed=applicant.TYPED[slug], at=AT)
    sent = submitting.submit(application=application, at=AT)
    assert (sent.name, sent.kana) == ("佐藤花子", "サトウハナコ")
    assert (sent.phone, sent.street, sent.born_on) == (member.phone, member.street, member.born_on)
    assert sent.proposed_course == people.course()


# Confirming the address


def test_the_mailed_code_confirms_the_address():
    application = begin()
    typed = links.code(application)
    assert applying.confirm_by_code(application=application, code=typed, at=AT).state == "confirmed"
    again = applying.confirm_by_code(application=application, code=typed, at=AT)
    assert again.state == "confirmed"


def test_an_older_code_is_no_good_once_a_new_one_was_mailed():
    application = begin()
    old = links.code(application)
    application = applying.send_again(application=application, at=AT)
    assert old != links.code(application)
    with pytest.raises(CodeWrong):
        applying.confirm_by_code(application=application, code=old, at=AT)


def test_tries_are_counted_in_the_database_also_while_redis_is_away(settings):
    settings.RATE_LIMIT_STORAGE = "redis://127.0.0.1:1/0"
    rate_limits.forget()
    application = begin()
    right = links.code(application)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(CodeWrong):
            applying.confirm_by_code(application=application, code=wrong, at=AT)
    with pytest.raises(CodeOver):
        applying.confirm_by_code(application=application, code=wrong, at=AT)
    with pytest.raises(CodeOver):
        applying.confirm_by_code(application=application, code=right, at=AT)
    assert Application.objects.get().code_tries == CODE_TRIES
    assert Application.objects.get().state == "draft"


def test_after_too_many_tries_a_new_mail_helps():
    application = begin()
    Application.objects.update(code_tries=CODE_TRIES)
    application = applying.send_again(application=application, at=AT)
    code = links.code(application)
    assert applying.confirm_by_code(application=application, code=code, at=AT).state == "confirmed"


@pytest.mark.parametrize(("minutes", "is_good"), [(29, True), (30, False)])
def test_a_code_is_good_for_half_an_hour(minutes, is_good):
    application = begin()
    at, code = AT + timedelta(minutes=minutes), links.code(application)
    if is_good:
        applying.confirm_by_code(application=application, code=code, at=at)
    else:
        with pytest.raises(CodeOver):
            applying.confirm_by_code(application=application, code=code, at=at)
    application.refresh_from_db()
    assert (application.state == "confirmed") is is_good


def test_who_asks_for_code_after_code_has_the_link_only():
    application = begin()
    Application.objects.update(code_serial=links.MOST_CODES)
    application = applying.send_again(application=application, at=AT)
    with pytest.raises(CodeOver):
        applying.confirm_by_code(application=application, code=links.code(application), at=AT)
    assert applying.confirm(application=application, at=AT).state == "confirmed"


def test_opening_the_link_again_keeps_the_draft_for_longer():
    application = applying.confirm(application=begin(), at=AT)
    later = AT + timedelta(days=10)
    again = applying.confirm(application=application, at=later)
    assert again.expires_at == later + timedelta(days=30)
    assert application.events.filter(step=Step.CONFIRMED).count() == 1


def test_a_draft_past_its_time_is_not_confirmed():
    late = applying.confirm(application=begin(), at=AT + timedelta(days=30))
    assert late.state == "draft"


# Filling in


def test_what_was_typed_is_kept_valid_or_not():
    application = applying.confirm(application=begin(), at=AT)
    typed = {"family_name": "𠮷田\0", "given_name": "", "born_year": "いつか"}
    saved = applying.save_page(application=application, slug="name", typed=typed, at=AT)
    assert saved.typed["name"] == {**typed, "family_name": "𠮷田"}
    assert saved.typed["address"] == {"postcode": "0630812"}


def test_a_very_long_text_is_not_kept_whole():
    application = applying.confirm(application=begin(), at=AT)
    typed = {"family_name": "あ" * 5_000}
    saved = applying.save_page(application=application, slug="name", typed=typed, at=AT)
    assert len(saved.typed["name"]["family_name"]) == applying.MOST_CHARACTERS


@pytest.mark.parametrize("make", [applications.draft, applications.submitted, applications.refused])
def test_only_what_is_with_the_applicant_is_filled_in(make):
    application = make()
    with pytest.raises(StepNotPossible):
        applying.save_page(application=application, slug="name", typed={}, at=AT)


def test_a_draft_past_its_time_is_not_filled_in():
    application = applying.confirm(application=begin(), at=AT)
    with pytest.raises(StepNotPossible):
        applying.save_page(
            application=application, slug="name", typed={}, at=AT + timedelta(days=30)
        )


# Sending in


def test_sending_in_writes_the_columns_and_tells_everybody():
    other = Course.objects.create(code="0102", centre=people.centre(), weekday=4)
    ServedPostcode.objects.create(postcode="0630812", service="delivery", course=other)
    application = filled_in()
    thursday = {**applicant.TYPED["delivery"], "weekday_hoped": "4"}
    applying.save_page(application=application, slug="delivery", typed=thursday, at=AT)

    sent = submitting.submit(application=application, at=AT)

    assert (sent.state, sent.submitted_at, sent.expires_at) == ("submitted", AT, None)
    assert sent.number == f"{sent.pk:08d}"
    assert (sent.family_kana, sent.given_kana) == ("タナカ", "ミノル")
    assert (sent.phone, sent.seniors, sent.share_units) == ("0111112222", 0, 5)
    assert sent.street == "琴似二条２丁目３−４"
    assert (sent.proposed_course, sent.weekday_hoped) == (other, 4)
    assert sent.kana_key
    assert sent.address_key
    assert ("application_received", sent.number) in mails(sent)
    assert StaffMessage.objects.get().key == sent.number


def test_consents_are_recorded_with_version_and_time():
    later = AT + timedelta(hours=2)
    sent = submitting.submit(application=filled_in(), at=later)
    given = {each.document.kind: (each.given, each.at) for each in sent.consents.all()}
    assert given == {
        "terms": (True, AT),
        "articles": (True, later),
        "privacy": (True, later),
        "news": (False, later),
    }


def test_a_newer_version_between_tick_and_submission_is_asked_about_again():
    # given a draft that was ticked under one version, and a newer one since
    application = filled_in()
    newer = ConsentDocument.objects.create(
        kind="articles", version="第9版", body="本文", starts_at=AT
    )
    # then it is not taken, and nothing says that the newer one was agreed to
    with pytest.raises(ApplicationIncomplete):
        submitting.submit(application=application, at=AT)
    assert not ApplicationConsent.objects.filter(document=newer).exists()
    # until its own box is ticked
    typed = {**applicant.TYPED["consents"], "articles": str(newer.pk)}
    applying.save_page(application=application, slug="consents", typed=typed, at=AT)
    sent = submitting.submit(application=application, at=AT)
    assert sent.consents.get(document__kind="articles").document == newer


def test_a_hoped_for_cycle_that_has_closed_does_not_stop_the_submission():
    joining_in = hoping_for_a_cycle(filled_in())
    close_windows()
    sent = submitting.submit(application=joining_in, at=AT)
    assert (sent.state, sent.first_cycle_hoped) == ("submitted", "")


def test_an_unfinished_application_is_not_sent_in():
    application = filled_in()
    applying.save_page(application=application, slug="contact", typed={"phone": "11"}, at=AT)
    with pytest.raises(ApplicationIncomplete):
        submitting.submit(application=application, at=AT)
    application.refresh_from_db()
    assert application.state == "confirmed"
    assert not StaffMessage.objects.exists()


def test_sending_in_twice_makes_one_application():
    application = filled_in()
    first = submitting.submit(application=application, at=AT)
    second = submitting.submit(application=application, at=AT + timedelta(seconds=1))
    assert (second.number, second.submitted_at) == (first.number, first.submitted_at)
    assert OutgoingMail.objects.filter(kind="application_received").count() == 1
    assert StaffMessage.objects.count() == 1


def test_a_draft_past_its_time_is_not_sent_in():
    with pytest.raises(StepNotPossible):
        submitting.submit(application=filled_in(), at=AT + timedelta(days=30))


# Answering


def test_an_answer_puts_the_application_back_into_the_queue():
    asked = asked_back()
    answered = submitting.answer(application=asked, text="205号室です", at=AT)
    question = answered.questions.get()
    assert (answered.state, answered.expires_at) == ("submitted", None)
    assert (question.answer, question.answered_at) == ("205号室です", AT)
    assert answered.submitted_at == AT


def test_a_corrected_page_is_an_answer_and_is_written_to_the_columns():
    asked = asked_back()
    typed = {**applicant.TYPED["address"], "building": "メゾン琴似205"}
    applying.save_page(application=asked, slug="address", typed=typed, at=AT)
    answered = submitting.answer(application=asked, text="", at=AT)
    assert (answered.state, answered.building) == ("submitted", "メゾン琴似205")


def test_a_question_is_answered_after_the_hoped_for_cycle_has_closed():
    # given an applicant who hoped for a cycle, and was asked something
    asked = applicant.asked_back(at=AT, hopes_for=hoping_for_a_cycle)
    assert asked.first_cycle_hoped == CYCLE
    # when its window closes before the answer
    close_windows()
    # then the cycle is no correction
    with pytest.raises(NothingAnswered):
        submitting.answer(application=asked, text="", at=AT)
    # and a text is enough
    answered = submitting.answer(application=asked, text="205号室です", at=AT)
    assert (answered.state, answered.first_cycle_hoped) == ("submitted", "")


def test_what_only_the_feed_changed_is_no_correction():
    # given a member who was asked something about her delivery
    member = people.sato(course=None, name="佐藤 花子", postcode="0630812")
    application = begin(
        kind="delivery", email="sato@example.jp", member=member, consents=applicant.agreed()
    )
    for slug in ("household", "delivery", "consents"):
        applying.save_page(application=application, slug=slug, typed=applicant.TYPED[slug], at=AT)
    submitting.submit(application=application, at=AT)
    staff = applications.reviewer()
    decisions.take(application=application, by=staff, at=AT)
    decisions.ask(application=application, code="other", text="はい？", by=staff, at=AT)
    # when the feed brings another phone, and the proposal of the course moves
    Member.objects.filter(pk=member.pk).update(phone="0119999999")
    ServedPostcode.objects.update(course=people.course("0109"))
    # then an empty answer is none
    with pytest.raises(NothingAnswered):
        submitting.answer(application=application, text="", at=AT)


def test_an_empty_answer_without_a_correction_is_refused():
    with pytest.raises(NothingAnswered):
        submitting.answer(application=asked_back(), text="", at=AT)


def test_an_answer_with_a_broken_page_is_refused():
    asked = asked_back()
    applying.save_page(application=asked, slug="contact", typed={"phone": ""}, at=AT)
    with pytest.raises(ApplicationIncomplete):
        submitting.answer(application=asked, text="はい", at=AT)


def test_an_answer_after_its_time_or_a_second_one_is_refused():
    asked = asked_back()
    with pytest.raises(StepNotPossible):
        submitting.answer(application=asked, text="はい", at=AT + timedelta(days=14))
    submitting.answer(application=asked, text="はい", at=AT)
    with pytest.raises(StepNotPossible):
        submitting.answer(application=asked, text="いいえ", at=AT)
    assert asked.questions.get().answer == "はい"


# Taking back


@pytest.mark.parametrize(
    "make",
    [
        applications.confirmed,
        applications.submitted,
        applications.in_review,
        applications.asked_back,
    ],
)
def test_an_applicant_may_take_it_back_until_the_decision(make):
    taken_back = submitting.withdraw(application=make(), at=AT)
    assert (taken_back.state, taken_back.decided_at) == ("withdrawn", AT)
    assert mails(taken_back)[-1][0] == "application_withdrawn"


def test_what_is_decided_is_not_taken_back():
    with pytest.raises(StepNotPossible):
        submitting.withdraw(application=applications.refused(), at=AT)


def test_consents_of_a_draft_are_not_written_by_whoever_types_its_address():
    filled = filled_in()
    begin(consents={applications.document("terms"): False})
    assert ApplicationConsent.objects.get(application=filled).given
