"""The rows that stood before are checked beside the work of the day."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

_ADDED = [
    ("order", "order_points_mode_says_how_many"),
    ("order", "order_points_used_are_wanted"),
    ("orderline", "order_line_points_are_frozen_together"),
    ("ordertotal", "order_total_points_are_within_it"),
]


class Migration(migrations.Migration):
    # Each table by itself, locked for nobody who reads or writes.
    atomic = False
    dependencies = [("orders", "0004_points")]
    operations = [ValidateConstraint(model, name) for model, name in _ADDED]
