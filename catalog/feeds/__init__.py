"""The kinds of files that make the catalogue."""

from catalog.feeds import categories, images, offers, products

__all__ = ["categories", "images", "offers", "products"]
