"""Settings of gunicorn, for every machine: ``gunicorn --config deploy/gunicorn.py todock.wsgi``."""

from pathlib import Path

from todock.env import env

bind = env.str("WEB_BIND", f"127.0.0.1:{env.int('PORT', 8000)}")
worker_class = "gthread"
workers = env.int("WEB_WORKERS", 2)
threads = env.int("WEB_THREADS", 4)
#: A request that holds a worker longer is ended; PostgreSQL stops a statement after ten seconds.
timeout = 60
graceful_timeout = 10
#: With keep-alive one worker takes all connections: 66 against 149 pages a second.
keepalive = 0
#: New workers now and then, so that a slow leak never becomes an outage.
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
loglevel = env.str("LOG_LEVEL", "INFO").lower()
proc_name = "todock"
#: Read once and shared by the workers: a faster start, less memory.
preload_app = True
#: Two sites on one machine would share the socket in the home folder.
control_socket_disable = True
#: The heartbeat of a worker must not wait for a slow disk.
worker_tmp_dir = next((str(path) for path in [Path("/dev/shm")] if path.is_dir()), None)  # noqa: S108
