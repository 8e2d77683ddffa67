"""佐藤さん, her open window, and a carton of milk in it; a folder for what goes out."""

from pathlib import Path

import pytest

from members.models import Member
from tests.factories import goods, people, purchases


@pytest.fixture
def sato() -> Member:
    return people.sato()


@pytest.fixture
def window(sato):
    return purchases.window(course=sato.course)


@pytest.fixture
def milk(window):
    return goods.offer(cycle=window.cycle, order_number="120451", price_ex_tax=218)


@pytest.fixture
def feeds_folder(settings, tmp_path: Path) -> Path:
    """Give the storage of the feeds a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "feeds": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path
