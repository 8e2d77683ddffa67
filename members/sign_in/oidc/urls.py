"""Signing in and out. Of allauth's addresses only these exist; its names are kept."""

from django.urls import path

from members.sign_in.oidc import views
from members.sign_in.oidc.provider import PROVIDER_ID

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path(
        f"oidc/{PROVIDER_ID}/login/callback/",
        views.callback,
        {"provider_id": PROVIDER_ID},
        name="openid_connect_callback",
    ),
]
