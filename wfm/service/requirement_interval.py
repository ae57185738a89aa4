"""One interval of a requirement: what more or fewer agents give there, and what each is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.service.requirements import RequirementView
from wfm.sizing.cost_curve import group_curves
from wfm.sizing.performance import performance

REACH = 5
"""Agents more and fewer that are shown."""


@dataclass(frozen=True)
class IntervalView:
    """One interval of one group.

    Parameters
    ----------
    at : Timestamp
    volume, aht_s, load_erlangs : float
    agents : int
        Required on the phones.
    rostered : int
        With unplanned shrinkage, as the roster counts.
    around : DataFrame
        agents, service_level, asa_s, answer_rate (NaN under Erlang C), occupancy: a row a number
        of agents from `agents` - 5 (0 at least) to `agents` + 5. Empty where other channels have
        a part of the agents: what the calls get is then no matter of one number.
    prices : DataFrame
        missing (the 1st, 2nd, ... agent below the requirement), late_calls (more with it
        missing), and the same beyond the requirement as 0, -1, ...: dearest last.
    """

    at: pd.Timestamp
    volume: float
    aht_s: float
    load_erlangs: float
    agents: int
    rostered: int
    around: pd.DataFrame
    prices: pd.DataFrame


def intervals_with_calls(view: RequirementView, group: str) -> list[pd.Timestamp]:
    """Starts of a group's intervals in which somebody calls, in order."""
    rows = view.frame[(view.frame["group"] == group) & (view.frame["volume"] > 0)]
    return [pd.Timestamp(at) for at in rows["timestamp"].sort_values()]


def busiest(view: RequirementView, group: str) -> pd.Timestamp | None:
    """Interval that needs most agents; None when nobody calls."""
    rows = view.frame[(view.frame["group"] == group) & (view.frame["volume"] > 0)]
    return None if rows.empty else rows["timestamp"].iloc[int(rows["agents"].argmax())]


def interval_view(view: RequirementView, group: str, at: pd.Timestamp) -> IntervalView:
    """Service around an interval's requirement by the steady queue that asks for it."""
    rows = view.frame[view.frame["group"] == group].reset_index(drop=True)
    (place,) = np.flatnonzero(rows["timestamp"] == at)
    row = rows.iloc[int(place)]
    return IntervalView(
        at,
        float(row["volume"]),
        float(row["aht_s"]),
        float(row["load_erlangs"]),
        int(row["agents"]),
        int(row["agents_with_shrinkage"]),
        _around(view, row),
        _prices(view, rows, int(place)),
    )


def _around(view: RequirementView, row: pd.Series) -> pd.DataFrame:
    required = int(row["agents"])
    agents = np.arange(max(0, required - REACH), required + REACH + 1)
    names = ["agents", "service_level", "asa_s", "answer_rate", "occupancy"]
    if row.get("chat_agents", 0) or row.get("deferred_agents", 0):
        return pd.DataFrame(columns=names)
    served = performance(
        np.full(agents.size, float(row["load_erlangs"])),
        agents.astype(np.float64),
        np.full(agents.size, float(row["aht_s"])),
        view.sizing_target,
        view.options.patience,
    )
    parts = (served.service_level, served.asa_s, served.answer_rate, served.occupancy)
    return pd.DataFrame(dict(zip(names, (agents, *parts), strict=True)))


def _prices(view: RequirementView, rows: pd.DataFrame, place: int) -> pd.DataFrame:
    (curve,) = group_curves(
        rows,
        view.sizing_target,
        view.options,
        interval_s=view.interval_s,
    ).values()
    required = int(curve.required[place])
    more = max(1, round(required / 10))
    missing = curve.missing(max(required, 1))[place][:required]
    spare = curve.surplus(more)[place]
    late = np.concatenate([spare[::-1], missing]) * curve.calls_a_point
    return pd.DataFrame({"missing": np.arange(1 - more, required + 1), "late_calls": late})
