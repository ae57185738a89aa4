from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from support.problems import agents, roster, small_problem, with_past

from wfm.core.errors import BadInputError
from wfm.core.traffic import QueueTraffic, Traffic
from wfm.core.view import ProblemView
from wfm.sizing.simulation.figures import CREW_FIGURES, FIGURES
from wfm.sizing.simulation.replications import KernelName, Plan
from wfm.sizing.simulation.shapes import Exponential
from wfm.sizing.simulation.simulate import (
    SimulationOptions,
    demand_of,
    routing_of,
    simulate,
)

pytestmark = pytest.mark.unit
N = 2 * 48 + 12
PLAN = Plan(replications=8, seed=2)
OPTIONS = SimulationOptions(PLAN)


@pytest.fixture(scope="module")
def problem():
    """Two days, four agents round the clock; two of them speak the dialect."""
    people = (*agents(6), *(replace(a, id=f"B{a.id}", skills=("minnan",)) for a in agents(4)))
    return with_past(
        small_problem(n_days=2, agents=people), A006="......N", BA004="......N", weeks=1
    )


@pytest.fixture(scope="module")
def made(problem):
    """Early, middle, late and night, a speaker of the dialect in most."""
    return roster(
        problem, A001="EE", A002="EE", A003="MM", A004="LL", A005="LL", A006=".N",
        BA001="EE", BA002="MM", BA003="LL", BA004="NN",
    )  # fmt: skip


def traffic(volume=6.0, dialect=2.0, patience_s=90.0, **about):
    def queue(name, calls, skill):
        return QueueTraffic(name, (calls,) * N, (180.0,) * N, skill, patience_s, **about)

    return Traffic((queue("general", volume, None), queue("dialect", dialect, "minnan")))


def test_frames_have_a_row_an_interval_day_and_queue(problem, made):
    """Tests the shape of the result: pooled first, then each queue, over the problem's days."""
    found = simulate(ProblemView(problem), made, traffic(), OPTIONS)
    assert len(found.intervals) == 96 * 3
    assert list(dict.fromkeys(found.intervals["queue"])) == ["all", "general", "dialect"]
    assert found.intervals["timestamp"].iloc[0] == pd.Timestamp("2026-11-23", tz="Asia/Shanghai")
    assert len(found.days) == 2 * 3
    assert len(found.total) == 3
    for name in (*FIGURES, *CREW_FIGURES):
        assert {name, f"{name}_low", f"{name}_high"} <= set(found.total.columns)
    assert found.replications == 8
    assert found.warmup_s == 3600.0
    assert found.kernel is KernelName.NUMBA


def test_sums_over_queues_days_and_intervals_agree(problem, made):
    """Tests that calls and time add up the same way in every table."""
    found = simulate(ProblemView(problem), made, traffic(), OPTIONS)
    for name in ("offered", "answered", "answered_in_time", "abandoned", "short_abandons"):
        total = found.total.set_index("queue")[name]
        assert total["all"] == pytest.approx(total["general"] + total["dialect"])
        for frame in (found.days, found.intervals):
            assert frame.groupby("queue")[name].sum()["all"] == pytest.approx(total["all"])
    pooled = found.intervals[found.intervals["queue"] == "all"]
    assert pooled["busy_agents"].mean() == pytest.approx(found.total["busy_agents"].iloc[0])
    whole = found.total.iloc[0]
    assert whole["offered"] == pytest.approx(
        whole["answered"] + whole["abandoned"] + whole["unserved"]
    )
    assert whole["sl_offered"] == pytest.approx(whole["answered_in_time"] / whole["offered"])


def test_four_definitions(problem, made):
    """Tests that the four service levels stand as their definitions say."""
    for _, row in simulate(ProblemView(problem), made, traffic(), OPTIONS).total.iterrows():
        in_time, short = row["answered_in_time"], row["short_abandons"]
        assert row["sl_answered"] == pytest.approx(in_time / row["answered"])
        assert row["sl_net"] == pytest.approx(in_time / (row["offered"] - short))
        assert row["sl_either"] == pytest.approx((in_time + short) / row["offered"])
        assert row["sl_offered"] < row["sl_net"] < row["sl_answered"]


def test_crew_figures_belong_to_the_pool(problem, made):
    """Tests that presence and occupancy stand in pooled rows alone."""
    found = simulate(ProblemView(problem), made, traffic(), OPTIONS).intervals
    assert found.loc[found["queue"] != "all", "occupancy"].isna().all()
    pooled = found[found["queue"] == "all"]
    planned = ProblemView(problem).presence(made).phone[:, :96].sum(axis=0)
    # Calls that run over keep agents a little longer, and late breaks move.
    assert np.abs(pooled["present_agents"].to_numpy() - planned).max() < 0.6


def test_queue_without_its_skill_is_not_served(problem, made):
    """Tests that a dialect call waits in vain while nobody who speaks it is there."""
    nobody = replace(problem, agents=tuple(replace(a, skills=()) for a in problem.agents))
    found = simulate(ProblemView(nobody), made, traffic(), OPTIONS).total.set_index("queue")
    assert found.loc["dialect", "answered"] == 0
    assert found.loc["general", "answer_rate"] > 0.5


def test_trainee_answers_more_slowly(problem, made):
    """Tests that half productivity fills the agents' time more and serves less."""
    slow = replace(problem, agents=tuple(replace(a, productivity_pct=50) for a in problem.agents))
    quick_total = simulate(ProblemView(problem), made, traffic(), OPTIONS).total.iloc[0]
    slow_total = simulate(ProblemView(slow), made, traffic(), OPTIONS).total.iloc[0]
    assert slow_total["occupancy"] > 1.5 * quick_total["occupancy"]
    assert slow_total["sl_offered"] < quick_total["sl_offered"]


def test_nobody_calls(problem, made):
    """Tests that a week without calls has no service level, and is no error."""
    total = simulate(ProblemView(problem), made, traffic(0.0, 0.0), OPTIONS).total.iloc[0]
    assert total["offered"] == 0
    assert np.isnan(total["sl_offered"])
    assert total["occupancy"] == 0


def test_nobody_works(problem):
    """Tests that an empty roster answers nothing after the night before."""
    found = simulate(ProblemView(problem), roster(problem), traffic(), OPTIONS)
    later = found.days[(found.days["queue"] == "all")].iloc[1]
    assert later["answer_rate"] == 0
    assert later["present_agents"] == 0
    assert np.isnan(later["occupancy"])


def test_single_queue_has_no_rows_of_its_own(problem, made):
    """Tests that with one queue the pooled row says it all."""
    one = Traffic((traffic().queues[0],))
    assert set(simulate(ProblemView(problem), made, one, OPTIONS).intervals["queue"]) == {"all"}


def test_choices_reach_the_callers(problem):
    """Tests that patience, redials, doubt and paths of the options replace the traffic's."""
    view = ProblemView(problem)
    plain = demand_of(view, traffic(redial_share=0.2), SimulationOptions())
    assert plain.patience_s.tolist() == [90.0, 90.0]
    assert plain.redials.tolist() == [0.2, 0.2]
    options = SimulationOptions(patience_s=30.0, redial_share=0.0, handling=Exponential())
    chosen = demand_of(view, traffic(redial_share=0.2), options)
    assert chosen.patience_s.tolist() == [30.0, 30.0]
    assert not chosen.redials.any()
    assert np.isinf(demand_of(view, traffic(patience_s=None), SimulationOptions()).patience_s).all()
    paths = np.full((3, N, 2), 5.0)
    drawn = demand_of(view, traffic(), SimulationOptions(paths=paths)).arrivals
    np.testing.assert_array_equal(drawn.mean, paths[0])


def test_doubt_widens_the_band(problem, made):
    """Tests that uncertain days spread the calls, the mean staying where it was."""
    plan = Plan(replications=60, seed=2)
    sure = simulate(ProblemView(problem), made, traffic(), SimulationOptions(plan)).total.iloc[0]
    doubt = simulate(
        ProblemView(problem), made, traffic(), SimulationOptions(plan, day_cv=0.3)
    ).total.iloc[0]
    width = [row["offered_high"] - row["offered_low"] for row in (sure, doubt)]
    assert width[1] > 2 * width[0]
    assert doubt["offered_low"] < sure["offered"] < doubt["offered_high"]


def test_rare_skill_stays_free():
    """Tests that who can do less is asked first, and that who lacks a skill is never asked."""
    queues = traffic().queues
    people = (
        *agents(1),
        *(replace(a, id="B", skills=("minnan", "shift_leader")) for a in agents(1)),
    )
    routing = routing_of(people, Traffic(queues))
    np.testing.assert_array_equal(routing.levels[routing.kind], [[1, 0], [2, 1]])


def test_priority_of_a_queue_is_kept():
    """Tests that the queue of the lower number is served first."""
    first, second = traffic().queues
    routing = routing_of(agents(1), Traffic((replace(first, priority=2), second)))
    assert routing.priority.tolist() == [2, 0]


def test_traffic_that_is_too_short_is_refused(problem, made):
    """Tests that calls of fewer intervals than the horizon are refused."""
    short = QueueTraffic("general", (1.0,) * 90, (180.0,) * 90)
    for wrong in (Traffic((short,)), Traffic(())):
        with pytest.raises(BadInputError, match="cover"):
            simulate(ProblemView(problem), made, wrong, OPTIONS)


@pytest.mark.parametrize(
    "about",
    [{"confidence": 1.0}, {"patience_s": 0.0}, {"redial_share": 1.0}, {"day_cv": -0.1}],
)
def test_impossible_options_are_refused(about):
    """Tests that each choice out of range is refused before anything is played."""
    with pytest.raises(BadInputError, match="range"):
        SimulationOptions(**about)
