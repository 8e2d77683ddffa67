"""The demo sign-ins on the side of the site: who is which member, and what is 佐藤さん's."""

from collections.abc import Iterable
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from catalog.models import Allergen, Offer
from members.models import Member, Preferences, User
from members.refusals import AlreadyTied
from members.registration.actions import changes
from members.sign_in.actions.identity import find_or_create_user, link_user
from orders.actions.quantities import set_quantity
from orders.models import Order, OrderWindow
from todock.demo import accounts
from todock.demo.making import people
from todock.lib import clock
from todock.lib.refusals import Refusal


def load() -> None:
    """Tie the demo sign-ins to their members; place 佐藤さん's orders, register her allergen.

    Safe at every start. Needs the demo week. What a person has changed since is left as it is.
    """
    for account in accounts.ACCOUNTS:
        _follow_the_provider(account)
        number = people.MEMBER_NUMBERS.get(account.email)
        member = Member.objects.filter(member_number=number).first() if number else None
        if member:
            user = find_or_create_user(
                issuer=settings.OIDC_ISSUER, subject=account.subject, name=account.name
            )
            with suppress(AlreadyTied):
                link_user(member=member, user=user)
    sato = Member.objects.filter(member_number=people.SATO_NUMBER).first()
    if sato and sato.user and sato.course:
        _place_orders(sato)
        _register_allergen(sato)


def _follow_the_provider(account: accounts.Account) -> None:
    """Keep a sign-in that was made while the local provider had another port, and so issuer."""
    if not User.objects.filter(issuer=settings.OIDC_ISSUER, subject=account.subject).exists():
        known = User.objects.filter(subject=account.subject, issuer__startswith="http://localhost:")
        if user := known.order_by("pk").last():
            user.issuer = settings.OIDC_ISSUER
            user.save(update_fields=["issuer"])


def _register_allergen(sato: Member) -> None:
    """Let her be warned, unless she has ever set her preferences."""
    allergen = Allergen.objects.filter(name=people.SATO_ALLERGEN).first()
    if allergen and not Preferences.objects.filter(member=sato).exists():
        codes = {"allergens": [str(allergen.position)]}
        changes.change(member=sato, values=codes, by=sato.user, at=clock.now())


def _place_orders(sato: Member) -> None:
    at = clock.now()
    windows = OrderWindow.objects.filter(course=sato.course, opens_at__lte=at)
    open_window = windows.filter(closes_at__gt=at).order_by("closes_at").first()
    if open_window:
        _place(sato, open_window, people.SATO_OPEN_LINES)
    closed = windows.filter(closes_at__lte=at, closed_at__isnull=True).order_by("closes_at").last()
    if closed:
        with transaction.atomic(), _deadline_ahead(closed):
            _place(sato, closed, people.SATO_CLOSED_LINES)


def _place(sato: Member, window: OrderWindow, lines: Iterable[tuple[str, int]]) -> None:
    if Order.objects.filter(member=sato, cycle=window.cycle).exists():
        return
    quantities = dict(lines)
    offers = Offer.objects.filter(cycle=window.cycle, order_number__in=quantities)
    for offer in offers.order_by("order_number"):
        # Somebody may have ordered the last piece, or lowered her limit: a demo goes without.
        with suppress(Refusal):
            set_quantity(
                member=sato,
                offer=offer,
                quantity=quantities[offer.order_number],
                by=sato.user,
                born_on=sato.born_on,
            )


@contextmanager
def _deadline_ahead(window: OrderWindow):
    """Let the closed cycle's order be placed as it would have been a week ago."""
    closes_at = window.closes_at
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=clock.now() + timedelta(hours=1))
    yield
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=closes_at)
