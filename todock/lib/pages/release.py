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
    "*/models/*.py",
    "*/*/models/*.py",
    "*/templatetags/*.py",
    "todock/storefront/*.py",
    "todock/lib/**/*.py",
)
_DRAWN = {".html", ".txt", ".mo"}
#: Settings that kept HTML speaks of.
_SAID = ("MEDIA_URL", "PICTURE_WIDTHS", "DRINKING_AGE", "MOST_PIECES", "TAX_ROUNDING", "STORAGES")


def kept_key(*parts: object) -> str:
    """Return the key under which something drawn is kept: another one for every release.

    A change of a template or of the code that draws shows with the next start, and two releases
    that run side by side do not take each other's HTML.
    """
    return ":".join(map(str, ("kept", _release(), get_language(), *parts)))


def release_of(files: Iterable[Path], *, said: object = None) -> str:
    """Return an id of what ``files`` hold and of the settings that are ``said``."""
    digest = hashlib.blake2b(repr(said).encode(), digest_size=8)
    for file in sorted(files):
        digest.update(str(file).encode() + b"\0")
        digest.update(file.read_bytes())
    return digest.hexdigest()


def files() -> list[Path]:
    """Return the files that make a release: what is drawn, and the code that draws it."""
    base = settings.BASE_DIR
    found = [path for pattern in _CODE for path in base.glob(pattern)]
    for folder in (*settings.TEMPLATES[0]["DIRS"], *settings.LOCALE_PATHS):
        found += [path for path in Path(folder).rglob("*") if path.suffix in _DRAWN]
    # The names of static files change with what they hold.
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return [*found, manifest] if manifest.exists() else found


def forget() -> None:
    """Read the files again: a process that runs on through a release, as tests do."""
    _release.cache_clear()


@cache
def _release() -> str:
    return release_of(files(), said=[getattr(settings, name) for name in _SAID])
