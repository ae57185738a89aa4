"""What every search by tours needs of a problem, made once: judges, graphs, finders, prices."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from wfm.rostering.graph import TourGraphs
from wfm.rostering.judge import TourJudge, tour_judges
from wfm.rostering.patterns import BreakPatterns
from wfm.rostering.rows import Row
from wfm.rostering.staffing import FloatArray
from wfm.rostering.tours import TourFinder
from wfm.rules.modelling import Modeller


class TourKit:
    """Judges, graphs and finders of every agent.

    Parameters
    ----------
    modeller : Modeller

    Attributes
    ----------
    judges : list of TourJudge
        Per agent.
    rows : list of (Row, agents)
        Hard rows over several agents.
    facts : Facts
        What is known of every roster's cost.
    points : float array, shape (n_agents, n_days, n_shifts)
        Points of each shift by itself, by every rule but those on staffing.
    """

    def __init__(self, modeller: Modeller) -> None:
        self.modeller, self.view = modeller, modeller.view
        self.judges: list[TourJudge]
        self.rows: list[tuple[Row, frozenset[int]]]
        self.judges, self.rows, self.facts = tour_judges(modeller)
        shape = (self.view.n_days, self.view.n_shifts)
        self.points: FloatArray = np.zeros((self.view.n_agents, *shape))
        for a, judge in enumerate(self.judges):
            self.points[a] = judge.points_table(shape)
        self._patterns = BreakPatterns(modeller)
        self._finders: dict[int, TourFinder] = {}

    @cached_property
    def graphs(self) -> TourGraphs:
        """Graph of every agent."""
        return TourGraphs(self.modeller)

    def finder(self, a: int) -> TourFinder:
        """Finder of an agent."""
        if a not in self._finders:
            self._finders[a] = TourFinder(self.modeller, a, self._patterns, self.graphs)
        return self._finders[a]
