"""One form for what is written in many: names, readings, addresses, phones."""

import pytest

from members.rules import spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サトウ", "ｻﾄｳ"),
        ("サトウ", "さとう"),
        ("ガッキ", "ｶﾞﾂｷ"),
        ("シュンスケ", "シユンスケ"),
        ("ヨシヱ", "ヨシエ"),
        ("ヰチロウ", "イチロウ"),
        ("カヲル", "カオル"),
        ("ミヅホ", "ミズホ"),
        ("ヂュンコ", "ジュンコ"),
        ("ヴァイオレット", "バイオレット"),
        ("イチロー", "イチロウ"),
        ("イチロー", "いちろ"),
        ("ユーコ", "ユウコ"),
        ("オオタ", "オータ"),
        ("オオタ", "オウタ"),
        ("アン・マリー", "アン・マリ－"),
        ("サトウ ハナコ", "サトウ　ハナコ"),
    ],
)
def test_readings_that_are_one_name(one, other):
    assert spelling.reading(one) == spelling.reading(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("サトウ", "サイトウ"), ("ハナコ", "バナコ"), ("アオイ", "アイ"), ("ケイコ", "ケコ")],
)
def test_readings_that_are_two_names(one, other):
    assert spelling.reading(one) != spelling.reading(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高橋", "髙橋"),
        ("山崎", "山﨑"),
        ("山崎", "山嵜"),
        ("斎藤", "齋藤"),
        ("斉藤", "齊藤"),
        ("斎藤", "斉藤"),
        ("渡辺", "渡邊"),
        ("渡辺", "渡邉"),
        ("浜田", "濵田"),
        ("浜田", "濱田"),
        ("小沢", "小澤"),
        ("吉田", "𠮷田"),
        ("辻", "辻\U000e0100"),
        ("神田", "\ufa19田"),
        ("佐藤", "佐 藤"),
        ("さくら", "サクラ"),
    ],
)
def test_names_that_are_one(one, other):
    assert spelling.kanji(one) == spelling.kanji(other)


@pytest.mark.parametrize(("one", "other"), [("佐藤", "佐々木"), ("高橋", "高島"), ("大田", "太田")])
def test_names_that_are_two(one, other):
    assert spelling.kanji(one) != spelling.kanji(other)


@pytest.mark.parametrize("name", ["髙橋", "高橋", "𠮷田", "さとう", "辻\U000e0100本"])
def test_every_shape_of_a_name_begins_with_one_of_its_initials(name):
    shapes = {"髙橋": "高橋", "高橋": "髙橋", "𠮷田": "吉田", "さとう": "サトウ"}
    assert shapes.get(name, "辻本")[0] in spelling.initials(name)
    assert spelling.initials(name) == spelling.initials(shapes.get(name, "辻本"))


def test_no_name_has_no_initials():
    assert spelling.initials(" ") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("札幌市西区琴似二条1丁目1-1", "札幌市西区琴似２条１丁目１番１号"),
        ("札幌市西区琴似二条1丁目1-1", "札幌市西区琴似２ー１ー１ー１"),
        ("札幌市西区琴似二条1丁目1-1", "札幌市西区琴似2条1丁目1番地の1"),
        ("札幌市西区琴似二条1丁目1-1", "札幌市 西区 琴似二条 一丁目 1－1"),
        ("札幌市西区琴似二条1丁目1-1", "北海道札幌市西区琴似二条1丁目1の1"),
        ("札幌市中央区北一条西二十丁目3番4号", "札幌市中央区北1条西20丁目3-4"),
        ("札幌市中央区北一条西二十丁目3番4号", "札幌市中央区北1西20-3-4"),
        ("石狩郡当別町字ビトエ12番地", "当別町ビトエ12"),
        ("札幌市北区百合が原5丁目1", "札幌市北区百合ヶ原5-1"),
        ("札幌市北区百合が原5丁目1", "札幌市北区百合ケ原５丁目１番地"),
        ("江別市大麻沢町1", "江別市大麻澤町１"),
        ("中札内村西三線112", "中札内村西3線112"),
        ("帯広市西十二条南百二丁目5", "帯広市西12条南102丁目5"),
        ("恵庭市A1-2", "恵庭市ａ1−2"),
    ],
)
def test_addresses_that_are_one_place(one, other):
    assert spelling.place(one) == spelling.place(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("札幌市西区琴似二条1丁目1-1", "札幌市西区琴似二条1丁目11"),
        ("札幌市西区琴似二条1丁目1-1", "札幌市西区琴似二条1丁目1-2"),
        ("札幌市西区琴似二条11丁目1", "札幌市西区琴似二条1丁目11"),
        ("札幌市中央区北1条西2丁目", "札幌市中央区北12条西2丁目"),
        ("札幌市中央区北1条西2丁目", "札幌市中央区北1条東2丁目"),
    ],
)
def test_addresses_that_are_two_places(one, other):
    assert spelling.place(one) != spelling.place(other)


@pytest.mark.parametrize(
    ("building", "room"),
    [
        ("メゾン琴似203号室", "203"),
        ("メゾン琴似２０３", "203"),
        ("メゾン琴似 203号", "203"),
        ("第2メゾン", ""),
        ("", ""),
    ],
)
def test_the_number_of_a_flat_stands_at_the_end(building, room):
    assert spelling.room(building) == room


@pytest.mark.parametrize(
    "typed", ["090-1234-5678", "０９０１２３４５６７８", "+81 90 1234 5678", "(090)1234-5678"]
)
def test_a_phone_is_its_digits(typed):
    assert spelling.phone(typed) == "09012345678"
