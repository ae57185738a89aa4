"""What the fairness sheet shows, as plain values: made by the rooms that know the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """How far apart the agents compared are in one burden, scaled to the whole period."""

    burden: str
    compared: int
    low: float
    mean: float
    high: float
    gini: float


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one agent had.

    Parameters
    ----------
    agent_id, team : str
    days : int
        Days of the period on which the agent was there.
    past, now : mapping of str to int
        By burden: in the past weeks, and in the roster.
    wishes : int
        Of the period, granted or refused.
    """

    agent_id: str
    team: str
    days: int
    past: Mapping[str, int]
    now: Mapping[str, int]
    wishes: int


@dataclass(frozen=True)
class FairnessTable:
    """Shares of every agent and their spread, over `weeks` past weeks and the roster."""

    weeks: float
    spreads: tuple[SpreadRow, ...]
    shares: tuple[ShareRow, ...]
