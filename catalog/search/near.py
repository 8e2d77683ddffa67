"""The words of the catalogue, to offer near ones when a search finds nothing."""

import difflib

from django.core.cache import cache

from catalog.models import Cycle, Offer
from catalog.search import analysis
from todock.lib import clock
from todock.lib.japanese.kana import to_katakana

KEY = "catalog:vocabulary"
KEPT_SECONDS = 60 * 60
#: Names that are looked at, and words that are kept: a search that finds nothing answers fast.
MOST_NAMES = 5000
MOST_WORDS = 4000


def near(text: str, *, most: int = 3) -> list[str]:
    """Return up to ``most`` words that look, sound or begin like ``text``, the nearest first."""
    typed = _sound(text)
    if not typed:
        return []
    known = _vocabulary()
    sounds = difflib.get_close_matches(typed, known, n=most, cutoff=0.6)
    if len(sounds) < most and len(typed) > 1:
        begin = [sound for sound in known if sound.startswith(typed[:2]) and sound not in sounds]
        sounds += begin[: most - len(sounds)]
    return [known[sound] for sound in sounds]


def _sound(text: str) -> str:
    """Return the reading of a text in katakana, as far as it has one."""
    folded = analysis.fold(text).replace(" ", "")[:20]
    if analysis.is_kana(folded):
        return to_katakana(folded)
    found = [word for word in analysis.analyse(folded).words if word.known]
    return "".join(to_katakana(word.surface) if word.kana else word.reading for word in found)


def _vocabulary() -> dict[str, str]:
    """Return words of names by their sound, the most frequent first."""
    kept = cache.get(KEY)
    if kept is None:
        kept = _read()
        cache.set(KEY, kept, KEPT_SECONDS)
    return kept


def _read() -> dict[str, str]:
    latest = Cycle.objects.visible(clock.now()).order_by("-publishes_at")[:3]
    offers = Offer.objects.standing().filter(cycle__in=latest)
    once = offers.order_by("product_id").distinct("product_id")
    names = once.values_list("product__name", flat=True)
    times: dict[str, int] = {}
    shown: dict[str, str] = {}
    for name in names[:MOST_NAMES]:
        for word in analysis.analyse(analysis.fold(name)).words:
            sound = to_katakana(word.surface) if word.kana else word.reading
            if len(sound) > 1 and word.common and word.known:
                times[sound] = times.get(sound, 0) + 1
                shown.setdefault(sound, word.surface)
    frequent = sorted(times, key=lambda sound: (-times[sound], sound))[:MOST_WORDS]
    return {sound: shown[sound] for sound in frequent}
