"""Wrong codes at the counter are counted, and lock the card for a while."""

from datetime import timedelta

import pytest
from django.test import Client

from members.card import actions
from members.models import CardEvent, MembershipCard
from members.sign_in import rate_limits
from tests.factories import people
from tests.factories.threads import behind
from tests.integration.members.card.scanning import code_of, scan, word, wrong_code_of
from todock.lib import clock

pytestmark = pytest.mark.django_db


def test_wrong_codes_lock_the_card_for_a_while_and_then_not_any_more(client, clerk, sato, settings):
    settings.CARD_CODE_TRIES, settings.CARD_LOCK_MINUTES = 3, 15
    for _try in range(3):
        assert word(scan(client, sato.card.number, wrong_code_of(sato))) == "コード違い"

    assert word(scan(client, sato.card.number, code_of(sato))) == "停止中"
    assert word(scan(client, sato.card.number)) == "停止中"
    assert "佐藤" not in scan(client, sato.card.number, code_of(sato))

    later = clock.now() + timedelta(minutes=15, seconds=1)
    code = code_of(sato, at=later)
    found = actions.check(number=sato.card.number, code=code, by=clerk, at=later)
    assert found.result == "valid"


def test_the_lock_is_of_one_card_and_the_next_card_is_free_of_it(client, clerk, sato, settings):
    settings.CARD_CODE_TRIES = 1
    suzuki = people.suzuki()
    actions.issue(member=suzuki, at=clock.now(), door=CardEvent.Door.MEMBER)
    scan(client, sato.card.number, wrong_code_of(sato))

    assert word(scan(client, suzuki.card.number, code_of(suzuki))) == "有効"
    actions.revoke_and_reissue(
        member=sato,
        reason=MembershipCard.Reason.RENEWED,
        at=clock.now(),
        by=None,
        door=CardEvent.Door.DESK,
    )
    assert word(scan(client, sato.card.number, code_of(sato))) == "有効"


def test_stale_codes_of_slow_customers_lock_nothing(client, clerk, sato, settings):
    settings.CARD_CODE_TRIES = 2
    old = code_of(sato, at=clock.now() - timedelta(minutes=5))
    for _try in range(4):
        assert word(scan(client, sato.card.number, old)) == "古い表示"


def test_the_count_outlives_redis(client, clerk, sato, settings, monkeypatch):
    settings.CARD_CODE_TRIES = 2
    settings.RATE_LIMIT_STORAGE = "redis+unix:///nowhere/redis.sock"
    rate_limits._shared.cache_clear()
    for _try in range(2):
        scan(client, sato.card.number, wrong_code_of(sato))
    rate_limits._in_process.storage.reset()

    assert word(scan(client, sato.card.number, code_of(sato))) == "停止中"


def test_each_clerk_has_a_count_of_her_own_behind_one_address(client, clerk, sato, settings):
    settings.CARD_CHECK_RATE = "1/minute"
    rate_limits.forget()
    other = people.signed_in(Client(), people.counter_clerk("other-clerk"))
    scans = [
        browser.post("/counter/", {"number": sato.card.number}).status_code
        for browser in (client, other, client)
    ]
    assert scans == [200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_counted_one_by_one(settings):
    settings.CARD_CODE_TRIES = 5
    sato, clerk = people.sato(), people.counter_clerk()
    actions.issue(member=sato, at=clock.now(), door=CardEvent.Door.MEMBER)
    number, wrong, at = sato.card.number, wrong_code_of(sato), clock.now()

    def guess() -> str:
        return actions.check(number=number, code=wrong, by=clerk, at=at).result

    results = behind(*[guess] * 20)

    assert sorted(results) == ["locked"] * 15 + ["wrong"] * 5


def test_one_address_may_not_check_without_end(client, clerk, sato, settings):
    settings.CARD_CHECK_RATE = "2/minute"
    for _check in range(2):
        scan(client, sato.card.number)

    response = client.post("/counter/", {"number": sato.card.number})

    assert response.status_code == 429
    assert client.get("/counter/").status_code == 200
