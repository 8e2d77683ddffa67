"""Folding of codes and kana."""

import pytest

from todock.lib.japanese.kana import fold_code, to_hiragana, to_katakana, widen_kana


@pytest.mark.parametrize(
    ("text", "folded"),
    [("０１２３", "0123"), ("　Ａ－１ ", "A-1"), ("abc", "abc"), ("１２―３", "12-3")],
)
def test_a_code_is_folded(text, folded):
    assert fold_code(text) == folded


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("ｷﾞｭｳﾆｭｳ", "ギュウニュウ"),
        ("ﾊﾟﾝ①㈱Ａ", "パン①㈱Ａ"),
        ("ｺｰﾋｰ｡", "コーヒー。"),
        ("ﾞ", "゛"),
        ("milk", "milk"),
        ("ヴ", "ヴ"),
    ],
)
def test_half_width_kana_is_widened_and_nothing_else(text, wide):
    assert widen_kana(text) == wide


def test_kana_turns_into_kana():
    assert to_katakana("たまごゔー漢字") == "タマゴヴー漢字"
    assert to_hiragana("タマゴヴー漢字") == "たまごゔー漢字"
