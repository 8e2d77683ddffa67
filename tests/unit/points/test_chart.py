"""The picture of the months: what came above the line, what went below it."""

from datetime import date
from xml.etree import ElementTree

from points.drawing.chart import HEIGHT, WIDTH, draw
from points.queries.history import Month

_SVG = "{http://www.w3.org/2000/svg}"


def months(*pairs: tuple[int, int]) -> list[Month]:
    return [Month(date(2026, number + 1, 1), *pair) for number, pair in enumerate(pairs)]


def drawn(*pairs: tuple[int, int]) -> ElementTree.Element:
    # The page is HTML, where the namespace is understood.
    text = draw(months(*pairs)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(text)  # noqa: S314 (made by ourselves)


def bars(picture: ElementTree.Element, kind: str) -> list[tuple[float, float]]:
    """Top and height of each bar of a kind."""
    return [
        (float(bar.get("y")), float(bar.get("height")))
        for bar in picture.iter(f"{_SVG}rect")
        if bar.get("class") == f"months__{kind}"
    ]


def line(picture: ElementTree.Element) -> float:
    path = picture.find(f"{_SVG}path[@class='months__line']").get("d")
    return float(path.removeprefix("M0 ").split("H")[0])


def test_a_bar_is_as_high_as_its_points() -> None:
    picture = drawn((100, 0), (50, 0), (200, 0))

    heights = [height for _top, height in bars(picture, "came")]

    assert heights[0] == 2 * heights[1] == heights[2] / 2


def test_what_came_ends_on_the_line_and_what_went_begins_on_it() -> None:
    picture = drawn((120, 36), (80, 500))

    assert {round(top + height, 1) for top, height in bars(picture, "came")} == {line(picture)}
    assert {top for top, _height in bars(picture, "went")} == {line(picture)}


def test_both_sides_have_one_scale() -> None:
    picture = drawn((300, 300))

    assert bars(picture, "came")[0][1] == bars(picture, "went")[0][1]


def test_everything_stays_inside_the_picture() -> None:
    picture = drawn(*[(9_999_999, 1), (1, 9_999_999)] * 6)

    for bar in picture.iter(f"{_SVG}rect"):
        left, top = float(bar.get("x")), float(bar.get("y"))
        assert 0 <= left <= left + float(bar.get("width")) <= WIDTH
        assert 0 <= top <= top + float(bar.get("height")) <= HEIGHT


def test_a_single_point_beside_a_thousand_is_still_seen() -> None:
    picture = drawn((1_000, 0), (1, 1))

    assert bars(picture, "came")[1][1] >= 2
    assert bars(picture, "went")[0][1] >= 2


def test_months_without_anything_have_a_name_and_no_bar() -> None:
    picture = drawn(*[(0, 0)] * 12)

    names = [text.text for text in picture.iter(f"{_SVG}text")]
    assert names == [str(month) for month in range(1, 13)]
    assert not list(picture.iter(f"{_SVG}rect"))


def test_no_month_at_all_is_drawn_without_an_error() -> None:
    assert not list(drawn().iter(f"{_SVG}rect"))


def test_the_picture_has_a_title_and_says_in_words_what_it_shows() -> None:
    picture = drawn((1_200, 36), (80, 500))

    told = {each.get("id"): each.text for each in picture if each.get("id")}
    assert set(picture.get("aria-labelledby").split()) == set(told)
    assert "増えたのは合わせて1,280ポイント、減ったのは合わせて536ポイント" in told["months-d"]


def test_the_longest_bar_of_each_side_says_its_points() -> None:
    picture = drawn((1_200, 36), (80, 500))

    texts = [each.text for each in picture.iter(f"{_SVG}text")]
    assert {"＋1,200", "−500"} <= set(texts)
