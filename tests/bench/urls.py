"""The product's addresses and the floor's."""

from django.urls import path

from tests.bench import floor
from todock.urls import handler404, handler500
from todock.urls import urlpatterns as product

__all__ = ["handler404", "handler500"]

urlpatterns = [path("floor/page/", floor.page), path("floor/change/", floor.change), *product]
