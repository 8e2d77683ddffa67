"""What the tests of the staff pages of points have in common."""

from django.urls import reverse

from members.models import AccessLog
from points.models import Adjustment
from tests.factories import people


def words(response) -> str:
    """Return the page as text."""
    return response.content.decode()


def at(name: str, *args: object) -> str:
    """Return the address of a page of the staff site of points."""
    return reverse(f"admin:points_{name}", args=args)


def another_clerk():
    """Return another member of the office, with the same rights."""
    from django.conf import settings

    from members.sign_in.actions.roles import set_roles

    clerk = people.user("staff-2", name="高橋 和子")
    set_roles(user=clerk, roles=[settings.OIDC_STAFF_ROLE])
    return clerk


def token(page) -> str:
    """Return the token of the form on a page."""
    return page.context["token"]


def ask(client, account, points: str, reason: str = "お詫び", **fields):
    """Ask for a correction on the form, as staff do."""
    page = client.get(at("account_adjust", account.pk))
    typed = {"points": points, "reason": reason, "token": token(page), **fields}
    return client.post(at("account_adjust", account.pk), typed, follow=True)


def waiting(client, account, points: str = "5001") -> Adjustment:
    """Ask for a correction above the limit."""
    ask(client, account, points)
    return Adjustment.objects.get()


def written() -> list[tuple[str, str, str]]:
    """Return the looks that were written down."""
    rows = AccessLog.objects.order_by("pk")
    return list(rows.values_list("act", "subject", "key"))
