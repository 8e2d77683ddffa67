"""An application in the hands of a reviewer, and the time that runs out."""

from datetime import datetime, timedelta

from django.db import connection

from members.joining.models import Application

MINUTE = timedelta(minutes=1)


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def let_the_hold_run_out(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(taken_until=database_now() - MINUTE)


def steps_of(application: Application) -> list[str]:
    return list(application.events.values_list("step", flat=True))


def again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)
