"""All addresses. The path to read first: orders/urls.py."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from members.sign_in.oidc.views import sign_out
from todock import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # The admin's sign-out ends both sessions, like everybody's.
    path("admin/logout/", sign_out),
    path("admin/", admin.site.urls),
    path("accounts/", include("members.sign_in.oidc.urls")),
    path("", include("todock.storefront.urls")),
    path("", include("members.urls")),
    path("", include("members.joining.urls")),
    path("", include("orders.urls")),
    path("", include("points.urls")),
    path("", include("catalog.urls")),
]

if not settings.AWS_BUCKET:
    prefix = settings.MEDIA_URL.strip("/")
    urlpatterns.append(re_path(rf"^{prefix}/(?P<path>.*)$", views.media))

handler403 = "todock.views.not_allowed"
handler404 = "todock.views.not_found"
handler500 = "todock.views.server_error"
