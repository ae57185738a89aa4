"""Tests of joint bounds for agents of several skills."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.multiskill import (
    SkillLoad,
    joint_sets,
    least_staffing,
    pooled_load,
    set_requirements,
    shortfalls,
    skill_sets,
)
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")


def load(*erlangs, aht=180.0):
    """Load of one skill over some intervals."""
    return SkillLoad(np.array(erlangs, dtype=float), np.full(len(erlangs), aht))


def test_ten_and_ten():
    """Tests the textbook case: 14 + 14 = 28 apart, 24 pooled, at 80/20 and 180 s."""
    whole = SkillLoad(np.array([10]), np.array([180]))
    needs = set_requirements({"a": load(10), "b": whole}, TARGET)
    assert {s: int(n[0]) for s, n in needs.items()} == {A: 14, B: 14, AB: 24}
    assert needs[A][0] + needs[B][0] == 28


def test_nobody_counts_twice():
    """Tests that 14 agents of both skills meet both single needs and lack ten for the two."""
    needs = set_requirements({"a": load(10), "b": load(10)}, TARGET)
    lacking = shortfalls({AB: 14}, needs)
    assert {s: int(n[0]) for s, n in lacking.items()} == {AB: 10}
    assert shortfalls({AB: 24}, needs) == {}
    assert shortfalls({A: 14, B: 14}, needs) == {}
    assert shortfalls({A: 10, B: 10, AB: 4}, needs) == {}
    short = shortfalls({A: 11, B: 10, AB: 3}, needs)
    assert {s: int(n[0]) for s, n in short.items()} == {B: 1}


def test_three_skills():
    """Tests that all seven sets of three skills are bounded, and larger ones never by less."""
    loads = {"a": load(3, 20), "b": load(5, 0), "c": load(0, 7)}
    needs = set_requirements(loads, TARGET)
    assert len(needs) == 7
    for small, large in product(needs, needs):
        if small < large:
            assert (needs[small] <= needs[large]).all()
    for one, other in product(needs, needs):
        # Two sets apart never need less than together: pooling gains.
        if not one & other:
            assert (needs[one | other] <= needs[one] + needs[other]).all()


def test_handle_times_are_weighted_by_contacts():
    """Tests that 100 contacts of 60 s and 100 of 180 s last 120 s on average."""
    pooled = pooled_load({"a": load(10, aht=60.0), "b": load(30, aht=180.0)}, AB)
    assert pooled.load_erlangs.tolist() == [40]
    assert pooled.aht_s.tolist() == [120]
    assert pooled_load({"a": load(0.0), "b": load(0.0)}, AB).load_erlangs.tolist() == [0]


@st.composite
def needs_of_three(draw):
    """Monotone needs of the sets of three skills, and kinds of agents that reach every skill."""
    sets = skill_sets("abc")
    needs = {}
    for s in sets:
        below = max((needs[t] for t in needs if t < s), default=0)
        needs[s] = below + draw(st.integers(0, 4))
    kinds = draw(st.sets(st.sampled_from(sets), min_size=1, max_size=4))
    return needs, sorted(kinds | {frozenset("abc")}, key=sorted)


@settings(max_examples=60, deadline=None)
@given(needs_of_three())
def test_least_staffing_is_the_least(case):
    """Tests against trying every staffing that nothing smaller meets the bounds."""
    needs, kinds = case
    plan = least_staffing(needs, kinds)
    assert shortfalls(plan, {s: np.array([n]) for s, n in needs.items()}) == {}
    total = sum(plan.values())
    most = max(needs.values())
    fewer = (
        dict(zip(kinds, counts, strict=True))
        for counts in product(range(most + 1), repeat=len(kinds))
        if sum(counts) < total
    )
    if most ** len(kinds) < 3_000:
        for staff in fewer:
            assert shortfalls(staff, {s: np.array([n]) for s, n in needs.items()})


def test_dear_agents_are_used_last():
    """Tests that agents of both skills at twice the price are only as many as pooling pays for."""
    needs = {A: 14, B: 14, AB: 24}
    cheap = least_staffing(needs, [A, B, AB])
    dear = least_staffing(needs, [A, B, AB], cost={AB: 1.5})
    assert sum(cheap.values()) == sum(dear.values()) == 24
    assert dear[AB] == 4
    assert least_staffing(needs, [A, B, AB], cost={AB: 2.5})[AB] == 0


def test_people_there_are():
    """Tests that limits of people are kept, and too few are refused by the set that lacks."""
    plan = least_staffing({A: 3, B: 3, AB: 5}, [A, B, AB], most={AB: 1})
    assert plan[AB] == 1
    assert sum(plan.values()) == 5
    with pytest.raises(BadInputError, match="b needs 3 agents"):
        least_staffing({A: 3, B: 3}, [A], most={A: 9})
    with pytest.raises(BadInputError, match=r"a\+b needs 5 agents"):
        least_staffing({A: 2, B: 2, AB: 5}, [AB], most={AB: 4})
    assert least_staffing({A: 0}, [A]) == {A: 0}


def test_joint_sets():
    """Tests that only sets linked by people of several skills are looked at."""
    c = frozenset("c")
    assert joint_sets([A, B, c]) == ()
    assert joint_sets([A, AB, c]) == (AB,)
    chained = joint_sets([AB, frozenset("bc")])
    assert set(chained) == {AB, frozenset("bc"), frozenset("abc")}


@settings(max_examples=80, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(skill_sets("abcd")), min_size=1, max_size=5),
    counts=st.lists(st.integers(0, 30), min_size=5, max_size=5),
    erlangs=st.lists(st.floats(0, 15), min_size=4, max_size=4),
)
def test_other_sets_follow(kinds, counts, erlangs):
    """Tests that single and linked sets together imply the bound of every set."""
    needs = set_requirements({s: load(e) for s, e in zip("abcd", erlangs, strict=True)}, TARGET)
    staff: dict = {}
    for kind, count in zip(kinds, counts, strict=False):
        staff[kind] = staff.get(kind, 0) + count
    linked = set(joint_sets(kinds))
    asked = {s: n for s, n in needs.items() if len(s) == 1 or s in linked}
    if not shortfalls(staff, asked):
        assert shortfalls(staff, needs) == {}


def test_too_many_skills():
    """Tests that nine skills are refused with what to do."""
    with pytest.raises(BadInputError, match="too many skills"):
        skill_sets([str(k) for k in range(9)])
