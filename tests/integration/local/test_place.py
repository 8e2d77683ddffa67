"""One site a state folder, and what ``make reset`` may take away."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from todock.env import BASE_DIR
from todock.local import addresses
from todock.local.held import held
from todock.local.place import only_one
from todock.local.servers import Redis
from todock.local.trouble import Trouble


def command(var: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """Run ``python -m todock.local`` on the state folder ``var``."""
    return subprocess.run(
        [sys.executable, "-m", "todock.local", *arguments],
        cwd=BASE_DIR,
        env={**os.environ, "TODOCK_VAR": str(var), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_second_site_is_told_where_the_first_one_runs(tmp_path: Path):
    with (
        only_one(tmp_path),
        pytest.raises(Trouble, match=rf"runs from this folder: http.*process {os.getpid()}"),
        only_one(tmp_path),
    ):
        pass


def test_the_place_is_free_again_afterwards(tmp_path: Path):
    with only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


@pytest.mark.parametrize("variable", ["PORT", "IDP_PORT"])
def test_a_busy_port_ends_in_a_sentence_that_names_the_variable(tmp_path: Path, variable: str):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        ran = command(tmp_path, "run", **{variable: str(port), "OIDC_ISSUER": ""})

    assert ran.returncode == 1
    assert f"Port {port} is not free" in ran.stderr
    assert f"make run {variable}={port + 10}" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("port", ["abc", "99999"])
def test_what_is_no_port_ends_in_a_sentence(tmp_path: Path, port: str):
    ran = command(tmp_path, "run", PORT=port)

    assert ran.returncode == 1
    assert "PORT" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_reset_takes_what_is_ours_and_leaves_the_rest(tmp_path: Path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "milk.webp").write_text("")
    (tmp_path / "celerybeat-schedule.dat").write_text("")
    (tmp_path / "letters").mkdir()

    ran = command(tmp_path, "reset")

    assert ran.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters"]


def test_reset_refuses_while_a_site_runs(tmp_path: Path):
    (tmp_path / "media").mkdir()
    with only_one(tmp_path):
        ran = command(tmp_path, "reset")

    assert ran.returncode == 1
    assert "End it there first" in ran.stderr
    assert (tmp_path / "media").exists()


def test_reset_refuses_while_a_server_is_in_use(tmp_path: Path):
    with held(Redis(tmp_path, durable=False)):
        ran = command(tmp_path, "reset")

    assert ran.returncode == 1
    assert "Redis is in use" in ran.stderr
    assert addresses.socket_dir(tmp_path).exists()
