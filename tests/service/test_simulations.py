"""Tests of simulations of a roster: queued, played by a worker, kept beside its revision."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.runs.context import StopReason
from wfm.runs.worker import Worker
from wfm.service import editing, rosters, simulations, solves
from wfm.service.handlers import HANDLERS

pytestmark = pytest.mark.unit


def play(desk, state, **choices):
    """Start a simulation and do it as a worker process would."""
    number = simulations.start_simulation(desk, state, **choices)
    assert Worker(desk.store, HANDLERS, beat_s=0.05).run_once()
    run = solves.run(desk, number)
    assert run.status == "done", run.error
    return run


@pytest.fixture
def state(desk):
    """The published roster of the week."""
    return rosters.roster(desk, "small", WEEK)


def test_whole_life(desk, state, trail):
    """Tests that a simulation is queued, played with progress, and found with its revision."""
    assert simulations.latest(desk, state) is None
    number = simulations.start_simulation(desk, state, replications=4, patience_s=90.0)
    assert solves.active_run(desk, "small", WEEK, simulations.KIND).id == number
    with pytest.raises(BadInputError, match="being simulated already"):
        simulations.start_simulation(desk, state)
    assert Worker(desk.store, HANDLERS, beat_s=0.05).run_once()
    run = solves.run(desk, number)
    assert run.status == "done", run.error
    assert run.progress[-1]["share"] == 1.0
    found = simulations.latest(desk, state)
    assert (found.run_id, found.roster_id, found.revision) == (number, state.id, state.revision)
    assert found.author == desk.actor.name
    assert found.choices["patience_s"] == 90.0
    assert found.about["replications"] == 4
    assert any("simulation of" in why for *_, why in trail(desk))


def test_tables_hold_the_week_beside_erlang(desk, state):
    """Tests intervals, days and total: local time, bands around figures, Erlang beside them."""
    play(desk, state, replications=6, patience_s=90.0)
    found = simulations.latest(desk, state)
    pooled = found.intervals[found.intervals["queue"] == "all"]
    grid = rosters.coverage(state)["timestamp"].drop_duplicates()
    assert list(pooled["timestamp"]) == list(grid)
    assert len(found.days[found.days["queue"] == "all"]) == 7
    whole = found.total.iloc[0]
    assert whole["service_level_low"] <= whole["service_level"] <= whole["service_level_high"]
    assert found.about["erlang_model"] == "erlang-a"
    assert 0 < whole["erlang_service_level"] < 1
    assert 0 < whole["erlang_answer_rate"] <= 1
    known = pooled.dropna(subset=["service_level", "erlang_service_level"])
    # Formula and simulation tell the same story of the week.
    assert np.corrcoef(known["service_level"], known["erlang_service_level"])[0, 1] > 0.8


def test_worst_intervals_come_worst_first(desk, state):
    """Tests that the list of worst intervals is that of the lowest service level."""
    play(desk, state, replications=3)
    found = simulations.latest(desk, state)
    worst = found.worst(4)["service_level"]
    pooled = found.intervals[found.intervals["queue"] == "all"]["service_level"].dropna()
    assert list(worst) == sorted(pooled)[:4]


def test_same_seed_same_result(desk, state):
    """Tests that a simulation can be repeated, and another seed plays other calls."""
    first = play(desk, state, replications=3, seed=5).result
    again = play(desk, state, replications=3, seed=5).result
    assert json.dumps(first, sort_keys=True) == json.dumps(again, sort_keys=True)
    other = play(desk, state, replications=3, seed=6).result
    assert other["total"]["offered"] != first["total"]["offered"]


def test_new_revision_shows_the_old_result_as_old(desk, state):
    """Tests that after a change the result is still there, named by the revision it is of."""
    play(desk, state, replications=3)
    cell = next(iter(state.roster))
    editing.change_cell(desk, state, cell.agent_id, cell.day, None, "ill", allow_hard=True)
    newer = rosters.roster(desk, "small", WEEK)
    assert newer.id != state.id
    found = simulations.latest(desk, newer)
    assert (found.roster_id, found.revision) == (state.id, state.revision)
    play(desk, newer, replications=3)
    assert simulations.latest(desk, newer).roster_id == newer.id
    assert simulations.latest(desk, state).roster_id == state.id


def test_absence_and_doubt_reach_the_simulation(desk, state):
    """Tests that fewer people serve worse, and that doubt widens the band."""
    play(desk, state, replications=20)
    plain = simulations.latest(desk, state).total.iloc[0]
    play(desk, state, replications=20, absence=0.3)
    assert simulations.latest(desk, state).total.iloc[0]["service_level"] < plain["service_level"]
    play(desk, state, replications=20, day_cv=0.4)
    doubt = simulations.latest(desk, state).total.iloc[0]
    width = [row["service_level_high"] - row["service_level_low"] for row in (plain, doubt)]
    assert width[1] > width[0]


@pytest.mark.parametrize(
    "choices",
    [
        {"replications": 1},
        {"replications": 1001},
        {"seed": -1},
        {"patience_s": -5.0},
        {"absence": 1.0},
        {"day_cv": -0.1},
        {"redial_share": 1.0},
    ],
    ids=str,
)
def test_impossible_choices_are_refused_before_a_run(desk, state, choices):
    """Tests that the page says at once what a worker would only say later."""
    with pytest.raises(BadInputError):
        simulations.start_simulation(desk, state, **choices)
    assert solves.active_run(desk, "small", WEEK, simulations.KIND) is None


def test_who_may_simulate_and_stop_it(desk, state, as_role):
    """Tests that planners and schedulers may, and agents and shift leaders may not."""
    for role in ("agent", "shift_leader", "administrator"):
        with pytest.raises(NotAllowedError):
            simulations.start_simulation(as_role(desk, role), state)
    for role in ("planner", "scheduler", "manager"):
        number = simulations.start_simulation(as_role(desk, role), state, replications=2)
        with pytest.raises(NotAllowedError):
            solves.cancel(as_role(desk, "agent"), number)
        solves.cancel(as_role(desk, role), number)
        assert solves.run(desk, number).status == "cancelled"


def test_without_a_forecast_the_problem_says_who_calls(desk, state, monkeypatch):
    """Tests that a roster whose plan of record is gone is played with the calls it was made for."""

    def none(*_):
        raise BadInputError(simulations.Fault("no forecast", "make one"))

    monkeypatch.setattr(simulations.scenarios, "base_frame", none)
    play(desk, state, replications=2)
    lost = replace(state, problem=replace(state.problem, traffic=None))
    with pytest.raises(BadInputError, match="no forecast"):
        simulations.start_simulation(desk, lost, replications=2)


def test_stopped_simulation_keeps_what_was_played(desk, state, monkeypatch):
    """Tests that a stop after some replications leaves a result of those."""
    real = simulations.simulate

    def stopped(*args, on_progress, should_stop, **about):
        done = []

        def tell(n):
            done.append(n)
            on_progress(n)
            if n == 3:
                context[0].stop(StopReason.CANCEL)

        return real(*args, on_progress=tell, should_stop=should_stop, **about)

    context = []

    def handler(ctx):
        context.append(ctx)
        return simulations.run_simulation(ctx)

    monkeypatch.setattr(simulations, "simulate", stopped)
    number = simulations.start_simulation(desk, state, replications=50)
    Worker(desk.store, {simulations.KIND: handler}, beat_s=0.05).run_once()
    run = solves.run(desk, number)
    assert run.status == "cancelled"
    assert simulations.latest(desk, state).about["replications"] == 3


def test_centre_without_calls_has_nothing_to_play(desk, state, monkeypatch):
    """Tests that a plan of e-mail alone is refused with the reason."""
    monkeypatch.setattr(simulations, "traffic_of", lambda *_: None)
    with pytest.raises(BadInputError, match="takes calls"):
        simulations.start_simulation(desk, state)
