"""A member who asks for the delivery may have a name without a blank in it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0005_consent_documents'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='application',
            name='application_in_review_is_complete',
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'in_review', 'asked_back', 'approved']), _negated=True), models.Q(models.Q(('family_name', ''), _negated=True), models.Q(('family_kana', ''), _negated=True), models.Q(('kind', 'delivery'), models.Q(models.Q(('given_name', ''), _negated=True), models.Q(('given_kana', ''), _negated=True)), _connector='OR'), models.Q(('phone', ''), _negated=True), models.Q(('email', ''), _negated=True), models.Q(('city', ''), _negated=True), models.Q(('street', ''), _negated=True), ('born_on__isnull', False), ('postcode__regex', '^[0-9]{7}$')), _connector='OR'), name='application_in_review_is_complete'),
        ),
    ]
