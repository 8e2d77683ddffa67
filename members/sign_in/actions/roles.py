"""What staff may do: by the roles that the identity provider gives them."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from members.models import User

logger = logging.getLogger(__name__)


def set_roles(*, user: User, roles: Iterable[str]) -> None:
    """Give ``user`` the groups of those of ``roles`` that STAFF_ROLES knows, and no other of them.

    With any of them the admin opens, with the rights of these groups only; without one it closes,
    in every session of hers. Groups that STAFF_ROLES does not name are left alone.
    """
    wanted = set(roles)
    known = [each for role, each in settings.STAFF_ROLES.items() if role in wanted]
    ours = [name for name, _rights in settings.STAFF_ROLES.values()]
    with transaction.atomic():
        groups = [_group(name, rights) for name, rights in known]
        lost = user.groups.filter(name__in=ours).exclude(pk__in=[group.pk for group in groups])
        if lost := list(lost):
            user.groups.remove(*lost)
        user.groups.add(*groups)
        if user.is_staff != bool(groups):
            user.is_staff = bool(groups)
            user.save(update_fields=["is_staff"])


def _group(name: str, rights: list[str]) -> Group:
    """The group ``name``, made where it is missing.

    The setting is its master: rights added to it by hand are taken away again.
    """
    wanted = Q(pk__in=[])
    for right in rights:
        app_label, codename = right.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    found = Permission.objects.filter(wanted)
    if len(found) != len(rights):
        logger.warning("STAFF_ROLES names rights that do not exist.")
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.set(found)
    return group
