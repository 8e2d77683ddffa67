"""The words of the mail about a card that was replaced."""

from django.utils.translation import gettext as _

from members import mail
from members.actions import cards
from members.emails.rendering import text
from members.models import CardEvent, MembershipCard, OutgoingMail


def reissued(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text after a new card took the place of another.

    Names no number: the mail may be read by whoever has the lost phone.
    """
    card = MembershipCard.objects.get(pk=outgoing.key, member=outgoing.member_id)
    issued = card.events.get(what=CardEvent.What.ISSUED)
    return _("組合員証の番号を新しくしました"), text(
        "card_reissued",
        member=outgoing.member,
        at=issued.at,
        at_desk=issued.door == CardEvent.Door.DESK,
    )


mail.register(cards.REISSUED, reissued)
