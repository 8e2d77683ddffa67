"""The pages on which members change their registration: one topic each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.registration.forms import topics as forms


@dataclass(frozen=True)
class Topic:
    """A page under /me/: what it is called, its form, and what is said above the form."""

    slug: str
    title: str | Promise
    form: type
    lead: str | Promise = ""


TOPICS = {
    topic.slug: topic
    for topic in (
        Topic("contact", _("電話番号とメール"), forms.ContactForm),
        Topic(
            "delivery",
            _("お届けとカタログ"),
            forms.DeliveryForm,
            _(
                "置き場所は、次のお届けから新しくなります。準備が済んだお届けには間に合わないことがあります。"
            ),
        ),
        Topic("notices", _("お知らせ"), forms.NoticesForm),
        Topic(
            "allergens",
            _("アレルゲン"),
            forms.AllergensForm,
            _(
                "選んだものを含む商品に、注文の前に印を付けてお知らせします。"
                "印がない商品でも、注文の前に商品のページと届いた品の表示をお確かめください。"
            ),
        ),
        Topic("reading", _("文字の大きさと言葉"), forms.ReadingForm),
    )
}
