"""One stylesheet for a page, joined from the parts that people edit.

``python -m todock.lib.pages.stylesheet`` writes static/css/site.css anew; a test compares the two.
A page asks for one file instead of thirty, and no build tool is needed to get it.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "static" / "css"
SITE = FOLDER / "site.css"
#: tokens.css declares the order of the cascade layers and must be first.
_FIRST = ("tokens.css", "base.css", "layout.css")
_SHARED = "components/shared.css"
_LAST = ("print.css",)


def parts() -> list[Path]:
    """Return the files in the order of the cascade."""
    components = sorted((FOLDER / "components").glob("*.css"))
    components.sort(key=lambda path: path != FOLDER / _SHARED)
    pages = sorted((FOLDER / "pages").glob("*.css"))
    return [
        *(FOLDER / name for name in _FIRST),
        *components,
        *pages,
        *(FOLDER / name for name in _LAST),
    ]


def joined() -> str:
    """Return the text of site.css."""
    head = "/* Joined from the files beside it: python -m todock.lib.pages.stylesheet */\n"
    return head + "".join(path.read_text() for path in parts())


def inline(*names: str) -> str:
    """Return the parts with these names for a page that carries its style in itself.

    Without comments and indents, and in the order of :func:`parts`.
    """
    wanted = {FOLDER / name for name in names}
    text = "".join(path.read_text() for path in parts() if path in wanted)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    SITE.write_text(joined())
