"""What the search for double applications starts from."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    # Two million members: an index that is built in a transaction locks them all.
    atomic = False
    dependencies = [("members", "0002_joining_registration_and_cards")]
    operations = [
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(models.F('born_on'), name='member_born_on'),
        ),
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(models.F('phone'), name='member_phone'),
        ),
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(models.F('other_phone'), condition=models.Q(('other_phone', ''), _negated=True), name='member_other_phone'),
        ),
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(models.F('postcode'), name='member_postcode'),
        ),
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(Lower('email'), condition=models.Q(('email', ''), _negated=True), name='member_email'),
        ),
    ]
