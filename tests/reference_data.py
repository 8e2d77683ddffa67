"""What migrations put into the tables. A test that commits empties every table after itself."""

from importlib import import_module

from django.apps import apps

from orders.models import FeeRule

_MIGRATIONS = [
    ("orders.migrations.0003_first_fees", "add_fee_rules"),
    ("catalog.migrations.0002_allergens", "add_allergens"),
    ("catalog.migrations.0003_synonyms", "add_synonyms"),
    ("members.joining.migrations.0003_consent_documents", "add_consent_documents"),
    ("points.migrations.0003_first_rules", "add_rules"),
]


def restore() -> None:
    """Put the rows of the migrations back where they are missing."""
    if FeeRule.objects.exists():
        return
    for module, function in _MIGRATIONS:
        getattr(import_module(module), function)(apps, None)
