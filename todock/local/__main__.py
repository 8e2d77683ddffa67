"""``python -m todock.local COMMAND``: what the Makefile calls."""

import sys

from environs import EnvError

from todock.local.trouble import Trouble


def main(arguments: list[str]) -> int:
    """Run one command; a Trouble is printed as one sentence and gives the exit status 1."""
    try:
        match arguments:
            case ["run"]:
                from todock.local.run import run

                return run()
            case ["reset"]:
                from todock.local.reset import reset

                return reset()
            case ["browser"]:
                from todock.local.chores.browser import make_ready

                return make_ready()
            case ["lock"]:
                from todock.local.chores.lock import write_lock

                return write_lock()
            case ["messages"]:
                from todock.local.chores.messages import write_messages

                return write_messages()
            case ["messages", "--check"]:
                from todock.local.chores.messages import check_messages

                return check_messages()
            case ["template_lines"]:
                from todock.local.chores.template_lines import check_lines

                return check_lines()
    except (Trouble, EnvError) as trouble:
        print(f"todock: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(
        "usage: python -m todock.local run|reset|browser|lock|messages|template_lines",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
