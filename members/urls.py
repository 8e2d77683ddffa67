"""Addresses of members."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/link/", views.link, name="link"),
    path("me/staff-only/", views.staff_only, name="staff_only"),
]
