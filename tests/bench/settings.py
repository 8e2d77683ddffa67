"""The product's own settings, with the floor's addresses beside it."""

from todock.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
