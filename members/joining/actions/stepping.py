"""The one way in which an application goes from state to state."""

from datetime import datetime

from django.db import transaction

from members.joining.models import Application, ApplicationEvent
from members.joining.refusals import StepNotPossible
from members.joining.rules import steps
from members.joining.rules.steps import Step
from members.models import User


def take_step(
    application: Application,
    step: Step,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    **changes: object,
) -> Application:
    """Take ``step`` with ``application``, write ``changes`` with it, and record the event.

    The row is locked and its state read first: of two who take a step at once, one comes second
    and is refused where the step is not possible any more. ``by`` is None for the applicant and
    for our own jobs; ``reason`` is a code (rules.reasons). Raises StepNotPossible. Returns the
    application as it is then.
    """
    with transaction.atomic():
        locked = lock(application)
        after = steps.next_state(step, locked.state)
        if after is None:
            raise StepNotPossible
        if after in steps.FINAL:
            changes |= {"decided_at": at, "expires_at": None}
        if after != steps.State.IN_REVIEW:
            changes |= {"reviewer": None, "taken_until": None}
        ApplicationEvent.objects.create(
            application=locked,
            step=step,
            from_state=locked.state,
            to_state=after,
            reason=reason,
            by=by,
            at=at,
        )
        for name, value in {**changes, "state": after}.items():
            setattr(locked, name, value)
        locked.save(update_fields=[*changes, "state"])
    return locked


def lock(application: Application) -> Application:
    """Lock the row until the transaction ends, and return it as it is now."""
    return Application.objects.select_for_update(of=["self"]).get(pk=application.pk)


def start(application: Application, *, at: datetime) -> Application:
    """Save a new application, with the event that says so."""
    with transaction.atomic():
        application.save(force_insert=True)
        ApplicationEvent.objects.create(
            application=application,
            step=Step.STARTED,
            from_state="",
            to_state=application.state,
            at=at,
        )
    return application
