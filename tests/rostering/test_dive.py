from __future__ import annotations

import numpy as np
import pytest
from support.posts import posts_problem

from wfm.core.view import OFF, ProblemView
from wfm.rostering.columns import Columns, roster_of
from wfm.rostering.dive import Dive
from wfm.rostering.kit import TourKit
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def rooted(seed: int) -> Columns:
    """Columns of a small ward with their root solved."""
    kit = TourKit(Modeller(ProblemView(posts_problem(seed))))
    columns = Columns(kit, seed, lambda bound: None)
    columns.root(Budget(0, deterministic=1000), 1000)
    return columns


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_dive_gives_everybody_a_legal_tour(noise: float) -> None:
    """Tests the roster by the audit, and that the columns are as open as before."""
    columns = rooted(1)
    tours = Dive(columns, Budget(0, deterministic=1000), noise).run()
    assert tours is not None
    assert sorted(tours) == columns.agents
    report = audit(columns.view.problem, roster_of(columns.view, tours))
    assert not report.hard
    assert report.cost == pytest.approx(columns.cost(tours) + columns.kit.facts.constant)
    assert report.cost >= columns.bound - 1e-6
    assert columns.open.all()


def test_a_dive_repeats_itself() -> None:
    """Tests that the same columns give the same tours."""
    first, second = (Dive(rooted(2), Budget(0, deterministic=1000)).run() for _ in range(2))
    assert first == second


def test_what_is_closed_stays_closed() -> None:
    """Tests a day off that everybody has to have."""
    columns = rooted(0)
    budget = Budget(0, deterministic=1000)
    columns.open[:, 4, :-1] = False
    columns.hold()
    columns.generate(columns.agents, budget, budget.left, rounds=30, hold=0.0)
    tours = Dive(columns, budget).run()
    assert tours is not None
    assert all(tour[4] == OFF for tour in tours.values())
    assert not audit(columns.view.problem, roster_of(columns.view, tours)).hard
    assert not columns.open[:, 4, :-1].any()


def test_a_dive_ends_with_the_budget() -> None:
    """Tests that no half roster comes out when there is no time left."""
    kit = TourKit(Modeller(ProblemView(posts_problem(0))))
    columns = Columns(kit, 1, lambda bound: None)
    assert Dive(columns, Budget(0, deterministic=0)).run() is None
    assert np.all(columns.open)
