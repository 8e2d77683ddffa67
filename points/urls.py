"""Addresses of points."""

from django.urls import path

from points.views import entries, moving, overview

app_name = "points"
urlpatterns = [
    path("points/", overview.overview, name="points"),
    path("points/history/", entries.history, name="history"),
    path("points/history.csv", entries.history_csv, name="history_csv"),
    path("points/entries/<int:movement_id>/", entries.entry, name="entry"),
    path("points/donate/", moving.move, {"slug": "donate"}, name="donate"),
    path("points/exchange/", moving.move, {"slug": "exchange"}, name="exchange"),
    path("points/move/", moving.move, {"slug": "move"}, name="move"),
]
