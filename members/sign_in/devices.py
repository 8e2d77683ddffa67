"""What a browser is, in words for its owner: iPhoneのSafari. Pure."""

from django.utils.translation import gettext as _

#: Sign in the browser's signature, and the device; the first that is found counts.
_DEVICES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]
#: Others carry the signs of those below them, too.
_BROWSERS = [
    ("Line/", "LINE"),
    ("YJApp", "Yahoo! JAPAN"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]


def named(signature: str) -> str:
    """Return the device and the browser of a User-Agent, in at most 60 characters."""
    device = _first(_DEVICES, signature)
    browser = _first(_BROWSERS, signature)
    if device and browser:
        return _("%(device)sの%(browser)s") % {"device": device, "browser": browser}
    return device or browser or _("わからない機器")


def _first(signs: list[tuple[str, str]], signature: str) -> str:
    return next((name for sign, name in signs if sign in signature), "")
