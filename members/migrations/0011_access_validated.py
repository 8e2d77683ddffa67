"""The rows of the log that stood before are checked beside the work of the day."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0010_access_to_points")]
    operations = [ValidateConstraint("accesslog", "access_subject_is_known")]
