"""Strict decoding, CSV records with their lines, markers, cells for spreadsheets."""

import io
import random

import pytest

from todock.lib.textfiles import (
    Marker,
    Records,
    Unreadable,
    csv_line,
    encode_cp932,
    neutralise,
    restore_formula,
    spreadsheet,
)


def records(data: bytes, **kw) -> list:
    return list(Records(io.BytesIO(data), **kw))


def test_a_second_byte_5c_or_7c_is_no_backslash_and_no_bar():
    text = 'ソ表十予能―,"ソ"\r\n'
    assert [record.cells for record in records(text.encode("cp932"))] == [["ソ表十予能―", "ソ"]]


def test_all_that_cp932_holds_comes_back_as_it_was():
    text = "髙﨑①㈱～－Ⅳ∥￥ｱｲｳ"
    assert records(text.encode("cp932"))[0].cells == [text]


def test_a_record_knows_the_line_where_it_starts():
    found = records(b'a,b\r\n\r\n1,"x\r\ny"\r\n2,z\r\n')
    assert [(record.line, record.cells) for record in found] == [
        (1, ["a", "b"]),
        (3, ["1", "x\r\ny"]),
        (5, ["2", "z"]),
    ]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"\x81", "0x81"),
        (b"\x81\x20", "0x81"),
        (b"\x80", "0x80"),
        (b"\xa0", "0xA0"),
        (b"\xfd", "0xFD"),
        (b"\xf0\x40", "0xF040"),
        (b"\x85\x40", "0x85"),
    ],
)
def test_what_cannot_be_decoded_is_found_in_its_cell_and_takes_nothing_with_it(data, shown):
    reader = Records(io.BytesIO(b"a," + data + b",c\r\nd,e,f\r\n"))
    first, second = list(reader)
    assert reader.dirty
    assert len(first.cells) == 3
    assert [reader.undecodable(cell) for cell in first.cells] == [False, True, False]
    assert shown in reader.bad_bytes(first.cells[1])
    assert "〓" in reader.readable(first.cells[1])
    assert second.cells == ["d", "e", "f"]


def test_characters_and_lines_survive_every_edge_of_a_chunk(monkeypatch):
    monkeypatch.setattr("todock.lib.textfiles._CHUNK", 7)
    rows = [[str(n), "ソ表" * (n % 5), "行\r\n二" if n % 3 else ""] for n in range(50)]
    data = "".join(map(csv_line, rows)).encode("cp932")
    assert [record.cells for record in records(data)] == rows


def test_utf8_is_read_with_and_without_bom_and_strictly():
    assert records("\ufeff𠮷,b\n".encode(), encoding="utf-8")[0].cells == ["𠮷", "b"]
    assert records("𠮷,b".encode(), encoding="UTF-8")[0].cells == ["𠮷", "b"]
    reader = Records(io.BytesIO(b"a,\xff\n"), encoding="utf-8")
    (record,) = list(reader)
    assert reader.undecodable(record.cells[1])


def test_a_wrong_quote_is_told_and_the_next_line_is_read():
    found = records(b'a\r\n"x"y\r\nb\r\n')
    assert [(record.line, bool(record.fault)) for record in found] == [
        (1, False),
        (2, True),
        (3, False),
    ]


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr("todock.lib.textfiles.LONGEST_LINE", 1_000_000)
    with pytest.raises(Unreadable):
        records(b"x" * 3_000_000)


def test_random_bytes_never_raise_anything_else():
    dice = random.Random(5)
    for _time in range(200):
        data = bytes(dice.choices(b'ab,"\r\n\x81\x83\\\xf0\xfd\x00', k=300))
        reader = Records(io.BytesIO(data), keep_raw=True)
        for record in reader:
            assert all(
                reader.undecodable(cell) == (reader.readable(cell) != cell) for cell in record.cells
            )
            reader.readable(reader.raw).encode("cp932", "replace")


SHA = "ab" * 32


@pytest.mark.parametrize(
    ("data", "marker"),
    [
        (b"12", Marker(12)),
        (b"0\r\n", Marker(0)),
        (f"12\n{SHA.upper()}\n".encode(), Marker(12, SHA)),
        (f"12\r\n{SHA}\r\nfull\r\n".encode(), Marker(12, SHA, "full")),
        (b"12\n\ndelta\n", Marker(12, None, "delta")),
        (f"\ufeff12\n{SHA}".encode(), Marker(12, SHA)),
    ],
)
def test_a_marker_is_read(data, marker):
    assert Marker.parse(data) == marker


@pytest.mark.parametrize("data", [b"", b"x", b"-1", b"1.5", b"1\nabc", f"1\n{SHA}\nall".encode()])
def test_a_marker_that_says_nothing_is_refused(data):
    with pytest.raises(Unreadable):
        Marker.parse(data)


def test_a_marker_is_written_as_it_is_read():
    marker = Marker(3, SHA, "full")
    assert marker.to_bytes(["extra"]) == f"3\r\n{SHA}\r\nfull\r\nextra\r\n".encode()
    assert Marker.parse(marker.to_bytes()) == marker


def test_what_cp932_cannot_hold_becomes_a_geta():
    assert encode_cp932("𠮷野家") == ("〓野家".encode("cp932"), "𠮷")
    assert encode_cp932("が—¥") == ("が―￥".encode("cp932"), "")


@pytest.mark.parametrize("cell", ["=1", "+81", "-2", "@x", "＝1", "－特", " =1", "\t1", "\n"])
def test_a_formula_is_neutralised_and_restored(cell):
    assert neutralise(cell) == "'" + cell
    assert restore_formula(neutralise(cell)) == cell


@pytest.mark.parametrize("cell", ["", "りんご", "1-2", "'", "'quoted"])
def test_other_cells_stay_as_they_are(cell):
    assert neutralise(cell) == cell
    assert restore_formula(cell) == cell


def test_a_file_for_spreadsheets_names_its_encoding_and_holds_no_formula():
    lines = list(spreadsheet(["内容", "円"], [["=HYPERLINK()", -500], ["りんご, 1袋", 298]]))

    assert lines == ["\ufeff内容,円\r\n", "'=HYPERLINK(),-500\r\n", '"りんご, 1袋",298\r\n']
