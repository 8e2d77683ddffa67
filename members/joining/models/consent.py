"""Texts that people agree to, in versions, and who agreed to which."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.joining.models.application import Application


class ConsentDocument(models.Model):
    """One version of a text that people agree to. A new version is a new row."""

    class Kind(models.TextChoices):
        ARTICLES = "articles", _("定款")
        TERMS = "terms", _("利用規約")
        PRIVACY = "privacy", _("個人情報の取り扱い")
        NEWS = "news", _("お知らせメール")

    kind = models.CharField(_("種類"), max_length=8, choices=Kind)
    version = models.CharField(_("版"), max_length=20)
    body = models.TextField(_("本文"))
    starts_at = models.DateTimeField(_("適用開始"))

    class Meta:
        verbose_name = verbose_name_plural = _("規約など")
        ordering = ["kind", "-starts_at"]
        constraints = [
            models.UniqueConstraint("kind", "version", name="consent_document_version_is_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=["articles", "terms", "privacy", "news"]),
                name="consent_document_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class ApplicationConsent(models.Model):
    """What an applicant agreed to, in which version and when. ``given`` False: asked, declined."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consents")
    document = models.ForeignKey(ConsentDocument, models.PROTECT, related_name="+")
    given = models.BooleanField(_("同意"))
    at = models.DateTimeField(_("日時"), db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = _("同意の記録")
        constraints = [
            models.UniqueConstraint(
                "application", "document", name="application_consent_once_a_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.document_id}"
