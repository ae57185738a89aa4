"""Tests that a comparison goes out whole, in both languages."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError
from wfm.forecasting.scenario import STAGES
from wfm.service.export_words import DEFINITIONS, chosen
from wfm.service.scenario_causes import SINCE
from wfm.service.scenario_compare import Comparison
from wfm.service.scenario_export import (
    TABLES,
    WORDS,
    _stage,
    comparison_csv,
    comparison_workbook,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def result():
    """A comparison of two, one of them without end."""
    stamps = pd.date_range("2031-06-02", periods=2, freq="30min", tz="Asia/Shanghai")
    return Comparison(
        pd.DataFrame(
            {
                "scenario": ["base", "=more"],
                "volume": [100.0, 150.0],
                "peak_agents": [5, 7],
                "required_hours": [10.0, 14.5],
                "target": ["80/20", "80/20"],
                "service_level": [0.85, 0.0],
                "asa_s": [8.0, float("inf")],
                "answer_rate": [float("nan"), float("nan")],
            }
        ),
        pd.DataFrame(
            {"timestamp": stamps, "scenario": "base", "volume": [1.0, 2.0], "agents": [2, 3]}
        ),
        pd.DataFrame(
            [("=more", "=more", "growth", 50.0, 2.0, 4.5, 5.0, 225.0)],
            columns=[
                "scenario",
                "layer",
                "cause",
                "volume",
                "workload_hours",
                "agent_hours",
                "paid_hours",
                "cost",
            ],
        ),
        "CNY",
        {"centre:x": "plan of record, version 1"},
    )


def sheets(planned, result, language):
    content = comparison_workbook(planned, "small", WEEK, result, language)
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    ("language", "names", "plan", "cause"),
    [
        ("en", ["Scenarios", "Causes", "Curves", "About"], "Plan of record", "growth"),
        ("zh", ["情景对比", "差异原因", "时段曲线", "说明"], "正式计划", "来电增长"),
    ],
)
def test_workbook(planned, result, language, names, plan, cause) -> None:
    """Tests that every table is a sheet, figures are numbers and texts can't run."""
    book = sheets(planned, result, language)
    assert book.sheetnames == names
    rows = [[c.value for c in row] for row in book.worksheets[0].iter_rows()]
    assert rows[2][:3] == [plan, 100, 5]
    assert rows[3][1:4] == [150, 7, 14.5]
    assert not str(rows[3][0]).startswith("=") or book.worksheets[0].cell(4, 1).data_type == "s"
    assert rows[3][6:8] == ["∞", None]
    causes = [[c.value for c in row] for row in book.worksheets[1].iter_rows()]
    assert cause in causes[3]
    about = {row[0].value: row[1].value for row in book.worksheets[3].iter_rows()}
    assert any("→" in str(value) for value in about.values())
    assert chosen(DEFINITIONS, "offered", language) in about.values()
    wanted = {"en": "x: plan of record, version 1", "zh": "x: 正式计划，版本 1"}
    assert wanted[language] in about.values()


@pytest.mark.parametrize("table", TABLES)
def test_csv_reads_back(result, table) -> None:
    """Tests that each CSV holds the table as it is."""
    back = pd.read_csv(io.BytesIO(comparison_csv(result, table)))
    wanted = getattr(result, table)
    assert list(back.columns) == list(wanted.columns)
    assert len(back) == len(wanted)
    assert back["volume"].tolist() == wanted["volume"].tolist()
    if table == "curves":
        assert pd.Timestamp(back["timestamp"][0]) == wanted["timestamp"][0]


def test_no_such_table(result) -> None:
    """Tests that a table that is not there is refused."""
    with pytest.raises(BadInputError, match="rows, differences, curves"):
        comparison_csv(result, "everything")


def test_every_stage_has_words() -> None:
    """Tests that no cause reaches the workbook as an id."""
    assert all(_stage(stage) in WORDS for stage in (*STAGES, SINCE.stage))
