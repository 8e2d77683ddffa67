"""Synonyms that staff edit."""

from django.db import transaction

from catalog.search import find


def synonyms_changed() -> None:
    """Let searches use the synonyms as they stand now."""
    transaction.on_commit(find.forget_synonyms)
