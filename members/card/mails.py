"""The words of the mail about a card that was replaced."""

from django.utils.translation import gettext as _

from members.card import actions
from members.models import CardEvent, MembershipCard
from todock.post import mail
from todock.post.models import OutgoingMail
from todock.post.texts import text


def reissued(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text after a new card took the place of another.

    Names no number: the mail may be read by whoever has the lost phone.
    """
    card = MembershipCard.objects.get(pk=outgoing.key, member=outgoing.recipient_id)
    issued = card.events.get(what=CardEvent.What.ISSUED)
    return _("組合員証の番号を新しくしました"), text(
        "members/mails/card_reissued",
        member=outgoing.recipient,
        at=issued.at,
        at_desk=issued.door == CardEvent.Door.DESK,
    )


mail.register(actions.REISSUED, reissued)
