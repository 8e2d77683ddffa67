"""Those who become members, and what they wished when they asked to."""

from collections.abc import Collection, Iterable

from members.models import Household, Member, Preferences


def enter(newcomers: Collection[Member]) -> None:
    """Write ``newcomers``, unsaved until then, each in a household of the number of her own.

    A household of that number in which others live is not hers: she stays without one. Set-based;
    raises IntegrityError for a number that is taken.
    """
    numbers = [newcomer.member_number for newcomer in newcomers]
    Household.objects.bulk_create(
        (Household(number=number) for number in numbers), ignore_conflicts=True
    )
    free = Household.objects.filter(number__in=numbers, members=None)
    households = {household.number: household for household in free}
    for newcomer in newcomers:
        newcomer.household = households.get(newcomer.member_number)
    Member.objects.bulk_create(newcomers)


def note_preferences(preferences: Iterable[Preferences]) -> None:
    """Write the preferences of members who have none yet; those of the others stay."""
    Preferences.objects.bulk_create(preferences, ignore_conflicts=True)
