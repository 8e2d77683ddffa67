"""`python -m todock.demo.making FOLDER [YYYY-MM-DD]`: write the demo week into a folder."""

import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .feeds import write_demo_week


def main(arguments: list[str]) -> int:
    """Write the files for the given date, by default today in Japan; answer the exit status."""
    if len(arguments) not in (1, 2):
        print("usage: python -m todock.demo.making FOLDER [YYYY-MM-DD]", file=sys.stderr)
        return 2
    try:
        today = (
            date.fromisoformat(arguments[1])
            if len(arguments) == 2
            else datetime.now(ZoneInfo("Asia/Tokyo")).date()
        )
    except ValueError:
        print(f"not a date (YYYY-MM-DD): {arguments[1]}", file=sys.stderr)
        return 2
    for path in write_demo_week(Path(arguments[0]), today):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
