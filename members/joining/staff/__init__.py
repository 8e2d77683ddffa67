"""The staff site of joining."""

from members.joining.staff import applications, documents, events

__all__ = ["applications", "documents", "events"]
