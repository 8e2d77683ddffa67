"""``make run``: everything that the site needs, on one machine, until Ctrl-C."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from honcho.environ import parse_procfile

from todock import settings
from todock.celery import app
from todock.demo import accounts
from todock.demo.making import people
from todock.env import BASE_DIR, env
from todock.lib.terminal import say
from todock.local.held import held
from todock.local.machine import embedded_servers, needs_identity_provider
from todock.local.place import only_one
from todock.local.servers import Server
from todock.local.supervisor import Supervisor, end_on_signals
from todock.local.tied import tied
from todock.local.trouble import Trouble

READY_SECONDS = 90
_ASK_SECONDS = 0.4
#: The processes of the Procfile that somebody waits for; the others start after them.
_FIRST = ("web", "worker")


def run() -> int:
    """Run the site until it is ended; return the exit status. Raises Trouble."""
    end_on_signals()
    web_port, idp_port = env.int("PORT", 8000), env.int("IDP_PORT", 8001)
    try:
        with only_one(settings.VAR_DIR):
            own_idp = needs_identity_provider()
            for variable, port in [("PORT", web_port)] + [("IDP_PORT", idp_port)] * own_idp:
                _check_port(variable, port)
            began = time.monotonic()
            servers = embedded_servers(with_identity_provider=True)
            with held(*servers):
                _prepare()
                reason = _serve(servers, web_port, idp_port if own_idp else None, began)
        raise Trouble(f"everything was ended, because {reason}")
    except KeyboardInterrupt:
        say("todock: ended.")
        return 0


def _check_port(variable: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError as error:
            raise Trouble(f"{variable}={port} is not a port; choose one up to 65535.") from error
        except OSError as error:
            raise Trouble(
                f"Port {port} is not free ({error.strerror}). "
                f"Choose another one, for example: make run {variable}={port + 10}"
            ) from error


def _environment() -> dict[str, str]:
    """The environment of every child: our programs first on the path."""
    programs = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": programs + os.pathsep + os.environ.get("PATH", "")}
    if os.geteuid() == 0:
        environment.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
    return environment


def _prepare() -> None:
    """Migrate, collect static files and load the demo, in a process that gives its memory back."""
    step = subprocess.Popen(
        tied([sys.executable, "-m", "todock.local.prepare"]),
        cwd=BASE_DIR,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if step.wait():
            raise Trouble("The site could not be prepared; the reason is above.")
    finally:
        if step.poll() is None:
            os.killpg(step.pid, signal.SIGKILL)
            step.wait()


def _serve(servers: list[Server], web_port: int, idp_port: int | None, began: float) -> str:
    """Run the processes until one of them or a server ends; return which."""
    supervisor = Supervisor(BASE_DIR, _environment())
    commands = parse_procfile((BASE_DIR / "Procfile").read_text()).processes
    pages = {"web": f"http://127.0.0.1:{web_port}/healthz"}
    try:
        for name in _FIRST:
            supervisor.start(name, shlex.split(commands[name]))
        if idp_port:
            supervisor.start("idp", _idp_command(idp_port))
            pages["idp"] = f"http://127.0.0.1:{idp_port}/.well-known/openid-configuration"
        ended = supervisor.watch(_Waiting(pages))
        if not ended:
            # Last, so that the pages do not wait for them on a small machine.
            for name in sorted(commands.keys() - set(_FIRST)):
                supervisor.start(name, shlex.split(commands[name]))
            say(_welcome(idp_port, time.monotonic() - began))
            ended = supervisor.watch(lambda: all(server.is_kept() for server in servers))
        if ended:
            return f"{ended.name} ended by itself (status {ended.process.poll()}), see above."
        return f"PostgreSQL or Redis ended by itself, see {settings.VAR_DIR / 'log'}."
    finally:
        supervisor.end()


def _idp_command(port: int) -> list[str]:
    return [
        *("gunicorn", "--config", "deploy/gunicorn.py", "todock.local.idp.wsgi"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1"),
    ]


class _Waiting:
    """True while something does not answer yet."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._pages = dict(pages)
        self._worker = False
        self._asked_at = 0.0
        self._deadline = time.monotonic() + READY_SECONDS

    def __call__(self) -> bool:
        now = time.monotonic()
        if now > self._deadline:
            missing = ", ".join([*self._pages, *([] if self._worker else ["worker"])])
            raise Trouble(f"No answer within {READY_SECONDS} seconds from: {missing}.")
        if now - self._asked_at > _ASK_SECONDS:
            self._asked_at = now
            self._pages = {name: url for name, url in self._pages.items() if not _page_answers(url)}
            if not self._pages and not self._worker:
                self._worker = bool(app.control.ping(timeout=_ASK_SECONDS, limit=1))
        return bool(self._pages) or not self._worker


def _page_answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _welcome(idp_port: int | None, seconds: float) -> str:
    lines = ["", f"  トドック (todock)   {settings.SITE_URL}/", ""]
    if idp_port:
        lines += ["  Demo sign-ins ログイン (password パスワード: " + accounts.PASSWORD + ")"]
        link = people.NEW_LINK
        for account in accounts.ACCOUNTS:
            lines.append(f"    {account.email:<20} {account.says}")
            if account.email == people.NEW_EMAIL:
                lines.append(
                    f"{'':<25} → {link.member_number} / {link.birth_date:%Y-%m-%d} / "
                    f"電話の下4けた {link.phone_last_four}"
                )
    else:
        lines += [f"  Sign-in by {settings.OIDC_ISSUER}"]
    lines += ["", f"  Ready after {seconds:.1f} seconds. Ctrl-C ends everything.", ""]
    return "\n".join(lines)
