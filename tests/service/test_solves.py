"""Tests of runs: started, done by a worker, resumed, cancelled; a roster from a real solve."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from support.centres import NEXT_WEEK, WEEK

from wfm.core.errors import BadInputError, Fault, NotAllowedError
from wfm.core.interchange import roster_to_dict
from wfm.core.people import LeaveType
from wfm.operations.asks import LeaveAsk, SwapAsk
from wfm.rostering.result import Phase, Progress, RosterResult, Status
from wfm.runs.context import RunContext, StopReason
from wfm.runs.worker import Worker
from wfm.service import editing, forecast_runs, forecasts, requests, rosters, solves, weeks
from wfm.service.handlers import HANDLERS
from wfm.store.repository import utc_now

pytestmark = pytest.mark.unit


def work(desk):
    """Do the next run of the queue as a worker process would."""
    assert Worker(desk.store, HANDLERS, beat_s=0.05).run_once()


@pytest.fixture
def instead(monkeypatch):
    """Put a quick answer in place of the engine; gives the arguments that it was called with."""

    def put(roster, *, seconds=0.0, check=lambda **about: None):
        seen = []

        def solve(problem, **about):
            seen.append({"problem": problem, **about})
            check(**about)
            return RosterResult(
                Status.FEASIBLE, problem, roster, None, 5.0, 1.0, 0.1, seconds, (), 1, "f"
            )

        monkeypatch.setattr(solves, "solve", solve)
        return seen

    return put


# -- a real solve ----------------------------------------------------------------------------------


def test_whole_life(planned, trail):
    """Tests that a run makes a legal roster in its time, with progress, problem and score."""
    number = solves.start_roster(planned, "small", WEEK, time_s=2)
    queued = solves.run(planned, number)
    assert (queued.status, queued.ended, queued.kind) == ("queued", False, "roster")
    assert solves.active_run(planned, "small", WEEK, solves.KIND).id == number
    assert solves.active_run(planned, "small", NEXT_WEEK, solves.KIND) is None
    with pytest.raises(BadInputError, match="being made already"):
        solves.start_roster(planned, "small", WEEK)
    work(planned)
    done = solves.run(planned, number)
    assert (done.status, done.ended, done.attempts, done.error) == ("done", True, 1, "")
    assert done.progress
    assert {"elapsed_s", "objective", "bound", "phase", "note"} == set(done.progress[-1])
    state = rosters.roster(planned, "small", WEEK)
    assert (state.id, state.revision, state.status) == (done.result["roster_id"], 1, "draft")
    assert state.report.hard == ()
    assert state.score["bound"] <= state.score["objective"]
    assert {len(c.breaks) for c in state.roster} == {2}
    assert solves.active_run(planned, "small", WEEK, solves.KIND) is None
    assert [r.id for r in solves.runs(planned, "small")] == [number]
    assert any(e[1:3] == ("queued", "run") for e in trail(planned))


def test_regeneration_keeps_what_was_decided(desk):
    """Tests that approved leave, swaps and pins survive a new solve of the week."""
    swap = SwapAsk("A001", "A003", WEEK, WEEK)
    requests.approve(desk, requests.ask(desk, "small", swap), "")
    leave = LeaveAsk("A002", LeaveType.PERSONAL, WEEK, WEEK + timedelta(days=1))
    requests.approve(desk, requests.ask(desk, "small", leave), "")
    editing.pin(desk, rosters.roster(desk, "small", WEEK), [("A007", WEEK)], "keep")
    solves.start_roster(desk, "small", WEEK, time_s=2, afresh=True)
    work(desk)
    state = rosters.roster(desk, "small", WEEK)
    assert (state.status, state.origin) == ("draft", "solve")
    assert state.report.hard == ()
    assert state.roster.get("A001", WEEK).shift_id == "D"
    assert state.roster.get("A003", WEEK).shift_id == "E"
    assert state.roster.get("A007", WEEK).shift_id == "L"
    assert state.roster.get("A002", WEEK) is None
    assert editing.publish(desk, state, "").status == "published"


def test_contradiction_is_explained(desk, trail):
    """Tests that pins against a rule end in words, in both languages, and no revision."""
    state = rosters.roster(desk, "small", WEEK)
    draft = editing.change_cell(desk, state, "A001", WEEK, "L", "try", allow_hard=True)
    editing.pin(desk, draft, [("A001", WEEK + timedelta(days=1))], "keep")
    number = solves.start_roster(desk, "small", WEEK, time_s=2)
    work(desk)
    done = solves.run(desk, number)
    assert (done.status, done.result["status"]) == ("done", "infeasible")
    assert any("art. 41" in text for text in done.result["conflicts_en"])
    assert len(done.result["conflicts_zh"]) == len(done.result["conflicts_en"])
    assert rosters.roster(desk, "small", WEEK).id == draft.id


# -- the handler -----------------------------------------------------------------------------------


def test_start_and_base(desk, instead, pattern_roster):
    """Tests that a solve starts from the newest revision, and afresh from nothing."""
    seen = instead(pattern_roster())
    for afresh in (False, True):
        solves.start_roster(desk, "small", WEEK, time_s=7, seed=3, afresh=afresh)
        work(desk)
    assert seen[0]["base"] == pattern_roster()
    assert seen[1]["base"] is None
    assert [s["time_s"] for s in seen] == [7, 7]
    assert [s["seed"] for s in seen] == [3, 3]
    assert seen[1]["problem"].published


def test_one_second_is_one_second(planned, instead, pattern_roster):
    """Tests that the time asked for is the time given."""
    seen = instead(pattern_roster())
    solves.start_roster(planned, "small", WEEK, time_s=1)
    work(planned)
    assert seen[0]["time_s"] == 1


@pytest.mark.parametrize(("spent", "left"), [(40.0, 80.0), (118.0, 5.0), (400.0, 5.0)])
def test_resumed(planned, instead, pattern_roster, spent, left):
    """Tests that the next worker goes on from the checkpoint with the time that is left."""
    seen = instead(pattern_roster())
    solves.start_roster(planned, "small", WEEK, time_s=120)
    with planned.store.transaction() as tx:
        claim = tx.claims.claim("dead", [solves.KIND])
        state = {"roster": roster_to_dict(pattern_roster()), "elapsed_s": spent}
        tx.claims.save_checkpoint(claim.run.id, claim.token, state)
        tx.claims.release(claim.run.id, claim.token)
    work(planned)
    assert seen[0]["base"] == pattern_roster()
    assert seen[0]["time_s"] == pytest.approx(left)
    assert rosters.roster(planned, "small", WEEK).roster == pattern_roster()


def test_start_without_those_who_are_gone(planned, instead, pattern_roster):
    """Tests that a checkpoint with an agent or shift that is gone is used without them."""
    seen = instead(pattern_roster())
    solves.start_roster(planned, "small", WEEK, time_s=60)
    old = pattern_roster({"A001": "EEEEE..", "A099": "EEEEE..", "A002": "XX....."})
    with planned.store.transaction() as tx:
        claim = tx.claims.claim("dead", [solves.KIND])
        tx.claims.save_checkpoint(
            claim.run.id, claim.token, {"roster": roster_to_dict(old), "elapsed_s": 1.0}
        )
        tx.claims.release(claim.run.id, claim.token)
    work(planned)
    assert {a.agent_id for a in seen[0]["base"]} == {"A001"}


def test_cancel_keeps_the_best(planned, instead, pattern_roster):
    """Tests that a run that is cancelled at work saves the roster that it had."""

    def wait(*, should_stop, **about):
        solves.cancel(planned, number, "good enough")
        patience = threading.Event()
        while not should_stop():
            patience.wait(0.02)

    instead(pattern_roster(), check=wait)
    number = solves.start_roster(planned, "small", WEEK, time_s=60)
    work(planned)
    done = solves.run(planned, number)
    assert done.status == "cancelled"
    assert done.result["revision"] == 1
    assert rosters.roster(planned, "small", WEEK).roster == pattern_roster()


def test_cancel_in_the_queue(planned, trail):
    """Tests that a run that waits is cancelled at once, with who and why."""
    number = solves.start_roster(planned, "small", WEEK)
    solves.cancel(planned, number)
    assert solves.run(planned, number).status == "cancelled"
    assert trail(planned)[-1] == ("Mei", "cancelled", "run", "cancelled on the page")
    assert not Worker(planned.store, HANDLERS).run_once()


def test_shutdown_after_the_last_look(planned, instead, pattern_roster):
    """Tests that a worker told to end after the solver's last look does not call the run done."""
    instead(pattern_roster(), check=lambda **about: context.stop(StopReason.SHUTDOWN))
    solves.start_roster(planned, "small", WEEK)
    with planned.store.transaction() as tx:
        claim = tx.claims.claim("ending", [solves.KIND])
    context = RunContext(planned.store, claim, utc_now)
    assert solves.run_roster(context) == {}
    assert context.noticed
    assert rosters.roster(planned, "small", WEEK) is None


def test_progress_and_checkpoints(planned, monkeypatch, pattern_roster):
    """Tests that only a better roster is kept, and not at every step."""
    kept = []
    solves.start_roster(planned, "small", WEEK)
    with planned.store.transaction() as tx:
        claim = tx.claims.claim("w", [solves.KIND])
    context = RunContext(planned.store, claim, utc_now)
    monkeypatch.setattr(context, "checkpoint", kept.append)
    keeper = solves.Keeper(context, 10.0)
    roster = pattern_roster()
    keeper.tell(Progress(Phase.BOUND, 0.0, None, 1.0))
    keeper.tell(Progress(Phase.POLISH, 0.5, 90.0, 1.0, "", roster))
    keeper.tell(Progress(Phase.POLISH, 1.0, 80.0, 1.0, "", roster))
    keeper.tell(Progress(Phase.POLISH, 4.0, 95.0, 1.0, "", roster))
    keeper.tell(Progress(Phase.POLISH, 5.0, 70.0, 1.0, "", roster))
    assert [k["elapsed_s"] for k in kept] == [10.5, 15.0]


# -- forecasts, refusals ---------------------------------------------------------------------------


def test_forecast_run(imported):
    """Tests that a forecast is a run too, and becomes the plan of its weeks."""
    number = forecast_runs.start_forecast(
        imported, "small", first_day=WEEK, model="weekday_mean_8", with_backtest=False
    )
    work(imported)
    done = solves.run(imported, number)
    assert done.status == "done"
    plan = forecasts.plan_of_record(imported, "small", WEEK)
    assert (plan.id, plan.model, plan.author) == (
        done.result["forecast_id"],
        "weekday_mean_8",
        "Mei",
    )


def test_failed_run_says_why(planned, instead, pattern_roster):
    """Tests that a run that can't be done fails with the whole sentence, and no roster."""

    def refuse(**about):
        raise BadInputError(Fault("the mentor is unknown", "name an agent", value="A099"))

    instead(pattern_roster(), check=refuse)
    number = solves.start_roster(planned, "small", WEEK)
    work(planned)
    done = solves.run(planned, number)
    assert done.status == "failed"
    assert "the mentor is unknown" in done.error
    assert rosters.roster(planned, "small", WEEK) is None


@pytest.mark.parametrize("time_s", [0, 0.5, 3601, float("nan")])
def test_time_refused(planned, time_s):
    """Tests that a time that no run can have is refused."""
    with pytest.raises(BadInputError):
        solves.start_roster(planned, "small", WEEK, time_s=time_s)


def test_week_that_cannot_be_planned(planned):
    """Tests that a week without a forecast is refused at once, not by the worker."""
    with pytest.raises(BadInputError, match="no forecast"):
        solves.start_roster(planned, "small", WEEK + timedelta(days=70))
    assert solves.runs(planned, "small") == ()


def test_unknown_run(planned):
    """Tests that a run that is not there is said in words."""
    for act in (solves.run, solves.cancel):
        with pytest.raises(BadInputError):
            act(planned, "no such run")


@pytest.mark.parametrize("role", ["agent", "shift_leader", "planner", "administrator"])
def test_not_allowed(planned, as_role, role):
    """Tests that making and cancelling a roster needs the right to rosters."""
    other = as_role(planned, role)
    with pytest.raises(NotAllowedError):
        solves.start_roster(other, "small", WEEK)
    number = solves.start_roster(planned, "small", WEEK)
    with pytest.raises(NotAllowedError):
        solves.cancel(other, number)
    assert solves.run(other, number).status == "queued"


def test_planner_cancels_forecasts_only(imported, as_role):
    """Tests that who may start a kind of run may cancel it."""
    planner = as_role(imported, "planner")
    number = forecast_runs.start_forecast(planner, "small", first_day=WEEK)
    with pytest.raises(NotAllowedError):
        solves.cancel(as_role(imported, "scheduler"), number)
    solves.cancel(planner, number)
    assert solves.run(planner, number).status == "cancelled"


def test_fresh_problem_is_what_is_solved(planned, instead, pattern_roster):
    """Tests that the problem kept with the roster is the one that was solved."""
    seen = instead(pattern_roster())
    solves.start_roster(planned, "small", WEEK)
    work(planned)
    fresh = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert seen[0]["problem"] == fresh
    assert rosters.roster(planned, "small", WEEK).problem == fresh
