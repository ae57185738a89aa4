"""What a missing agent costs in each interval of a problem, from the sizing cost curve."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.problem import Demand, RuleEntry
from wfm.core.time import local_instant
from wfm.rules.coverage import Coverage, CoverageParameters
from wfm.rules.registry import parameters_of
from wfm.sizing.cost_curve import group_curves
from wfm.sizing.options import SizingOptions
from wfm.sizing.target import Target


def reference_price(rules: Iterable[RuleEntry]) -> float | None:
    """Points of the normal tier of the coverage entry that asks for the curve; None without one."""
    for entry in rules:
        if entry.rule != Coverage.id:
            continue
        p = parameters_of(entry)
        if isinstance(p, CoverageParameters) and p.price == "curve":
            return p.factors[0] * entry.weight
    return None


def with_curves(
    demands: tuple[Demand, ...],
    requirement: pd.DataFrame,
    centre: Centre,
    first_day: date,
    target: Target,
    options: SizingOptions,
    reference: float,
) -> tuple[Demand, ...]:
    """Demands with the price of each missing agent.

    Parameters
    ----------
    requirement : DataFrame
        REQUIREMENT frame that the demands were taken from.
    target, options
        What it was sized for; the threshold, the definition and the patience are used.
    reference : float
        Points of a group's first missing agent, in the mean over its required agents: a group's
        prices are its own, so that every group weighs as it does on the ladder.
    """
    start = pd.Timestamp(local_instant(first_day, 0, centre.zone))
    later = requirement[requirement["timestamp"] >= start].sort_values("timestamp")
    priced = []
    for demand in demands:
        rows = later[later["group"] == demand.group].head(len(demand.required))
        curve = group_curves(
            rows,
            target,
            options,
            interval_s=60.0 * centre.interval_min,
            reference_price=reference,
        )[demand.group]
        priced.append(dataclasses.replace(demand, steps=curve.steps))
    return tuple(priced)
