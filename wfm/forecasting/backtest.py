"""Back-test: what the forecast would have been worth, beside the planners' habits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import clock
from wfm.forecasting.breakdown import by_hour, by_weekday, calibration, of_sum, whole_days
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.cleaned import CleanedAsSeen, Cleaner, Origins
from wfm.forecasting.closures import with_closures
from wfm.forecasting.folds import MIN_DAYS, known_openings, weekly_origins
from wfm.forecasting.history import interval_of, zone_of
from wfm.forecasting.registry import DEFAULT, forecaster
from wfm.forecasting.replay import INTRADAY_MIN, Replay, updated_column
from wfm.forecasting.scores import day_scores, intraday_scores, lead_scores
from wfm.forecasting.series import series_of


@dataclass(frozen=True, eq=False)
class Backtest:
    """Scores of a model at past origins; every figure follows from `predictions`.

    Parameters
    ----------
    model : str
        Name in the registry.
    n_origins : int
        Origins scored.
    cpu_s : float
        CPU seconds of the model's fits and predictions.
    leads : dict of str to dict
        Scores per band of leads such as ``"1-7"``; see `wfm.forecasting.scores`.
    intraday : dict of str to dict
        ``wape`` and ``frozen_wape`` of the rest of the day, per time of day.
    predictions : DataFrame
        Every counted interval of every origin: origin, lead_day, timestamp, queue, volume,
        forecast, q025, q10, q90, q975, one column for each baseline, the quantiles of the day's
        total (day_q025, day_q10, day_q90, day_q975) and the running day's update (updated_1000,
        updated_1200; NaN before that time of day and from the second week on).
    by_hour, by_weekday : dict of str to list of dict
        Per band of leads, one row for each hour or weekday; see `wfm.forecasting.breakdown`.
    calibration : dict of str to dict
        Per band of leads ``level``, ``intervals`` and ``day_totals``: nominal and observed
        coverage.
    queues : dict of str to dict
        `leads` per queue, when there are several.
    per_queue : dict of str to dict
        ``by_hour``, ``by_weekday`` and ``calibration`` per queue, when there are several.
    total : dict of str to dict
        Scores of the sum of the queues per band of leads, when there are several.
    """

    model: str
    n_origins: int
    cpu_s: float
    leads: dict[str, dict[str, Any]]
    intraday: dict[str, dict[str, float]]
    predictions: pd.DataFrame
    by_hour: dict[str, list[dict[str, Any]]]
    by_weekday: dict[str, list[dict[str, Any]]]
    calibration: dict[str, dict[str, list[float]]]
    queues: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    per_queue: dict[str, dict[str, Any]] = field(default_factory=dict)
    total: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; shares are fractions, NaN is None."""
        out: dict[str, Any] = {
            "model": self.model,
            "origins": self.n_origins,
            "cpu_s": round(self.cpu_s, 3),
            "leads": self.leads,
            "intraday": self.intraday,
            "by_hour": self.by_hour,
            "by_weekday": self.by_weekday,
            "calibration": self.calibration,
        }
        if self.queues:
            out |= {"queues": self.queues, "per_queue": self.per_queue, "total": self.total}
        plain: dict[str, Any] = _plain(out)
        return plain


def backtest(
    history: pd.DataFrame,
    *,
    model: str = DEFAULT,
    calendar: Calendar | None = None,
    leads: Sequence[tuple[int, int]] = ((1, 7), (15, 28)),
    origins: int = 14,
    cleaner: Cleaner | None = None,
    watch: Callable[[float], None] = lambda share: None,
) -> Backtest:
    """Forecast from the ends of past weeks, each with an expanding window, and score.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    model : str
        Name in the registry.
    calendar : Calendar, optional
        Known in advance; the history's own closures count as known, too.
    leads : sequence of (int, int)
        Bands of leads in calendar days, ends included.
    origins : int
        At most this many, the last ones whose longest lead lies within the history.
    cleaner : Cleaner, optional
        The model learns from the history that it cleans at each origin; what came is scored as
        it was counted, and the baselines see the raw history.

    Raises
    ------
    BadInputError
        When the leads make no sense or the history is too short for one origin.

    Notes
    -----
    Intervals at an origin are learned from earlier origins and what was counted before it.
    """
    horizon = _horizon(leads)
    chosen = forecaster(model)
    calendar = calendar or Calendar()
    history = with_closures(history, calendar)
    plan, _ = series_of(history, interval_of(history), chosen)
    if cleaner is not None:
        made = Origins(history, calendar, cleaner)
        plan = [replace(one, model=CleanedAsSeen(one, chosen, made)) for one in plan]
    zone = zone_of(history)
    tables = []
    cpu_s, n_origins = 0.0, 0
    for k, series in enumerate(plan):
        scored = weekly_origins(series.history, origins, horizon, MIN_DAYS)
        n_origins = max(n_origins, len(scored))
        if not scored:
            continue

        def told(done: int, of: int, before: int = k) -> None:
            watch((before + done / of) / len(plan))

        known = known_openings(series.history, calendar)
        replay = Replay(series, known, horizon, scored, told)
        cpu_s += replay.cpu_s
        tables.append(replay.table(zone))
    if not tables:
        raise BadInputError(
            Fault(
                "the history is too short for a back-test",
                f"give at least {MIN_DAYS} days before the first origin and {horizon} after it, "
                "or ask for shorter leads",
            )
        )
    table = pd.concat(tables, ignore_index=True)
    bands = {f"{first}-{last}": (first, last) for first, last in leads}
    parts = _views(table, bands)
    by_queue: dict[str, dict[str, Any]] = {}
    if len(plan) > 1:
        by_queue = {
            str(queue): _views(part, bands) for queue, part in table.groupby("queue", sort=True)
        }
    return Backtest(
        model,
        n_origins,
        cpu_s,
        parts.pop("leads"),
        intraday_scores(table, {clock(m): updated_column(m) for m in INTRADAY_MIN}),
        table,
        **parts,
        queues={queue: view.pop("leads") for queue, view in by_queue.items()},
        per_queue=by_queue,
        total=of_sum(table, bands) if by_queue else {},
    )


def _views(table: pd.DataFrame, bands: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Scores, breakdowns and calibration of a table, each per band of leads."""
    days = whole_days(table)
    out: dict[str, Any] = {"leads": {}, "by_hour": {}, "by_weekday": {}, "calibration": {}}
    for name, (first, last) in bands.items():
        part = table[table["lead_day"].between(first, last)]
        day_part = days[days["lead_day"].between(first, last)]
        out["leads"][name] = {**lead_scores(part), **day_scores(day_part)}
        out["by_hour"][name] = by_hour(part)
        out["by_weekday"][name] = by_weekday(part)
        out["calibration"][name] = calibration(part, day_part)
    return out


def _horizon(leads: Sequence[tuple[int, int]]) -> int:
    for first, last in leads:
        if not 1 <= first <= last <= 400:
            raise BadInputError(
                Fault("a band of leads makes no sense", "write it as 1-7", value=f"{first}-{last}")
            )
    if not leads:
        raise BadInputError(Fault("there is no band of leads", "give at least one, e.g. 1-7"))
    return max(last for _, last in leads)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 6) if np.isfinite(value) else None
    return value
