"""What people agree to: which texts are asked for, and in which version they stand."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from members.joining.models import Application, ApplicationConsent, ConsentDocument

Kind = ConsentDocument.Kind


def required(application: Application) -> list[str]:
    """Return the kinds of text without which ``application`` is not taken."""
    return [Kind.TERMS, Kind.ARTICLES, Kind.PRIVACY] if application.joins else [Kind.TERMS]


def asked(application: Application) -> list[str]:
    """Return all kinds of text that ``application`` is asked about."""
    return [*required(application), Kind.NEWS]


def in_force(at: datetime) -> dict[str, ConsentDocument]:
    """Return the version of each kind that is in force at the instant ``at``.

    A kind of which no version has begun is left out, and nobody is asked about it.
    """
    begun = ConsentDocument.objects.filter(starts_at__lte=at).order_by("kind", "-starts_at")
    return {document.kind: document for document in begun.distinct("kind")}


@transaction.atomic
def record(
    *, application: Application, given: Mapping[ConsentDocument, bool], at: datetime
) -> None:
    """Write down what was agreed to or declined, in the version that the person was shown.

    What was answered before in the same version gets the new answer; its time moves only when
    the answer does.
    """
    for document, answer in given.items():
        row, made = ApplicationConsent.objects.select_for_update().get_or_create(
            application=application, document=document, defaults={"given": answer, "at": at}
        )
        if not made and row.given != answer:
            row.given, row.at = answer, at
            row.save(update_fields=["given", "at"])


def agreed(application: Application, at: datetime) -> set[str]:
    """Return the kinds of text that the applicant has agreed to in the version in force."""
    if application.pk is None:
        return set()
    now = [document.pk for kind, document in in_force(at).items() if kind != Kind.NEWS]
    given = application.consents.filter(given=True, document__in=now)
    return set(given.values_list("document__kind", flat=True))
