import time, pytest
from django.conf import settings
from tests.browser import week as weeks
pytestmark = [pytest.mark.django_db(transaction=True)]
@pytest.fixture
def javascript(): return True
def test_x(transactional_db):
    for _ in range(3):
        t=time.time(); c=time.process_time(); weeks.open_week(); print("week",round(time.time()-t,2), round(time.process_time()-c,2))
        from catalog.models import Product, Offer, OfferStock, Category, Cycle
        from orders.models import OrderWindow
        t=time.time()
        from django.core.management import call_command
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=False, inhibit_post_migrate=True); print("flush", round(time.time()-t,2))
def test_y(arrive, week, sato_member):
    t=time.time(); p=arrive(sato_member); print("arrive", time.time()-t)
    for a in ["/", week.shelf("食品"), "/order/"]:
        t=time.time(); p.page.goto(settings.SITE_URL+a); print("goto", round(time.time()-t,2))
        t=time.time(); p.settles(); print("settle", round(time.time()-t,2))
        from tests.browser.page_rules import violations
        t=time.time(); violations(p.page); print("axe", round(time.time()-t,2))
        t=time.time(); violations(p.page); print("axe again", round(time.time()-t,2))
        t=time.time(); p.page.content(); print("content", round(time.time()-t,2))
