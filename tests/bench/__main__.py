"""Prints the table of docs/performance.md: every figure as a ratio to its floor, in one run."""

from tests.bench import place

place.settle()

import django

django.setup()

from tests.bench import run

run.main()
