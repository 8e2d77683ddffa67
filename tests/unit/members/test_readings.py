"""Readings proposed for names."""

import pytest

from members.rules import readings


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("佐藤", "サトウ"),
        ("中島", "ナカジマ"),
        ("小鳥遊", "タカナシ"),
        ("髙橋", "タカハシ"),
        ("𠮷田", "ヨシダ"),
        ("辻\U000e0100", "ツジ"),
        ("渡邊", "ワタナベ"),
        ("北", "キタ"),
        ("すずき", "スズキ"),
        ("Smith", "スミス"),
    ],
)
def test_a_family_name_is_read(name, reading):
    assert readings.proposal(name, family=True) == reading


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("花子", "ハナコ"),
        ("一郎", "イチロウ"),
        ("誠", "マコト"),
        ("愛", "アイ"),
        ("さくら", "サクラ"),
    ],
)
def test_a_given_name_is_read(name, reading):
    assert readings.proposal(name, family=False) == reading


@pytest.mark.parametrize("name", ["", "　", "Qwxz", "𡈽", "佐藤1", "\x00"])
def test_what_the_dictionary_cannot_read_gets_no_proposal(name):
    assert readings.proposal(name, family=True) == ""
