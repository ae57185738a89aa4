"""Tests that files going out call things as the pages do."""

from __future__ import annotations

import pytest

from wfm.service import export_words
from wfm.web.sections import forecast_overrides
from wfm.web.words import Words, terms

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("exported", "shown"),
    [
        (export_words.METHODS, terms.MODEL),
        (export_words.DEFINITIONS, terms.SL_DEFINITION),
        (export_words.QUANTITIES, forecast_overrides.QUANTITY),
        (export_words.HOWS, forecast_overrides.HOW),
    ],
)
def test_exports_speak_as_pages(language: str, exported: dict, shown: dict) -> None:
    """Tests that a choice has one name, on the page and in the workbook."""
    words = Words(language)
    assert {key: export_words.chosen(exported, key, language) for key in exported} == {
        key: words(text) for key, text in shown.items()
    }
