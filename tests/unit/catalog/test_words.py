"""Japanese words: what a text is indexed under, and what a search text asks for."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.search import analysis, terms


def lexemes(vector: str, weight: str) -> set[str]:
    """The lexemes of a vector's text that carry ``weight``."""
    parts = (part.split(":1") for part in vector.split())
    return {lexeme.strip("'") for lexeme, found in parts if found == weight}


def asked(text: str, groups: terms.Groups | None = None, **how: bool) -> str:
    return terms.tsquery(terms.all_of(terms.chunks(text, groups or {}, **how)))


@pytest.mark.parametrize("spelling", ["たまご", "タマゴ", "ﾀﾏｺﾞ", "玉子", "卵"])
def test_every_spelling_of_egg_is_indexed_as_one_word(spelling):
    assert "卵" in lexemes(analysis.vector(name=spelling), "A")


@pytest.mark.parametrize(("kana", "word"), [("ぎゅうにゅう", "牛乳"), ("とうふ", "豆腐")])
def test_kana_asks_for_the_word_that_is_meant(kana, word):
    assert f"'{word}'" in asked(kana)


def test_half_width_kana_asks_for_the_same_as_full_width():
    assert asked("ﾄﾏﾄ") == asked("トマト")


def test_units_numbers_and_particles_are_left_out():
    found = analysis.vector(name="十勝の牛乳 1000ml×2本")
    assert lexemes(found, "A") == {"十勝", "~トカチ", "牛乳", "~ギュウニュウ"}


def test_one_kanji_of_a_compound_is_found_after_words_of_its_own():
    assert "米" in lexemes(analysis.vector(name="新米"), "B")
    assert "米" not in analysis.vector(name="米国のチーズ").replace("米国", "")


def test_who_types_kanji_is_not_led_astray_by_its_reading():
    # 鮭 and 酒 are both read サケ
    assert "~サケ" in analysis.vector(name="酒")
    assert "~サケ" not in asked("鮭")
    assert "~サケ" in asked("さけ")


def test_a_name_that_no_dictionary_knows_is_one_word_by_its_script():
    assert "ユメピリカ" in lexemes(analysis.vector(name="無洗米ゆめぴりか"), "A")
    assert "'ユメピリカ':*" in asked("ゆめぴりか")


def test_a_word_that_is_typed_half_is_the_beginning_of_its_reading():
    assert "'~ギュウニュ':*" in asked("ぎゅうにゅ")
    assert "~ギュウニュウ" in analysis.vector(name="特選牛乳")


def test_one_kanji_is_no_beginning():
    assert asked("米") == "('米' | 'ベイ')"


def test_name_goes_before_kana_before_maker_before_text():
    found = analysis.vector(
        name="牛乳", kana="トクセンギュウニュウ", maker="十勝乳業", text=["北海道"]
    )
    assert "牛乳" in lexemes(found, "A")
    assert "~トクセンギュウニュウ" in lexemes(found, "B")
    assert "乳業" in lexemes(found, "C")
    assert "北海道" in lexemes(found, "D")


def test_words_of_categories_stand_apart_and_are_asked_for_on_demand():
    found = analysis.vector(name="牛乳", categories="食品 卵・乳")
    assert "#卵" in lexemes(found, "D")
    assert "'卵'" not in found

    node = terms.all_of(terms.chunks("卵", {}))
    assert "#" not in terms.tsquery(node)
    assert "('卵' | '#卵')" in terms.tsquery(node, categories=True)


def test_a_lexeme_keeps_its_best_weight():
    found = analysis.vector(name="牛乳", text=["牛乳をしぼりました"])
    assert found.count("'牛乳'") == 1
    assert "牛乳" in lexemes(found, "A")


@pytest.mark.parametrize(
    "text", ["", " ", "!", "&|!:*()", "'", "\\", "👍", "！？", "1000", "100g 2本", "\x00", "、。"]
)
def test_text_without_a_word_asks_for_nothing(text):
    assert asked(text) == asked(text, loose=True) == ""


@pytest.mark.parametrize("text", ["牛乳' | 'x", "a\\'b", "卵:*A", "!卵", "x'; DROP TABLE y; --"])
def test_no_sign_of_the_query_language_comes_through(text):
    inside = asked(text).split("'")[1::2]
    assert all(lexeme.lstrip("~").isalnum() for lexeme in inside)


def test_a_pasted_page_is_cut():
    assert len(asked("牛乳と卵 " * 500)) < 2_000


def test_synonyms_are_asked_for_both_ways():
    groups = terms.synonym_groups([["さつまいも", "甘藷", "から芋"]])
    assert "'甘藷'" in asked("さつまいも", groups)
    assert "薩摩芋" in asked("甘藷", groups)


def test_a_synonym_of_several_words_asks_for_all_of_them():
    groups = terms.synonym_groups([["とり肉", "若鶏のもも"]])
    assert "('若鳥' & " in asked("とり肉", groups)


def test_words_of_one_text_are_asked_for_together():
    assert " & " in asked("北海道 牛乳")


def test_a_guess_is_made_only_when_asked_for():
    assert "'トリ'" not in asked("とりもも")
    assert "'トリ'" in asked("とりもも", loose=True)
    assert "'モモ':*" in asked("鶏もも", loose=True)


def test_threads_do_not_share_a_tokenizer():
    # given many threads that begin at once (SudachiPy's tokenizers are not safe to share)
    texts = [f"北海道産の牛乳{number}番しぼり" for number in range(400)]
    expected = [analysis.vector(name=text) for text in texts]
    analysis.analyse.cache_clear()
    # when they analyse at the same time
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: analysis.vector(name=text), texts))
    # then each gets what it asked for
    assert found == expected
