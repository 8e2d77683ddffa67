"""Every write of members that matters, by noun: one module each."""

from members.actions.identity import (
    find_or_create_user,
    give_staff_role,
    link_identity,
    link_user,
    take_staff_role,
)

__all__ = [
    "find_or_create_user",
    "give_staff_role",
    "link_identity",
    "link_user",
    "take_staff_role",
]
