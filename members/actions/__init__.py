"""Every write of members that matters, by noun: one module each."""

from members.actions.identity import (
    find_or_create_user,
    link_identity,
    link_user,
)
from members.actions.roles import set_roles

__all__ = [
    "find_or_create_user",
    "link_identity",
    "link_user",
    "set_roles",
]
