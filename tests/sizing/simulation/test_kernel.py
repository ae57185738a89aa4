from __future__ import annotations

import numpy as np
import pytest

from wfm.sizing.simulation.crew import make_crew
from wfm.sizing.simulation.routing import make_routing

pytestmark = pytest.mark.unit
NAN = np.nan


def same(values, expected):
    np.testing.assert_array_equal(np.asarray(values, dtype=float), np.array(expected, dtype=float))


def test_one_agent_serves_in_order(run, make_callers, steady):
    """Tests that calls wait for the one agent and are answered first come, first served."""
    callers = make_callers([(10, 30), (20, 5), (30, 5)])
    found = run(callers, *steady(1))
    same(found.arrived_s, [10, 20, 30])
    same(found.began_s, [10, 40, 45])
    same(found.ended_s, [40, 45, 50])
    same(found.agent, [0, 0, 0])
    same(found.gone_s, [NAN, NAN, NAN])


def test_impatient_caller_leaves_the_line(run, make_callers, steady):
    """Tests that a caller whose patience ends is gone then, and the next one is answered."""
    callers = make_callers([(0, 100), (10, 5), (20, 5)], patience=[np.inf, 30, 500])
    found = run(callers, *steady(1))
    same(found.gone_s, [NAN, 40, NAN])
    same(found.began_s, [0, NAN, 100])
    assert found.agent.tolist() == [0, -1, 0]


def test_answer_and_end_of_patience_at_once(run, make_callers, steady):
    """Tests that a caller whose patience ends as an agent comes free has given up."""
    found = run(make_callers([(0, 40), (10, 5)], patience=[np.inf, 30]), *steady(1))
    same(found.gone_s, [NAN, 40])


def test_longest_idle_agent_first(run, make_callers, steady):
    """Tests that of the free agents the one idle longest takes the call."""
    callers = make_callers([(0, 10), (1, 2), (20, 5), (21, 5)])
    found = run(callers, *steady(3))
    # Agent 2 has never worked, then agent 1 (free since 3), then agent 0 (since 10).
    assert found.agent.tolist() == [0, 1, 2, 1]


def test_call_runs_over_the_end(run, make_callers):
    """Tests that an agent finishes the call, and takes no further one after the end."""
    crew = make_crew([[(0, 50, 0.0)]], [1.0])
    routing = make_routing([[1]])
    found = run(make_callers([(40, 30), (45, 5)], patience=[np.inf, 100]), crew, routing)
    same(found.ended_s, [70, NAN])
    same(found.off_s, [70])
    same(found.gone_s, [NAN, 145])


def test_break_is_taken_in_full(run, make_callers):
    """Tests that a break which begins late ends as much later."""
    crew = make_crew([[(0, 100, 0.0), (130, 300, 30.0)]], [1.0])
    routing = make_routing([[1]])
    found = run(make_callers([(90, 50), (120, 5)]), crew, routing)
    same(found.on_s, [0, 170])
    same(found.began_s, [90, 170])


def test_break_in_time(run, make_callers):
    """Tests that an idle agent goes and comes back as planned."""
    crew = make_crew([[(0, 100, 0.0), (130, 300, 30.0)]], [1.0])
    found = run(make_callers([(99, 0.5), (110, 5)]), crew, make_routing([[1]]))
    same(found.on_s, [0, 130])
    same(found.off_s, [100, 300])
    same(found.began_s, [99, 130])


def test_call_over_a_whole_stretch(run, make_callers):
    """Tests that a call longer than the next stretch leaves that one out."""
    crew = make_crew([[(0, 100, 0.0), (130, 150, 30.0), (200, 300, 50.0)]], [1.0])
    found = run(make_callers([(90, 80), (180, 5)]), crew, make_routing([[1]]))
    # Done at 170, break until 200: past the second stretch; the break before the third counts too.
    same(found.on_s, [0, NAN, 250])
    same(found.began_s, [90, 250])


def test_next_shift_owes_no_break(run, make_callers):
    """Tests that the night's rest between shifts does not move with a late call."""
    crew = make_crew([[(0, 100, 0.0), (500, 600, 0.0)]], [1.0])
    found = run(make_callers([(90, 60), (500, 5)]), crew, make_routing([[1]]))
    same(found.on_s, [0, 500])


def test_who_waits_is_served_at_sign_on(run, make_callers):
    """Tests that an agent who comes to the phones takes the earliest waiting call."""
    crew = make_crew([[(100, 200, 0.0)]], [1.0])
    found = run(make_callers([(10, 5), (20, 5)]), crew, make_routing([[1]]))
    same(found.began_s, [100, 105])


def test_nobody_ever_comes(run, make_callers):
    """Tests that calls without agents wait for ever, and a crew without stretches is no error."""
    crew = make_crew([[], []], [1.0, 1.0])
    found = run(
        make_callers([(10, 5), (20, 5)], patience=[np.inf, 7]), crew, make_routing([[1]] * 2)
    )
    same(found.began_s, [NAN, NAN])
    same(found.gone_s, [NAN, 27])
    same(found.arrived_s, [10, 20])


def test_nobody_calls(run, make_callers, steady):
    """Tests that a day without calls is played too."""
    found = run(make_callers([]), *steady(2, until=50.0))
    assert found.arrived_s.size == 0
    same(found.off_s, [50, 50])


def test_slow_agent(run, make_callers):
    """Tests that half the productivity takes twice the handle time."""
    crew = make_crew([[(0, 1e4, 0.0)]], [0.5])
    found = run(make_callers([(0, 100)]), crew, make_routing([[1]]))
    same(found.ended_s, [200])


def test_primary_before_secondary(run, make_callers):
    """Tests that agents of the better level are asked first, whoever is idle longer."""
    crew = make_crew([[(0, 1e4, 0.0)], [(1, 1e4, 0.0)]], [1.0, 1.0])
    routing = make_routing([[2, 1], [1, 0]])
    found = run(make_callers([(10, 50, 0), (20, 50, 0), (30, 5, 1)]), crew, routing)
    assert found.agent.tolist() == [1, 0, 0]
    same(found.began_s, [10, 20, 70])


def test_agents_without_the_skill_stay_idle(run, make_callers):
    """Tests that a call waits although somebody without its skill is free."""
    crew = make_crew([[(0, 1e4, 0.0)], [(0, 1e4, 0.0)]], [1.0, 1.0])
    routing = make_routing([[1, 0], [1, 1]])
    found = run(make_callers([(0, 5, 0), (1, 90, 1), (2, 5, 1), (3, 5, 0)]), crew, routing)
    assert found.agent.tolist() == [0, 1, 1, 0]
    same(found.began_s, [0, 1, 91, 5])


def test_priority_before_first_come(run, make_callers):
    """Tests that the queue of the higher priority is served first, then who came first."""
    crew = make_crew([[(0, 1e4, 0.0)]], [1.0])
    calls = [(0, 100, 0), (10, 5, 0), (20, 5, 1), (30, 5, 1)]
    found = run(make_callers(calls), crew, make_routing([[1, 1]], [2, 1]))
    same(found.began_s, [0, 110, 100, 105])
    equal = run(make_callers(calls), crew, make_routing([[1, 1]], [1, 1]))
    same(equal.began_s, [0, 100, 105, 110])


def test_redial(run, make_callers, steady):
    """Tests that a caller who gave up comes back, and one who was answered does not."""
    callers = make_callers(
        [(0, 100), (10, 5)], tries=[[(np.inf, 0.0), (9.0, 9.0)], [(30.0, 0.0), (50.0, 40.0)]]
    )
    found = run(callers, *steady(1))
    same(found.arrived_s, [0, NAN, 10, 80])
    same(found.gone_s, [NAN, NAN, 40, NAN])
    same(found.began_s, [0, NAN, NAN, 100])


def test_redial_without_end(run, make_callers, steady):
    """Tests that tries end with the last one that a caller is willing to make."""
    tries = [[(np.inf, 0.0)], [(5.0, 0.0), (5.0, 5.0), (5.0, 5.0)]]
    found = run(make_callers([(0, 1000), (10, 5)], tries=tries), *steady(1))
    same(found.arrived_s, [0, 10, 20, 30])
    same(found.gone_s, [NAN, 15, 25, 35])
