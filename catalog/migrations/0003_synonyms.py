"""First synonyms: words that the dictionary of search takes for different ones."""

from django.db import migrations

GROUPS = [
    "米、お米、こめ、ライス",
    "卵、玉子、たまご、エッグ",
    "さつまいも、甘藷、から芋",
    "じゃがいも、馬鈴薯、ポテト",
    "鶏肉、とり肉、鳥肉、チキン",
    "鶏、とり",
    "豚肉、ぶた肉、ポーク",
    "牛肉、ぎゅうにく、ビーフ",
    "ひき肉、挽肉、ミンチ",
    "ねぎ、葱、長ねぎ",
    "玉ねぎ、玉葱、オニオン",
    "にんじん、人参、キャロット",
    "なす、茄子",
    "かぼちゃ、南瓜、パンプキン",
    "とうもろこし、とうきび、コーン",
    "枝豆、えだまめ",
    "りんご、林檎、アップル",
    "みかん、蜜柑",
    "いちご、苺、ストロベリー",
    "鮭、さけ、しゃけ、サーモン",
    "さんま、秋刀魚",
    "さば、鯖",
    "いか、烏賊",
    "えび、海老、シュリンプ",
    "ほたて、帆立、貝柱",
    "かに、蟹",
    "牛乳、ミルク",
    "ご飯、ごはん、米飯",
    "パスタ、スパゲッティ、スパゲティ",
    "トイレットペーパー、トイレットロール",
    "おむつ、オムツ、紙おむつ",
    "お茶、緑茶、日本茶",
    "大根、だいこん",
    "きのこ、茸",
    "ジュース、果汁飲料",
    "酢、お酢、す、ビネガー",
    "油、あぶら、サラダ油、オイル",
]


def add_synonyms(apps, schema_editor):
    Synonym = apps.get_model("catalog", "Synonym")
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(Synonym(words=words) for words in GROUPS)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_allergens")]
    operations = [migrations.RunPython(add_synonyms, migrations.RunPython.noop)]
