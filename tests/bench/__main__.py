"""Prints the table of docs/performance.md: every figure as a ratio to its floor, in one run."""

from tests.bench import place

place.settle()

import django  # noqa: E402

django.setup()

from tests.bench import run  # noqa: E402

run.main()
