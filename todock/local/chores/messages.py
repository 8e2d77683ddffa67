"""The catalogues of texts in ``locale``: what the code and the templates say, and in English.

``make messages`` brings them up to date; ``make check`` fails while they are not.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import polib
from django.core.management import call_command
from django.core.management.commands import makemessages

from todock.env import BASE_DIR
from todock.local.supervisor import say
from todock.local.trouble import Trouble

os.environ["DJANGO_SETTINGS_MODULE"] = "todock.settings"

LANGUAGES = ["ja", "en"]
IGNORED = [".venv", "var", "tests"]
#: Changes with every run and says nothing.
_MADE_AT = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


class _Command(makemessages.Command):
    # Sorted, without places and guesses: a file that moves changes nothing, two branches that
    # add sentences seldom meet on a line, and a translation is never that of another sentence.
    msgmerge_options = [
        *("--quiet", "--backup=none", "--update", "--no-fuzzy-matching", "--sort-output"),
    ]


def write_messages() -> int:
    """Bring ``locale`` up to date; return the exit status. Raises Trouble without gettext."""
    _see_to_gettext()
    for language in LANGUAGES:
        catalogue(language).parent.mkdir(parents=True, exist_ok=True)
    call_command(
        _Command(),
        locale=LANGUAGES,
        ignore_patterns=IGNORED,
        extensions=["html", "txt", "py"],
        no_location=True,
        no_obsolete=True,
        verbosity=0,
    )
    for language in LANGUAGES:
        file = catalogue(language)
        file.write_text(_MADE_AT.sub("", file.read_text()))
        polib.pofile(str(file)).save_as_mofile(str(file.with_suffix(".mo")))
    return 0


def check_messages() -> int:
    """Return 1 when a catalogue was not what the code and the templates say; it is then."""
    before = {file: _read(file) for file in _files()}
    write_messages()
    old = [file for file in _files() if _read(file) != before[file]]
    for file in old:
        say(f"{file.relative_to(BASE_DIR)} was not up to date; it is now: commit it.")
    return 1 if old else 0


def _files() -> list[Path]:
    return [
        catalogue(language).with_suffix(ending)
        for language in LANGUAGES
        for ending in (".po", ".mo")
    ]


def catalogue(language: str) -> Path:
    return BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _see_to_gettext() -> None:
    """As root on Debian install what makes catalogues. Raises Trouble with what to do elsewhere."""
    if not shutil.which("xgettext") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing gettext for the catalogues of texts ...")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "--quiet=2"], env=environment, check=False)
        install = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "gettext"]
        subprocess.run(install, env=environment, check=False, stdout=subprocess.DEVNULL)
    if not shutil.which("xgettext"):
        raise Trouble(
            "The catalogues of texts need gettext. On Debian and Ubuntu: apt-get install gettext"
        )
