"""The app and its worker as processes of their own, and a browser to look at them."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=30_000)
CHROMIUM = "/usr/bin/chromium"
WORK = (
    "from wfm.service.hosting import work; from wfm.service.settings import settings; "
    "work(settings())"
)


def load(name: str) -> ModuleType:
    """Import a helper of the page tests."""
    path = ROOT / "tests" / "web" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"journey_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Stage:
    """A served app: its address, its store, its worker."""

    url: str
    database: str
    place: Path
    environment: dict[str, str]
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    worker: subprocess.Popen[bytes] | None = None

    def start(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        """Start a child whose output goes to a file."""
        with (self.place / log).open("ab") as output:
            child = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=output, stderr=output
            )
        self.children.append(child)
        return child

    def start_worker(self) -> None:
        """Start a worker beside the app."""
        self.worker = self.start([sys.executable, "-c", WORK], "worker.log")

    def kill_worker(self) -> None:
        """Kill the worker without a chance to tidy up."""
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()

    def stop(self) -> None:
        """Stop every child."""
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def free_port() -> int:
    """Port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, seconds: float = 60.0) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.3)


@pytest.fixture(scope="module")
def week() -> date:
    """Monday of the week that the journeys plan."""
    week: date = load("small_centre").WEEK
    return week


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The generated centre with a forecast, served with a worker beside it."""
    small, seeding = load("small_centre"), load("seeding")
    place = tmp_path_factory.mktemp("journey")
    database = f"sqlite:///{place / 'wfm.db'}"
    desk = seeding.import_centre(database, small.write_folder(place))
    seeding.forecast_weeks(desk, small.CENTRE, small.WEEK)
    desk.store.database.close()
    port = free_port()
    environment = {**os.environ, "WFM_DATABASE_URL": database}
    staged = Stage(f"http://127.0.0.1:{port}", database, place, environment)
    try:
        staged.start(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            "app.log",
        )
        staged.start_worker()
        wait_until_healthy(staged.url)
        yield staged
    finally:
        staged.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor who reads English, far from the centre's zone."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="en-GB",
        timezone_id="America/New_York",
        accept_downloads=True,
    )
    visitor = context.new_page()
    visitor.set_default_timeout(30_000)
    yield visitor
    if shots := os.environ.get("WFM_SHOTS"):
        visitor.screenshot(path=Path(shots) / "last.png")
    context.close()
