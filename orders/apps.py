"""The orders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """THE PURCHASE."""

    name = "orders"
    verbose_name = _("注文")

    def ready(self) -> None:
        """Give the outbox the words of our mails."""
        from members import mail
        from orders import emails

        mail.register("order_closed", emails.order_closed)
        mail.register("order_reminder", emails.order_reminder)
