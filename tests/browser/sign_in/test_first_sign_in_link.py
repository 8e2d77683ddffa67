"""The mailed link of a newcomer: a sign-in is made, and tied with one button."""

import pytest

from members.joining.actions import first_sign_in
from members.joining.models import FirstSignInLink
from members.models import Member
from tests.browser.person import Person
from tests.browser.sign_in.test_first_sign_in import signs_in
from tests.browser.week import Week
from tests.factories import applications
from todock.demo.making.people import NEW_EMAIL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("provider"),
]


def test_a_newcomer_signs_in_by_the_mailed_link_without_being_asked_who_she_is(
    visitor: Person, week: Week
) -> None:
    applications.approved()
    way = first_sign_in.path(FirstSignInLink.objects.get())
    visitor.opens(way)
    visitor.reads_heading("はじめてのログイン")
    visitor.sees("田中さん")
    signs_in(visitor, NEW_EMAIL)

    visitor.is_at(way)
    visitor.sees("いまのログインを、")
    visitor.presses("このログインを使う")

    visitor.is_at("/")
    visitor.sees("田中さんのログインができました。")
    assert Member.objects.get(name="田中 実").user is not None

    visitor.opens(way)
    visitor.is_at("/")


def test_a_link_that_is_over_leads_to_the_identity_check(visitor: Person, week: Week) -> None:
    applications.approved()
    way = first_sign_in.path(FirstSignInLink.objects.get())
    FirstSignInLink.objects.all().delete()

    visitor.opens(way)

    visitor.reads_heading("ご案内が使えません")
    visitor.sees("0120-000-000")
    visitor.follows("本人確認へ進む")
    visitor.is_at("/accounts/login/")
