"""Brings the site's own data up to date; safe to run at every start.

``python -m todock.local.prepare``: tables, static files and, at first, the demo.
"""

import hashlib
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "todock.settings"


def main() -> None:
    """Prepare everything; the servers must be running."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    collect_static()


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
