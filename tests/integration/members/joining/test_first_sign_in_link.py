"""The mailed link that ties the first sign-in to the membership: once, and for nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from members.joining.actions import first_sign_in
from members.joining.models import FirstSignInLink
from members.joining.refusals import FirstSignInLinkOver
from members.models import IdentityAttempt, Member
from members.refusals import AlreadyTied
from tests.factories import applications, people
from todock.lib import clock

pytestmark = pytest.mark.django_db
NOW = clock.now()


@pytest.fixture
def link(db) -> FirstSignInLink:
    """The link that was mailed to 田中さん."""
    applications.approved()
    return FirstSignInLink.objects.select_related("member").get()


def tanaka() -> Member:
    return Member.objects.get(name="田中 実")


# The action


def test_the_link_ties_the_sign_in_and_is_used_up(link):
    user = people.newcomer()

    member = first_sign_in.tie(link=link, user=user, at=NOW)

    assert member == tanaka()
    assert tanaka().user == user
    link.refresh_from_db()
    assert (link.used_at, link.used_by) == (NOW, user)


def test_nobody_is_tied_to_a_membership_that_has_left_since(link):
    Member.objects.update(state=Member.State.WITHDRAWN)

    with pytest.raises(FirstSignInLinkOver):
        first_sign_in.tie(link=link, user=people.newcomer(), at=NOW)

    assert tanaka().user is None
    assert not IdentityAttempt.objects.exists()


def test_a_used_link_ties_nobody_else(link):
    user = people.newcomer()
    first_sign_in.tie(link=link, user=user, at=NOW)
    Member.objects.update(user=None)

    with pytest.raises(FirstSignInLinkOver):
        first_sign_in.tie(link=link, user=people.user("other"), at=NOW)

    assert tanaka().user is None


def test_the_link_is_good_to_the_end_of_its_two_weeks(link):
    user = people.newcomer()

    first_sign_in.tie(link=link, user=user, at=link.expires_at - timedelta(seconds=1))

    assert tanaka().user == user


def test_the_link_is_over_at_the_end_of_its_two_weeks(link):
    with pytest.raises(FirstSignInLinkOver):
        first_sign_in.tie(link=link, user=people.newcomer(), at=link.expires_at)

    assert tanaka().user is None


def test_a_sign_in_of_another_member_is_refused_and_the_link_stays_good(link):
    sato = people.sato()

    with pytest.raises(AlreadyTied):
        first_sign_in.tie(link=link, user=sato.user, at=NOW)

    link.refresh_from_db()
    assert link.used_at is None
    assert tanaka().user is None


def test_a_membership_that_is_tied_already_stays_with_its_sign_in(link):
    first = people.newcomer()
    Member.objects.filter(pk=link.member_id).update(user=first)

    with pytest.raises(AlreadyTied):
        first_sign_in.tie(link=link, user=people.user("other"), at=NOW)

    assert tanaka().user == first


# The page


def test_before_the_sign_in_the_page_leads_there_and_back(client, link):
    page = client.get(first_sign_in.path(link))

    html = page.content.decode()
    assert page.status_code == 200
    assert 'action="/accounts/login/"' in html
    assert f'name="next" value="{first_sign_in.path(link)}"' in html
    assert "田中さん" in html
    assert "no-store" in page["Cache-Control"]


def test_nothing_is_tied_before_the_sign_in(client, link):
    client.post(first_sign_in.path(link))

    link.refresh_from_db()
    assert link.used_at is None


def test_after_the_sign_in_one_button_ties_it(client, link):
    user = people.newcomer()
    people.signed_in(client, user)

    page = client.get(first_sign_in.path(link)).content.decode()
    answer = client.post(first_sign_in.path(link))

    assert "このログインを使う" in page
    assert "田中さん" in page
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert tanaka().user == user
    attempt = IdentityAttempt.objects.get()
    assert (attempt.user, attempt.member_number) == (user, tanaka().member_number)
    assert attempt.succeeded


def test_looking_at_the_page_ties_nothing(client, link):
    people.signed_in(client, people.newcomer())

    client.get(first_sign_in.path(link))

    assert tanaka().user is None


def test_who_is_tied_already_is_led_on(client, link):
    user = people.newcomer()
    first_sign_in.tie(link=link, user=user, at=NOW)
    people.signed_in(client, user)

    for answer in (client.get(first_sign_in.path(link)), client.post(first_sign_in.path(link))):
        assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("over", ["used", "expired", "replaced"])
@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_over_leads_to_the_other_ways(client, link, over, signed_in, method):
    if over == "used":
        first_sign_in.tie(link=link, user=people.user("first"), at=NOW)
    elif over == "expired":
        FirstSignInLink.objects.update(expires_at=NOW)
    else:
        FirstSignInLink.objects.all().delete()
    if signed_in:
        people.signed_in(client, people.newcomer())

    page = getattr(client, method)(first_sign_in.path(link))

    html = page.content.decode()
    assert page.status_code == 410
    assert 'href="/me/link/"' in html
    assert "0120-000-000" in html
    assert "田中" not in html


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_member_is_told_so_and_nothing_is_tied(client, link, method):
    people.signed_in(client, people.sato())

    page = getattr(client, method)(first_sign_in.path(link))

    assert page.status_code == 409
    assert "田中" not in page.content.decode()
    assert "ログアウト" in page.content.decode()
    assert tanaka().user is None


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_stranger_cannot_guess_a_link(client, link, signed_in, method):
    if signed_in:
        people.signed_in(client, people.newcomer())
    other = FirstSignInLink(public_id=uuid4())

    for path in (
        f"/me/first/{link.public_id}/{'0' * 32}/",
        f"/me/first/{link.public_id}/{first_sign_in.mac(other.public_id)}/",
        f"/me/first/{uuid4()}/{first_sign_in.mac(link.public_id)}/",
        f"/me/first/{link.public_id}/x/",
    ):
        assert getattr(client, method)(path).status_code == 404

    assert tanaka().user is None


def test_guessing_is_slowed_down(client, settings, link):
    settings.IDENTITY_RATE = "3/hour"
    for _try in range(3):
        client.get(f"/me/first/{link.public_id}/{'0' * 32}/")

    assert client.get(first_sign_in.path(link)).status_code == 429


def test_the_sign_in_comes_back_to_the_link_and_not_to_the_identity_check(sign_in, link):
    answer = sign_in(next_url=first_sign_in.path(link))

    assert (answer.status_code, answer["Location"]) == (302, first_sign_in.path(link))


def test_every_other_first_sign_in_is_led_to_the_identity_check(sign_in):
    answer = sign_in(next_url="/me/")

    assert answer["Location"].startswith("/me/link/?next=")
