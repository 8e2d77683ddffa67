"""What migrations put into the tables. A test that commits empties every table after itself."""

from importlib import import_module

from django.apps import apps

from orders.models import FeeRule

_MIGRATIONS = [
    ("orders.migrations.0002_events_append_only_and_first_fee", "add_fee_rules"),
    ("catalog.migrations.0002_allergens", "add_allergens"),
    ("catalog.migrations.0005_synonyms", "add_synonyms"),
    ("members.migrations.0008_consent_documents", "add_consent_documents"),
    ("points.migrations.0004_first_rules", "add_rules"),
]


def restore() -> None:
    """Put the rows of the migrations back where they are missing."""
    if FeeRule.objects.exists():
        return
    for module, function in _MIGRATIONS:
        getattr(import_module(module), function)(apps, None)
