"""What a member wants of this site."""

from members.models import Member, Preferences


def preferences_of(member: Member) -> Preferences:
    """Return the preferences of ``member``: the row, or the defaults where there is none yet."""
    try:
        return member.preferences
    except Preferences.DoesNotExist:
        return Preferences(member=member)
