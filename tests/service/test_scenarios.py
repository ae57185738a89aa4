"""Tests of scenarios: kept, compared side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.forecasting.scenario import Scenario, ScenarioEvent, Target
from wfm.service import scenario_compare, scenarios

pytestmark = pytest.mark.unit

EVERYTHING = Scenario(
    name="everything",
    growth=1.2,
    queue_factors={"dialect": 1.5},
    events=(ScenarioEvent("launch", WEEK, WEEK + timedelta(days=2), 1.3, ("general",)),),
    aht_factor=0.9,
    self_service_share=0.1,
    target=Target(0.9, 10),
    shrinkage=0.15,
)


@pytest.fixture
def kept(planned):
    """A desk with the scenario of everything beside the promotion."""
    scenarios.save_scenario(planned, "small", EVERYTHING)
    return planned


def row(comparison, name):
    """A scenario's row."""
    return comparison.rows.set_index("scenario").loc[name]


def test_kept(kept, trail):
    """Tests that a scenario comes back equal, with its revision and who changed it."""
    by_name = {s.name: s for s in scenarios.scenarios(kept, "small")}
    assert set(by_name) == {"promotion", "everything"}
    assert by_name["everything"].scenario == EVERYTHING
    assert (by_name["everything"].revision, by_name["everything"].changed_by) == (1, "Mei")
    assert trail(kept)[-1] == ("Mei", "created", "scenario", "scenario everything")


def test_changed_and_deleted(kept):
    """Tests that a change needs the revision that its author saw."""
    other = Scenario(name="everything", growth=1.3)
    assert scenarios.save_scenario(kept, "small", other, expected_revision=1) == 2
    with pytest.raises(ConflictError):
        scenarios.save_scenario(kept, "small", EVERYTHING, expected_revision=1)
    with pytest.raises(ConflictError):
        scenarios.save_scenario(kept, "small", EVERYTHING)
    with pytest.raises(ConflictError):
        scenarios.delete_scenario(kept, "small", "everything", 1)
    scenarios.delete_scenario(kept, "small", "everything", 2, "not needed")
    with pytest.raises(BadInputError):
        scenarios.scenario(kept, "small", "everything")


@pytest.mark.parametrize(
    "value",
    [
        Scenario(name="base"),
        Scenario(name="x", queue_factors={"nowhere": 1.1}),
        Scenario(
            name="x",
            events=(ScenarioEvent("e", WEEK, WEEK + timedelta(days=1), 1.1, ("nowhere",)),),
        ),
    ],
)
def test_refused(planned, value):
    """Tests that the plan's own name and unknown queues are refused."""
    with pytest.raises(BadInputError):
        scenarios.save_scenario(planned, "small", value)


def test_toml(kept):
    """Tests that a scenario goes to a file and back."""
    assert scenarios.from_toml(scenarios.to_toml(EVERYTHING)) == EVERYTHING
    with pytest.raises(BadInputError, match=r"s\.toml"):
        scenarios.from_toml("growth = ", "s.toml")


def test_growth(planned):
    """Tests that ten per cent more calls need more hours, less than in proportion."""
    found = scenario_compare.compare(planned, "small", ("base", "promotion"), WEEK)
    base, grown = row(found, "base"), row(found, "promotion")
    assert grown["volume"] == pytest.approx(1.1 * base["volume"])
    assert grown["workload_hours"] == pytest.approx(1.1 * base["workload_hours"])
    assert base["required_hours"] < grown["required_hours"] < 1.1 * base["required_hours"]
    assert grown["peak_agents"] >= base["peak_agents"]
    assert base["cost_hours"] == 0
    assert grown["cost_hours"] == pytest.approx(grown["paid_hours"] - base["paid_hours"])
    assert base["target"] == "80/20"


def test_causes_sum_to_the_difference(kept):
    """Tests that what each change adds makes up the whole difference to the plan."""
    found = scenario_compare.compare(kept, "small", ("base", "everything", "promotion"), WEEK)
    for name in ("everything", "promotion"):
        causes = found.differences[found.differences["scenario"] == name]
        total = row(found, name)["required_hours"] - row(found, "base")["required_hours"]
        assert causes["agent_hours"].sum() == pytest.approx(total)
    mine = found.differences[found.differences["scenario"] == "everything"]
    assert list(mine["cause"]) == [
        "growth",
        "events",
        "self-service",
        "handle time",
        "target",
        "shrinkage",
    ]
    assert mine.set_index("cause")["agent_hours"]["handle time"] < 0
    assert mine.set_index("cause")["agent_hours"]["shrinkage"] > 0
    assert set(found.differences["scenario"]) == {"everything", "promotion"}


def test_curves(kept):
    """Tests that each scenario has a curve of the week."""
    found = scenario_compare.compare(kept, "small", ("everything", "base"), WEEK)
    sizes = found.curves.groupby("scenario").size()
    assert dict(sizes) == {"base": 7 * 48, "everything": 7 * 48}
    days = found.curves["timestamp"].dt.date
    assert (days.min(), days.max()) == (WEEK, WEEK + timedelta(days=6))
    assert row(found, "everything")["cost_hours"] == 0


@pytest.mark.parametrize(
    "names",
    [("base",), ("base", "base"), ("base", "nowhere"), tuple(f"s{k}" for k in range(7))],
)
def test_compare_refused(planned, names):
    """Tests that two to six different scenarios that are there can be compared."""
    with pytest.raises(BadInputError):
        scenario_compare.compare(planned, "small", names, WEEK)


def test_no_forecast(imported):
    """Tests that without a plan of the week the mend is said."""
    with pytest.raises(BadInputError, match="page Forecast"):
        scenario_compare.compare(imported, "small", ("base", "promotion"), WEEK)


def test_paid_hours(planned):
    """Tests that an hour on the phones takes its share of the paid rest break."""
    # 8 paid hours of 8.5, an hour of breaks in them
    assert scenario_compare.paid_per_phone_hour(planned, "small") == pytest.approx(480 / 450)


@pytest.mark.parametrize("role", ["agent", "shift_leader", "scheduler", "administrator"])
def test_not_allowed(kept, as_role, role):
    """Tests that scenarios are the planner's to change and everybody's to compare."""
    other = as_role(kept, role)
    with pytest.raises(NotAllowedError):
        scenarios.save_scenario(other, "small", Scenario(name="mine"))
    with pytest.raises(NotAllowedError):
        scenarios.delete_scenario(other, "small", "everything", 1)
    assert len(scenario_compare.compare(other, "small", ("base", "everything"), WEEK).rows) == 2


def test_revisions_are_kept_and_restored(kept, trail):
    """Tests that every revision can be seen with who and why, and brought back."""
    scenarios.save_scenario(kept, "small", Scenario(name="everything", growth=2.0), 1, "twice")
    found = scenarios.history(kept, "small", "everything")
    assert [(r.revision, r.author, r.reason) for r in found] == [
        (2, "Mei", "twice"),
        (1, "Mei", "scenario everything"),
    ]
    assert found[1].scenario == EVERYTHING
    assert found[0].fingerprint != found[1].fingerprint
    assert scenarios.restore(kept, "small", "everything", 1, 2, "a mistake") == 3
    assert scenarios.scenario(kept, "small", "everything") == EVERYTHING
    assert scenarios.history(kept, "small", "everything")[0].fingerprint == found[1].fingerprint
    assert trail(kept)[-1] == ("Mei", "changed", "scenario", "a mistake")
    with pytest.raises(ConflictError):
        scenarios.restore(kept, "small", "everything", 1, 2, "again")
    with pytest.raises(BadInputError, match="no such revision"):
        scenarios.restore(kept, "small", "everything", 9, 3, "again")


def test_a_deleted_scenario_comes_back(kept):
    """Tests that a deleted scenario keeps its revisions and goes on counting."""
    scenarios.delete_scenario(kept, "small", "everything", 1)
    assert scenarios.deleted(kept, "small") == ("everything",)
    assert scenarios.restore(kept, "small", "everything", 1, None, "needed after all") == 2
    assert scenarios.deleted(kept, "small") == ()
    assert scenarios.scenario(kept, "small", "everything") == EVERYTHING


def test_what_others_build_on_stays(kept):
    """Tests that stacks are checked when saved, and their ground can't be deleted."""
    scenarios.save_scenario(kept, "small", Scenario(name="top", on=("everything",)))
    with pytest.raises(BadInputError, match="build on it: top"):
        scenarios.delete_scenario(kept, "small", "everything", 1)
    with pytest.raises(BadInputError, match="in a circle"):
        scenarios.save_scenario(kept, "small", Scenario(name="everything", on=("top",)), 1)
    with pytest.raises(BadInputError, match="builds on one that is not there"):
        scenarios.save_scenario(kept, "small", Scenario(name="x", on=("nowhere",)))


def test_import_keeps_the_files_fingerprint(kept):
    """Tests that a file goes with its revision by name and fingerprint, and faults name lines."""
    content = scenarios.to_toml(Scenario(name="file", growth=1.5)).encode()
    assert scenarios.import_toml(kept, "small", "file.toml", content) == 1
    (revision,) = scenarios.history(kept, "small", "file")
    assert (revision.source_file, revision.reason) == ("file.toml", "import of file.toml")
    assert len(revision.source_fingerprint) == 16
    with pytest.raises(BadInputError, match=r"file\.toml, row 3, column events\.0\.colour"):
        scenarios.import_toml(
            kept,
            "small",
            "file.toml",
            b'name = "file"\n[[events]]\ncolour = "red"\nname = "e"\nstart = 2026-01-01\n'
            b"end = 2026-01-02\nfactor = 1\n",
            1,
        )
