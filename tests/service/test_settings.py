"""Tests of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from wfm.service.settings import CHECKOUT, Settings, settings

pytestmark = pytest.mark.unit


def test_defaults():
    """Tests that an installation serves this machine alone and keeps its data in the checkout."""
    found = Settings()
    assert found.host == "127.0.0.1"
    assert (CHECKOUT / "pyproject.toml").is_file()
    assert found.rules_dir == CHECKOUT / "constraints"
    assert settings() is settings()


def test_environment(monkeypatch, tmp_path):
    """Tests that WFM_ names set each of them."""
    monkeypatch.setenv("WFM_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WFM_PORT", "9000")
    found = Settings()
    assert (found.data_dir, found.port) == (tmp_path, 9000)
    assert found.url == f"sqlite:///{Path(tmp_path) / 'wfm.sqlite3'}"
    monkeypatch.setenv("WFM_DATABASE_URL", "postgresql://me@host/wfm")
    assert Settings().url == "postgresql://me@host/wfm"
