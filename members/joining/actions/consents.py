"""Writes down what people agree to."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from members.joining.models import Application, ApplicationConsent, ConsentDocument


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
