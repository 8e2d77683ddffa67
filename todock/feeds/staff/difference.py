"""What a file would change, as the guard weighed it, for staff who decide whether it may."""

from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def as_list(found: Mapping) -> str | SafeString:
    """Return the counts and details of ``FeedFile.difference``; a dash when nothing was weighed."""
    if not found:
        return "—"
    words = {
        "standing": _("いまある件数"),
        "withdrawn": _("取りやめになる件数"),
        "prices": _("価格を比べた件数"),
        "price_jumps": _("価格が大きく変わる件数"),
        "added": _("新しい件数"),
        "changed": _("変わる件数"),
    }
    lines = [f"{word}: {found[key]}" for key, word in words.items() if key in found]
    lines += found.get("details", [])
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    )
