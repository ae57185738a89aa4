from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import wfm.sizing

pytestmark = pytest.mark.unit

MODULES = [each.name for each in pkgutil.iter_modules(wfm.sizing.__path__, "wfm.sizing.")]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    """Tests that the examples in the docstrings of every module come out as written."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
