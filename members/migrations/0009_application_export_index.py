"""What the hourly look for unfinished ``applications`` files starts from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0008_consent_documents")]
    operations = [
        migrations.AddIndex("application", models.Index("export_name", name="application_export"))
    ]
