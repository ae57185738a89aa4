"""Tests of planners' overrides: kept, in force on every forecast, withdrawn with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import NEXT_WEEK, WEEK

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.forecasting.overrides import How, Override, Quantity
from wfm.service import forecast_runs, forecasts, overrides, planning, requirements, weeks

pytestmark = pytest.mark.unit


def percent(value=50.0, **about) -> Override:
    """A change of the first day's volume."""
    values = {"first_day": WEEK, "last_day": WEEK, **about}
    return Override(values.pop("quantity", Quantity.VOLUME), How.PERCENT, value, **values)


def add(desk, *made, reason="campaign", expected=None):
    """Add entries on the newest revision."""
    seen = overrides.overrides(desk, "small").revision if expected is None else expected
    return overrides.add_overrides(desk, "small", made, reason=reason, expected_revision=seen)


def volume(desk, number=None, day=WEEK):
    """Volume of a day in the plan of record, or in a version."""
    number = forecasts.plan_of_record(desk, "small", WEEK).id if number is None else number
    return planning.of_week(forecasts.forecast(desk, number).frame, day, 1)["volume"].sum()


def test_an_entry_is_in_force_with_who_and_why(planned):
    """Tests that the plan carries it, the model's own numbers stay beside, and marks say where."""
    before = volume(planned)
    assert add(planned, percent()) == 1
    version = forecasts.forecast(planned, forecasts.plan_of_record(planned, "small", WEEK).id)
    assert volume(planned) == pytest.approx(1.5 * before)
    assert planning.of_week(version.made, WEEK, 1)["volume"].sum() == pytest.approx(before)
    assert set(version.marks["timestamp"].dt.date) == {WEEK}
    assert version.marks["volume"].all()
    assert not version.marks["aht"].any()
    assert version.overrides_revision == 1
    (entry,) = version.entries
    assert (entry.id, entry.author, entry.reason, entry.in_force) == (1, "Mei", "campaign", True)
    totals = version.day_totals[version.day_totals["queue"] == ""].set_index("day")["volume"]
    assert totals[WEEK] == pytest.approx(1.5 * before)
    whole = planning.of_week(version.together, WEEK, 1)
    assert whole["volume"].sum() == pytest.approx(1.5 * before)


def test_entries_survive_a_new_forecast(planned):
    """Tests that a version made later, by another model, carries the override of its days."""
    add(planned, percent(-100.0, first_day=NEXT_WEEK, last_day=NEXT_WEEK))
    made = forecast_runs.make_version(
        planned,
        "small",
        scenario=None,
        first_day=NEXT_WEEK,
        weeks=1,
        model="weekday_mean_8",
        with_backtest=False,
    )
    assert volume(planned, made, NEXT_WEEK) == 0
    assert volume(planned, made, NEXT_WEEK + timedelta(days=1)) > 0
    assert forecasts.forecast(planned, made).made["volume"].sum() > volume(planned, made)


def test_requirement_and_problem_see_it(planned):
    """Tests that twice the calls need more agents, and the problem names what it was made of."""
    before = requirements.requirement(planned, "small", WEEK)
    plain = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert plain.provenance["forecast"] == "1"
    assert "overrides" not in plain.provenance
    add(planned, percent(100.0))
    after = requirements.requirement(planned, "small", WEEK)
    assert after.hours["all"] > before.hours["all"]
    problem = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert sum(problem.demands[0].required) > sum(plain.demands[0].required)
    assert problem.provenance["overrides"] == "1"


def test_a_withdrawn_entry_stays_in_the_list(planned):
    """Tests that withdrawing gives the forecast back and keeps who withdrew it and why."""
    before = volume(planned)
    add(planned, percent(), percent(10.0))
    revision = overrides.withdraw_override(
        planned, "small", 1, reason="cancelled", expected_revision=1
    )
    assert revision == 2
    assert volume(planned) == pytest.approx(1.1 * before)
    found = overrides.overrides(planned, "small")
    assert [e.in_force for e in found.entries] == [False, True]
    assert (found.entries[0].withdrawn_by, found.entries[0].withdrawn_why) == ("Mei", "cancelled")
    assert [e.id for e in found.in_force] == [2]
    with pytest.raises(ConflictError, match="already"):
        overrides.withdraw_override(planned, "small", 1, reason="again", expected_revision=2)
    with pytest.raises(BadInputError, match="no such override"):
        overrides.withdraw_override(planned, "small", 9, reason="?", expected_revision=2)


def test_nobody_overwrites_anybody(planned, trail):
    """Tests that a form filled in on an older revision is refused, and changes are in the trail."""
    add(planned, percent())
    with pytest.raises(ConflictError):
        add(planned, percent(), expected=0)
    assert len(overrides.overrides(planned, "small").entries) == 1
    assert ("Mei", "created", "document", "campaign") in trail(planned)


@pytest.mark.parametrize(
    ("made", "reason", "what"),
    [
        ([percent(queues=("nowhere",))], "x", "queue is unknown"),
        ([percent()], " ", "needs a reason"),
        ([], "x", "nothing was changed"),
    ],
)
def test_refuses(planned, made, reason, what):
    """Tests that what can't be right is refused in words and nothing is saved."""
    with pytest.raises(BadInputError, match=what):
        add(planned, *made, reason=reason)
    assert overrides.overrides(planned, "small").revision == 0


def test_only_planners(planned, as_role):
    """Tests that others see overrides but can't make them."""
    other = as_role(planned, "scheduler")
    assert overrides.overrides(other, "small").entries == ()
    with pytest.raises(NotAllowedError):
        add(other, percent())
    with pytest.raises(NotAllowedError):
        overrides.withdraw_override(other, "small", 1, reason="x", expected_revision=0)


def test_edits_of_a_table_become_entries(planned):
    """Tests that a run of equal new values is one entry and unchanged cells are none."""
    frame = planning.of_week(forecasts.forecast(planned, 1).frame, WEEK, 1)
    day = frame[frame["queue"] == "general"].reset_index(drop=True)
    changed = day.copy()
    changed.loc[20:22, "volume"] = 30.0
    changed.loc[24, "volume"] = 12.0
    changed.loc[47, "aht_s"] = 240.0
    made = overrides.edits(day, changed, 30)
    assert [(e.quantity, e.value, e.start_min, e.end_min) for e in made] == [
        (Quantity.VOLUME, 30.0, 600, 690),
        (Quantity.VOLUME, 12.0, 720, 750),
        (Quantity.AHT, 240.0, 1410, 1440),
    ]
    assert all(e.queues == ("general",) for e in made)
    assert overrides.edits(day, day, 30) == ()
    add(planned, *made)
    after = planning.of_week(forecasts.forecast(planned, 1).frame, WEEK, 1)
    rows = after[after["queue"] == "general"].reset_index(drop=True)
    assert rows["volume"].tolist() == pytest.approx(changed["volume"].tolist())
    assert rows["aht_s"].tolist() == pytest.approx(changed["aht_s"].tolist())
