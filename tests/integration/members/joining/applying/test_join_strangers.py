"""Nobody reads, answers or guesses another's application: a stranger gets 404 everywhere."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from members.joining import grants, links
from members.joining.actions import endings
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying import join_journey as journey
from todock.lib import clock

pytestmark = pytest.mark.django_db

#: Every address with an id, and whether it is asked or told.
ADDRESSES = [
    ("continue", "get"),
    ("page", "get"),
    ("page", "post"),
    ("kind", "get"),
    ("kind", "post"),
    ("check", "get"),
    ("check", "post"),
    ("done", "get"),
    ("status", "get"),
    ("answer", "post"),
    ("sign_in", "post"),
    ("withdraw", "get"),
    ("withdraw", "post"),
]


def address(name: str, public_id: object) -> str:
    more = ["name"] if name == "page" else []
    return reverse(f"joining:{name}", args=[public_id, *more])


def stranger(how: str) -> Client:
    """A browser that may open no application, or another one."""
    client = Client()
    if how == "with an application of her own":
        own = applications.confirmed(email="other@example.jp")
        assert client.get(links.application_path(own)).status_code == 302
    elif how == "signed in":
        people.signed_in(client, people.suzuki())
    elif how == "staff":
        people.signed_in(client, people.staff_user())
    return client


STRANGERS = ["a visitor", "with an application of her own", "signed in", "staff"]


@pytest.mark.parametrize("how", STRANGERS)
@pytest.mark.parametrize(
    "make",
    [applications.draft, applications.confirmed, applications.submitted, applications.asked_back],
)
def test_a_stranger_gets_404_everywhere(how, make):
    application = make()
    client = stranger(how)
    for name, method in ADDRESSES:
        answer = getattr(client, method)(address(name, application.public_id))
        assert answer.status_code == 404, name
    before = application.state
    application.refresh_from_db()
    assert application.state == before


def test_another_member_does_not_open_the_application_of_a_member():
    application = applications.submitted("delivery", member=people.sato(course=None))
    client = people.signed_in(Client(), people.suzuki())
    for name, method in ADDRESSES:
        answer = getattr(client, method)(address(name, application.public_id))
        assert answer.status_code == 404, name


def test_the_member_herself_opens_it():
    member = people.sato(course=None)
    application = applications.submitted("delivery", member=member)
    client = people.signed_in(Client(), member)
    assert client.get(address("status", application.public_id)).status_code == 200


def test_a_new_member_does_not_open_by_the_membership_what_an_unknown_mail_began():
    application = applications.approved("join")
    application.member.user = people.user("new-member")
    application.member.save()
    client = people.signed_in(Client(), application.member)
    assert client.get(address("status", application.public_id)).status_code == 404


def test_wrong_links_are_all_answered_alike():
    application = applications.confirmed()
    gone = applications.refused(email="gone@example.jp")
    endings.erase_due(at=clock.now() + journey.LONG)
    right, unknown = links.mac(application), uuid4()
    answers = [
        Client().get(reverse("joining:open", args=[public_id, mac]))
        for public_id, mac in [
            (application.public_id, "0" * 32),
            (application.public_id, right[:-1]),
            (application.public_id, right.upper()),
            (application.public_id, "あ" * 32),
            (unknown, right),
            (gone.public_id, links.mac(gone)),
        ]
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_grant_ends_when_the_person_is_erased():
    application = applications.refused()
    client = Client()
    assert client.get(links.application_path(application)).status_code == 302
    assert client.get(address("status", application.public_id)).status_code == 200
    endings.erase_due(at=clock.now() + journey.LONG)
    assert client.get(address("status", application.public_id)).status_code == 404


def test_typing_an_address_opens_nothing():
    application = applications.confirmed()
    client = Client()
    applicant.prepare()
    client.post(reverse("joining:start"), applicant.START)
    for name, method in ADDRESSES:
        answer = getattr(client, method)(address(name, application.public_id))
        assert answer.status_code == 404, name


def test_the_session_of_a_visitor_gets_a_new_key_with_the_grant():
    application = applications.confirmed()
    client = Client()
    applicant.prepare()
    client.post(reverse("joining:start"), applicant.START)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get(links.application_path(application))
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_a_browser_opens_five_applications_at_most():
    client = Client()
    made = [applications.confirmed(email=f"a{number}@example.jp") for number in range(6)]
    for application in made:
        client.get(links.application_path(application))
    opened = [
        client.get(address("status", application.public_id)).status_code for application in made
    ]
    assert opened == [404, *[200] * grants.MOST]


def test_a_grant_ends_after_some_hours():
    # given a browser in which the link was opened
    application = applications.confirmed()
    applicant.prepare()
    client = Client()
    client.get(links.application_path(application))
    page = address("continue", application.public_id)
    # then it opens the application to the last minute of its hours
    pass_time(client, minutes=settings.JOIN_GRANT_HOURS * 60 - 1)
    assert client.get(page).status_code == 302
    # and nothing after them, until the link is opened again
    pass_time(client, minutes=1)
    assert client.get(page).status_code == 404
    assert "続きを見る" not in client.get(reverse("joining:start")).content.decode()
    client.get(links.application_path(application))
    assert client.get(page).status_code == 302


def pass_time(client: Client, *, minutes: int) -> None:
    """Let the grants of the browser be so much older."""
    session = client.session
    session["application_grants"] = [
        [key, ends_at - minutes * 60] for key, ends_at in session["application_grants"]
    ]
    session.save()


def test_the_visitor_closes_what_this_browser_opens():
    application = applications.submitted()
    client = Client()
    client.get(links.application_path(application))
    status = address("status", application.public_id)
    assert reverse("joining:close") in client.get(status).content.decode()
    answer = client.post(reverse("joining:close"), follow=True)
    assert "申し込みを閉じました" in answer.content.decode()
    assert "続きを見る" not in answer.content.decode()
    assert client.get(status).status_code == 404
    assert "始めた申し込みはありません" in client.get("/join/sent/").content.decode()


def test_a_member_needs_no_button_to_close_what_her_sign_in_opens():
    member = people.sato(course=None)
    application = applications.submitted("delivery", member=member)
    client = people.signed_in(Client(), member)
    page = client.get(address("status", application.public_id)).content.decode()
    assert reverse("joining:close") not in page


def test_after_the_sign_out_the_browser_opens_nothing():
    application = applications.confirmed()
    client = people.signed_in(Client(), people.suzuki())
    client.get(links.application_path(application))
    client.logout()
    assert client.get(address("status", application.public_id)).status_code == 404
