"""The words of the mails and messages of joining; they register themselves by being imported."""

from members.joining.mails import applying, decisions, staff_messages

__all__ = ["applying", "decisions", "staff_messages"]
