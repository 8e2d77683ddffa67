"""Works through feed files of this machine, whose markers lie beside them."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from todock.feeds import actions, inbox, places
from todock.feeds.models import FeedFile
from todock.feeds.parsing.problems import describe
from todock.lib.refusals import Refusal

#: Problems printed of each file.
FIRST = 10


class Command(BaseCommand):
    """``manage.py receive FILE…``: one JSON object a file on standard output."""

    help = (
        "Works through feed files in the order given. Prints one JSON object a file; the exit "
        "status is 1 when any of them did not get into the tables (refused, stale, held, failed)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the data files; the marker of each lies beside it, pictures in images/."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work through the files, then set the exit status."""
        reports = [self._receive(path) for path in options["files"]]
        if not all(reports):
            raise SystemExit(1)

    def _receive(self, path: Path) -> bool:
        try:
            file = actions.bring_from_disk(path)
            file = inbox.run_and_put_away(file, by=_("コマンド"), wait=True, inline=True)
        except Refusal as refusal:
            parts = places.parse_name(path.name)
            self._print(
                {
                    "kind": parts.kind if parts else "",
                    "name": path.name,
                    "state": FeedFile.State.REFUSED.value,
                    "rows": 0,
                    "good": 0,
                    "bad": 0,
                    "message": refusal.message,
                    "problems": [],
                }
            )
            return False
        self._print(
            {
                "kind": file.kind,
                "name": file.name,
                "state": file.state,
                "rows": file.rows,
                "good": file.good,
                "bad": file.bad,
                "warnings": file.warnings,
                "message": file.message,
                "result": file.result,
                "problems": [
                    describe(problem)
                    for problem in file.problems.order_by("severity", "line", "id")[:FIRST]
                ],
            }
        )
        return file.ok

    def _print(self, report: dict) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False))
        self.stdout.flush()
