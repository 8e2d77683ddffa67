"""Points on orders. Big tables are not read while they are locked: rows are checked afterwards.

So no PositiveIntegerField, whose check would be made with the column.
"""

import django.db.models.expressions
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0005_synonyms'),
        ('members', '0009_application_export_index'),
        ('orders', '0003_fee_tax_rate'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='points_mode',
            field=models.CharField(choices=[('none', '使わない'), ('number', 'ポイント数を決めて使う'), ('all', 'すべて使う')], db_default='none', default='none', max_length=6, verbose_name='ポイントの使い方'),
        ),
        migrations.AddField(
            model_name='order',
            name='points_serial',
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='order',
            name='points_used',
            field=models.IntegerField(db_default=0, default=0, verbose_name='使うポイント'),
        ),
        migrations.AddField(
            model_name='order',
            name='points_wanted',
            field=models.IntegerField(db_default=0, default=0, verbose_name='希望のポイント'),
        ),
        migrations.AddField(
            model_name='order',
            name='yen_per_point',
            field=models.IntegerField(blank=True, null=True, verbose_name='1ポイントの対象額'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='points_earned',
            field=models.IntegerField(blank=True, null=True, verbose_name='付与ポイント'),
        ),
        migrations.AddField(
            model_name='orderline',
            name='points_percent',
            field=models.IntegerField(blank=True, null=True, verbose_name='ポイントの倍率（%）'),
        ),
        migrations.AddField(
            model_name='ordertotal',
            name='points',
            field=models.IntegerField(db_default=0, default=0, verbose_name='ポイント利用'),
        ),
        migrations.AlterField(
            model_name='orderevent',
            name='kind',
            field=models.CharField(choices=[('added', '追加'), ('changed', '変更'), ('removed', '取り消し'), ('closed', '締切'), ('points', 'ポイント利用')], max_length=10, verbose_name='種類'),
        ),
        AddConstraintNotValid(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('points_mode', 'none'), ('points_wanted', 0)), models.Q(('points_mode', 'all'), ('points_wanted', 0)), models.Q(('points_mode', 'number'), ('points_wanted__gte', 1)), _connector='OR'), name='order_points_mode_says_how_many'),
        ),
        AddConstraintNotValid(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('points_used', 0), models.Q(('points_mode', 'all'), ('points_used__gt', 0)), models.Q(('points_mode', 'number'), ('points_used__gt', 0), ('points_used__lte', models.F('points_wanted'))), _connector='OR'), name='order_points_used_are_wanted'),
        ),
        AddConstraintNotValid(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('points_earned__isnull', True), ('points_percent__isnull', True)), models.Q(('points_earned__gte', 0), ('points_earned__isnull', False), ('points_percent__gte', 0), ('points_percent__isnull', False)), _connector='OR'), name='order_line_points_are_frozen_together'),
        ),
        AddConstraintNotValid(
            model_name='ordertotal',
            constraint=models.CheckConstraint(condition=models.Q(('points__gte', 0), ('points__lte', django.db.models.expressions.CombinedExpression(models.F('ex_tax'), '+', models.F('tax')))), name='order_total_points_are_within_it'),
        ),
    ]
