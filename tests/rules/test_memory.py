from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import entries, problems, rosters

from wfm.core.view import ProblemView, RosterView
from wfm.rules.contract import Rule
from wfm.rules.memory import BARRED, Memory
from wfm.rules.registry import RULES, parameters_of

pytestmark = pytest.mark.contract

REMEMBER = sorted(rule.id for rule in RULES if rule.memory is not Rule.memory)
LOOSE = {"averaged_hours", "rest_between_shifts"}
"""Rules that also look at periods that begin later, or two days back: their memory may accept what
the audit refuses."""


def points_of(memory: Memory, shifts: list[int]) -> float:
    """Price of a tour by a memory; infinite when it is refused."""
    state, total = memory.start, 0.0
    for d, s in enumerate(shifts):
        total += 0.0 if memory.points is None else float(memory.points[d, state, s])
        state = int(memory.step[d, state, s])
        if state == BARRED:
            return math.inf
    return total + float(memory.end[state])


@pytest.mark.parametrize("rule_id", REMEMBER)
@settings(max_examples=25)
@given(data=st.data())
def test_memory_says_what_the_audit_says(rule_id: str, data: st.DataObject) -> None:
    """Tests that a tour is refused, or costs, by memory just as by the audit."""
    problem = data.draw(problems())
    entry = data.draw(entries(rule_id, len(problem.agents)))
    problem = replace(problem, rules=(entry,))
    roster = data.draw(rosters(problem))
    view = ProblemView(problem)
    rule = next(r for r in RULES if r.id == rule_id)()
    p = parameters_of(entry)
    seen = RosterView(view, roster)
    # A shift on leave is refused by another rule and never built.
    there = [
        all(not view.on_leave[a, d] or seen.shift(a, d) < 0 for d in range(view.n_days))
        and all(
            view.agents[a].employed_on(view.day(d)) or seen.shift(a, d) < 0
            for d in range(-view.n_past, view.n_days)
        )
        for a in range(view.n_agents)
    ]
    found = rule.audit(seen, entry, p)
    for a in view.scoped(entry):
        memory = rule.memory(view, entry, p, a)
        if memory is None or not there[a]:
            continue
        assert memory.step.shape[0] == view.n_days
        assert memory.step.shape[2] == view.n_shifts + 1
        assert memory.step.max(initial=0) < memory.step.shape[1] == len(memory.end)
        mine = [v for v in found if v.agent_id == view.agents[a].id]
        points = points_of(memory, [seen.shift(a, d) for d in range(view.n_days)])
        if not entry.hard:
            assert points == pytest.approx(sum(v.cost for v in mine))
        elif not mine:
            assert points == 0
        elif rule_id not in LOOSE:
            assert points == math.inf


def test_key_tells_what_a_memory_does() -> None:
    """Tests that memories which differ in their start alone share a key, and no others."""
    step = np.zeros((2, 2, 3), dtype=np.int64)
    plain = Memory(0, step, None, np.zeros(2))
    assert plain.key == Memory(1, step.copy(), None, np.zeros(2)).key
    assert plain.key != Memory(0, step, np.ones(step.shape), np.zeros(2)).key
    assert plain.key != Memory(0, step, None, np.ones(2)).key
    assert plain.key != Memory(0, step + 1, None, np.zeros(2)).key
