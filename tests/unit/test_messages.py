"""Catalogues of texts: what is compiled says what is written."""

import re

import polib
import pytest

from todock.local.chores.messages import LANGUAGES, catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_its_source(language):
    source = polib.pofile(str(catalogue(language)))
    assert source.to_binary() == catalogue(language).with_suffix(".mo").read_bytes()


def test_no_translation_waits_for_a_look():
    assert polib.pofile(str(catalogue("en"))).fuzzy_entries() == []


def test_english_keeps_every_value_and_element_of_the_sentence():
    for entry in polib.pofile(str(catalogue("en"))):
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for text in filter(None, texts):
            assert _values(text) == _values(entry.msgid), entry.msgid


def _values(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w*\}|</?\w+", text))
