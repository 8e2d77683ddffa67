"""The texts that people agree to, in their first version."""

from django.db import migrations

from members.joining.migrations._first_documents import BODIES, STARTS_AT, VERSION


def add_consent_documents(apps, schema_editor):
    document = apps.get_model("joining", "ConsentDocument")
    for kind, body in BODIES.items():
        document.objects.get_or_create(
            kind=kind, version=VERSION, defaults={"body": body, "starts_at": STARTS_AT}
        )


class Migration(migrations.Migration):
    dependencies = [("joining", "0002_guards")]
    operations = [migrations.RunPython(add_consent_documents, migrations.RunPython.noop)]
