"""Closes by hand what is due, and prints the exports."""

import json
from argparse import ArgumentParser
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from orders.actions import closing
from todock.lib import clock, dates


class Command(BaseCommand):
    """``manage.py close_windows [--at ISO]``: one JSON object an export file."""

    help = "Close every order window that is due and print the export files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            help="close what was due at this instant (ISO 8601; Japan time without an offset)",
        )

    def handle(self, *, at: str | None = None, **options: object) -> None:
        now = clock.database_now()
        if at is None:
            instant = now - timedelta(seconds=settings.CLOSING_DELAY_SECONDS)
        else:
            instant = _instant(at)
            if instant > now:
                self.stderr.write(f"{at} is still to come: members lose the time until then.")
        closing.close_due_windows(at=instant)
        for feed_file in closing.exports_up_to(at=instant):
            self.stdout.write(
                json.dumps(
                    {
                        "name": feed_file.name,
                        "kind": feed_file.kind,
                        "rows": feed_file.rows,
                        "sha256": feed_file.sha256,
                        "state": feed_file.state,
                    },
                    ensure_ascii=False,
                )
            )


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text!r} is not an ISO 8601 instant.") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=dates.JAPAN)
