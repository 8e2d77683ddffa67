"""What people agree to: which texts are asked for, and in which version they stand."""

from datetime import datetime

from members.joining.models import Application, ConsentDocument

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


def agreed(application: Application, at: datetime) -> set[str]:
    """Return the kinds of text that the applicant has agreed to in the version in force."""
    if application.pk is None:
        return set()
    now = [document.pk for kind, document in in_force(at).items() if kind != Kind.NEWS]
    given = application.consents.filter(given=True, document__in=now)
    return set(given.values_list("document__kind", flat=True))
