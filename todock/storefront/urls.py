"""Addresses of the pages that show several apps."""

from django.urls import path

from todock.storefront import language, views

app_name = "storefront"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", language.choose, name="language"),
    path("help/", views.help_page, name="help"),
]
