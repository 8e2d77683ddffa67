"""Keeps the tests on this machine: whoever reaches beyond loopback is stopped, and told of.

An audit hook of Python, because it sees looked-up names and datagrams too, in every thread and
in fixtures of a session. It cannot be taken away again.
"""

import ipaddress
import sys

#: What was tried since somebody last looked: what stops an attempt may be swallowed on its way.
attempts: list[str] = []


class BeyondLoopback(RuntimeError):
    """A test wanted to reach another machine. No OSError: code under test would live with it."""


def stay_on_loopback() -> None:
    """Stop this process, from now on, from reaching or looking up other machines."""
    sys.addaudithook(_refuse_others)


def _refuse_others(event: str, arguments: tuple) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        # Sockets of this machine have a path, not a host and a port.
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host and not _is_loopback(host):
        attempts.append(f"{event} {host}")
        raise BeyondLoopback(f"{host} is not on this machine: no test reaches beyond loopback.")


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
