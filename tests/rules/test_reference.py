from __future__ import annotations

from pathlib import Path

import pytest

from wfm.rules.reference import reference
from wfm.rules.registry import catalogue
from wfm.rules.requests import REQUEST_RULES

pytestmark = pytest.mark.unit

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_page_is_up_to_date() -> None:
    """Tests that docs/rules.md says what the registries say."""
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_page_names_every_rule_and_parameter() -> None:
    """Tests that nothing of the registries is left out."""
    page = reference()
    for rule in (*catalogue().values(), *REQUEST_RULES.values()):
        assert f"### {rule.id}\n" in page
        for name in rule.parameters.model_fields:
            assert f"| {name} |" in page


def test_nested_parameters_are_written_plainly() -> None:
    """Tests that a parameter which is a list of records shows no code."""
    assert "first night, second day" in reference()


def test_records_in_a_list_are_spelled_out() -> None:
    """Tests that the fields of listed records stand below the parameter that holds them."""
    page = reference()
    assert "| posts: shift | required |" in page
    assert "| visits: day | required |" in page
    assert "| pairs: first | required |" in page
