"""An application that a reviewer has the lease on, and the time that runs out."""

from datetime import timedelta

from members.joining.models import Application
from todock.lib import clock

MINUTE = timedelta(minutes=1)


def let_the_lease_run_out(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(taken_until=clock.database_now() - MINUTE)


def steps_of(application: Application) -> list[str]:
    return list(application.events.values_list("step", flat=True))


def again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)
