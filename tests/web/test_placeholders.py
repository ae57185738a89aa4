from __future__ import annotations

import ast
from pathlib import Path

import pytest

import wfm.web

pytestmark = pytest.mark.unit

FILES = sorted(Path(wfm.web.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_empty_choices_speak_the_pages_language(file: Path) -> None:
    """Tests that every choice of several has words of its own for when nothing is chosen."""
    calls = [
        node
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "multiselect"
    ]
    mute = [c.lineno for c in calls if "placeholder" not in {k.arg for k in c.keywords}]
    assert not mute
