"""Tests of what is prepared before serving, and of stopping."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from support.centres import WEEK, write_centre

from wfm.service import centres, forecast_runs, hosting, solves
from wfm.service.desk import open_desk
from wfm.service.settings import CHECKOUT, Settings

pytestmark = pytest.mark.unit


@pytest.fixture
def place(tmp_path):
    """Settings of an installation whose sample is the small centre."""
    write_centre(tmp_path / "forecasts" / "small")
    return Settings(
        data_dir=tmp_path / "var", centres_dir=tmp_path / "forecasts", sample_centre="small"
    )


def test_prepare(place, trail):
    """Tests that the sample is brought in once, and never over what is there."""
    hosting.prepare(place)
    hosting.prepare(place)
    desk = open_desk(place.url)
    assert [c.id for c in centres.centres(desk)] == ["small"]
    assert sum(e[1:3] == ("created", "centre") for e in trail(desk)) == 1
    desk.store.close()


def test_prepare_without_a_sample(tmp_path):
    """Tests that an installation without a sample opens empty."""
    place = Settings(data_dir=tmp_path / "var", centres_dir=tmp_path, sample_centre="none")
    hosting.prepare(place)
    desk = open_desk(place.url)
    assert centres.centres(desk) == ()
    desk.store.close()


def test_work_until_told(place):
    """Tests that a worker does the queue and ends on SIGTERM."""
    hosting.prepare(place)
    desk = open_desk(place.url)
    run = forecast_runs.start_forecast(
        desk, "small", first_day=WEEK, model="weekday_mean_8", with_backtest=False
    )

    def watch() -> None:
        for _ in range(600):
            if solves.run(desk, run).ended:
                break
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
    watcher = threading.Thread(target=watch)
    try:
        watcher.start()
        hosting.work(place)
    finally:
        watcher.join()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert solves.run(desk, run).status == "done"
    desk.store.close()


def test_serve(place, monkeypatch, capsys):
    """Tests that a worker that dies is replaced, and both end with the app."""
    started = []
    real = subprocess.Popen

    def popen(command, **about):
        started.append((command, about["env"]["WFM_DATABASE_URL"]))
        app = "streamlit" in command
        code = "import time; time.sleep(2.2)" if app else "import time; time.sleep(0.4)"
        return real([sys.executable, "-c", code])

    monkeypatch.setattr(hosting.subprocess, "Popen", popen)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert hosting.serve(place, "127.0.0.1", 8999) == 0
    finally:
        signal.signal(signal.SIGTERM, before)
    assert {url for _, url in started} == {place.url}
    command = started[0][0]
    assert str(CHECKOUT / "app.py") in command
    assert "--server.address=127.0.0.1" in command
    assert "--server.port=8999" in command
    assert len(started) > 2
    assert "http://127.0.0.1:8999" in capsys.readouterr().out


def test_stop_of_the_stubborn(monkeypatch):
    """Tests that a child that does not heed SIGTERM is killed in the end."""
    monkeypatch.setattr(hosting, "GRACE_S", 0.2)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(1, flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    child.stdout.readline()
    hosting._stop(child, time.monotonic)
    assert child.returncode == -signal.SIGKILL
    hosting._stop(child, time.monotonic)
    child.stdout.close()
