"""Where an application starts: what for, the e-mail address, the postcode, the terms; the code."""

from typing import ClassVar

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.joining.forms.consent_field import ConsentField
from members.joining.forms.consents import renewed
from members.joining.models import Application, ConsentDocument
from members.queries import postcodes
from todock.lib.forms import typed
from todock.lib.forms.fields import ChoiceField, TypedField
from todock.lib.forms.panels import PageForm, Part, Typed

Kind = Application.Kind
#: A field that people neither see nor reach; robots fill it in.
TRAP = "memo"
_CODE_DIGITS = 6


class StartForm(PageForm):
    """The first page. ``signed_in``: a member asks, and is offered the delivery alone.

    ``terms`` is the text to agree to; None: there is none. ``cleaned_data``: ``kind``, ``email``,
    ``terms``, and ``postcode``, which is not asked of a member. ``is_robot`` says that the hidden
    field was filled in: the answer should be the same as to people.
    """

    parts: ClassVar = (
        Part(gettext_lazy("お申し込みの内容"), ["kind"], name="what"),
        Part(gettext_lazy("ご連絡先とお住まい"), ["email", "postcode"], name="where"),
        Part(gettext_lazy("利用規約"), ["terms"], name="agreed"),
    )
    email = TypedField(
        label=gettext_lazy("メールアドレス"),
        hint=gettext_lazy("このアドレスへ、続きの入力に進むためのご案内を送ります。"),
        missing=gettext_lazy("メールアドレスを入力してください"),
        unreadable=gettext_lazy(
            "メールアドレスは、hanako@example.jp のように、＠の前と後ろを入力してください"
        ),
        read=typed.email,
        inputmode="email",
        autocomplete="email",
        autocapitalize="none",
        spellcheck="false",
    )
    postcode = TypedField(
        label=gettext_lazy("お住まいの郵便番号"),
        hint=gettext_lazy("例：060-0001。お届けできる地域かどうかを確かめます。"),
        missing=gettext_lazy("お住まいの郵便番号を入力してください"),
        unreadable=gettext_lazy("郵便番号は、7けたの数字で入力してください"),
        read=typed.postcode,
        width="input--s",
        inputmode="numeric",
        autocomplete="postal-code",
    )

    def __init__(
        self,
        data: Typed | None = None,
        *,
        signed_in: bool,
        terms: ConsentDocument | None,
        initial: Typed | None = None,
    ) -> None:
        self.signed_in, self.terms = signed_in, terms
        super().__init__(data, initial=initial)

    def make_fields(self, given: dict[str, str]) -> None:
        """Offer the kinds that the person may apply for."""
        kinds = [Kind.DELIVERY] if self.signed_in else [Kind.BOTH, Kind.JOIN]
        self.fields["kind"] = ChoiceField(
            label=_("何を申し込みますか"),
            choices=[(kind.value, _sentence(kind)) for kind in kinds],
            missing=_("何を申し込むかを選んでください"),
        )
        if self.terms:
            self.fields["terms"] = ConsentField(
                document=self.terms,
                label=_("利用規約に同意します"),
                missing=_("利用規約をお読みのうえ、同意するにチェックを入れてください"),
                outdated=renewed(ConsentDocument.Kind.TERMS),
            )
        self.fields[TRAP] = forms.CharField(required=False, max_length=200)
        self.fields[TRAP].look = "trap"
        self.fields[TRAP].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        self.order_fields(["kind", "email", "postcode", "terms"])
        if self.signed_in:
            # The membership has it; the page about the delivery says what it means.
            del self.fields["postcode"]
            self.initial.setdefault("kind", Kind.DELIVERY.value)

    @property
    def is_robot(self) -> bool:
        """Whether the hidden field was filled in."""
        return bool(self._given.get(TRAP, "").strip())

    def clean(self) -> dict:
        """Say kindly why an address cannot be written to, and where we do not deliver yet."""
        email_typed = self._given.get("email", "")
        if email_typed.strip() and "email" in self.errors and typed.is_foreign(email_typed):
            self.errors.pop("email")
            self.complain("email", _("メールアドレスは、半角の英字と数字のものを入力してください"))
        cleaned = {name: self.cleaned_data.get(name) for name in self.fields if name != TRAP}
        postcode = cleaned.get("postcode")
        if postcode and cleaned["kind"] == Kind.BOTH and not postcodes.service_of(postcode).served:
            text = _("この郵便番号へは、まだお届けしていません。「加入」だけを選んで申し込めます")
            self.complain("kind", text)
        return cleaned


class CodeForm(PageForm):
    """The six digits of the mail, as people type them. ``cleaned_data``: ``code``."""

    parts: ClassVar = (Part("", ["code"], name="code-panel"),)
    code = TypedField(
        label=gettext_lazy("メールに書いてある6けたの数字"),
        missing=gettext_lazy("メールに書いてある6けたの数字を入力してください"),
        unreadable=gettext_lazy("メールに書いてある数字は、6けたで入力してください"),
        read=lambda text: typed.code(text, digits=_CODE_DIGITS),
        width="input--s input--no",
        inputmode="numeric",
        autocomplete="one-time-code",
    )


def _sentence(kind: Kind) -> str:
    name, text = {
        Kind.JOIN: (_("加入"), _("組合員になって、お店などを利用します。")),
        Kind.DELIVERY: (_("宅配"), _("週に1回のお届けを始めます。組合員の方の申し込みです。")),
        Kind.BOTH: (_("加入と宅配"), _("組合員になって、週に1回のお届けも始めます。")),
    }[kind]
    return format_html("<b>{}</b> <span>{}</span>", name, text)
