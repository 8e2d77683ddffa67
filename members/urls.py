"""Addresses of members."""

from django.urls import path

from members.views import identity

app_name = "members"
urlpatterns = [
    path("me/", identity.me, name="me"),
    path("me/link/", identity.link, name="link"),
    path("me/staff-only/", identity.staff_only, name="staff_only"),
]
