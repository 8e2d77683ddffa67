#!/usr/bin/env python
"""Runs a management command. On a bare machine the embedded servers run for as long."""

import os
import sys

#: These look at files only; everything else gets its servers.
WITHOUT_SERVERS = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "help", "makemessages"),
    *("--help", "-h", "version", "--version"),
}


def main() -> None:
    """Run the command of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todock.settings")
    from django.core.management import execute_from_command_line

    if len(sys.argv) < 2 or sys.argv[1] in WITHOUT_SERVERS:
        execute_from_command_line(sys.argv)
        return

    from todock.local.held import held
    from todock.local.machine import embedded_servers
    from todock.local.trouble import Trouble

    try:
        with held(*embedded_servers()):
            execute_from_command_line(sys.argv)
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
