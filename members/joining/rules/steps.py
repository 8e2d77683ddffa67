"""The steps of an application: which lead from which state to which (docs/domain.md rule 19).

The table below is where it is said. The database holds it, too: a CHECK on the events, and a
trigger on the applications that lists the pairs again; a test compares the two.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("下書き")
    CONFIRMED = "confirmed", _("メール確認済み")
    SUBMITTED = "submitted", _("受付済み")
    IN_REVIEW = "in_review", _("審査中")
    ASKED_BACK = "asked_back", _("確認のお願い中")
    APPROVED = "approved", _("承認")
    REFUSED = "refused", _("見送り")
    WITHDRAWN = "withdrawn", _("取り下げ")
    EXPIRED = "expired", _("期限切れ")


class Step(TextChoices):
    """What somebody did with an application."""

    STARTED = "started", _("入力開始")
    CONFIRMED = "confirmed", _("メール確認")
    SUBMITTED = "submitted", _("申し込み")
    TAKEN = "taken", _("審査開始")
    RELEASED = "released", _("審査を戻す")
    ASKED = "asked", _("確認のお願い")
    ANSWERED = "answered", _("回答")
    APPROVED = "approved", _("承認")
    REFUSED = "refused", _("見送り")
    WITHDRAWN = "withdrawn", _("取り下げ")
    EXPIRED = "expired", _("期限切れ")


#: (step, from, to); '' before the first step.
LEGAL = [
    (Step.STARTED, "", State.DRAFT),
    (Step.CONFIRMED, State.DRAFT, State.CONFIRMED),
    (Step.SUBMITTED, State.CONFIRMED, State.SUBMITTED),
    (Step.TAKEN, State.SUBMITTED, State.IN_REVIEW),
    # The lease of one reviewer ran out, and another takes it.
    (Step.TAKEN, State.IN_REVIEW, State.IN_REVIEW),
    (Step.RELEASED, State.IN_REVIEW, State.SUBMITTED),
    (Step.ASKED, State.IN_REVIEW, State.ASKED_BACK),
    (Step.ANSWERED, State.ASKED_BACK, State.SUBMITTED),
    (Step.APPROVED, State.IN_REVIEW, State.APPROVED),
    (Step.REFUSED, State.IN_REVIEW, State.REFUSED),
    (Step.WITHDRAWN, State.CONFIRMED, State.WITHDRAWN),
    (Step.WITHDRAWN, State.SUBMITTED, State.WITHDRAWN),
    (Step.WITHDRAWN, State.IN_REVIEW, State.WITHDRAWN),
    (Step.WITHDRAWN, State.ASKED_BACK, State.WITHDRAWN),
    (Step.EXPIRED, State.DRAFT, State.EXPIRED),
    (Step.EXPIRED, State.CONFIRMED, State.EXPIRED),
    (Step.EXPIRED, State.ASKED_BACK, State.EXPIRED),
]

#: Still with the applicant, who may go on filling it in.
DRAFTS = [State.DRAFT, State.CONFIRMED]
#: Somebody waits for the decision.
WAITING = [State.SUBMITTED, State.IN_REVIEW, State.ASKED_BACK]
#: Nothing follows.
FINAL = [State.APPROVED, State.REFUSED, State.WITHDRAWN, State.EXPIRED]
#: Ended without a membership: erased after JOIN_ERASE_DAYS.
FRUITLESS = [State.REFUSED, State.WITHDRAWN, State.EXPIRED]


def next_state(step: Step, state: str) -> State | None:
    """Return where ``step`` leads from ``state``, or None when it is not legal there."""
    return next((to for each, start, to in LEGAL if each == step and start == state), None)
