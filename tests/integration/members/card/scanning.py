"""What is scanned at the counter, and what it answers."""

import re
from datetime import datetime, timedelta

from members.card import codes
from members.models import Member
from todock.lib import clock


def code_of(member: Member, *, at: datetime | None = None) -> str:
    return codes.code(member.card.seed, at=at or clock.now())


def wrong_code_of(member: Member) -> str:
    now = clock.now()
    shown = {code_of(member, at=now - timedelta(minutes=age)) for age in range(-2, 40)}
    return next(code for code in map("{:06}".format, range(100)) if code not in shown)


def scan(client, number: str, code: str = "") -> str:
    response = client.post("/counter/", {"number": number, "code": code})
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def word(text: str) -> str:
    return re.search(r'class="finding__word">([^<]+)<', text).group(1)


def read_out(text: str) -> str:
    """What a screen reader says at once, whatever has the focus."""
    return "".join(re.findall(r'<div[^>]* role="alert">(.*?)</div>', text, re.DOTALL))
