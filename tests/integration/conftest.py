"""A folder for the files that come in and go out."""

from pathlib import Path

import pytest


@pytest.fixture
def feeds_folder(settings, tmp_path: Path) -> Path:
    """Give the storage of the feeds a folder of its own."""
    feeds = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = {**settings.STORAGES, "feeds": feeds}
    return tmp_path
