"""What simulating a roster says, without a store: commands and runs give it the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.traffic import QueueTraffic, Traffic
from wfm.core.view import ProblemView
from wfm.service import files
from wfm.service.staffing import staffing
from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.largest_load import largest_load
from wfm.sizing.service import ServiceOutlook, expected_service
from wfm.sizing.simulation.simulate import Simulation, SimulationOptions
from wfm.sizing.target import Target

DIGITS = 6
"""Of the numbers that are kept and printed; the bands are wider than that."""


def definition_of(name: str) -> ServiceLevelDefinition:
    """Service-level definition of a name.

    Raises
    ------
    BadInputError
        When there is none.
    """
    try:
        return ServiceLevelDefinition(name)
    except ValueError as error:
        mend = f"use one of {', '.join(d.value for d in ServiceLevelDefinition)}"
        raise BadInputError(
            Fault("there is no such definition", mend, "", None, "sl_definition", name)
        ) from error


def traffic_of_problem(problem: Problem) -> Traffic:
    """Calls that a problem carries.

    Raises
    ------
    BadInputError
        When it has none, saying where calls may come from instead.
    """
    if problem.traffic is None:
        raise BadInputError(
            Fault(
                "the problem says how many agents are required, but not who calls",
                "write it again with wfm problem CENTRE, give --forecast F.csv, or "
                "--from-requirement to assume calls that the requirement would just serve",
                value=problem.name,
            )
        )
    return problem.traffic


def traffic_from_forecast(
    problem: Problem, path: Path, target: Target, patience_s: float | None
) -> Traffic:
    """Calls of a forecast.csv.

    Skill, patience, redials and priority of a queue are those of the problem's own calls, where
    it carries some; else a queue that is named like a skill group of the problem needs that skill.

    Raises
    ------
    BadInputError
        When the file is wrong or does not cover the problem's days.
    """
    frame = files.read_forecast(path, problem.zone)
    view = ProblemView(problem)
    n = max(int(view.grid.day_starts[problem.n_days]), view.n_intervals)
    own = int(view.grid.day_starts[problem.n_days])
    stamps = view.grid.local[:n]
    skills = {d.group: d.skill for d in problem.demands if d.skill is not None}
    known = {t.queue: t for t in problem.traffic.queues} if problem.traffic is not None else {}
    queues = []
    for queue, rows in frame.groupby("queue", sort=True):
        mine = rows.set_index("timestamp")[["volume", "aht_s"]].reindex(stamps)
        missing = mine["volume"].isna().to_numpy()
        if missing[:own].any():
            raise BadInputError(
                Fault(
                    f"the forecast of queue {queue} does not cover the days of the problem",
                    "forecast the same days and interval",
                    file=path.name,
                    column="timestamp",
                    value=str(stamps[int(np.flatnonzero(missing)[0])]),
                )
            )
        name = str(queue)
        calls = _queue(name, mine.fillna(0.0), skills.get(name), patience_s)
        if name in known:
            calls = replace(known[name], volume=calls.volume, aht_s=calls.aht_s)
        queues.append(calls)
    return Traffic(tuple(queues), **_promise(target))


def traffic_from_requirement(
    problem: Problem, aht_s: float, target: Target, patience_s: float | None
) -> Traffic:
    """Calls that the requirement would just serve: an assumption, for problems without any.

    In every interval the largest load that the agents required serve within the target. A skill
    group's part is inverted by itself; the rest of the pool's load asks for no skill.

    Raises
    ------
    BadInputError
        When the handle time is not above 0.
    """
    if not 0 < aht_s < float("inf"):
        mend = "give the average handle time in seconds, above 0"
        raise BadInputError(Fault("aht_s is out of range", mend, "", None, "aht_s", str(aht_s)))
    view = ProblemView(problem)
    load = {
        d.group: largest_load(view.required(d), aht_s, target, patience_s) for d in problem.demands
    }
    rest = load[POOLED] - sum((v for k, v in load.items() if k != POOLED), np.zeros(1))
    parts = {POOLED: np.maximum(rest, 0.0), **{k: v for k, v in load.items() if k != POOLED}}
    skills = {d.group: d.skill for d in problem.demands}
    per_interval = problem.interval_min * 60 / aht_s
    return Traffic(
        tuple(
            _queue(
                group if group != POOLED else "general",
                pd.DataFrame({"volume": erlangs * per_interval, "aht_s": aht_s}),
                skills[group],
                patience_s,
            )
            for group, erlangs in parts.items()
        ),
        **_promise(target),
    )


def erlang_outlook(
    problem: Problem, roster: Roster, traffic: Traffic, options: SimulationOptions
) -> ServiceOutlook:
    """What Erlang's formulas say of the same roster and calls.

    Erlang A with the mean patience of the callers; Erlang C where nobody gives up.
    """
    view = ProblemView(problem)
    n = int(view.grid.day_starts[problem.n_days])
    stamps = view.grid.local[:n]
    frame = pd.concat(
        [
            pd.DataFrame(
                {"timestamp": stamps, "queue": t.queue, "aht_s": t.aht_s[:n]}
                | dict.fromkeys(("volume", "q025", "q10", "q90", "q975"), t.volume[:n])
            )
            for t in traffic.queues
        ],
        ignore_index=True,
    )
    known = [(t.patience_s, sum(t.volume)) for t in traffic.queues if t.patience_s is not None]
    patience = options.patience_s
    if patience is None and known:
        weights = [w for _, w in known]
        patience = float(
            np.average([p for p, _ in known], weights=weights if any(weights) else None)
        )
    return expected_service(
        frame,
        staffing(problem, roster, view),
        Target(
            sl=traffic.service_level,
            threshold_s=traffic.threshold_s,
            definition=ServiceLevelDefinition(traffic.definition),
        ),
        patience,
        interval_min=problem.interval_min,
    )


def report(found: Simulation, outlook: ServiceOutlook | None) -> dict[str, Any]:
    """Simulation as JSON-ready values, with Erlang's figure beside it.

    Returns
    -------
    dict
        about (replications, confidence, ...), then total, days and intervals: a row each by
        queue (``all`` first), with every figure, ``_low`` and ``_high``; `service_level` is the
        promised definition's. Pooled rows have Erlang's figures as ``erlang_*``.
    """
    promised = f"sl_{found.definition}"
    frames = {
        name: frame.assign(
            **{f"service_level{end}": frame[promised + end] for end in ("", "_low", "_high")}
        )
        for name, frame in (
            ("total", found.total),
            ("days", found.days),
            ("intervals", found.intervals),
        )
    }
    if outlook is not None:
        frames = {
            "total": _beside(frames["total"], "first_day", outlook.total, "start"),
            "days": _beside(frames["days"], "day", outlook.days, "start"),
            "intervals": _beside(frames["intervals"], "timestamp", outlook.intervals, "timestamp"),
        }
    return {
        "replications": found.replications,
        "confidence": found.confidence,
        "threshold_s": found.threshold_s,
        "sl_definition": found.definition,
        "warmup_s": found.warmup_s,
        "kernel": str(found.kernel),
        "erlang_model": None if outlook is None else outlook.model.value,
        **{name: rows_of(frame) for name, frame in frames.items()},
    }


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON-ready values: instants with offset, numbers rounded, what is unknown None."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def worst(rows: list[dict[str, Any]], n: int = 5) -> list[dict[str, Any]]:
    """Pooled intervals of the lowest simulated service level, worst first."""
    known = [r for r in rows if r["queue"] == POOLED and r["service_level"] is not None]
    return sorted(known, key=lambda r: (r["service_level"], -r["offered"]))[:n]


def as_frame(rows: list[dict[str, Any]] | dict[str, list[Any]], zone: str) -> pd.DataFrame:
    """Frame of rows (or columns) of a report, with local timestamps; unknown is NaN."""
    frame = pd.DataFrame(rows)
    if "timestamp" in frame:
        stamps = pd.to_datetime(frame["timestamp"], utc=True).dt.tz_convert(zone)
        frame = frame.assign(timestamp=stamps)
    texts = {"timestamp", "day", "first_day", "queue"}
    numbers = [str(c) for c in frame if c not in texts]
    return frame.assign(**{c: pd.to_numeric(frame[c]) for c in numbers})


def _beside(frame: pd.DataFrame, key: str, outlook: pd.DataFrame, on: str) -> pd.DataFrame:
    """Frame with Erlang's figures in its pooled rows."""
    names = ["service_level", "answer_rate", "asa_s", "occupancy"]
    theirs = outlook[[on, *names]].rename(columns={on: key, **{n: f"erlang_{n}" for n in names}})
    theirs = theirs.assign(queue=POOLED)
    return frame.merge(theirs, on=[key, "queue"], how="left", validate="one_to_one")


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp | datetime | date):
        return value.isoformat()
    if isinstance(value, float | np.floating):
        return round(float(value), DIGITS) if np.isfinite(value) else None
    return value


def _queue(
    name: str, rows: pd.DataFrame, skill: str | None, patience_s: float | None
) -> QueueTraffic:
    return QueueTraffic(
        name,
        tuple(float(v) for v in rows["volume"]),
        tuple(float(v) for v in rows["aht_s"]),
        skill,
        patience_s,
    )


def _promise(target: Target) -> dict[str, Any]:
    return {
        "service_level": 0.8 if target.sl is None else target.sl,
        "threshold_s": target.threshold_s,
        "definition": target.definition.value,
    }
