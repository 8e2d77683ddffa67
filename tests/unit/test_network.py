"""No test reaches another machine, by whatever way."""

import socket
from collections.abc import Iterator

import pytest
import requests

from tests import network


@pytest.fixture(autouse=True)
def _tried_on_purpose(_nothing_beyond_loopback: None) -> Iterator[None]:
    yield
    network.attempts.clear()


# Addresses of documentation (RFC 5737, RFC 3849): nobody has them.
@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_a_connection_to_another_machine_is_stopped_before_it_is_made(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(network.BeyondLoopback):
        client.connect(address)


def test_a_datagram_to_another_machine_is_not_sent():
    with (
        socket.socket(type=socket.SOCK_DGRAM) as client,
        pytest.raises(network.BeyondLoopback),
    ):
        client.sendto(b"", ("192.0.2.1", 53))


def test_a_name_of_another_machine_is_not_looked_up():
    with pytest.raises(network.BeyondLoopback):
        requests.get("https://todock.example.jp/", timeout=1)


def test_an_attempt_that_was_swallowed_is_remembered():
    with pytest.raises(network.BeyondLoopback):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

    assert network.attempts == ["socket.getaddrinfo 192.0.2.1"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_runs_on_this_machine_is_reached(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
