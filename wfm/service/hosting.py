"""Serve the app with a worker beside it, on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from wfm.runs import Worker, stop_on_signals
from wfm.service import centres, forecast_runs, histories
from wfm.service.desk import ACTORS, open_desk
from wfm.service.handlers import HANDLERS
from wfm.service.settings import CHECKOUT, Settings

SAMPLE_WEEKS = 4
"""Weeks of the forecast that a fresh installation starts with."""

GRACE_S = 10.0
"""Seconds that a child gets to stop by itself."""


def prepare(settings: Settings) -> None:
    """Open the database; when it holds no centre, bring in the sample and queue its forecast."""
    desk = open_desk(settings.url, ACTORS[0])
    folder = settings.centres_dir / settings.sample_centre
    if centres.centres(desk) or not folder.is_dir():
        return
    name = centres.import_folder(desk, folder, reason="the sample centre comes with the program")
    if histories.history_revision(desk, name):
        first = centres.planning_weeks(desk, name)[0]
        forecast_runs.start_forecast(desk, name, first_day=first, weeks=SAMPLE_WEEKS)


def work(settings: Settings) -> None:
    """Run queued work until SIGTERM or Ctrl-C."""
    desk = open_desk(settings.url, ACTORS[0])
    stop = threading.Event()
    stop_on_signals(stop)
    Worker(desk.store, HANDLERS).run_forever(stop)


def serve(settings: Settings, host: str, port: int) -> int:
    """Run the app and its worker until one is told to stop; a worker that dies is replaced.

    Returns
    -------
    int
        Exit code of the app.
    """
    environment = {**os.environ, "WFM_DATABASE_URL": settings.url}
    # Threads of the linear algebra would fight the solver's for the cores.
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")

    def start_worker() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "wfm.cli", "worker"], env=environment)

    command = [sys.executable, "-m", "streamlit", "run", str(CHECKOUT / "app.py")]
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
    }
    app = subprocess.Popen(
        [*command, *(f"--{name}={value}" for name, value in options.items())],
        env=environment,
        cwd=CHECKOUT,
    )
    worker = start_worker()
    print(f"wfm is at http://{host}:{port}  (Ctrl-C stops it)", flush=True)
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
    try:
        while app.poll() is None and not told:
            if worker.poll() is not None:
                worker = start_worker()
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for child in (app, worker):
            _stop(child, time.monotonic)
    return app.returncode or 0


def _stop(child: subprocess.Popen[bytes], clock: Callable[[], float]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    until = clock() + GRACE_S
    while child.poll() is None and clock() < until:
        time.sleep(0.1)
    if child.poll() is None:
        child.kill()
    child.wait()
