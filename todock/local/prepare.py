"""Brings the site's own data up to date; safe to run at every start.

``python -m todock.local.prepare``: tables, static files and, at first, the demo.
"""

import hashlib
import os
import sys

import django

from todock.env import PRODUCTION
from todock.lib import clock
from todock.local.machine import needs_identity_provider
from todock.local.trouble import Trouble

os.environ["DJANGO_SETTINGS_MODULE"] = "todock.settings"


def main() -> None:
    """Prepare everything; the servers must be running."""
    django.setup()
    from django.core.management import call_command

    from todock.local.layout import refuse_older_tables

    try:
        refuse_older_tables()
    except Trouble as trouble:
        sys.exit(f"todock: {trouble}")
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    if not PRODUCTION:
        _load_demo()


def _load_demo() -> None:
    from todock.demo.loading import applications, feeds, points, sign_ins

    at = clock.now()
    try:
        has_demo = feeds.load_when_needed(today=clock.japan_date(at))
    except feeds.WeekRefused as refused:
        sys.exit(str(refused))
    if has_demo and needs_identity_provider():
        sign_ins.load()
        applications.load(at=at)
        # Before the weeks close: what they earn follows its rules.
        points.load(at=at)
    if has_demo:
        feeds.close_what_is_due()


def collect_static() -> None:
    """Collect the static files, which takes seconds, only when one of them has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = sorted(
        (path, storage.size(path), storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    stamp = settings.STATIC_ROOT / ".collected"
    state = hashlib.sha256(repr(found).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state)


if __name__ == "__main__":
    main()
