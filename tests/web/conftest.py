"""Stores for page tests: an empty one, and one seeded once a session and copied."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from wfm.service.settings import settings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def load(name: str) -> ModuleType:
    """Import a helper that stands beside this file."""
    spec = importlib.util.spec_from_file_location(f"web_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """The generated centre."""
    return load("small_centre")


@pytest.fixture(scope="session")
def seeding() -> ModuleType:
    """Ways to fill a store."""
    return load("seeding")


@pytest.fixture(scope="session")
def seeded_file(
    tmp_path_factory: pytest.TempPathFactory, small: ModuleType, seeding: ModuleType
) -> Path:
    """Database with forecasts, scenarios, a draft roster and an open request."""
    place = tmp_path_factory.mktemp("seeded")
    desk = seeding.seed(f"sqlite:///{place / 'wfm.db'}", small.write_folder(place), small.WEEK)
    desk.store.database.close()
    return place / "wfm.db"


@pytest.fixture
def use_store(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Point the app at a database file; gives its URL."""

    def use(path: Path) -> str:
        url = f"sqlite:///{path}"
        monkeypatch.setenv("WFM_DATABASE_URL", url)
        settings.cache_clear()
        return url

    return use


@pytest.fixture
def empty_store(tmp_path: Path, use_store: Callable[[Path], str]) -> str:
    """The app's store has no centre."""
    return use_store(tmp_path / "wfm.db")


@pytest.fixture
def seeded_store(seeded_file: Path, tmp_path: Path, use_store: Callable[[Path], str]) -> str:
    """The app's store is a fresh copy of the seeded one."""
    for part in seeded_file.parent.glob("wfm.db*"):
        shutil.copy(part, tmp_path / part.name)
    return use_store(tmp_path / "wfm.db")


@pytest.fixture(autouse=True)
def _forget_settings() -> object:
    yield
    settings.cache_clear()


@pytest.fixture
def app() -> Callable[[str], AppTest]:
    """Open the app in a language."""

    def opened(language: str = "en") -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        at.context = {"locale": "zh-CN" if language == "zh" else "en-GB"}
        return at.run()

    return opened


@pytest.fixture
def page(app: Callable[[str], AppTest]) -> Callable[[str, str], AppTest]:
    """Open a page of the app in a language."""

    def opened(name: str, language: str = "en") -> AppTest:
        return app(language).switch_page(str(ROOT / f"wfm/web/views/{name}.py")).run()

    return opened
