"""The sample centre: what its script does to the source, and what stands in its folder."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from wfm.core.centre import CentreData
from wfm.core.people import SHIFT_LEADER, ConditionKind, LeaveType
from wfm.core.problem import Demand, Problem
from wfm.core.roster import Roster
from wfm.forecasting.scenario_file import read_scenario
from wfm.forecasting.scenario_stack import stack_of
from wfm.rules.auditing import audit
from wfm.rules.ruleset import read_rule_set
from wfm.sheets.centre_folder import read_centre

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "forecasts" / "sample_bank"
WEEK = date(2026, 11, 23)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script as a module."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location(
            "make_sample_centre", ROOT / "tools" / "make_sample_centre.py"
        )
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return module


@pytest.fixture(scope="module")
def data() -> CentreData:
    """Return the sample centre."""
    return read_centre(FOLDER)


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    """Return the sample's history as it stands in the file."""
    return pd.read_csv(FOLDER / "history" / "calls.csv", parse_dates=["timestamp"])


def source(folder: Path, rows: list[tuple[str, str, int, int, float | None]]) -> Path:
    frame = pd.DataFrame(rows, columns=["timestamp", "queue", "offered", "abandoned", "aht_s"])
    frame.to_csv(folder / "anonymous_bank_1999_by_queue_30min.csv.gz", index=False)
    return folder


def test_source_sunday_becomes_monday(script: ModuleType, tmp_path: Path) -> None:
    """Tests the move by whole weeks and a day, the factor, and what is left out."""
    made = script.history.make_history(
        source(
            tmp_path,
            [
                ("1999-10-24 07:00:00", "regular", 10, 1, 100.04),  # a Sunday
                ("1999-10-24 08:00:00", "regular", 10, 10, None),
                ("1999-10-24 03:00:00", "regular", 7, 0, 50.0),  # outside the hours
                ("1999-10-31 09:00:00", "regular", 5, 0, 50.0),  # after the last whole week
            ],
        )
    )
    factor = script.history.FACTOR
    assert made.frame["timestamp"].tolist() == [
        f"2026-11-16 {t}" for t in ("07:00", "07:30", "08:00")
    ]
    assert made.frame["volume"].tolist() == [
        round(10 * factor),
        0,
        round(20 * factor) - round(10 * factor),
    ]
    assert made.frame["aht_s"].iloc[0] == 100.0
    assert (made.frame["abandoned"] <= made.frame["volume"]).all()
    assert (made.outside_hours, made.after_last_day) == (7, 5)


def test_long_quiet_is_not_zero(script: ModuleType, tmp_path: Path) -> None:
    """Tests that one empty half-hour is zero, and two in a row were not recorded."""
    rows = [(f"1999-10-25 {t}:00", "regular", 1, 0, 60.0) for t in ("09:00", "10:00", "11:30")]
    made = script.history.make_history(source(tmp_path, rows))
    times = [text[-5:] for text in made.frame["timestamp"]]
    assert times == ["09:00", "09:30", "10:00", "11:30"]


def test_rounding_keeps_totals(script: ModuleType) -> None:
    """Tests that scaled ones of a sparse queue add up to the scaled total."""
    scaled = script.history._scaled(pd.Series([1] * 100))
    assert scaled.sum() == round(100 * script.history.FACTOR)
    assert (scaled == scaled.round()).all()


def test_people_and_past_are_those_of_the_script(script: ModuleType, data: CentreData) -> None:
    """Tests that the folder is what the script writes, but for the slow past roster."""
    assert data.agents == script.make_agents()
    assert data.shifts == script.make_shifts()
    assert data.leave == script.LEAVE
    assert data.centre == script.make_centre()


def test_history_has_nine_months_of_each_queue(data: CentreData, calls: pd.DataFrame) -> None:
    """Tests that half-hours of six queues reach from January to the day before the week."""
    assert set(calls["queue"]) == {queue.id for queue in data.centre.queues}
    assert calls["timestamp"].max().date() == WEEK - timedelta(days=1)
    months = calls.groupby("queue")["timestamp"].apply(lambda t: t.dt.month.nunique())
    assert months["regular"] >= 9
    assert (months >= 6).all()
    assert (calls["timestamp"].dt.minute % 30 == 0).all()


def test_history_lies_within_the_opening_hours(data: CentreData, calls: pd.DataFrame) -> None:
    """Tests that no half-hour of the history lies outside the hours of centre.toml."""
    stamps = calls["timestamp"].drop_duplicates()
    assert all(data.centre.opening.is_open(t.date(), t.hour * 60 + t.minute) for t in stamps)


def test_closures_have_no_calls_before_the_evening(data: CentreData, calls: pd.DataFrame) -> None:
    """Tests that the source's holidays are closures of the same length."""
    assert [(c.last_day - c.first_day).days for c in data.centre.closures] == [0, 1, 0, 0, 1, 0]
    closed = calls[calls["timestamp"].dt.date.map(data.centre.closed_on)]
    assert (closed["timestamp"].dt.hour >= 18).all()


def test_provenance_tells_source_factor_and_every_step(
    script: ModuleType, data: CentreData
) -> None:
    """Tests that acknowledgement, factor, figures and transformations are written down."""
    told = data.provenance
    assert "Guedj and A. Mandelbaum, 2000" in told["source"]["acknowledgement"]
    assert told["scale"]["factor"] == script.history.FACTOR
    assert told["script"] == "tools/make_sample_centre.py"
    assert len(told["transformation"]) >= 8
    assert len(told["closure"]) == len(data.centre.closures)


def test_note_says_what_it_is_in_both_languages(data: CentreData) -> None:
    """Tests that nobody can take the sample for a real centre."""
    assert "not a real centre" in data.centre.note_en
    assert "safety minimum" in data.centre.note_en
    assert "并非真实中心" in data.centre.note_zh


def test_people_of_every_kind(data: CentreData) -> None:
    """Tests that sixty agents in four teams have what the week needs and what makes it hard."""
    agents = data.agents
    assert [a.id for a in agents] == [f"A{k:03d}" for k in range(1, 61)]
    assert len({a.team for a in agents}) == 4
    assert len({a.contract for a in agents}) == 3
    kinds = [c.kind for a in agents for c in a.conditions if c.holds_on(WEEK)]
    assert sorted(kinds) == sorted(
        [ConditionKind.PREGNANT] + [ConditionKind.NURSING] * 2 + [ConditionKind.NO_NIGHTS] * 2
    )
    assert sorted(a.productivity_pct for a in agents if a.mentor) == [0, 50, 50]
    assert any(a.first_day for a in agents if not a.mentor)
    assert any(a.last_day for a in agents)


def test_enough_leaders_for_every_night(data: CentreData) -> None:
    """Tests that at least nine shift leaders may work nights, so that no night lacks one."""
    fit = [
        a for a in data.agents if SHIFT_LEADER in a.skills and not a.conditions and "N1" in a.shifts
    ]
    assert len(fit) >= 9
    away = {x.agent_id for x in data.leave if x.covers(WEEK)}
    assert not {a.id for a in fit} & away


def test_leave_keeps_the_cap(data: CentreData) -> None:
    """Tests that at most one agent of a team is on annual leave on any day."""
    team = {a.id: a.team for a in data.agents}
    annual = [x for x in data.leave if x.type is LeaveType.ANNUAL]
    for k in range(60):
        day = date(2026, 10, 26) + timedelta(days=k)
        teams = [team[x.agent_id] for x in annual if x.covers(day)]
        assert len(teams) == len(set(teams))
    assert 3 <= len({x.agent_id for x in data.leave if x.covers(WEEK)}) <= 4


def test_break_windows_leave_room(data: CentreData) -> None:
    """Tests that breaks of any position in their windows are an hour apart, no stretch over six."""
    for shift in data.shifts:
        windows = sorted(shift.breaks, key=lambda w: w.earliest_min)
        assert bool(windows) is (shift.length_min >= 360)
        for one, two in pairwise(windows):
            assert two.earliest_min - (one.latest_min + one.length_min) >= 60
        starts = [0, *(w.earliest_min + w.length_min for w in windows)]
        ends = [*(w.latest_min for w in windows), shift.length_min]
        assert all(end - start <= 360 for start, end in zip(starts, ends, strict=True))


def test_starts_cover_the_day(data: CentreData) -> None:
    """Tests that some shift is running at every half-hour."""
    busy = {t % 1440 for s in data.shifts for t in range(s.start_min, s.end_min, 30)}
    assert busy == set(range(0, 1440, 30))


def test_past_roster_keeps_the_rule_set(data: CentreData) -> None:
    """Tests that four weeks of past roster audit without a hard violation or a missed minimum."""
    rules = read_rule_set(
        ROOT / "constraints" / data.centre.rule_set, law_packs=ROOT / "constraints"
    )
    first = data.past_first_day
    assert (first, data.past_last_day) == (WEEK - timedelta(days=28), WEEK - timedelta(days=1))
    past = Problem(
        name="past",
        zone=data.centre.zone,
        interval_min=30,
        first_day=first,
        n_days=28,
        agents=data.agents,
        contracts=data.centre.contracts,
        shifts=data.shifts,
        demands=(Demand((0,) * (28 * 48)),),
        rules=rules.entries,
        leave=data.leave,
    )
    report = audit(past, Roster(data.past))
    assert report.hard == ()
    # The first night's shift began before the four weeks.
    since = f"{first} 06:30"
    missed = [
        v
        for v in report.violations
        if v.rule in ("safety_minimum", "shift_leader") and v.at >= since
    ]
    assert missed == []


def test_scenarios_can_be_read(data: CentreData) -> None:
    """Tests that the example scenarios are good scenarios, and what they build on is there."""
    found = {s.name: s for s in (read_scenario(p) for p in data.files.scenarios)}
    assert set(found) == {
        "Call-backs moved",
        "Campaign with voice menu",
        "Card promotion",
        "Desks apart",
        "More self-service",
    }
    assert len(stack_of(found["Campaign with voice menu"], found.get).layers) == 3


def test_week_needs_what_the_people_have(script: ModuleType, data: CentreData) -> None:
    """Tests that the week's requirement is 100 to 104 % of the phone-hours of the sixty agents."""
    rows = pd.read_csv(FOLDER / "history" / "calls.csv", dtype=str, keep_default_na=False)
    need = script.required_hours(data.centre, rows)
    for weighted in (False, True):
        have = script.phone_hours(
            data.agents, data.centre.contracts, data.shifts, data.leave, weighted=weighted
        )
        assert 1.00 <= need / have <= 1.04
