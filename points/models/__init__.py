"""Accounts, the ledger, rules of earning, stages, sales, corrections, jobs of the night."""

from points.models.account import PREPAID_CEILING, Account, Pot
from points.models.adjustment import Adjustment
from points.models.ledger import Entry, Lot, LotUse, Transaction
from points.models.rules import Campaign, EarnRule
from points.models.runs import AuditDifference, AuditRun, ExpiryRun
from points.models.sale import Sale
from points.models.stage import MemberStage, StageMonth, StageRule
from points.models.use import Donation, PointUse

__all__ = [
    "PREPAID_CEILING",
    "Account",
    "Adjustment",
    "AuditDifference",
    "AuditRun",
    "Campaign",
    "Donation",
    "EarnRule",
    "Entry",
    "ExpiryRun",
    "Lot",
    "LotUse",
    "MemberStage",
    "PointUse",
    "Pot",
    "Sale",
    "StageMonth",
    "StageRule",
    "Transaction",
]
