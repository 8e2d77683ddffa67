"""A browser, a small week in the shop, and the people who come to it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from members.models import Member, User
from members.sign_in import rate_limits
from members.sign_in.oidc import discovery
from tests.browser import week as weeks
from tests.browser.page_rules import PageRules
from tests.browser.person import Person
from tests.browser.week import Week
from tests.factories import people, purchases
from todock.demo import accounts
from todock.local.chores import browser

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--lang=ja",
    # No name leads beyond this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
#: Milliseconds that a step may take; the machine may be busy.
_PATIENCE = 20_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    # Playwright keeps an event loop in this thread, which Django takes for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = browser.find()
    if path is None:
        pytest.fail("No Chromium: run `make test`, which says what to install.")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def parts_seen() -> set:
    """The kinds of parts that axe has looked at in this process."""
    return set()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Whether scripts run. Every journey is made both ways."""
    return request.param


@pytest.fixture
def week(transactional_db: None) -> Week:
    """The goods on the shelves."""
    cache.clear()
    rate_limits.forget()
    return weeks.open_week()


Arrive = Callable[..., Person]


@pytest.fixture
def arrive(
    chromium: Browser, parts_seen: set, live_server: Any, week: Week, javascript: bool
) -> Iterator[Arrive]:
    """Let a person come to the site: on a phone unless told, signed in as ``who``."""
    open_contexts, all_rules = [], []

    def come(
        who: Member | User | None = None,
        *,
        viewport: ViewportSize = PHONE,
        javascript: bool = javascript,
        **options: Any,
    ) -> Person:
        context = chromium.new_context(
            viewport=viewport,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(_PATIENCE)
        open_contexts.append(context)
        if who is not None:
            context.add_cookies([_session_cookie(who)])
        rules = PageRules(chromium, parts_seen, javascript=javascript)
        all_rules.append(rules)
        rules.watch(context)
        return Person(context.new_page(), rules, javascript=javascript)

    yield come
    for rules in all_rules:
        rules.close()
    for context in open_contexts:
        context.close()
    for rules in all_rules:
        assert not rules.failures, rules.failures


def _session_cookie(who: Member | User) -> dict[str, str]:
    client = people.signed_in(Client(), who)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": settings.SITE_URL}


@pytest.fixture
def visitor(arrive: Arrive) -> Person:
    """Somebody who has not signed in."""
    return arrive()


@pytest.fixture
def sato_member(week: Week) -> Member:
    """佐藤さん, who may order for 50,000 yen."""
    member = people.sato()
    purchases.purchase_limit(member)
    return member


@pytest.fixture
def sato(arrive: Arrive, sato_member: Member) -> Person:
    """佐藤さん on her phone, signed in."""
    return arrive(sato_member)


@pytest.fixture
def provider(identity_provider: str) -> str:
    """The identity provider, and the site knowing nothing of another one."""
    discovery.forget()
    return identity_provider


def account(email: str) -> accounts.Account:
    """Return an account of the identity provider."""
    return next(each for each in accounts.ACCOUNTS if each.email == email)
