"""The activities of a centre on the page: added, changed, removed, refused with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.unit


def opened(page: Callable[..., AppTest], language: str = "en") -> AppTest:
    at = page("people", language)
    tab = "Activities" if language == "en" else "离线活动"
    at.session_state["people_tabs"] = tab
    return at.run()


def by_key(things: object, end: str):
    return next(x for x in things if x.key and x.key.endswith(end))  # type: ignore[attr-defined]


def pressed(at: AppTest, label: str) -> AppTest:
    return next(b for b in at.button if b.label == label).click().run()


def filled(at: AppTest, activity_id: str) -> AppTest:
    by_key(at.text_input, "_id").set_value(activity_id)
    by_key(at.text_input, "_en").set_value("Product training")
    return at


@pytest.mark.parametrize(("language", "save"), [("en", "Save"), ("zh", "保存")])
def test_activity_is_added_changed_and_removed(
    seeded_store: str, page: Callable[..., AppTest], language: str, save: str
) -> None:
    """Tests that what the form says is kept, shown, changed in place, and gone when removed."""
    at = opened(page, language)
    assert not at.exception
    at = pressed(filled(at, "TRAIN"), save)
    assert not at.exception
    assert not at.error
    assert at.dataframe[0].value.iloc[0, 0] == "TRAIN"
    at.selectbox(key="activity_chosen").set_value("TRAIN").run()
    by_key(at.number_input, "_length").set_value(90)
    at = pressed(at, save)
    assert 90 in at.dataframe[0].value.iloc[0].tolist()
    assert len(at.dataframe[0].value) == 1
    at.selectbox(key="activity_chosen").set_value("TRAIN").run()
    at = pressed(at, "Remove" if language == "en" else "删除")
    assert not at.exception
    assert not at.dataframe


def test_wrong_activity_is_refused(seeded_store: str, page: Callable[..., AppTest]) -> None:
    """Tests that a plan without an id, and an id given twice, are refused in words."""
    at = pressed(opened(page), "Save")
    assert at.error
    assert "empty or given twice" in at.dataframe[0].value.to_string()
    at = pressed(filled(opened(page), "T"), "Save")
    assert not at.error
    at = pressed(filled(at, "T"), "Save")
    assert at.error
    assert "empty or given twice" in at.dataframe[1].value.to_string()
