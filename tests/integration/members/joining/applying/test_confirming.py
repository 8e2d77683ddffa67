"""The address of an application is confirmed, by the mailed link or the code."""

from datetime import timedelta

import pytest

from members.joining import links
from members.joining.actions import applying
from members.joining.models import Application
from members.joining.models.application import CODE_TRIES
from members.joining.refusals import (
    CodeOver,
    CodeWrong,
)
from members.joining.rules.steps import Step
from members.sign_in import rate_limits
from tests.integration.members.joining.applying.drafts import AT, begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]


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
