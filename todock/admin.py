"""The staff site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TodockAdminSite(admin.AdminSite):
    """The admin in Japanese. Staff enter through the same sign-in as members."""

    site_title = site_header = _("トドック 管理")
    index_title = _("業務の入口")
    # The way is the index and the bread crumbs: the lists need the width.
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Send staff to the common sign-in, unless the emergency door is open."""
        if settings.LOCAL_SUPERUSER_DOOR:
            return super().login(request, extra_context)
        next_url = request.GET.get("next", reverse("admin:index"))
        if request.user.is_authenticated:
            return redirect("members:staff_only")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': next_url})}")


class TodockAdminConfig(SimpleAdminConfig):
    """Puts our site in the place of Django's."""

    default_site = "todock.admin.TodockAdminSite"

    def ready(self) -> None:
        """Let each app register its pages: its module ``staff``; and the checks of the settings."""
        super().ready()
        autodiscover_modules("staff", register_to=admin.site)
        from todock import checks  # noqa: F401
