"""Why a scenario needs more or less than another: each change put on in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.centre import Centre
from wfm.core.frames import POOLED
from wfm.forecasting.scenario_apply import apply_scenario
from wfm.forecasting.scenario_stack import Stack, Step
from wfm.service import planning
from wfm.service.scenario_plans import Plan

Floats = np.ndarray[Any, np.dtype[np.float64]]

MEASURES = ("volume", "workload_hours", "agent_hours")

TINY = 1e-6

SINCE = Step("", "changed since")
"""What changed in the sites' forecasts since a plan was promoted."""


@dataclass(frozen=True)
class Sized:
    """A scenario's forecast and requirement of a week.

    Parameters
    ----------
    under : Stack
    frame : DataFrame
        As `wfm.core.frames.FORECAST`, the week alone.
    requirement : DataFrame
        As `wfm.core.frames.REQUIREMENT`, the week alone.
    causes : dict of Step to ndarray, shape (3,)
        What each step adds to the `MEASURES`, in the order in which they are put on. With the
        measures of the plain forecast they sum to `measures`.
    """

    under: Stack
    frame: pd.DataFrame
    requirement: pd.DataFrame
    causes: dict[Step, Floats]

    @property
    def pooled(self) -> pd.DataFrame:
        """Rows of the pooled sum."""
        return self.requirement[self.requirement["group"] == POOLED]


class Sizer:
    """Sizes one week under one scenario after another.

    Parameters
    ----------
    centre : Centre
    plan : Plan
    week : date
    sites : mapping
        Frames of the other centres that the scenarios name.
    """

    def __init__(
        self, centre: Centre, plan: Plan, week: date, sites: Mapping[str, pd.DataFrame]
    ) -> None:
        self._centre = centre
        self._plan = plan
        self._week = week
        self._sites = sites
        near = plan.around(week, centre.zone)
        self._raw, self._kept = near.ground_frame, near.frame
        self._plain = self._one(Stack(), self._raw)

    def size(self, under: Stack) -> Sized:
        """Size a stack, with what each of its steps adds."""
        frame, requirement = self._plain
        before = measures(requirement, self._centre)
        causes: dict[Step, Floats] = {}
        raw, put_on = self._raw, 0
        for layer in under.layers:
            for stage in layer.stages:
                raw = apply_scenario(layer, raw, self._sites, stages=(stage,))
                put_on += 1
                frame, requirement = self._one(under.first(put_on), raw)
                after = measures(requirement, self._centre)
                causes[Step(layer.name, stage)] = after - before
                before = after
        return Sized(under, frame, requirement, causes)

    def as_planned(self) -> Sized:
        """Size the plan of record as it is kept."""
        plan = self._plan
        again = self.size(plan.under)
        if plan.info.id == plan.ground.id:
            return again
        frame, requirement = self._cut(self._kept, plan.under)
        rest = measures(requirement, self._centre) - measures(again.requirement, self._centre)
        causes = {**again.causes, **({SINCE: rest} if np.abs(rest).max() > TINY else {})}
        return Sized(plan.under, frame, requirement, causes)

    def _one(self, under: Stack, raw: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self._cut(self._plan.overridden(raw), under)

    def _cut(self, frame: pd.DataFrame, under: Stack) -> tuple[pd.DataFrame, pd.DataFrame]:
        sized = planning.size_centre(self._centre, frame, scenario=under)
        return planning.of_week(frame, self._week), planning.of_week(sized, self._week)


def measures(requirement: pd.DataFrame, centre: Centre) -> Floats:
    """Volume, workload hours and required hours of the pooled sum."""
    pooled = requirement[requirement["group"] == POOLED]
    hours = centre.interval_min / 60
    return np.array(
        [
            pooled["volume"].sum(),
            (pooled["volume"] * pooled["aht_s"]).sum() / 3600,
            pooled["agents_with_shrinkage"].sum() * hours,
        ],
        dtype=np.float64,
    )


def differences(of: Sized, reference: Sized) -> list[tuple[Step, Floats]]:
    """What makes the difference between two, step by step; sums to it exactly.

    The steps of `of` in their order, less what the reference has of them too; then those of the
    reference alone, taken away. Steps that both have to the same effect are left out.
    """
    found = []
    for step, added in of.causes.items():
        shared = reference.causes.get(step)
        if shared is None:
            found.append((step, added))
        elif np.abs(added - shared).max() > TINY:
            found.append((step, added - shared))
    found += [(step, -added) for step, added in reference.causes.items() if step not in of.causes]
    return found
