"""Loads the demo week through the real engine: at first, and again when its last cycle is over."""

import json
import os
from datetime import date
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from orders.actions import closing
from orders.models import OrderWindow
from todock.demo.making.feeds import write_demo_week
from todock.feeds.models import FeedFile
from todock.lib import clock
from todock.lib.terminal import say


class WeekRefused(Exception):
    """The demo week did not come in; the reasons have been told."""


def load_when_needed(*, today: date) -> bool:
    """Load the demo week of ``today`` if this machine needs one; return whether it holds a demo.

    A database of others (DATABASE_URL) that has ever received a file is left alone. A first load
    that was cut short is done again: what is in already is a duplicate and changes nothing.
    Raises WeekRefused when the first load is refused.
    """
    mark = settings.VAR_DIR / "demo" / "loaded"
    if not mark.exists():
        if os.environ.get("DATABASE_URL") and FeedFile.objects.exists():
            return False
        say("Loading the demo week (first time only) ...")
        if not load(today=today):
            raise WeekRefused("The demo week was refused; the reasons are above.")
        mark.write_text(today.isoformat())
    elif mark.read_text() < today.isoformat() and not _something_to_order():
        # Refused or held, it is a matter for staff, as any file; the site starts all the same.
        say("The demo's cycles are over: loading the week of today ...")
        load(today=today)
        mark.write_text(today.isoformat())
    return True


def load(*, today: date) -> bool:
    """Write the feeds of the demo week of ``today`` and receive them, up to one that is refused."""
    files = write_demo_week(settings.VAR_DIR / "demo" / today.isoformat(), today)
    return all(receive(path) for path in files)


def close_what_is_due() -> None:
    """Close the windows of last week, so that the site starts without an overdue one.

    Call it when the demo's orders are placed. What fails here, the worker tries again.
    """
    try:
        closing.close_due_windows()
    except Exception as error:
        say(f"Closing last week's windows failed ({type(error).__name__}); the log says why.")


def receive(path: Path) -> bool:
    """Put one file through the engine and say how it went; return whether it was taken."""
    told = StringIO()
    try:
        call_command("receive", str(path), stdout=told)
    except SystemExit:
        say(told.getvalue().rstrip())
        return False
    for report in map(json.loads, told.getvalue().splitlines()):
        say(f"  {report['kind']:<17}{report['good']:>5} rows  {report['state']}")
    return True


def _something_to_order() -> bool:
    return OrderWindow.objects.open(clock.now()).exists()
