"""Sixteen threads that earn and hold points until they are told to stop; see test_crash.

Run as ``python -m tests.integration.points.ledger.writers`` with the settings of a server of its
own. What the database acknowledged is written to standard output, line by line. A movement that may
or may not have been written when the connection broke is asked again with the same key.
"""

import os
import sys
import threading
import time

import django

THREADS = 16
#: Movements of a thread: bounded, whatever happens.
MOST = 400
_LOST = 30.0


def main() -> None:
    """Write until every thread is through, or standard input is closed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todock.settings")
    django.setup()
    from points.models import Account

    accounts = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    over = threading.Event()
    threads = [
        threading.Thread(target=_write, args=(number, accounts, over)) for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()


def _write(number: int, accounts: list[int], over: threading.Event) -> None:
    from points.actions.ledger import Posting
    from todock.lib import clock

    for turn in range(MOST):
        if over.is_set():
            return
        key = f"writer:{number}:{turn}"
        kind = "hold" if turn % 3 == 2 else "earn"
        posting = Posting(
            key=key,
            kind=kind,
            source="shop",
            account_id=accounts[(number * 7 + turn) % len(accounts)],
            points=turn % 5 + 1,
            at=clock.now(),
            subject=key if kind == "hold" else "",
        )
        _post_until_acknowledged(posting)


def _post_until_acknowledged(posting) -> None:
    from django.db import DatabaseError, InterfaceError, connection

    from points import refusals
    from points.actions import ledger

    give_up_at = time.monotonic() + _LOST
    while time.monotonic() < give_up_at:
        try:
            posted = ledger.post(posting)[0]
        except refusals.NotEnoughPoints:
            return
        except (DatabaseError, InterfaceError):
            connection.close()
            threading.Event().wait(0.05)
        else:
            # One call of the system: lines of several threads do not run into each other.
            os.write(1, f"{posting.key} {posted.transaction_id} {posting.points}\n".encode())
            return
    raise SystemExit(f"{posting.key} was not acknowledged within {_LOST:.0f} seconds")


if __name__ == "__main__":
    main()
