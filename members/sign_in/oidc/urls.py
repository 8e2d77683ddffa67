"""Signing in and out. The last address stands in the client's settings at the provider."""

from django.urls import path

from members.sign_in.oidc import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("oidc/todock/login/callback/", views.callback, name="oidc_callback"),
]
