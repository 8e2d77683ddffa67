import pytest
from datetime import timedelta, date
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import applications, people
from members.models import *
from members.actions import set_roles, cards
from members import slack
from todock.lib import clock
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

def test_shots(arrive, javascript):
    if not javascript: return
    now = clock.now()
    me = people.reviewer()
    centre = people.centre(name="札幌手稲・石狩センター")
    course = people.course(centre=centre)
    for n,k in enumerate(["both","join","both"]):
        applications.submitted(k, at=now-timedelta(days=5-n,hours=n), proposed_course=course if k!="join" else None, email=f"x{n}@example.jp", phone=f"011000100{n}")
    applications.in_review(by=people.reviewer("長谷川 かおる"), email="h@example.jp", proposed_course=course)
    applications.asked_back(by=me, email="q@example.jp", at=now-timedelta(days=1))
    applications.refused(by=me,email="r@example.jp")
    sato = people.sato(phone="0111112222")
    a = applications.answered(by=me, proposed_course=course, children=[date(2023,4,1), date(2025,10,1)], at=now-timedelta(hours=30))
    from members.actions import decisions
    decisions.take(application=a, by=me, at=now)
    done = applications.approved(by=me, email="z@example.jp", course=course)
    w = MemberRequest.objects.create(member=sato, kind="course", wish={"weekday":5,"note":"仕事の都合で"}, asked_at=now-timedelta(hours=3))
    slack.announce(a); slack.write_digest(at=now)
    set_roles(user=me, roles=["staff","reviewer","counter"])
    card = cards.issue(member=sato, at=now, door="system")
    places = {"queue":"/admin/members/application/","page":f"/admin/members/application/{a.pk}/change/","done":f"/admin/members/application/{done.pk}/change/",
      "wishes":"/admin/members/memberrequest/","wish":f"/admin/members/memberrequest/{w.pk}/change/","cards":"/admin/members/membershipcard/","card":f"/admin/members/membershipcard/{card.pk}/change/","log":"/admin/members/accesslog/","events":"/admin/members/applicationevent/","mails":"/admin/members/outgoingmail/","docs":"/admin/members/consentdocument/add/","index":"/admin/","members":"/admin/members/member/","feeds":"/admin/feeds/feedfile/","changes":"/admin/members/memberchange/","offers":"/admin/catalog/offer/","orders":"/admin/orders/order/","windows":"/admin/orders/orderwindow/"}
    import sys, os
    only = os.environ.get("ONLY","").split(",") if os.environ.get("ONLY") else places
    for name, size in (("1280",DESKTOP),("390",PHONE)):
        p = arrive(me, viewport=size)
        for k in only:
            p.opens(places[k])
            p.page.screenshot(path=f"/tmp/h3/staff/{k}-{name}.png", full_page=True)
            o = p.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            t = p.page.evaluate("(() => {const e=document.querySelector('#changelist .results'); return e? e.scrollWidth-e.clientWidth : 0})()")
            print(k, name, "overflow", o, t)
        if name=="1280":
            p.opens("/admin/members/application/")
            for box in p.page.locator("input[name=_selected_action]").all(): box.check()
            p.page.locator("select[name=action]").select_option("approve_together")
            p.page.get_by_role("button", name="実行").click()
            p.page.wait_for_load_state()
            p.page.screenshot(path=f"/tmp/h3/staff/bulk-{name}.png", full_page=True)
            p.page.set_viewport_size(PHONE)
            p.page.screenshot(path=f"/tmp/h3/staff/bulk-390.png", full_page=True)
