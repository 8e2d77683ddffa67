"""The demo: the week goes through the real engine, the people find their places."""

from pathlib import Path

from django.conf import settings

from catalog.models import Allergen, Offer
from members.models import Member, User
from members.registration.actions import changes
from orders.actions import closing
from orders.actions.quantities import set_quantity
from orders.models import Order, OrderWindow
from todock.demo import accounts
from todock.demo.loading import feeds, sign_ins
from todock.demo.making import people
from todock.feeds.models import FeedFile
from todock.lib import clock

TODAY = clock.japan_date(clock.now())


def lines(window: OrderWindow) -> dict[str, int]:
    order = Order.objects.get(member__member_number=people.SATO_NUMBER, cycle=window.cycle)
    return dict(order.lines.values_list("offer__order_number", "quantity"))


def test_the_demo_people_find_their_places(week: None):
    sign_ins.load()

    sato = Member.objects.get(member_number=people.SATO_NUMBER)
    windows = OrderWindow.objects.filter(course=sato.course).order_by("closes_at")
    assert sato.user.issuer == settings.OIDC_ISSUER
    assert sato.user.subject in {account.subject for account in accounts.ACCOUNTS}
    assert Member.objects.get(member_number=people.SUZUKI_NUMBER).user is not None
    assert Member.objects.get(member_number=people.NEW_LINK.member_number).user is None
    assert lines(windows[0]) == dict(people.SATO_CLOSED_LINES)
    assert lines(windows[1]) == dict(people.SATO_OPEN_LINES)
    assert windows[0].closes_at < clock.now() < windows[1].closes_at
    shrimp = Allergen.objects.get(name=people.SATO_ALLERGEN)
    assert sato.preferences.allergens == [str(shrimp.position)]


def test_a_second_start_leaves_what_a_person_has_changed(week: None):
    sign_ins.load()
    sato = Member.objects.get(member_number=people.SATO_NUMBER)
    window = OrderWindow.objects.open(clock.now()).get(course=sato.course)
    milk = Offer.objects.get(cycle=window.cycle, order_number="120451")
    set_quantity(member=sato, offer=milk, quantity=5, by=sato.user)
    changes.change(member=sato, values={"allergens": []}, by=sato.user, at=clock.now())

    sign_ins.load()

    assert lines(window) == {**dict(people.SATO_OPEN_LINES), "120451": 5}
    sato.preferences.refresh_from_db()
    assert sato.preferences.allergens == []
    assert User.objects.count() == 3


def test_the_people_stay_the_same_when_the_local_provider_moves_to_another_port(week: None):
    sign_ins.load()
    User.objects.update(issuer="http://localhost:9999")

    sign_ins.load()

    assert set(User.objects.values_list("issuer", flat=True)) == {settings.OIDC_ISSUER}
    assert User.objects.filter(member__isnull=False).count() == 3


def test_a_database_of_others_that_has_received_files_gets_no_demo(
    week: None, tmp_path: Path, settings
):
    settings.VAR_DIR = tmp_path
    received = FeedFile.objects.count()

    assert feeds.load_when_needed(today=TODAY) is False
    assert FeedFile.objects.count() == received


def test_the_first_start_leaves_no_window_overdue(week: None):
    sign_ins.load()
    assert closing.overdue(at=clock.now())

    feeds.close_what_is_due()

    assert closing.overdue(at=clock.now()) == []
    last_week = Order.objects.get(
        member__member_number=people.SATO_NUMBER, window__closes_at__lt=clock.now()
    )
    assert last_week.closed_at is not None
    assert last_week.totals.exists()


def test_windows_that_cannot_be_exported_do_not_stop_the_start(
    week: None, tmp_path: Path, settings, capsys
):
    no_folder = tmp_path / "feeds"
    no_folder.write_text("a file where the folder should be")
    backend = "django.core.files.storage.FileSystemStorage"
    broken = {"BACKEND": backend, "OPTIONS": {"location": no_folder}}
    settings.STORAGES = {**settings.STORAGES, "feeds": broken}

    feeds.close_what_is_due()

    assert "Closing last week's windows failed" in capsys.readouterr().out


def test_a_demo_with_something_to_order_is_not_loaded_again(week: None, tmp_path: Path, settings):
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "loaded").write_text("2020-01-01")
    received = FeedFile.objects.count()

    assert feeds.load_when_needed(today=TODAY) is True
    assert FeedFile.objects.count() == received
