"""The embedded servers: shared, ended with their last user, and back after any crash."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from todock.local import addresses
from todock.local.held import held
from todock.local.servers import STOP_SECONDS, Postgres, Redis, lock, make_folders
from todock.local.trouble import Trouble

#: A process that uses PostgreSQL until it is killed.
USER = """
import sys, time
from pathlib import Path
from todock.local.held import held
from todock.local.servers import Postgres
with held(Postgres(Path(sys.argv[1]), durable=False)):
    print("up", flush=True)
    time.sleep(600)
"""


def postgres(var: Path) -> Postgres:
    return Postgres(var, durable=False)


def sql(var: Path, statement: str) -> list[tuple]:
    with psycopg.connect(addresses.database_url(var, "todock"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline, "did not happen within 30 seconds"
        time.sleep(0.05)


def postmaster(var: Path) -> psutil.Process:
    return psutil.Process(int((var / "postgres" / "postmaster.pid").read_text().split()[0]))


def keeper(var: Path) -> psutil.Process:
    return postmaster(var).parent()


def waits_for(locked: Path) -> bool:
    """Whether somebody waits for the lock of a file, as the system tells it."""
    inode = f":{locked.stat().st_ino} "
    lines = Path("/proc/locks").read_text().splitlines()
    return any("->" in line and inode in line for line in lines)


@pytest.fixture
def other_user(tmp_path: Path):
    """Another process that uses the same PostgreSQL."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "up\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_both_databases_are_there_and_text_sorts_the_same_everywhere(tmp_path: Path):
    with held(postgres(tmp_path)):
        names = {name for (name,) in sql(tmp_path, "SELECT datname FROM pg_database")}

        assert {"todock", "todock_idp"} <= names
        assert sql(tmp_path, "SHOW listen_addresses") == [("",)]
        assert sql(tmp_path, "SELECT 'ア' < '亜' AND 'a' < 'あ'") == [(True,)]


def test_a_server_ends_with_its_user_and_keeps_its_data(tmp_path: Path):
    with held(postgres(tmp_path)):
        sql(tmp_path, "CREATE TABLE milk AS SELECT 2 AS pieces")
        first = postmaster(tmp_path)

    assert not first.is_running()
    with held(postgres(tmp_path)):
        assert sql(tmp_path, "SELECT pieces FROM milk") == [(2,)]


def test_a_server_goes_on_while_somebody_else_uses_it(tmp_path: Path, other_user: subprocess.Popen):
    server = postmaster(tmp_path)
    with held(postgres(tmp_path)):
        other_user.kill()
        other_user.wait()

        assert sql(tmp_path, "SELECT 1") == [(1,)]
        assert postmaster(tmp_path) == server


def test_who_leaves_does_not_wait_for_somebody_else(tmp_path: Path, other_user: subprocess.Popen):
    began = time.monotonic()
    with held(postgres(tmp_path)):
        pass

    assert time.monotonic() - began < STOP_SECONDS
    assert sql(tmp_path, "SELECT 1") == [(1,)]


def test_who_looks_whether_a_server_is_kept_is_not_taken_for_its_keeper(tmp_path: Path):
    server = Redis(tmp_path, durable=False)
    answers = []

    def use() -> None:
        with held(server):
            answers.append(redis.Redis.from_url(addresses.redis_url(tmp_path)).ping())

    user = threading.Thread(target=use)
    make_folders(tmp_path)
    with server.keeper_lock_to_ask_for() as file:
        lock(file)
        user.start()
        wait_until(lambda: waits_for(server.run / "redis.asking") or not user.is_alive())
    user.join()

    assert answers == [True]


def test_a_server_ends_when_its_last_user_is_killed(tmp_path: Path, other_user: subprocess.Popen):
    server = postmaster(tmp_path)

    other_user.kill()

    wait_until(lambda: not server.is_running())
    wait_until(lambda: not postgres(tmp_path).is_kept())
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_killed_postgres_comes_back_with_what_was_committed(tmp_path: Path):
    with held(Postgres(tmp_path)):
        sql(tmp_path, "CREATE TABLE milk AS SELECT 2 AS pieces")
        postmaster(tmp_path).kill()
        wait_until(lambda: not postgres(tmp_path).is_kept())

    with held(Postgres(tmp_path)):
        assert sql(tmp_path, "SELECT pieces FROM milk") == [(2,)]


def test_a_killed_keeper_takes_its_server_along_and_the_next_one_starts(tmp_path: Path):
    with held(postgres(tmp_path)):
        keeper(tmp_path).kill()
        wait_until(lambda: not postgres(tmp_path).is_kept())

    with held(postgres(tmp_path)):
        assert sql(tmp_path, "SELECT 1") == [(1,)]


def test_a_pid_file_that_now_means_a_stranger_is_forgotten_and_the_stranger_lives(tmp_path: Path):
    with held(postgres(tmp_path)):
        content = (tmp_path / "postgres" / "postmaster.pid").read_text().split("\n")
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        content[0] = str(stranger.pid)
        (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join(content))

        with held(postgres(tmp_path)):
            assert sql(tmp_path, "SELECT 1") == [(1,)]

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_data_of_another_version_ends_in_one_sentence(tmp_path: Path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(Trouble, match=r"is of PostgreSQL 17.*make reset"), held(postgres(tmp_path)):
        pass


def test_a_first_start_that_was_cut_short_is_begun_again(tmp_path: Path):
    (tmp_path / "postgres.making").mkdir()
    (tmp_path / "postgres.making" / "half").write_text("")
    (tmp_path / "postgres").mkdir()

    with held(postgres(tmp_path)):
        assert sql(tmp_path, "SELECT 1") == [(1,)]


def test_a_folder_too_deep_for_a_socket_is_no_hindrance(tmp_path: Path):
    deep = tmp_path / ("deep" * 20) / "var"
    deep.mkdir(parents=True)

    with held(postgres(deep), Redis(deep, durable=False)):
        assert sql(deep, "SELECT 1") == [(1,)]
        assert redis.Redis.from_url(addresses.redis_url(deep)).ping()

    run = addresses.socket_dir(deep)
    assert run.stat().st_mode & 0o777 == 0o700
    for left in run.iterdir():
        left.unlink()
    run.rmdir()


def test_the_sockets_are_for_their_owner_only(tmp_path: Path):
    with held(postgres(tmp_path)):
        assert addresses.socket_dir(tmp_path).stat().st_mode & 0o777 == 0o700


def test_redis_keeps_the_jobs_that_wait(tmp_path: Path):
    with held(Redis(tmp_path)):
        redis.Redis.from_url(addresses.redis_url(tmp_path)).rpush("celery", "job")

    with held(Redis(tmp_path)):
        assert redis.Redis.from_url(addresses.redis_url(tmp_path)).lrange("celery", 0, -1) == [
            b"job"
        ]


def test_a_redis_whose_keeper_was_killed_ends_with_it(tmp_path: Path):
    with held(Redis(tmp_path, durable=False)):
        client = redis.Redis.from_url(addresses.redis_url(tmp_path))
        server = psutil.Process(client.info()["process_id"])
        os.kill(server.ppid(), signal.SIGKILL)
        wait_until(lambda: not server.is_running() and not Redis(tmp_path).is_kept())

    with held(Redis(tmp_path, durable=False)):
        assert redis.Redis.from_url(addresses.redis_url(tmp_path)).ping()
