"""Settings, URLs and the wiring of the storefront."""

from todock.celery import app as celery_app

__all__ = ["celery_app"]
