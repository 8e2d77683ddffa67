import pytest
from members import links
from tests.factories import applicant, applications
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
def test_look(visitor, week):
    applicant.prepare()
    a = applications.approved()
    b = applicant.filled_in(email="b@example.jp")
    b.typed = {**b.typed, "delivery": {**b.typed["delivery"], "first_cycle_hoped": "2026101"}}
    b.save(update_fields=["typed"])
    p = visitor.page
    for w in (390, 1280):
        p.set_viewport_size({"width": w, "height": 900})
        visitor.opens(links.application_path(a)); p.screenshot(path=f"/tmp/h3/mend-join/approved-{w}.png", full_page=True)
        visitor.opens(links.application_path(b)); p.screenshot(path=f"/tmp/h3/mend-join/check-{w}.png", full_page=True)
        visitor.opens(f"/join/{b.public_id}/delivery/"); p.screenshot(path=f"/tmp/h3/mend-join/delivery-{w}.png", full_page=True)
        visitor.opens("/join/"); p.screenshot(path=f"/tmp/h3/mend-join/start-{w}.png", full_page=True)
