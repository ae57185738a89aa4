"""Convex prices of staffing, at the whole counts that staffing can have."""

from __future__ import annotations

from itertools import pairwise

from wfm.rules.coverage import PERCENT

Ladder = list[tuple[int, float]]
"""(width in percent of an agent, points per agent); the last step has no end."""


def prices_below(steps: list[tuple[int, float]]) -> Ladder:
    """Ladder without its empty steps."""
    return [step for k, step in enumerate(steps) if step[0] > 0 or k == len(steps) - 1]


def price_of(gap: int, below: Ladder, above: float) -> float:
    """Points for staffing that is `gap` percent of an agent short; a surplus is below 0."""
    if gap <= 0:
        return -gap / PERCENT * above
    cost = 0.0
    for k, (width, points) in enumerate(below):
        part = gap if k == len(below) - 1 else min(gap, width)
        cost += part / PERCENT * points
        gap -= part
    return cost


def convex_points(
    target: int, unit: int, below: Ladder, above: float
) -> tuple[int, float, list[tuple[int, float]]]:
    """Price staffing in whole units, from the first count that meets the target downwards.

    The price is convex; straight lines between whole counts lie above it in between and on it at
    the counts, so that a linear relaxation with them is stronger and still a relaxation.

    Parameters
    ----------
    target : int
        Percent of an agent.
    unit : int
        Percent of an agent in one unit of staffing.
    below, above
        Ladder of what is missing; points per agent of surplus.

    Returns
    -------
    top : int
        Smallest count of units that meets the target.
    price : float
        Price at that count.
    slopes : list of (width, points)
        Price of each further unit missing, dearest last; equal ones are put together.

    Examples
    --------
    >>> convex_points(300, 100, [(30, 10.0), (45, 20.0), (0, 40.0)], 1.0)
    (3, 0.0, [(1, 22.0), (2, 40.0)])
    """
    top = -(-target // unit)
    prices = [price_of(target - unit * n, below, above) for n in range(top, -1, -1)]
    slopes: list[tuple[int, float]] = []
    for cheap, dear in pairwise(prices):
        slope = round(dear - cheap, 9)
        if slopes and slopes[-1][1] == slope:
            slopes[-1] = (slopes[-1][0] + 1, slope)
        else:
            slopes.append((1, slope))
    return top, prices[0], slopes
