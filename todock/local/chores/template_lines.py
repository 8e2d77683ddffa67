"""No line of a template is longer than a screen is wide: ``make template-lines``."""

import sys
from pathlib import Path

from todock.env import BASE_DIR

LONGEST = 120
FOLDERS = ("templates", "todock/local/idp/templates")


def check_lines(root: Path = BASE_DIR) -> int:
    """Print the lines that are too long; return 1 when there are any."""
    found = [
        f"{path.relative_to(root)}:{number}: {len(line)} characters"
        for path in templates(root)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]
    for each in found:
        print(each, file=sys.stderr)
    if found:
        print(f"{len(found)} lines of templates are longer than {LONGEST}.", file=sys.stderr)
    return 1 if found else 0


def templates(root: Path) -> list[Path]:
    """Return every template, of pages and of mails."""
    return sorted(
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.suffix in {".html", ".txt"}
    )
