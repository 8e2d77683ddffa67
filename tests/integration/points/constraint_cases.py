"""For every constraint of the ledger and its rules: a row it accepts and one it refuses."""

from collections.abc import Callable
from datetime import date

from members.models import User
from points.models import (
    Account,
    Adjustment,
    AuditDifference,
    AuditRun,
    Campaign,
    Donation,
    EarnRule,
    Entry,
    ExpiryRun,
    Lot,
    LotUse,
    MemberStage,
    PointUse,
    Sale,
    StageMonth,
    StageRule,
    Transaction,
)
from tests.factories import people
from tests.factories.ledger import earned, post
from todock.lib import clock

Row = Callable[[], object]
NOW = clock.now()
DAY, BEFORE, AFTER = date(2031, 4, 1), date(2031, 3, 31), date(2031, 4, 30)


def account(**balances) -> None:
    """An account with balances set by hand, past the door."""
    made = Account.objects.create(member=people.sato())
    Account.objects.filter(pk=made.pk).update(**balances)


def movement(**kw) -> Transaction:
    about = {"key": "1", "body": "0" * 32, "kind": "earn", "source": "shop", "points": 1, "at": NOW}
    return Transaction.objects.create(**{**about, **kw})


def whole_movement(**kw) -> None:
    """With the entries without which no transaction is committed."""
    made = movement(**kw)
    Entry.objects.bulk_create(
        Entry(transaction=made, pot=pot, amount=amount)
        for pot, amount in ((10, -made.points), (11, made.points))
    )


def two_movements(second_key: str) -> None:
    whole_movement()
    whole_movement(key=second_key)


def entries(amount: int, pot: int = 10, *, of_a_member: bool = False) -> None:
    """Two entries that sum to zero: the second, of the co-op, makes up for the first."""
    mine = Account.objects.create(member=people.sato()) if of_a_member else None
    made = movement()
    Entry.objects.bulk_create(
        [
            Entry(transaction=made, account=mine, pot=pot, amount=amount),
            Entry(transaction=made, pot=11, amount=-amount or 1),
        ]
    )


def lot(**kw) -> Lot:
    mine = earned(people.sato(), 1)
    about = {"points": 10, "left": 10, **kw}
    return Lot.objects.create(account=mine, transaction=Transaction.objects.get(), **about)


def lot_use(points: int) -> LotUse:
    taken = lot()
    return LotUse.objects.create(transaction=taken.transaction, lot=taken, points=points)


def adjustment(**kw) -> Adjustment:
    about = {"points": 5, "reason": "お詫び", **kw}
    if "account" not in about:
        about["account"] = earned(people.sato(), 1)
    if "asked_by" not in about:
        about["asked_by"] = people.staff_user()
    return Adjustment.objects.create(**about)


def two_adjustments(second_key: str) -> None:
    first = adjustment(key="form:1")
    adjustment(account=first.account, asked_by=first.asked_by, key=second_key)


def released(*, by_another: bool) -> None:
    asked = adjustment()
    asked.released_by = people.user("another") if by_another else asked.asked_by
    asked.save()


def refused(**kw) -> None:
    adjustment(refused_by=people.user("another"), decided_at=NOW, **kw)


def done(decided_at: object) -> None:
    asked = adjustment()
    asked.transaction, asked.decided_at = Transaction.objects.get(), decided_at
    asked.save()


def rule(**kw) -> EarnRule:
    return EarnRule.objects.create(**{"starts_on": DAY, **kw})


def two_rules(second: date) -> None:
    rule()
    rule(starts_on=second)


def campaign(**kw) -> Campaign:
    about = {"name": "2倍", "percent": 200, "starts_on": DAY, "ends_on": AFTER, **kw}
    return Campaign.objects.create(**about)


def stage(**kw) -> StageRule:
    return StageRule.objects.create(**{"name": "星", "threshold": 77_000, "starts_on": DAY, **kw})


def two_stages(**second) -> None:
    stage()
    stage(**{"name": "月", "threshold": 88_000, **second})


def two_stages_of_a_member(*, same: bool) -> None:
    mine = earned(people.sato(), 1)
    months = [StageMonth.objects.create(ends_on=on) for on in (BEFORE, AFTER)]
    for month in (months[0], months[0] if same else months[1]):
        MemberStage.objects.create(month=month, account=mine, spend=1, name="星")


def expiry(**kw) -> ExpiryRun:
    return ExpiryRun.objects.create(**{"expires_on": DAY, **kw})


def clerk() -> User:
    return people.staff_user()


def difference(found: int) -> AuditDifference:
    run = AuditRun.objects.create(started_at=NOW)
    return AuditDifference.objects.create(run=run, check_name="lots", expected=5, found=found)


def sale(**kw) -> Sale:
    about = {"number": "R1", "business": 1, "sold_at": NOW, "ex_tax": 100, **kw}
    if "member" not in about:
        about["member"] = people.sato()
    return Sale.objects.create(**about)


def two_sales(second_number: str) -> None:
    first = sale()
    sale(member=first.member, number=second_number)


def two_uses(second_points: int) -> None:
    mine = earned(people.sato(), 10)
    spent = post(mine, "expire", 5)
    for points in (-1, second_points):
        PointUse.objects.create(transaction_id=spent.transaction_id, account=mine, points=points)


def donation(ends_on: date) -> Donation:
    return Donation.objects.create(name="子ども食堂", starts_on=DAY, ends_on=ends_on)


#: Constraint name: a row (or rows) it accepts, and one it refuses.
CASES: dict[str, tuple[Row, Row]] = {
    "account_available_is_not_negative": (
        lambda: account(available=1),
        lambda: account(available=-1),
    ),
    "account_pending_is_not_negative": (lambda: account(pending=1), lambda: account(pending=-1)),
    "account_held_is_not_negative": (lambda: account(held=1), lambda: account(held=-1)),
    "account_prepaid_is_within_its_ceiling": (
        lambda: account(prepaid=100_000),
        lambda: account(prepaid=100_001),
    ),
    "account_closed_is_empty": (
        lambda: account(closed_at=NOW),
        lambda: account(closed_at=NOW, held=1),
    ),
    "transaction_key_is_unique": (lambda: two_movements("2"), lambda: two_movements("1")),
    "transaction_takes_away_by_its_kind": (
        lambda: whole_movement(kind="adjust", points=-1),
        lambda: movement(kind="hold", points=-1),
    ),
    "entry_moves_something": (lambda: entries(1), lambda: entries(0)),
    "entry_of_a_member_has_an_account": (
        lambda: entries(1, pot=1, of_a_member=True),
        lambda: entries(1, pot=1),
    ),
    "lot_left_is_within_its_points": (lambda: lot(left=10), lambda: lot(left=11)),
    "lot_is_due_or_expires": (
        lambda: lot(pending=True, due_on=DAY),
        lambda: lot(pending=True, expires_on=DAY),
    ),
    "lot_use_moves_points": (lambda: lot_use(-1), lambda: lot_use(0)),
    "adjustment_once_a_form": (
        lambda: two_adjustments("form:2"),
        lambda: two_adjustments("form:1"),
    ),
    "adjustment_moves_points": (lambda: adjustment(points=-1), lambda: adjustment(points=0)),
    "adjustment_says_why": (lambda: adjustment(reason="x"), lambda: adjustment(reason="")),
    "adjustment_is_released_by_another": (
        lambda: released(by_another=True),
        lambda: released(by_another=False),
    ),
    "adjustment_refused_moves_nothing": (
        refused,
        lambda: refused(released_by=people.user("third")),
    ),
    "adjustment_decided_knows_when": (lambda: done(NOW), lambda: done(None)),
    "earn_rule_once_a_start": (lambda: two_rules(AFTER), lambda: two_rules(DAY)),
    "earn_rule_has_a_unit": (lambda: rule(yen_per_point=1), lambda: rule(yen_per_point=0)),
    "earn_rule_ends_after_it_starts": (
        lambda: rule(ends_on=DAY),
        lambda: rule(ends_on=BEFORE),
    ),
    "campaign_multiplies": (lambda: campaign(percent=101), lambda: campaign(percent=100)),
    "campaign_ends_after_it_starts": (
        lambda: campaign(ends_on=DAY),
        lambda: campaign(ends_on=None),
    ),
    "campaign_offer_names_its_cycle": (
        lambda: campaign(cycle_code="2031041", order_number="120451"),
        lambda: campaign(order_number="120451"),
    ),
    "campaign_weekday_is_known": (lambda: campaign(weekday=7), lambda: campaign(weekday=8)),
    "stage_rule_name_once_a_start": (
        lambda: two_stages(name="星", starts_on=AFTER),
        lambda: two_stages(name="星"),
    ),
    "stage_rule_threshold_once_a_start": (
        lambda: two_stages(threshold=77_000, starts_on=AFTER),
        lambda: two_stages(threshold=77_000),
    ),
    "stage_rule_ends_after_it_starts": (
        lambda: stage(ends_on=DAY),
        lambda: stage(ends_on=BEFORE),
    ),
    "member_stage_once_a_month": (
        lambda: two_stages_of_a_member(same=False),
        lambda: two_stages_of_a_member(same=True),
    ),
    "stage_month_is_frozen_before_it_is_paid": (
        lambda: StageMonth.objects.create(ends_on=DAY, frozen_at=NOW, paid_at=NOW),
        lambda: StageMonth.objects.create(ends_on=DAY, paid_at=NOW),
    ),
    "expiry_run_done_knows_when": (
        lambda: expiry(state="done", finished_at=NOW),
        lambda: expiry(state="done"),
    ),
    "expiry_run_released_knows_by_whom": (
        lambda: expiry(state="released", released_by=clerk(), released_points=5),
        lambda: expiry(state="released", released_points=5),
    ),
    "audit_difference_differs": (lambda: difference(6), lambda: difference(5)),
    "sale_number_is_unique": (lambda: two_sales("R2"), lambda: two_sales("R1")),
    "sale_business_is_known": (lambda: sale(business=3), lambda: sale(business=4)),
    "point_use_once_a_transaction": (lambda: two_uses(-2), lambda: two_uses(-1)),
    "donation_ends_after_it_starts": (lambda: donation(DAY), lambda: donation(BEFORE)),
}
