"""Tests that scenarios of files stack and bring other sites along, as those of the store do."""

from __future__ import annotations

import pandas as pd
import pytest
from support.centres import WEEK, write_centre

from wfm.core.errors import BadInputError
from wfm.forecasting.scenario import OtherSite, Scenario
from wfm.forecasting.scenario_file import scenario_to_toml
from wfm.service import centres, chain, checking, planning, scenario_plans, scenarios
from wfm.service.scenario_folders import (
    file_stack,
    folder_sites,
    folder_stack,
    rows_under,
    site_contents,
)
from wfm.sheets.centre_folder import read_centre

pytestmark = pytest.mark.unit


def site_csv(days: int = 8, offset: str = "") -> str:
    stamps = pd.date_range(WEEK, periods=days * 48, freq="30min")
    rows = "".join(f"{t:%Y-%m-%dT%H:%M}{offset},2,200\n" for t in stamps)
    return "timestamp,volume,aht_s\n" + rows


@pytest.fixture
def centre(tmp_path):
    """A folder with three scenarios, one on another, one with a site of a file."""
    folder = write_centre(tmp_path / "small")
    more = folder / "scenarios"
    for name, scenario in {
        "top": Scenario("Top", on=("promotion",), aht_factor=1.5, min_agents=4),
        "sites": Scenario("Sites", sites=(OtherSite("X", file="x.csv"),)),
    }.items():
        (more / f"{name}.toml").write_text(scenario_to_toml(scenario), encoding="utf-8")
    (more / "x.csv").write_text(site_csv(), encoding="utf-8")
    return folder


def test_by_name_or_file(centre) -> None:
    """Tests that a scenario is found by its name or its file's, with what it builds on."""
    data = read_centre(centre)
    assert folder_stack(data, None).layers == ()
    for name in ("top", "Top"):
        assert [x.name for x in folder_stack(data, name).layers] == ["promotion", "Top"]
    assert [x.name for x in file_stack(centre / "scenarios" / "top.toml").layers] == [
        "promotion",
        "Top",
    ]
    with pytest.raises(BadInputError, match="promotion, sites, top"):
        folder_stack(data, "other")


def test_the_problem_is_that_of_the_stack(centre) -> None:
    """Tests that minimum and calls of the whole stack reach the problem."""
    plain = chain.problem_folder(centre, None, None, 1)
    made = chain.problem_folder(centre, "top", None, 1)
    assert min(made.demands[0].required) == 4
    assert sum(made.demands[0].required) > sum(plain.demands[0].required)
    assert made.provenance["scenario"] == "Top"


def test_sites_of_files_and_folders(centre, tmp_path) -> None:
    """Tests that a CSV beside the scenario and a folder beside the centre are both found."""
    write_centre(tmp_path / "other")
    data = read_centre(centre)
    stack = folder_stack(data, "sites")
    frames = folder_sites(data, stack, WEEK, 7)
    assert set(frames) == {"file:x.csv"}
    assert (
        chain.forecast_folder(centre, "sites", WEEK, 1, "weekday_mean_8").frame["queue"].nunique()
        == 3
    )
    both = type(stack)((Scenario("s", sites=(OtherSite("O", centre="other"),)),))
    frames = folder_sites(data, both, WEEK, 7)
    assert set(frames["centre:other"]["queue"]) == {"general", "dialect"}
    nowhere = type(stack)((Scenario("s", sites=(OtherSite("O", centre="../small"),)),))
    with pytest.raises(BadInputError, match="no folder of the other centre"):
        folder_sites(data, nowhere, WEEK, 7)


def test_import_keeps_files_and_fingerprints(empty_desk, centre) -> None:
    """Tests that the store knows each scenario's file, and the site's CSV."""
    centres.import_folder(empty_desk, centre)
    (revision,) = scenarios.history(empty_desk, "small", "Top")
    content = (centre / "scenarios" / "top.toml").read_bytes()
    assert revision.source_file == "top.toml"
    import hashlib

    assert revision.source_fingerprint == hashlib.sha256(content).hexdigest()[:16]
    assert scenario_plans.site_files(empty_desk, "small") == ("x.csv",)


def test_check_finds_what_is_missing(centre) -> None:
    """Tests that a check names circles and files that are not there."""
    assert checking.check_centre(centre)["counts"]["scenarios"] == 3
    (centre / "scenarios" / "x.csv").unlink()
    with pytest.raises(BadInputError, match="beside the scenario"):
        checking.check_centre(centre)
    data = read_centre(centre)
    with pytest.raises(BadInputError, match="name the file alone"):
        site_contents(data, [Scenario("s", sites=(OtherSite("X", file="../centre.toml"),))])
    circle = Scenario("promotion", on=("Top",))
    (centre / "scenarios" / "promotion.toml").write_text(scenario_to_toml(circle))
    (centre / "scenarios" / "x.csv").write_text(site_csv())
    with pytest.raises(BadInputError, match="in a circle"):
        checking.check_centre(centre)


def test_rows_of_a_forecast_file(tmp_path) -> None:
    """Tests that a scenario file changes a plain CSV by the days of its own offset."""
    path = tmp_path / "s.toml"
    path.write_text(
        f'name = "s"\nmin_agents = 3\n[[events]]\nname = "e"\nstart = {WEEK}\n'
        f"end = {WEEK.replace(day=WEEK.day + 1)}\nfactor = 3\n",
        encoding="utf-8",
    )
    rows, under = rows_under(site_csv(2, "+08:00").encode(), "f.csv", path)
    assert under.min_agents == 3
    assert rows["volume"].tolist() == [6.0] * 48 + [2.0] * 48
    assert rows["timestamp"].iloc[0] == f"{WEEK}T00:00:00+08:00"
    plain, _ = rows_under(site_csv(2).encode(), "f.csv", path)
    assert plain["volume"].sum() == rows["volume"].sum()
    path.write_text('name = "s"\n[[sites]]\nname = "X"\ncentre = "x"\n', encoding="utf-8")
    with pytest.raises(BadInputError, match="CSV of the other site"):
        rows_under(site_csv(2).encode(), "f.csv", path)


def test_sizing_without_a_scenario_is_as_before(centre) -> None:
    """Tests that an empty stack changes neither forecast nor requirement."""
    data = read_centre(centre)
    history = planning.read_history(data)
    made = planning.forecast_centre(data.centre, history, WEEK, 7, model="weekday_mean_8").frame
    pd.testing.assert_frame_equal(
        planning.size_centre(data.centre, made),
        planning.size_centre(data.centre, made, scenario=folder_stack(data, None)),
    )


def test_sizing_a_file_under_a_scenario(tmp_path) -> None:
    """Tests that `wfm size` goes by what the scenario promises, not by the options given."""
    path, scenario = tmp_path / "f.csv", tmp_path / "s.toml"
    path.write_text(site_csv(1), encoding="utf-8")
    scenario.write_text(
        'name = "s"\ngrowth = 5\nmin_agents = 2\nshrinkage = 0.5\n'
        "[target]\nservice_level = 0.9\nthreshold_s = 10\n",
        encoding="utf-8",
    )
    choices = {
        "target": "80/20",
        "model": "erlang-c",
        "patience_s": None,
        "occupancy": None,
        "answer_rate": None,
        "asa_s": None,
        "min_agents": 0,
        "shrinkage": 0.0,
        "interval_min": None,
        "lag": False,
        "confidence": None,
        "cv": None,
        "sl_definition": "offered",
    }
    plain = chain.size_file(path, **choices)
    found = chain.size_file(path, **choices, scenario=scenario)
    assert set(found["target"]) == {"90/10"}
    assert found["volume"].tolist() == [5 * v for v in plain["volume"]]
    assert (found["agents_with_shrinkage"] == 2 * found["agents"]).all()
    assert (found["agents"] > plain["agents"]).all()
