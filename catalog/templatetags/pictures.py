"""Pictures of goods, for templates."""

from django import template
from django.utils.safestring import SafeString

from catalog.drawing import offer_card
from catalog.models import TemperatureZone

register = template.Library()


@register.simple_tag
def picture(
    found: tuple[str, int, int] | None, sizes: str, zone: int = TemperatureZone.AMBIENT
) -> SafeString:
    """Draw a picture (folder, width, height), or the placeholder of its zone."""
    return offer_card.picture(found, zone, sizes=sizes)
