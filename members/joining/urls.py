"""Addresses of joining."""

from django.urls import path

from members.joining.views import first_sign_in, pages, start, status

app_name = "joining"
urlpatterns = [
    path("me/first/<uuid:public_id>/<str:mac>/", first_sign_in.first_sign_in, name="first_sign_in"),
    path("join/", start.start, name="start"),
    path("join/sent/", start.sent, name="sent"),
    path("join/again/", start.send_again, name="again"),
    path("join/close/", start.close, name="close"),
    path("join/open/<uuid:public_id>/<str:mac>/", start.open_link, name="open"),
    path("join/documents/<str:kind>/", status.document, name="document"),
    path("join/<uuid:public_id>/", pages.go_on, name="continue"),
    path("join/<uuid:public_id>/kind/", pages.kind, name="kind"),
    path("join/<uuid:public_id>/check/", pages.check, name="check"),
    path("join/<uuid:public_id>/done/", pages.done, name="done"),
    path("join/<uuid:public_id>/status/", status.status, name="status"),
    path("join/<uuid:public_id>/answer/", status.answer, name="answer"),
    path("join/<uuid:public_id>/sign-in/", status.mail_sign_in, name="sign_in"),
    path("join/<uuid:public_id>/withdraw/", status.withdraw, name="withdraw"),
    path("join/<uuid:public_id>/<slug:slug>/", pages.page, name="page"),
]
