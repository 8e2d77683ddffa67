"""Addresses of the local identity provider."""

from allauth.account import views as account
from django.urls import include, path

from todock.local.idp import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("login/", account.login, name="account_login"),
    path("login/again/", account.reauthenticate, name="account_reauthenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("closed/", pages.closed, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("", include("allauth.idp.urls")),
]
