"""Pictures of every screen, for looking at: ``python -m tests.browser.shots FOLDER``.

On a phone and on a desktop, with the drawings of the demo on the goods.
"""

import sys
from pathlib import Path

import pytest


class Folder:
    """Tells ``take_shots`` where the pictures go."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @pytest.fixture
    def folder(self) -> Path:
        """The folder of the command line."""
        return self.path


def main() -> int:
    """Take the pictures; the exit status is pytest's."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    file = Path(__file__).with_name("take_shots.py")
    return pytest.main([str(file), "-q"], plugins=[Folder(folder)])


if __name__ == "__main__":
    sys.exit(main())
