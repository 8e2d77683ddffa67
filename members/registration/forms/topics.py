"""What members change about themselves, one form a topic."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.phones import PhonesForm
from members.models import Member, Preferences
from members.registration.actions.changes import FIELDS
from members.registration.queries.preferences import preferences_of
from todock.lib.forms import typed
from todock.lib.forms.fields import NO, YES, ChoiceField, TypedField, said_yes
from todock.lib.forms.panels import PageForm, Part
from todock.lib.japanese.kana import widen_kana

_NOT_A_PHONE = gettext_lazy("%(label)sは、0から始まる10けたか11けたの数字で入力してください")


class TopicForm(PageForm):
    """Base of the topics: shows what stands, and gives what is to stand."""

    #: Preferences that are answered with yes or no.
    yes_no: ClassVar = ()

    @classmethod
    def of(cls, member: Member, data: Mapping[str, Any] | None = None) -> "TopicForm":
        """Return the form of ``member``: as posted, or with what stands."""
        return cls(data) if data is not None else cls(initial=cls.standing(member))

    @classmethod
    def standing(cls, member: Member) -> dict[str, str]:
        """Return the texts that the fields show of what stands."""
        preferences = preferences_of(member)
        stands = {
            name: getattr(preferences if FIELDS[name].on_preferences else member, name)
            for part in cls.parts
            for name in part.fields
        }
        return {
            name: (YES if value else NO) if name in cls.yes_no else value
            for name, value in stands.items()
        }

    def values(self) -> dict[str, object]:
        """Return what a valid form wants, by the names of actions.changes.FIELDS."""
        return {
            name: said_yes(value) if name in self.yes_no else value
            for name, value in self.cleaned_data.items()
        }


class ContactForm(TopicForm, PhonesForm):
    """Phones and e-mail."""

    parts: ClassVar = (
        Part(gettext_lazy("電話番号"), ["phone", "other_phone"], name="phones"),
        Part(gettext_lazy("メール"), ["email"], name="mail"),
    )

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields."""
        phone, other = _("電話番号"), _("もう1つの電話番号")
        self.fields |= {
            "phone": TypedField(
                label=phone,
                hint=_("日中につながる番号。ハイフンはなくてもかまいません。"),
                missing=_("電話番号を入力してください"),
                unreadable=_NOT_A_PHONE % {"label": phone},
                read=typed.phone,
                width="input--m",
                type="tel",
                inputmode="tel",
                autocomplete="tel",
            ),
            "other_phone": TypedField(
                label=other,
                unreadable=_NOT_A_PHONE % {"label": other},
                read=typed.phone,
                width="input--m",
                type="tel",
                inputmode="tel",
                autocomplete="off",
            ),
            "email": TypedField(
                label=_("メールアドレス"),
                hint=_("変えると、前のアドレスと新しいアドレスの両方に、お知らせを送ります。"),
                unreadable=_("メールアドレスを確かめてください。例：hanako@example.jp"),
                read=typed.email,
                inputmode="email",
                autocomplete="email",
            ),
        }


class DeliveryForm(TopicForm):
    """Where the boxes are left, and the paper catalogue."""

    yes_no: ClassVar = ("paper_catalogue",)
    parts: ClassVar = (
        Part(gettext_lazy("置き場所"), ["drop_place"], name="place"),
        Part(gettext_lazy("カタログ"), ["paper_catalogue"], name="catalogue"),
    )

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields."""
        self.fields |= {
            "drop_place": TypedField(
                label=_("留守のときの置き場所"),
                hint=_("例：玄関前、物置の中、車庫の中、宅配ボックス"),
                missing=_("留守のときの置き場所を入力してください"),
                read=lambda text: " ".join(widen_kana(text).split()),
                most=120,
                too_long=_("留守のときの置き場所は、120文字までで入力してください"),
                autocomplete="off",
            ),
            "paper_catalogue": ChoiceField(
                label=_("紙のカタログ"),
                choices=[
                    (YES, _("毎週、商品といっしょに受け取る")),
                    (NO, _("受け取らない（このサイトで見る）")),
                ],
                missing=_("紙のカタログを受け取るかどうかを選んでください"),
            ),
        }


class NoticesForm(TopicForm):
    """Which mails a member wishes to get."""

    yes_no: ClassVar = ("reminders", "news")
    parts: ClassVar = (Part(gettext_lazy("お知らせのメール"), ["reminders", "news"], name="mails"),)

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields."""
        choices = [(YES, _("受け取る")), (NO, _("受け取らない"))]
        self.fields |= {
            "reminders": ChoiceField(
                label=_("締切のお知らせ"),
                hint=_("いつも注文する方に、注文がまだのとき、締切の前にお送りします。"),
                choices=choices,
                missing=_("締切のお知らせを受け取るかどうかを選んでください"),
            ),
            "news": ChoiceField(
                label=_("お得な商品や催しのお知らせ"),
                choices=choices,
                missing=_("お得な商品や催しのお知らせを受け取るかどうかを選んでください"),
            ),
        }


class ReadingForm(TopicForm):
    """How large the letters are, and in which language letters and calls come."""

    parts: ClassVar = (
        Part(gettext_lazy("文字の大きさ"), ["text_size"], name="size"),
        Part(gettext_lazy("手紙と電話の言葉"), ["language"], name="words"),
    )

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields."""
        self.fields |= {
            "text_size": ChoiceField(
                label=_("このサイトの文字の大きさ"),
                choices=Preferences.TextSize.choices,
                missing=_("文字の大きさを選んでください"),
            ),
            "language": ChoiceField(
                label=_("手紙や電話でのご案内の言葉"),
                hint=_(
                    "このサイトは日本語だけです。選んだ言葉は、生協からの手紙や電話で、"
                    "できるだけ使います。"
                ),
                choices=Preferences.Language.choices,
                missing=_("ご案内の言葉を選んでください"),
            ),
        }


class AllergensForm(forms.Form):
    """The allergens to be warned of: boxes in two groups."""

    use_required_attribute = False
    allergens = forms.MultipleChoiceField(
        label=gettext_lazy("アレルゲン"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="%s", **kwargs)
        field = self.fields["allergens"]
        field.choices = import_string(settings.MEMBERS_ALLERGENS)()
        field.error_messages["invalid_choice"] = _("一覧にあるアレルゲンから選んでください")

    @classmethod
    def of(cls, member: Member, data: Mapping[str, Any] | None = None) -> "AllergensForm":
        """Return the form of ``member``: as posted, or with what stands."""
        return cls(data, initial={"allergens": preferences_of(member).allergens})

    @property
    def groups(self) -> list[tuple[str, list]]:
        """The boxes by group, for templates."""
        boxes = list(self["allergens"])
        groups = []
        for title, choices in self.fields["allergens"].choices:
            groups.append((title, boxes[: len(choices)]))
            boxes = boxes[len(choices) :]
        return groups

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong: id of the first box and the words."""
        return [("allergens_0_0", text) for text in self["allergens"].errors]

    def values(self) -> dict[str, object]:
        """Return the codes, in the order of the list."""
        chosen = set(self.cleaned_data["allergens"])
        listed = [
            code for _title, choices in self.fields["allergens"].choices for code, _name in choices
        ]
        return {"allergens": [code for code in listed if code in chosen]}
