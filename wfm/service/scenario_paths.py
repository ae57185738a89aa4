"""Whole-day paths of a plan under a scenario: every queue of the plan can be drawn.

A path keeps to the volumes and quantiles of the frame that it is drawn of, so growth, events,
self-service, opening hours and moves reach the paths through the frame. What a scenario adds are
queues that the plain forecast does not know: those of other sites. They bring the course of their
days from the other centre's plan; a site known by a file alone has none and borrows that of the
busiest queue here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from wfm.forecasting.days import FloatArray
from wfm.forecasting.paths import DayPaths, Paths
from wfm.forecasting.scenario_stack import Stack
from wfm.service import forecasts
from wfm.service.desk import Desk
from wfm.service.scenario_plans import SiteFrames


def site_paths(desk: Desk, sites: SiteFrames) -> dict[str, Paths]:
    """Paths of the other centres' plans, by `OtherSite.source`; those without are left out."""
    found = {}
    for source, ids in sites.versions.items():
        for forecast_id in reversed(ids):
            paths = forecasts.paths(desk, forecast_id)
            if paths is not None and paths.queues:
                found[source] = paths
                break
    return found


def carried(
    paths: Paths, frame: pd.DataFrame, under: Stack, others: Mapping[str, Paths] | None = None
) -> Paths:
    """Paths for the queues of a frame under scenarios.

    Parameters
    ----------
    paths : Paths
        Of the plain forecast.
    frame : DataFrame
        As `wfm.core.frames.FORECAST`, `under` put on.
    under : Stack
        Names the sites.
    others : mapping of str to Paths, optional
        As `site_paths` gives them.

    Returns
    -------
    Paths
        The same paths for the queues that were there, and one for each queue of another site.
        A site's queues hang together as at home; with the queues here they are taken to move as
        these do with one another on average.
    """
    sums = frame.groupby("queue", sort=False)["volume"].sum()
    strange = [str(queue) for queue in sums.index if queue not in paths.queues]
    if not strange or not paths.queues:
        return paths
    own = [name for name in paths.queues if name in sums.index] or list(paths.queues)
    busiest = max(own, key=lambda name: float(sums.get(name, 0.0)))
    last_day = max(one.last_day for one in paths.queues.values())
    homes: dict[str, tuple[Paths, str]] = {}
    for site in under.sites:
        theirs = (others or {}).get(site.source)
        if theirs is not None:
            homes.update({site.queue(name): (theirs, name) for name in theirs.queues})
    added: dict[str, DayPaths] = {}
    for queue in strange:
        home = homes.get(queue)
        if home is None:
            added[queue] = dataclasses.replace(paths.queues[busiest], last_day=last_day)
        else:
            added[queue] = home[0].queues[home[1]]
    return Paths({**paths.queues, **added}, _together(paths, strange, homes))


def _together(
    paths: Paths, strange: list[str], homes: Mapping[str, tuple[Paths, str]]
) -> FloatArray:
    """Correlation of all queues, the strange ones last, shape (n_queues, n_queues)."""
    n, n_own = len(paths.queues) + len(strange), len(paths.queues)
    usual = 0.0
    if n_own > 1:
        off = paths.correlation[~np.eye(n_own, dtype=bool)]
        usual = max(0.0, float(off.mean()))
    whole = np.full((n, n), usual)
    whole[:n_own, :n_own] = paths.correlation
    for i, one in enumerate(strange, start=n_own):
        for k, other in enumerate(strange, start=n_own):
            first, second = homes.get(one), homes.get(other)
            if first is not None and second is not None and first[0] is second[0]:
                names = list(first[0].queues)
                whole[i, k] = first[0].correlation[names.index(first[1]), names.index(second[1])]
    np.fill_diagonal(whole, 1.0)
    return _positive(whole)


def _positive(matrix: FloatArray) -> FloatArray:
    """Nearest matrix of correlations: parts that come from different places may not fit."""
    values, vectors = np.linalg.eigh(matrix)
    if values.min() >= 0:
        return matrix
    fixed = (vectors * np.maximum(values, 0.0)) @ vectors.T
    scale = np.sqrt(np.diag(fixed))
    return np.asarray(fixed / np.outer(scale, scale))
