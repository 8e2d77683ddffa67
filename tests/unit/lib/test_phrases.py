"""Sentences break between phrases; markup and what was escaped stay as they are."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from todock.lib.japanese.phrases import with_breaks

SENTENCES = [
    "いまの注文は<b>12品・5,207円</b>です。12月2日（水）13時まで変更できます。",
    '電話<span class="nowrap">（0120-000-000）</span>でお申し込みください。',
    "&lt;script&gt;鈴木&amp;佐藤さん&#x27;の注文を<a href=\"/?a=>1\" title='注文を>'>確かめて</a>",
    'お届け<br>の日は<svg class="icon"><use href="#i"/></svg><!-- 注文の前 -->決まっています。',
    '<label>品物を選んで<input class="nb" value="注文を続ける">ください</label>',
    "a < b のときは、注文できません & 変更できません。",
]


def japanese(html: str) -> str:
    shown = with_breaks(html)
    assert shown.startswith('<span class="phrases">')
    return shown.removeprefix('<span class="phrases">').removesuffix("</span>")


def phrases_of(html: str) -> list[str]:
    return re.sub(r"<(?!wbr>)[^>]*>", "", japanese(html)).split("<wbr>")


@pytest.mark.parametrize("html", SENTENCES)
def test_nothing_but_breaks_is_put_in(html):
    assert japanese(html).replace("<wbr>", "") == html


def test_a_line_may_break_between_phrases_and_across_markup():
    assert phrases_of(SENTENCES[0]) == [
        "いまの",
        "注文は",
        "12品・5,207円です。",
        "12月2日（水）",
        "13時まで",
        "変更できます。",
    ]


def test_a_break_stands_outside_of_the_markup_between_two_phrases():
    assert japanese("注文は、<b>13時まで</b>変更できます。") == (
        "注文は、<wbr><b>13時まで</b><wbr>変更できます。"
    )


def test_what_is_kept_on_one_line_gets_no_break_inside():
    kept = '<b class="nowrap">組合員番号を<i>入力して</i>ください</b>'
    assert kept in japanese(f"ログインするには、{kept}。")


def test_no_number_and_no_day_is_cut():
    for count in range(1, 120):
        sentence = f"第{count}回の締切は{count % 12 + 1}月{count % 28 + 1}日（月）です"
        shown = japanese(sentence)
        assert f"第{count}回の" in shown
        assert "日（月）" in shown


def test_words_of_a_member_stay_escaped():
    template = Template("{% phrases %}置き場所は{{ place }}です。{% endphrases %}")
    shown = template.render(Context({"place": '<script>alert("注文")</script>'}))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_lines_of_a_template_are_one_sentence():
    template = Template(
        "{% phrases %}\nまだ注文がありません。\n  締切は明日です。\n{% endphrases %}"
    )
    assert re.sub("<[^>]*>", "", template.render(Context())) == (
        "まだ注文がありません。締切は明日です。"
    )
    with translation.override("en"):
        assert template.render(Context()) == "まだ注文がありません。 締切は明日です。"


def test_a_line_end_between_two_elements_is_nothing():
    assert japanese("<b>締切</b>\n<i>明日</i>") == "<b>締切</b><i>明日</i>"
    assert japanese("") == ""


def test_english_breaks_between_its_words():
    with translation.override("en"):
        assert with_breaks(" You can <b>change</b> it. ") == "You can <b>change</b> it."
