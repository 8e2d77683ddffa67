"""Cookies: those that the help page names, and no other."""

import pytest
from django.conf import settings

from tests.factories import goods, people, purchases

pytestmark = pytest.mark.django_db


def test_an_order_without_javascript_sets_no_cookie_that_the_help_page_does_not_name(client):
    # given a member, and a page that was sent as a plain form
    sato = people.sato()
    window = purchases.window(course=sato.course)
    milk = goods.offer(cycle=window.cycle, order_number="120451")
    people.signed_in(client, sato)
    # when something is ordered, and the page after it is not yet read
    url = f"/order/{milk.cycle.code}/lines/{milk.order_number}/"
    answer = client.post(url, {"quantity": 2, "shown": 0})
    # then what it says waits in the session
    assert answer.status_code in {302, 303}
    assert "_messages" in client.session
    page = client.get("/help/").content.decode()
    assert "todock_session" in page
    assert settings.LANGUAGE_COOKIE_NAME in page
    assert all(name in page for name in client.cookies)
