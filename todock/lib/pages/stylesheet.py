"""One stylesheet for a page, joined from the parts that people edit.

``python -m todock.lib.pages.stylesheet`` writes static/css/site.css and static/staff/admin.css
anew; a test compares them with their parts.
A page asks for one file instead of thirty, and no build tool is needed to get it.
"""

import re
from collections.abc import Iterable
from pathlib import Path

_STATIC = Path(__file__).resolve().parents[3] / "static"
FOLDER = _STATIC / "css"
SITE = FOLDER / "site.css"
#: What the staff site adds to the admin's own.
STAFF = _STATIC / "staff" / "admin.css"
#: tokens.css declares the order of the cascade layers and must be first.
_FIRST = ("tokens.css", "base.css", "layout.css")
_SHARED = "components/shared.css"
_LAST = ("print.css",)
_STAFF_PARTS = ("lists.css", "review.css", "bulk.css", "points.css", "feeds.css")


def parts() -> list[Path]:
    """Return the parts of site.css in the order of the cascade."""
    components = sorted((FOLDER / "components").glob("*.css"))
    components.sort(key=lambda path: path != FOLDER / _SHARED)
    pages = sorted((FOLDER / "pages").glob("*.css"))
    return [
        *(FOLDER / name for name in _FIRST),
        *components,
        *pages,
        *(FOLDER / name for name in _LAST),
    ]


def staff_parts() -> list[Path]:
    """Return the parts of the staff site's admin.css in the order of the cascade."""
    return [STAFF.parent / name for name in _STAFF_PARTS]


def joined(files: Iterable[Path]) -> str:
    """Return the text of the stylesheet that is made of ``files``."""
    head = "/* Joined from the files beside it: python -m todock.lib.pages.stylesheet */\n"
    return head + "".join(path.read_text() for path in files)


def inline(*names: str) -> str:
    """Return the parts with these names for a page that carries its style in itself.

    Without comments and indents, and in the order of :func:`parts`.
    """
    wanted = {FOLDER / name for name in names}
    text = "".join(path.read_text() for path in parts() if path in wanted)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    SITE.write_text(joined(parts()))
    STAFF.write_text(joined(staff_parts()))
