"""The local identity provider for gunicorn. It brings itself up to date at every start."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "todock.local.idp.settings"

application = get_wsgi_application()


def _prepare() -> None:
    from todock.local.idp import records

    call_command("migrate", interactive=False, verbosity=0)
    records.save_client()
    records.save_accounts()
    connection.close()  # the workers are forked from here


_prepare()
