"""The form by which staff bring a file."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A data file, and its marker or what the marker is to say."""

    data = forms.FileField(label=_("データ（.csv）"), allow_empty_file=True)
    name = forms.CharField(
        label=_("ファイル名"),
        required=False,
        max_length=200,
        help_text=_(
            "「種類_年月日_番号3桁.csv」。空ならアップロードするファイルの名前を使います。"
        ),
    )
    marker = forms.FileField(
        label=_("印（.end）"),
        required=False,
        help_text=_("なければ、行数と SHA-256 から自動で作ります。"),
    )
    mode = forms.ChoiceField(
        label=_("自動で作る印の区分"),
        choices=[("", _("指定なし")), ("delta", _("差分")), ("full", _("全件"))],
        required=False,
        help_text=_("全件では、ファイルにないものは取りやめになります。"),
    )
