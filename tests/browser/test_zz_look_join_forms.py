"""temporary"""
from tests.browser.test_application_forms import *
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import applications

OUT='/tmp/h3/join-forms'

def test_look(arrive, application, javascript):
    if not javascript: return
    for name, viewport in (("390",PHONE),("1280",DESKTOP)):
        p=arrive(viewport=viewport)
        p.opens("/join/"); p.rules.failures.clear(); p.page.screenshot(animations='allow', caret='initial', path=f"{OUT}/start-{name}.png",full_page=True); p.rules.failures.clear()
        p.opens(links.application_path(application))
        base=f"/join/{application.public_id}/"
        for slug in "name contact address household delivery membership consents".split():
            p.opens(base+slug+"/")
            p.rules.failures.clear(); p.page.screenshot(animations='allow', caret='initial', path=f"{OUT}/{slug}-{name}.png",full_page=True); p.rules.failures.clear()
        p.opens(base+"address/")
        p.writes("068-0546", into="郵便番号"); p.presses("住所をさがす")
        p.rules.failures.clear(); p.page.screenshot(animations='allow', caret='initial', path=f"{OUT}/address2-{name}.png",full_page=True); p.rules.failures.clear()
        p.writes("063-0812", into="郵便番号"); p.presses("住所をさがす"); p.writes("1-2", into="丁目・番地"); p.presses("ご家族の入力へ進む")
        p.opens(base+"delivery/")
        p.rules.failures.clear(); p.page.screenshot(animations='allow', caret='initial', path=f"{OUT}/delivery2-{name}.png",full_page=True); p.rules.failures.clear()
        for slug in "name contact household delivery membership consents".split():
            p.opens(base+slug+"/")
            if slug=="name":
                p.writes("1958",into="年"); p.writes("11",into="月");p.writes("32",into="日")
            p.page.locator(".actions .btn--main").first.click()
            p.rules.failures.clear(); p.page.screenshot(animations='allow', caret='initial', path=f"{OUT}/{slug}-err-{name}.png",full_page=True); p.rules.failures.clear()
