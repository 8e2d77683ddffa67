"""What is drawn once and kept belongs to one release and one language."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

#: Of each app: the code that draws, and what it draws with.
_CODE = (
    "*/drawing/*.py",
    "*/*/drawing/*.py",
    "*/queries/*.py",
    "*/rules/*.py",
    "todock/lib/**/*.py",
)
#: Settings that kept HTML speaks of.
_SAID = ("MEDIA_URL", "PICTURE_WIDTHS", "DRINKING_AGE", "STORAGES")


def kept_key(*parts: object) -> str:
    """Return the key under which something drawn is kept: another one for every release.

    A change of a template or of the code that draws shows at once, and two releases that run side
    by side do not take each other's pieces.
    """
    return ":".join(map(str, ("kept", _release(), get_language(), *parts)))


def release_of(files: Iterable[Path], *, said: object = None) -> str:
    """Return an id of what ``files`` hold and of the settings that are ``said``."""
    digest = hashlib.blake2b(repr(said).encode(), digest_size=8)
    for file in sorted(files):
        digest.update(str(file).encode() + b"\0")
        digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def _release() -> str:
    base = settings.BASE_DIR
    files = [path for pattern in _CODE for path in base.glob(pattern)]
    for folder in (*settings.TEMPLATES[0]["DIRS"], *settings.LOCALE_PATHS):
        files += [
            path for path in Path(folder).rglob("*") if path.suffix in {".html", ".txt", ".mo"}
        ]
    # The names of static files change with what they hold.
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    files += [manifest] if manifest.exists() else []
    return release_of(files, said=[getattr(settings, name) for name in _SAID])
