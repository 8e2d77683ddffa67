"""Addresses of the pages that show several apps."""

from django.urls import path

from todock.storefront import views

app_name = "storefront"
urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
]
