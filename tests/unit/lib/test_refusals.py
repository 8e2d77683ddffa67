"""Every refusal of the product has a code of its own that stays, and a sentence to read."""

import inspect
import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from members.models import Member
from todock.lib.refusals import Refusal

ROOT = Path(__file__).resolve().parents[3]
APPS = ("members", "catalog", "orders", "points", "todock")
#: What the refusals tell about, by the names of their arguments.
FACTS = {
    "message": "理由です。",
    "closes_at": datetime(2026, 12, 4, 14, 0, tzinfo=UTC),
    "until": datetime(2026, 12, 4, 14, 0, tzinfo=UTC),
    "reviewer": "職員",
    "path": "products_20261125_001.csv",
    "name": "products_20261125_001.csv.end",
    "left": 2,
    "limit": 3,
    "over": 1200,
    "most": 100,
    "least": 500,
    "unit": 500,
    "stored": 2,
    "wanted": 3,
}
#: Published: programs outside know the reasons by these. Add to it; never respell one.
CODES = [
    "account-closed",
    "age-not-given",
    "already-asked",
    "already-decided",
    "already-tied",
    "another-must-release",
    "application-incomplete",
    "balance-too-small",
    "card-numbers-used-up",
    "changed-meanwhile",
    "code-over",
    "code-wrong",
    "course-missing",
    "course-needed",
    "donation-over",
    "expiry-not-held",
    "feed-file-missing",
    "feed-marker-missing",
    "feed-name-under-way",
    "feed-name-unknown",
    "feed-no-longer-held",
    "feed-not-to-retry",
    "feed-rows-not-counted",
    "first-sign-in-link-over",
    "fixed-by-paper",
    "identity-locked",
    "identity-mismatch",
    "identity-not-confirmed",
    "key-reused",
    "lease-is-over",
    "leased-to-another",
    "may-not-order",
    "member-numbers-exhausted",
    "more-points-than-used",
    "no-card",
    "no-course",
    "no-main-card",
    "not-a-quantity",
    "not-enough-points",
    "not-for-this-member",
    "not-in-this-state",
    "not-only-available",
    "nothing-answered",
    "nothing-taken",
    "offer-closed",
    "offer-withdrawn",
    "ordering-stopped",
    "over-ceiling",
    "over-per-order-limit",
    "over-purchase-limit",
    "points-ended",
    "points-moved",
    "points-not-in-units",
    "possible-duplicate",
    "question-needs-words",
    "reason-needed",
    "registration-busy",
    "request-decided",
    "same-member",
    "sold-out",
    "stale-quantity",
    "step-not-possible",
    "under-age",
    "window-closed",
    "window-not-open",
]


def test_each_refusal_has_a_code_of_its_own_that_is_never_respelled():
    codes = [each.__dict__.get("code", "") for each in refusals()]

    assert sorted(codes) == sorted(set(codes)) == sorted(CODES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_each_refusal_says_something():
    for each in refusals():
        refusal = each(**facts(each))

        assert refusal.message.strip(), each
        assert str(refusal) == refusal.message
        assert "%(" not in refusal.message


def test_the_base_of_refusals_is_not_raised_itself():
    raised = re.compile(r"(?:raise|=) ?Refusal\(")

    assert [path for path in sources() if raised.search(path.read_text())] == []


def sources():
    return [path for app in APPS for path in (ROOT / app).rglob("*.py")]


def refusals():
    """Every class of refusal, wherever it is written."""
    for path in sources():
        if re.search(r"^class \w+\(Refusal\)", path.read_text(), re.MULTILINE):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, new = set(), {Refusal}
    while new:
        new = {below for each in new for below in each.__subclasses__()} - found
        found |= new
    # A test may define a refusal of its own.
    return [each for each in found if each.__module__.split(".")[0] in APPS]


def facts(refusal):
    """An argument for each that the refusal needs, by its name."""
    known = FACTS | {"state": Member.State.WITHDRAWN if "orders" in refusal.__module__ else "脱退"}
    needed = inspect.signature(refusal).parameters.values()
    return {
        each.name: known[each.name]
        for each in needed
        if each.default is each.empty or (each.name == "message" and not refusal.says)
    }
