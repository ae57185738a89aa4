"""What a worker can do, by kind of run."""

from __future__ import annotations

from collections.abc import Mapping

from wfm.runs.context import Handler
from wfm.service import forecasts, solves

HANDLERS: Mapping[str, Handler] = {
    forecasts.KIND: forecasts.run_forecast,
    solves.KIND: solves.run_roster,
}
