"""An address, of a member or of an applicant."""

from django.db import models


class Addressed(models.Model):
    """What has the columns of an address."""

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """The address on one line, without the postcode."""
        parts = [self.prefecture + self.city + self.street, self.building]
        return " ".join(part for part in parts if part)
