"""What staff fill in who decide: a course, a coded reason."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Course
from members.rules import reasons

CHOOSE = ("", _("選んでください"))


class ReasonForm(forms.Form):
    """A coded reason out of ``known``."""

    reason = forms.ChoiceField(error_messages={"required": _("理由を選んでください")})

    def __init__(
        self, *args: object, known: dict[str, reasons.Reason], label: str, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["reason"].label = label
        self.fields["reason"].choices = [CHOOSE, *reasons.choices(known)]

    @property
    def text(self) -> str:
        """What the person reads for the reason that was chosen."""
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
        self.fields["course"].choices = [CHOOSE, *choices]
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


def course_label(course: Course) -> str:
    """Return a course with its weekday and centre: 0101 西1コース（水曜日・札幌西センター）."""
    return gettext("%(code)s %(name)s（%(weekday)s・%(centre)s）") % {
        "code": course.code,
        "name": course.name,
        "weekday": course.get_weekday_display(),
        "centre": course.centre,
    }
