"""Tests of `wfm spare`."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.core.problem import POOLED, Demand
from wfm.service import files
from wfm.service.spare import spare_people, use_spare_time
from wfm.service.staffing import coverage
from wfm.sizing.blending import Campaign

pytestmark = pytest.mark.unit


@pytest.fixture
def paths(solved):
    """problem.json and roster.json of the small centre."""
    return solved / "problem.json", solved / "roster.json"


@pytest.fixture
def pair(paths):
    """Problem and roster."""
    return files.read_problem(paths[0]), files.read_roster(paths[1])


def test_only_agents_beyond_the_requirement(pair):
    """Tests that what is used never exceeds the pool's surplus, and customers add up."""
    found = use_spare_time(*pair, Campaign("card", 300, 0.4, 120), care_hours=5.0)
    table = coverage(*pair)
    pool = table[table["group"] == POOLED]
    surplus = (pool["staffed"] - pool["required"]).clip(lower=0).to_numpy()
    rows = found.intervals
    assert (rows["spare"] <= surplus + 1e-9).all()
    assert (rows["outbound"] + rows["care"] <= surplus + 1e-9).all()
    assert found.spare_hours > 0
    total = rows["reached"].sum() + rows["given_up"].sum() + found.waiting
    assert total == pytest.approx(300)
    assert found.care_hours <= 5.0


def test_nobody_leaves_a_group_that_needs_them(pair):
    """Tests that where a skill group has nobody to spare, those who have the skill stay."""
    problem, roster = pair
    everybody = tuple(dataclasses.replace(a, skills=(*a.skills, "vip")) for a in problem.agents)
    pool = next(d for d in problem.demands if d.group == POOLED)
    calm = dataclasses.replace(pool, required=tuple(0 for _ in pool.required))
    table = coverage(problem, roster)
    there = table[table["group"] == POOLED]["staffed"].to_numpy()
    free = spare_people(dataclasses.replace(problem, demands=(calm,)), roster)
    np.testing.assert_allclose(free, there)
    full = np.ceil(there).astype(int)
    tail = len(pool.required) - len(full)
    vip = Demand((*full.tolist(), *(0,) * tail), "vip", "vip")
    held = dataclasses.replace(problem, agents=everybody, demands=(calm, vip))
    assert spare_people(held, roster).sum() == 0


def test_allowed_hours(pair):
    """Tests that customers are called inside the local hours only."""
    found = use_spare_time(*pair, Campaign("card", 1e6, 0.4, 120), hours=(10, 12))
    called = found.intervals[found.intervals["attempts"] > 0]
    assert set(called["timestamp"].dt.hour) <= {10, 11}
    with pytest.raises(BadInputError, match="no span of a day"):
        use_spare_time(*pair, hours=(12, 10))


def test_command(wfm, paths):
    """Tests the command's figures as JSON and as a table, and a bad span with exit code 2."""
    told = ("spare", *paths, "--customers", 200, "--care-hours", 2)
    done = wfm(*told, "--json")
    assert done.code == 0
    assert done.json["outbound_hours"] + done.json["care_hours"] <= done.json["spare_hours"] + 1e-6
    assert len(done.json["days"]) == 7
    table = wfm(*told)
    assert table.code == 0
    assert "customers left" in " ".join(table.out.split())
    assert wfm("spare", *paths, "--hours", "all day").code == 2


def test_nothing_to_do(pair):
    """Tests that without a campaign only the spare hours are told."""
    found = use_spare_time(*pair)
    assert found.outbound_hours == found.care_hours == found.reached == found.waiting == 0
