"""What a reviewer fills in: a question, a course and a first cycle, a reason."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.joining.models import Application
from members.joining.rules import reasons
from members.models import Course
from members.queries import postcodes
from members.queries.coming_cycles import coming_cycles, still_coming

_CHOOSE = ("", _("選んでください"))


class QuestionForm(forms.Form):
    """What the applicant is asked: a coded question, and words of the reviewer's own."""

    code = forms.ChoiceField(
        label=_("たずねること"),
        choices=lambda: [_CHOOSE, *reasons.choices(reasons.QUESTIONS)],
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


class ReasonForm(forms.Form):
    """A coded reason out of ``known``."""

    reason = forms.ChoiceField(error_messages={"required": _("理由を選んでください")})

    def __init__(
        self, *args: object, known: dict[str, reasons.Reason], label: str, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["reason"].label = label
        self.fields["reason"].choices = [_CHOOSE, *reasons.choices(known)]

    @property
    def text(self) -> str:
        """What the applicant reads for the reason that was chosen."""
        return str(self.known[self.cleaned_data["reason"]].text)


class CourseForm(forms.Form):
    """A course out of those that may fit, or another one by its code.

    ``cleaned_data["course"]`` is the course, or None where none is ``needed``.
    """

    course = forms.ChoiceField(label=_("コース"), required=False)
    other_course = forms.CharField(
        label=_("ほかのコース（コード）"),
        max_length=10,
        required=False,
        help_text=_("上にないコースにするときだけ入力します。"),
    )

    def __init__(
        self,
        *args: object,
        offered: Iterable[Course],
        proposed: Course | None,
        needed: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needed = needed
        choices = [(each.code, course_label(each)) for each in offered]
        self.fields["course"].choices = [_CHOOSE, *choices]
        self.fields["course"].initial = proposed.code if proposed else ""

    def clean(self) -> dict:
        """Find the course; the code that was typed wins over the choice."""
        if "course" not in self.fields:
            return {**self.cleaned_data, "course": None}
        typed = self.cleaned_data.get("other_course")
        code = typed or self.cleaned_data.get("course")
        course = Course.objects.filter(code=code).first() if code else None
        if typed and course is None:
            self.add_error("other_course", gettext("このコードのコースはありません"))
        elif self.needed and course is None and "course" not in self.errors:
            self.add_error("course", gettext("コースを選んでください"))
        return {**self.cleaned_data, "course": course}


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
    service = postcodes.service_of(postcodes.place_of_delivery(application))
    pickups = [each.course for each in service.pickups if each.course]
    found: Iterable[Course | None] = [application.proposed_course, *service.courses, *pickups]
    return list(dict.fromkeys(course for course in found if course))


def course_label(course: Course) -> str:
    """Return a course with its weekday and centre: 0101 西1コース（水曜日・札幌西センター）."""
    return gettext("%(code)s %(name)s（%(weekday)s・%(centre)s）") % {
        "code": course.code,
        "name": course.name,
        "weekday": course.get_weekday_display(),
        "centre": course.centre,
    }
