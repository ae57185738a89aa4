"""Tests of forecast versions as files."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
from support.centres import WEEK

from wfm.forecasting.overrides import How, Override, Quantity
from wfm.forecasting.registry import FORECASTERS
from wfm.service import centres, forecast_export, forecast_runs, forecasts, overrides
from wfm.service.export_words import DEFINITIONS, HOWS, METHODS, QUANTITIES
from wfm.sizing.erlang_a import ServiceLevelDefinition

pytestmark = pytest.mark.unit


@pytest.fixture
def changed(planned):
    """A version with a back-test and two overrides, one withdrawn."""
    made = [
        Override(Quantity.VOLUME, How.PERCENT, 50.0, WEEK, WEEK, 600, 720, ("general",)),
        Override(Quantity.AHT, How.EACH, 300.0, WEEK, WEEK),
    ]
    overrides.add_overrides(planned, "small", made, reason="=HYPERLINK(1)", expected_revision=0)
    overrides.withdraw_override(planned, "small", 2, reason="-no", expected_revision=1)
    number = forecast_runs.make_version(
        planned, "small", scenario=None, first_day=WEEK, weeks=1, model="weekday_median_6"
    )
    return planned, number


def sheets(desk, number, language="en") -> dict[str, pd.DataFrame]:
    """Tables of the workbook by sheet; row 3 (or 2) is the header."""
    content = forecast_export.forecast_workbook(desk, number, language)
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for sheet in book.worksheets:
        head = int(sheet.freeze_panes[1:]) - 1
        rows = list(sheet.iter_rows(min_row=head, values_only=True))
        found[sheet.title] = pd.DataFrame(rows[1:], columns=rows[0])
    return found


def test_workbook_holds_the_version(changed):
    """Tests that every figure of the frame is in the workbook, unrounded, overrides in force."""
    version = forecasts.forecast(*changed)
    found = sheets(*changed)
    assert list(found) == ["Intervals", "Day totals", "Back-test", "Overrides", "About"]
    rows = found["Intervals"]
    for name, column in (("contacts", "volume"), ("handle time (s)", "aht_s"), ("q975", "q975")):
        assert rows[name].to_numpy(dtype=float) == pytest.approx(version.frame[column].to_numpy())
    assert (rows["overridden"] == "yes").sum() == 4
    stamps = pd.DatetimeIndex(version.frame["timestamp"]).tz_localize(None)
    assert (pd.DatetimeIndex(rows["time"]) == stamps).all()
    changed_rows = rows[rows["overridden"] == "yes"]
    ratio = changed_rows["contacts"] / changed_rows["contacts by the model"]
    assert ratio.astype(float).to_numpy() == pytest.approx([1.5] * 4)
    assert len(found["Day totals"]) == 3 * 8
    assert "all queues" in set(found["Day totals"]["queue"])


def test_workbook_says_what_weeks_are_planned_with(planned):
    """Tests that the version in force says so though nobody promoted it, an older one does not."""
    (first,) = forecasts.forecasts(planned, "small")

    def says(number: int) -> str:
        about = sheets(planned, number)["About"].to_numpy().tolist()
        return next(value for name, value in about if name == "plan of record")

    assert says(first.id) == "yes"
    newer = forecast_runs.make_version(
        planned, "small", scenario=None, first_day=WEEK, weeks=2, with_backtest=False
    )
    assert (says(first.id), says(newer)) == ("no", "yes")


def test_workbook_says_how_good_it_was_and_why_it_was_changed(changed):
    """Tests that the back-test, the overrides with their reasons and the provenance are there."""
    desk, number = changed
    found = sheets(desk, number)
    test = found["Back-test"]
    own = test[
        (test["method"] == "Median of the last 6 same weekdays") & (test["days ahead"] == "1-7")
    ]
    result = forecasts.forecast(desk, number).backtest
    whole = own[own["queue"] == "all queues"]["error (WAPE)"].iloc[0]
    assert whole == pytest.approx(result["leads"]["1-7"]["wape"])
    assert set(test["queue"]) == {"all queues", *names(desk)}
    entries = found["Overrides"]
    assert entries["why"].tolist() == ["'=HYPERLINK(1)"] * 2
    assert entries["withdrawn"].fillna("").tolist() == ["", "Mei: -no"]
    assert entries["hours"].tolist() == ["10:00-12:00", "00:00-24:00"]
    about = found["About"].set_index("name")["value"]
    assert about["overrides revision"] == "2"
    assert about["model"] == "Median of the last 6 same weekdays"


def names(desk, language="en") -> set[str]:
    """What the centre's queues are called."""
    return {queue.name(language) for queue in centres.centre(desk, "small").queues}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_workbook_has_no_ids(changed, language):
    """Tests that queues, methods and choices stand there by name, in either language."""
    desk, number = changed
    text = {
        str(cell)
        for table in sheets(desk, number, language).values()
        for cell in table.to_numpy().ravel()
    }
    ids = {"general", "dialect", "volume", "aht", "percent", "each"} - names(desk, language)
    assert not text & (ids | {model.name for model in FORECASTERS})
    assert names(desk, language) <= text


def test_notes_are_put_into_the_language(planned):
    """Tests that every note of a version goes through the given translation."""
    notes = forecasts.forecast(planned, 1).notes
    assert notes
    content = forecast_export.forecast_workbook(planned, 1, "zh", str.upper)
    about = openpyxl.load_workbook(io.BytesIO(content)).worksheets[-1]
    written = {row[1].value for row in about.iter_rows()}
    assert {note.upper() for note in notes} <= written


def test_every_forecaster_has_words():
    """Tests that no method reaches a workbook as an id, nor a definition or kind of override."""
    assert {model.name for model in FORECASTERS} <= set(METHODS)
    assert {str(q) for q in Quantity} == set(QUANTITIES)
    assert {str(h) for h in How} == set(HOWS)
    assert {d.value for d in ServiceLevelDefinition} == set(DEFINITIONS)


def test_workbook_in_chinese(changed):
    """Tests that sheets and headers are Chinese, figures the same."""
    found = sheets(*changed, language="zh")
    assert list(found) == ["时段", "日合计", "回测", "人工调整", "说明"]
    english = sheets(*changed)["Intervals"]
    assert found["时段"]["来电量"].tolist() == english["contacts"].tolist()


def test_workbook_of_a_version_without_a_backtest(planned):
    """Tests that a sheet may be empty."""
    found = sheets(planned, 1)
    assert found["Back-test"].empty
    assert found["Overrides"].empty
    assert len(found["Intervals"]) == 2 * 15 * 48
