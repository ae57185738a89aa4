"""Tests that what a planner edits in the form's tables is what the scenario says, and back."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest

from wfm.forecasting.scenario import (
    STAGES,
    Growth,
    Move,
    Opening,
    OtherSite,
    Pool,
    Scenario,
    ScenarioEvent,
    scenario_from,
)
from wfm.service.scenario_causes import SINCE
from wfm.service.scenario_compare import Comparison
from wfm.web.charts.palette import LIGHT
from wfm.web.charts.scenarios import steps_frame, volume_curves, waterfall
from wfm.web.frame import Frame
from wfm.web.sections.scenario_table import figures
from wfm.web.sections.scenario_tables import (
    COLUMNS,
    OUT,
    parts_of,
    queue_table,
    queue_values,
    table_of,
)
from wfm.web.sections.scenario_words import STAGE
from wfm.web.words import Words

pytestmark = pytest.mark.unit
QUEUES = {"cards": "Cards", "loans": "Loans"}
FULL = Scenario(
    "full",
    growths=(
        Growth(1.15, "branch", ("cards",), date(2026, 11, 25), 4),
        Growth(0.9),
    ),
    events=(
        ScenarioEvent("e", date(2026, 11, 25), date(2026, 11, 28), 1.07, ("loans",), 2, 1),
        ScenarioEvent("f", date(2026, 11, 25), date(2026, 11, 26), 0.0),
    ),
    moves=(
        Move("cards", "loans", 0.333, date(2026, 11, 25), date(2026, 12, 1)),
        Move("loans"),
    ),
    sites=(OtherSite("X", centre="x", share=0.25, pooled=False), OtherSite("Y", file="y.csv")),
    openings=(
        Opening(("sunday", "monday"), ("08:00-12:00", "13:00-24:00"), 0.5, 0.6),
        Opening(),
    ),
    queue_factors={"cards": 1.29},
    queue_self_service={"loans": 0.07},
    queue_aht={"cards": 0.93},
    pools=(Pool("desk", ("cards", "X / cards")), Pool("rest", ("loans",))),
)


@pytest.mark.parametrize("kind", COLUMNS)
def test_tables_go_there_and_back(kind: str) -> None:
    """Tests that a table's rows make exactly the parts that they came from."""
    made = scenario_from({"name": "full", kind: parts_of(kind, table_of(kind, FULL))})
    assert getattr(made, kind) == getattr(FULL, kind)


def test_queues_go_there_and_back() -> None:
    """Tests that the queue table keeps factors, groups and other sites' places in them."""
    values = queue_values(queue_table(FULL, QUEUES), QUEUES, FULL)
    made = scenario_from({"name": "full", **values})
    for name in ("queue_factors", "queue_self_service", "queue_aht", "pools"):
        assert getattr(made, name) == getattr(FULL, name)


@pytest.mark.parametrize("kind", COLUMNS)
def test_empty_tables_have_their_types(kind: str) -> None:
    """Tests that the editor gets typed columns without a row, and empty rows say nothing."""
    empty = table_of(kind, Scenario("s"))
    assert list(empty.columns) == list(COLUMNS[kind])
    days = [name for name, what in COLUMNS[kind].items() if what == "day"]
    assert all(pd.api.types.is_datetime64_any_dtype(empty[name]) for name in days)
    blank = pd.DataFrame([dict.fromkeys(COLUMNS[kind])])
    assert parts_of(kind, blank) == parts_of(kind, empty) == []


def test_cells_left_empty_mean_the_usual() -> None:
    """Tests what a row means of which only the first cells were filled in."""

    def row(kind: str, **cells: object) -> dict[str, object]:
        return parts_of(kind, pd.DataFrame([dict.fromkeys(COLUMNS[kind]) | cells]))[0]

    assert row("events", name="e", start=pd.Timestamp("2026-11-25"))["end"] == date(2026, 11, 26)
    assert row("moves", queue="cards", to=OUT) == {
        "queue": "cards",
        "to": "",
        "share": 1.0,
        "start": None,
        "end": None,
    }
    assert row("sites", centre="x")["name"] == "x"
    assert row("sites", centre="x")["pooled"] is True
    assert row("openings", hours="８：00".replace("８", "08") + "－12:00，13:00-18:00")[
        "hours"
    ] == (
        "08:00-12:00",
        "13:00-18:00",
    )
    assert row("openings", weekdays=["sunday"])["new_share"] == 1.0
    assert row("growths", name="n", change=10.0)["factor"] == 1.1


def test_every_stage_and_cause_has_a_word() -> None:
    """Tests that no stage reaches the screen as an id."""
    assert set(STAGE) == {*STAGES, SINCE.stage}


def comparison() -> Comparison:
    rows = pd.DataFrame(
        {
            "scenario": ["base", "more"],
            "volume": [1000.0, 1100.0],
            "required_hours": [100.0, 100.0],
            "cost": [5000.0, 5400.0],
            "target": ["80/20", "90/10"],
            "service_level": [0.853, 0.0],
            "asa_s": [8.0, math.inf],
            "answer_rate": [math.nan, math.nan],
            "intervals_below": [0, 12],
        }
    )
    empty = pd.DataFrame()
    return Comparison(rows, empty, empty, "EUR", {})


def test_figures_say_what_is_different() -> None:
    """Tests that each figure stands beside its difference, and what is not known is left out."""
    frame = Frame(desk=None, words=Words("en"))  # type: ignore[arg-type]
    table = figures(comparison(), frame).set_index("Figure")
    assert list(table.columns) == ["Plan of record", "more"]
    assert table.loc["Contacts", "more"] == "1,100  (+100)"
    assert table.loc["Required hours", "more"] == "100.0"
    assert table.loc["Cost (EUR)", "more"] == "5,400  (+400)"
    assert table.loc["Target", "more"] == "90/10"
    assert table.loc["Service level with the plan's seats", "more"] == "0.0%  (−85.3 pts)"
    assert table.loc["Average speed of answer with the plan's seats (s)", "more"] == "∞"
    assert not any("Answer rate" in name for name in table.index)


def test_waterfall_ends_where_the_scenario_is() -> None:
    """Tests that the bars lead from one total to the other without a gap."""
    steps = steps_frame(("plan", 100.0), [("growth", 12.0), ("aht", -5.0), ("no", 0.0)], "mine")
    assert steps["first"].tolist() == [0.0, 100.0, 112.0, 107.0, 0.0]
    assert steps["last"].tolist() == [100.0, 112.0, 107.0, 107.0, 107.0]
    assert steps["kind"].tolist() == ["total", "more", "less", "more", "total"]
    drawn = waterfall(steps, "Hours", Words("zh"), LIGHT).to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert [row["text"] for row in rows] == ["100.0", "+12.0", "−5.0", "0.0", "107.0"]


def test_no_bar_of_the_waterfall_is_cut_off() -> None:
    """Tests that bars are differences alone and whole, and totals marks at their place."""
    steps = steps_frame(("plan", 4820.0), [("growth", 212.0), ("aht", -85.0)], "mine")
    drawn = waterfall(steps, "Hours", Words("en"), LIGHT).to_dict()
    (rows,) = drawn["datasets"].values()
    bars = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "bar"]
    (bar,) = bars
    low, high = bar["encoding"]["x"]["scale"]["domain"]
    assert bar["transform"] == [{"filter": "datum.kind !== 'total'"}]
    for row in rows:
        assert low < min(row["first"], row["last"])
        assert max(row["first"], row["last"]) < high
        if row["kind"] == "total":
            assert row["first"] == row["last"]
        else:
            assert row["last"] - row["first"] == row["change"]
    totals = [
        layer["mark"]["type"]
        for layer in drawn["layer"]
        if layer["transform"] == [{"filter": "datum.kind === 'total'"}]
    ]
    assert totals == ["rule", "text"]


def test_waterfall_rows_are_joined() -> None:
    """Tests that a thin line leads from each row to the next, and none from the last."""
    steps = steps_frame(("plan", 100.0), [("growth", 12.0)], "mine")
    drawn = waterfall(steps, "Hours", Words("en"), LIGHT).to_dict()
    (rows,) = drawn["datasets"].values()
    assert [row["next"] for row in rows] == ["growth", "mine", None]
    assert drawn["layer"][0]["encoding"]["y2"]["field"] == "next"


def test_waterfall_without_a_difference_has_an_axis() -> None:
    """Tests that equal totals do not leave an axis of no length."""
    steps = steps_frame(("plan", 100.0), [("no", 0.0)], "mine")
    drawn = waterfall(steps, "Hours", Words("en"), LIGHT).to_dict()
    low, high = drawn["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 100.0 < high


def test_curves_differ_by_more_than_colour() -> None:
    """Tests that each scenario's line has a pattern of its own."""
    stamps = pd.date_range("2026-11-23", periods=2, freq="30min", tz="Asia/Shanghai")
    parts = [pd.DataFrame({"timestamp": stamps, "volume": 1.0, "series": n}) for n in "abcdef"]
    chart = volume_curves(pd.concat(parts), Words("en"), LIGHT).to_dict()
    dashes = chart["encoding"]["strokeDash"]["scale"]["range"]
    assert len({tuple(d) for d in dashes}) == 6
