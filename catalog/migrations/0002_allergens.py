"""The 8 mandatory and 20 recommended allergens, in the order of the feed's column."""

from django.db import migrations

MANDATORY = "卵 乳 小麦 えび かに そば 落花生 くるみ"
RECOMMENDED = (
    "アーモンド あわび いか いくら オレンジ カシューナッツ キウイフルーツ 牛肉 ごま さけ さば 大豆 "
    "鶏肉 バナナ 豚肉 マカダミアナッツ もも やまいも りんご ゼラチン"
)


def add_allergens(apps, schema_editor):
    Allergen = apps.get_model("catalog", "Allergen")
    names = [(name, True) for name in MANDATORY.split()]
    names += [(name, False) for name in RECOMMENDED.split()]
    for position, (name, mandatory) in enumerate(names, start=1):
        Allergen.objects.update_or_create(
            position=position, defaults={"name": name, "mandatory": mandatory}
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(add_allergens, migrations.RunPython.noop)]
