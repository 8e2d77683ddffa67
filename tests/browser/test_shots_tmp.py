import pytest
from django.conf import settings
from tests.browser import screens
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.page_rules import violations, OVERFLOW
from tests.factories import people
pytestmark=[pytest.mark.browser, pytest.mark.django_db(transaction=True)]
@pytest.fixture
def javascript(): return True
def test_shots(arrive, week, sato_member):
    screens.fill(week, sato_member)
    suzuki=people.suzuki()
    names=[n for n in screens.FOR_MEMBERS if n.startswith(('points','purchases')) or n in ('home','order')]
    for vp in (PHONE, DESKTOP):
        p=arrive(sato_member, viewport=vp)
        for n in names:
            p.page.goto(settings.SITE_URL+screens.FOR_MEMBERS[n](week))
            v=violations(p.page)
            over=p.page.evaluate(OVERFLOW)
            if v or over>0: print(vp['width'], n, v, over)
            p.page.screenshot(path=f"/tmp/shots/{n}-{vp['width']}.png", full_page=True)
        for n,u in (('empty-points','/points/'),('empty-history','/points/history/'),('empty-purchases','/purchases/'),('empty-exchange','/points/exchange/')):
            e=arrive(suzuki, viewport=vp)
            e.page.goto(settings.SITE_URL+u)
            v=violations(e.page)
            if v: print(n, v)
            e.page.screenshot(path=f"/tmp/shots/{n}-{vp['width']}.png", full_page=True)
        for slug in ('donate','exchange'):
            p.page.goto(settings.SITE_URL+f'/points/{slug}/')
            p.page.fill('#points','99999999')
            p.page.click('.btn--main')
            print(violations(p.page), p.page.evaluate("document.querySelectorAll('[data-x]').length"))
            p.page.screenshot(path=f"/tmp/shots/{slug}-error-{vp['width']}.png", full_page=True)
            p.page.goto(settings.SITE_URL+f'/points/{slug}/')
            p.page.fill('#points','１０')
            if slug=='donate': p.page.check('#donation_1')
            p.page.click('.btn--main')
            print(violations(p.page))
            p.page.screenshot(path=f"/tmp/shots/{slug}-check-{vp['width']}.png", full_page=True)
            p.page.click('.btn--main')
            print(violations(p.page), p.page.url)
            p.page.screenshot(path=f"/tmp/shots/{slug}-done-{vp['width']}.png", full_page=True)
    p=arrive(sato_member, viewport=PHONE)
    for n in names:
        p.page.goto(settings.SITE_URL+screens.FOR_MEMBERS[n](week))
        p.page.evaluate("document.documentElement.style.fontSize = '225%'")
        over=p.page.evaluate(OVERFLOW)
        if over>0: print('200%', n, over)
        if n=='points': p.page.screenshot(path=f"/tmp/shots/{n}-200.png", full_page=True)
