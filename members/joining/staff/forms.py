"""What a reviewer fills in: a question, a course and a first cycle, a reason."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.forms.deciding import CHOOSE, CourseForm
from members.joining.models import Application
from members.joining.queries import proposal
from members.joining.rules import reasons
from members.models import Course
from members.queries import postcodes
from members.queries.coming_cycles import coming_cycles, still_coming


class QuestionForm(forms.Form):
    """What the applicant is asked: a coded question, and words of the reviewer's own."""

    code = forms.ChoiceField(
        label=_("たずねること"),
        choices=lambda: [CHOOSE, *reasons.choices(reasons.QUESTIONS)],
        error_messages={"required": _("たずねることを選んでください")},
    )
    text = forms.CharField(
        label=_("書きそえる文"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("申込者の状況ページに出ます。「そのほか」では必ず入力してください。"),
    )

    def clean(self) -> dict:
        """The question without a code of its own needs words."""
        if self.cleaned_data.get("code") == "other" and not self.cleaned_data.get("text"):
            self.add_error("text", gettext("質問の文を入力してください"))
        return self.cleaned_data


class ApprovalForm(CourseForm):
    """The course and the first cycle of a delivery; nothing for who only joins.

    Where somebody may be a member already (``doubtful``), the reviewer has to say that she looked.
    """

    first_cycle = forms.ChoiceField(label=_("初回の企画回"), required=False)
    looked = forms.BooleanField(
        label=_("重複の可能性を確かめました"),
        error_messages={"required": _("重複の可能性を確かめてから、印をつけてください")},
    )

    def __init__(
        self,
        *args: object,
        application: Application,
        doubtful: bool,
        at: datetime,
        **kwargs: object,
    ) -> None:
        delivery = application.wants_delivery
        proposed = application.proposed_course
        super().__init__(
            *args,
            offered=courses(application) if delivery else [],
            proposed=proposed,
            needed=application.delivers_to != Application.DeliversTo.PICKUP,
            **kwargs,
        )
        if not doubtful:
            del self.fields["looked"]
        if not delivery:
            for name in ("course", "other_course", "first_cycle"):
                del self.fields[name]
            return
        # Another course may be chosen than the one that is proposed: see clean.
        self._at = at
        cycles = dict(coming_cycles(at, None)) | dict(coming_cycles(at, proposed))
        hoped = application.first_cycle_hoped
        self.fields["first_cycle"].choices = [("", _("注文できる回から")), *cycles.items()]
        self.fields["first_cycle"].initial = hoped if hoped in cycles else ""

    def clean(self) -> dict:
        """See that the course has the cycle. Who only joins begins with none."""
        cleaned = {"first_cycle": "", **super().clean()}
        course, cycle = cleaned["course"], cleaned["first_cycle"]
        if course and cycle and not still_coming(cycle, self._at, course):
            self.add_error("first_cycle", gettext("このコースで注文できる企画回を選んでください"))
        return cleaned


def courses(application: Application) -> list[Course]:
    """Return the course that is proposed, and those that serve the place of delivery."""
    service = postcodes.service_of(proposal.place_of_delivery(application))
    pickups = [each.course for each in service.pickups if each.course]
    found: Iterable[Course | None] = [application.proposed_course, *service.courses, *pickups]
    return list(dict.fromkeys(course for course in found if course))
