from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.callers import Demand, draw_callers
from wfm.sizing.simulation.crew import make_crew
from wfm.sizing.simulation.records import Records
from wfm.sizing.simulation.routing import NONE, make_routing
from wfm.sizing.simulation.shapes import Constant, LogNormal

pytestmark = [pytest.mark.unit, pytest.mark.contract]


@st.composite
def centres(draw):
    """Callers, crew and routing of a small day; whole seconds, so that much happens at once."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_queues, n_agents = draw(st.integers(1, 3)), draw(st.integers(0, 6))
    demand = Demand(
        KnownRates(random.uniform(0, 25, (4, n_queues))),
        np.full((4, n_queues), 60.0),
        300.0,
        random.choice([20.0, 90.0, np.inf], n_queues),
        draw(st.sampled_from([Constant(), LogNormal(1.2)])),
        redial_share=random.choice([0.0, 0.5], n_queues),
        redial_delay_s=30.0,
    )
    callers = draw_callers(demand, 0, int(random.integers(1000)))
    if draw(st.booleans()):
        whole = {
            name: np.ceil(getattr(callers, name))
            for name in ("arrived_s", "handle_s", "patience_s", "delay_s")
        }
        callers = type(callers)(queue=callers.queue, first=callers.first, **whole)
    stretches = []
    for _ in range(n_agents):
        edges = np.unique(random.integers(0, 1500, 2 * random.integers(0, 4)))
        edges = edges[: edges.size // 2 * 2].reshape(-1, 2).astype(float)
        owed = random.choice([0.0, 20.0, 60.0], len(edges))
        stretches.append([(b, e, o) for (b, e), o in zip(edges, owed, strict=True)])
    crew = make_crew(stretches, random.choice([0.5, 1.0], n_agents))
    levels = random.integers(NONE, 4, (n_agents, n_queues))
    return callers, crew, make_routing(levels, random.integers(1, 3, n_queues))


@settings(max_examples=60, deadline=None)
@given(centres())
def test_kernels_give_the_same_records(kernels, centre):
    """Tests that every event loop gives the same records, to the last bit."""
    first, *others = (kernel(*centre) for kernel in kernels.values())
    for other in others:
        for field in fields(Records):
            np.testing.assert_array_equal(
                getattr(first, field.name), getattr(other, field.name), err_msg=field.name
            )


@settings(max_examples=60, deadline=None)
@given(centres())
def test_laws_of_a_day(kernels, centre):
    """Tests what holds whatever happens: skills, presence, one call at a time, patience."""
    callers, crew, routing = centre
    found = kernels["compiled"](*centre)
    answered, gone = found.agent >= 0, ~np.isnan(found.gone_s)
    made = ~np.isnan(found.arrived_s)
    caller = callers.caller_of
    # Every try that was made is answered, given up, or waits for ever; the others are nothing.
    assert not (answered & gone).any()
    assert not ((answered | gone) & ~made).any()
    assert np.isinf(callers.patience_s[made & ~answered & ~gone]).all()
    assert made[callers.first[:-1]].all()
    # Nobody waits longer than patience allows, and who gives up does so exactly then.
    wait = found.began_s - found.arrived_s
    assert (wait[answered] >= 0).all()
    late = found.arrived_s + callers.patience_s
    assert (found.began_s[answered & (wait > 0)] < late[answered & (wait > 0)]).all()
    np.testing.assert_array_equal(found.gone_s[gone], late[gone])
    # A redial follows a try that was given up, and never one that was answered.
    again = np.flatnonzero(made & (np.arange(made.size) != callers.first[caller]))
    assert gone[again - 1].all()
    # Agents have the skill, are on the phones, and hold one call at a time.
    levels = routing.levels[routing.kind[found.agent[answered]], callers.queue[caller[answered]]]
    assert (levels != NONE).all()
    for agent in range(crew.n_agents):
        mine = np.flatnonzero(found.agent == agent)
        mine = mine[np.argsort(found.began_s[mine], kind="stable")]
        begin, end = found.began_s[mine], found.ended_s[mine]
        assert (begin[1:] >= end[:-1]).all()
        spans = range(crew.first[agent], crew.first[agent + 1])
        on = [(found.on_s[k], crew.end_s[k]) for k in spans if not np.isnan(found.on_s[k])]
        assert all(any(a <= b < z for a, z in on) for b in begin)
        np.testing.assert_allclose(
            end - begin, callers.handle_s[caller[mine]] / crew.speed[agent], rtol=1e-9
        )


@settings(max_examples=40, deadline=None)
@given(centres())
def test_nobody_idles_while_somebody_waits(kernels, centre):
    """Tests that a call waits only as long as every agent with its skill is busy or away."""
    callers, crew, routing = centre
    found = kernels["compiled"](*centre)
    queue = callers.queue[callers.caller_of]
    left = np.where(found.agent >= 0, found.began_s, found.gone_s)
    waited = np.flatnonzero(
        (left > found.arrived_s) | (np.isnan(left) & ~np.isnan(found.arrived_s))
    )
    for x in waited[:20]:
        until = left[x] if not np.isnan(left[x]) else np.inf
        able = np.flatnonzero(routing.levels[routing.kind, queue[x]] != NONE)
        for agent in able:
            for k in range(crew.first[agent], crew.first[agent + 1]):
                if np.isnan(found.on_s[k]):
                    continue
                begin = max(found.arrived_s[x], found.on_s[k])
                end = min(until, crew.end_s[k])
                if end <= begin:
                    continue
                calls = found.agent == agent
                busy = np.clip(found.ended_s[calls], begin, end) - np.clip(
                    found.began_s[calls], begin, end
                )
                assert busy.sum() == pytest.approx(end - begin, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(centres())
def test_first_come_first_served(kernels, centre):
    """Tests that within a queue nobody is answered before somebody who came earlier."""
    callers, _, _ = centre
    found = kernels["pure"](*centre)
    queue = callers.queue[callers.caller_of]
    waited = (found.agent >= 0) & (found.began_s > found.arrived_s)
    for q in range(queue.max(initial=-1) + 1):
        mine = np.flatnonzero(waited & (queue == q))
        order = mine[np.lexsort((found.began_s[mine], found.arrived_s[mine]))]
        assert (np.diff(found.began_s[order]) >= 0).all()
