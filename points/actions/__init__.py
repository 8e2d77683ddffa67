"""Every write to the ledger that somebody asks for, one file per concern."""

from points.actions.accounts import account_of, open_accounts
from points.actions.adjusting import ask_adjustment, refuse_adjustment, release_adjustment
from points.actions.earning import confirm_due, earn_pending_selected
from points.actions.ending import end_account, end_accounts_of_the_withdrawn
from points.actions.ledger import lock_accounts
from points.actions.moving import donate, exchange, merge, move_to_main_card
from points.actions.using import give_back, hold, release, spend_selected

__all__ = [
    "account_of",
    "ask_adjustment",
    "confirm_due",
    "donate",
    "earn_pending_selected",
    "end_account",
    "end_accounts_of_the_withdrawn",
    "exchange",
    "give_back",
    "hold",
    "lock_accounts",
    "merge",
    "move_to_main_card",
    "open_accounts",
    "refuse_adjustment",
    "release",
    "release_adjustment",
    "spend_selected",
]
