"""How the text of a mail is made."""

from django.conf import settings
from django.template.loader import render_to_string

from todock.lib.pages.contact import telephone_desk


def text(name: str, **context: object) -> str:
    """Return the text of ``templates/<name>.txt``, such as ``orders/mails/order_closed``.

    Gives it our own address and the telephone desk besides ``context``.
    """
    ours = {"site_url": settings.SITE_URL, **telephone_desk()}
    return render_to_string(f"{name}.txt", {**ours, **context})
