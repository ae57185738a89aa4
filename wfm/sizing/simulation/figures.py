"""Service in the words of the field, with bands, from the counts of many replications."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Literal

import numpy as np
import pandas as pd

from wfm.core.problem import POOLED
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.simulation.bands import Band, mean_band, ratio_band
from wfm.sizing.simulation.statistics import Counts

FIGURES = (
    "offered",
    "redials",
    "answered",
    "answered_in_time",
    "abandoned",
    "short_abandons",
    "unserved",
    "sl_offered",
    "sl_answered",
    "sl_net",
    "sl_either",
    "answer_rate",
    "asa_s",
    "wait_s",
    "queue_length",
    "busy_agents",
)
"""Columns of every frame, each with ``_low`` and ``_high``: calls are means a replication, shares
and waits are of all calls of all replications (see `statistics.Counts`)."""

CREW_FIGURES = ("present_agents", "occupancy")
"""Of all agents together: NaN in the rows of single queues, who have no agents of their own."""


def pooled(counts: Counts) -> Counts:
    """Counts of all queues as one, shape (..., n_intervals, 1)."""
    per_queue = (f.name for f in fields(Counts) if f.name != "present_s")
    sums = {name: getattr(counts, name).sum(axis=-1, keepdims=True) for name in per_queue}
    return replace(counts, **sums)


def grouped(counts: Counts, group: IntArray) -> Counts:
    """Counts summed over groups of intervals; `group` is 0, 1, ... and never falls."""
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    return Counts(
        **{
            f.name: np.add.reduceat(
                getattr(counts, f.name), starts, axis=-1 if f.name == "present_s" else -2
            )
            for f in fields(Counts)
        }
    )


def figures(counts: Counts, seconds: FloatArray, confidence: float) -> dict[str, Band]:
    """Every figure of `FIGURES` with its band, shape (n_intervals, n_queues).

    Parameters
    ----------
    counts : Counts
        Replications first.
    seconds : ndarray
        Length of each interval (or group of them), shape (n_intervals,).
    confidence : float
    """
    c = counts
    served = c.answered + c.abandoned

    def share(top: FloatArray, base: FloatArray) -> Band:
        return ratio_band(top, base, confidence, share=True)

    means = {
        "offered": c.offered,
        "redials": c.redials,
        "answered": c.answered,
        "answered_in_time": c.in_time,
        "abandoned": c.abandoned,
        "short_abandons": c.short,
        "unserved": c.offered - served,
        "queue_length": c.queue_s / seconds[:, None],
        "busy_agents": c.busy_s / seconds[:, None],
    }
    found = {name: mean_band(values, confidence) for name, values in means.items()}
    found |= {
        "sl_offered": share(c.in_time, c.offered),
        "sl_answered": share(c.in_time, c.answered),
        "sl_net": share(c.in_time, c.offered - c.short),
        "sl_either": share(c.in_time + c.short, c.offered),
        "answer_rate": share(c.answered, c.offered),
        "asa_s": ratio_band(c.answer_wait_s, c.answered, confidence),
        "wait_s": ratio_band(c.wait_s, served, confidence),
    }
    return {name: found[name] for name in FIGURES}


def crew_figures(counts: Counts, seconds: FloatArray, confidence: float) -> dict[str, Band]:
    """Figures of all agents together, shape (n_intervals,)."""
    busy = counts.busy_s.sum(axis=-1)
    return {
        "present_agents": mean_band(counts.present_s / seconds, confidence),
        "occupancy": ratio_band(busy, counts.present_s, confidence, share=True),
    }


def frame_of(
    counts: Counts,
    queues: tuple[str, ...],
    index: pd.Index | pd.Series,
    seconds: FloatArray,
    confidence: float,
) -> pd.DataFrame:
    """Return a long frame: a row an index entry and queue, the pooled queue ``all`` first.

    Parameters
    ----------
    counts : Counts
        Shape (n_replications, n_intervals, n_queues).
    queues : tuple of str
    index : Index
        Of the intervals; its name becomes the first column.
    seconds : ndarray
        Shape (n_intervals,).
    confidence : float
    """
    crew = crew_figures(counts, seconds, confidence)
    parts = []
    whole = figures(pooled(counts), seconds, confidence)
    apart = figures(counts, seconds, confidence) if len(queues) > 1 else {}
    for name in (POOLED, *(queues if len(queues) > 1 else ())):
        columns: dict[str, object] = {str(index.name): index, "queue": name}
        q = 0 if name == POOLED else queues.index(name)
        for figure, band in (whole if name == POOLED else apart).items():
            _add(columns, figure, band, (slice(None), q))
        for figure, band in crew.items():
            _add(columns, figure, band, slice(None), known=name == POOLED)
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


Bound = Literal["mean", "low", "high"]
_BOUNDS: tuple[tuple[str, Bound], ...] = (("", "mean"), ("_low", "low"), ("_high", "high"))


def _add(
    columns: dict[str, object], figure: str, band: Band, at: object, *, known: bool = True
) -> None:
    for end, bound in _BOUNDS:
        values = getattr(band, bound)[at]
        columns[figure + end] = values if known else np.full_like(values, np.nan)
