"""The tests' reader of pages: what a person reads, and nothing else."""

from tests.reading import Button, Field, Link, read

CARD = """
<title>牛乳</title><ul><li id="p-120451"><svg>x</svg>
<h3><a href="/i/">牛乳 <small>1L</small></a></h3>
<p>税込 <b>213</b>円</p><p hidden>隠れた</p><span aria-hidden="true">飾り</span>
<form><button name="step" value="1" aria-label="牛乳を増やす" disabled>＋</button>
<label>数量 <input name="quantity" value="2"></label><input type="hidden" name="shown" value="2">
</form></li></ul>
"""


def test_what_is_read_stands_in_lines_and_what_is_hidden_does_not():
    assert read(CARD).offer("120451").lines == ["牛乳 1L", "税込 213円", "＋ 数量"]


def test_what_can_be_pressed_and_filled_in_has_its_name():
    card = read(CARD).offer("120451")
    assert card.buttons == [Button("牛乳を増やす", enabled=False, sends=("step", "1"))]
    assert card.fields == [Field("数量", "quantity", "2")]
    assert card.links == [Link("牛乳 1L", "/i/")]


def test_what_is_sent_unseen_is_found_by_its_name():
    assert read(CARD).value("shown") == "2"
    assert read(CARD).hidden == [("shown", "2")]


def test_the_title_is_that_of_the_window():
    assert read(CARD).title == "牛乳"
