"""Addresses of members."""

from django.urls import path

from members.card import counter
from members.card import views as card
from members.registration.views import registration, requests
from members.sign_in.views import identity, sign_ins

app_name = "members"
urlpatterns = [
    path("me/", registration.me, name="me"),
    path("me/contact/", registration.change, {"slug": "contact"}, name="me_contact"),
    path("me/delivery/", registration.change, {"slug": "delivery"}, name="me_delivery"),
    path("me/notices/", registration.change, {"slug": "notices"}, name="me_notices"),
    path("me/allergens/", registration.change, {"slug": "allergens"}, name="me_allergens"),
    path("me/reading/", registration.change, {"slug": "reading"}, name="me_reading"),
    path("me/address/", requests.ask, {"kind": "address"}, name="me_address"),
    path("me/course/", requests.ask, {"kind": "course"}, name="me_course"),
    path("me/stop/", requests.ask, {"kind": "stop"}, name="me_stop"),
    path("me/leave/", requests.ask, {"kind": "leave"}, name="me_leave"),
    path("me/family-card/", requests.ask, {"kind": "family_card"}, name="me_family_card"),
    path("me/requests/<int:pk>/withdraw/", requests.withdraw, name="withdraw_request"),
    path("me/sign-ins/", sign_ins.listed, name="sign_ins"),
    path("me/sign-ins/end-others/", sign_ins.end_others, name="end_other_sign_ins"),
    path("me/sign-ins/<int:pk>/end/", sign_ins.end, name="end_sign_in"),
    path("me/link/", identity.link, name="link"),
    path("me/staff-only/", identity.staff_only, name="staff_only"),
    path("card/", card.card, name="card"),
    path("card/code/", card.code, name="card_code"),
    path("card/lost/", card.lost, name="card_lost"),
    path("card/renewed/", card.renewed, name="card_renewed"),
    path("card/worker.js", card.worker, name="card_worker"),
    path("card/manifest.webmanifest", card.manifest, name="card_manifest"),
    path("counter/", counter.check, name="counter"),
]
