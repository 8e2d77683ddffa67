"""Addresses of catalog."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("catalog/", views.categories, name="categories"),
    path("catalog/<slug:code>/", views.category, name="category"),
    path("search/", views.search, name="search"),
    path("items/<slug:cycle_code>/<slug:order_number>/", views.item, name="item"),
]
