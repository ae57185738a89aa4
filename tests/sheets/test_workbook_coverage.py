"""The coverage sheet: the table, its sums and its chart."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from wfm.sheets.words import ShiftClass, shift_class

pytestmark = pytest.mark.unit

FIRST_ROW = 7
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SIDE = 10  # first column beside the table of two groups


def staffed_by_hand(book, skill, t):
    """Agents on the phones in an interval, straight from the assignments."""
    shifts = {s.id: s for s in book.problem.shifts}
    total = 0.0
    for agent in book.problem.agents:
        if skill is not None and skill not in agent.skills:
            continue
        for a in (*book.problem.past, *book.roster):
            if a.agent_id != agent.id:
                continue
            day = (a.day - book.problem.first_day).days
            minute = t * 30 - day * 1440 - shifts[a.shift_id].start_min
            inside = 0 <= minute < shifts[a.shift_id].length_min
            away = any(b.start_min <= minute < b.end_min for b in a.breaks)
            total += (inside and not away) * agent.productivity_pct / 100
    return total


def test_every_interval_equals_the_roster(samples):
    """Tests required, on the phones and the difference of both groups, tails included."""
    book, workbook = samples.standard("en", 20)
    sheet = workbook["Coverage"]
    for t in range(book.view.n_intervals):
        row = FIRST_ROW + t
        stamp = sheet.cell(row, 1).value
        assert stamp - timedelta(minutes=30 * t) == sheet.cell(FIRST_ROW, 1).value
        for g, demand in enumerate(book.problem.demands):
            need, on, gap = (sheet.cell(row, 3 + 3 * g + k).value for k in range(3))
            assert on == pytest.approx(staffed_by_hand(book, demand.skill, t))
            if t < len(demand.required):
                assert need == demand.required[t]
                assert gap == pytest.approx(on - need)
            else:
                assert need is None, "an interval that is not scored is not zero"
                assert gap is None


def test_days_add_up(samples):
    """Tests that each day's hours and shortages are the sums of its intervals."""
    _, workbook = samples.standard("en", 20)
    sheet = workbook["Coverage"]
    head = samples.row_of(sheet, "Day", column=SIDE)
    for d in range(7):
        rows = range(FIRST_ROW + 48 * d, FIRST_ROW + 48 * (d + 1))
        need = sum(sheet.cell(r, 3).value for r in rows)
        on = sum(sheet.cell(r, 4).value for r in rows)
        short = [-min(0, sheet.cell(r, 5).value) for r in rows]
        shown = [sheet.cell(head + 1 + d, SIDE + k).value for k in range(1, 5)]
        assert shown == pytest.approx(
            [need / 2, on / 2, sum(short) / 2, sum(gap > 0 for gap in short)]
        )
    days = [[sheet.cell(head + 1 + d, SIDE + k).value for d in range(7)] for k in range(1, 5)]
    total = [sheet.cell(head + 8, SIDE + k).value for k in range(1, 5)]
    assert total == pytest.approx([sum(column) for column in days])


def test_chart_of_each_group(samples):
    """Tests that each group has a chart over its columns with axes that show."""
    book, workbook = samples.standard("en", 20)
    sheet = workbook["Coverage"]
    archive = zipfile.ZipFile(io.BytesIO(samples.as_file(book)))
    charts = sheet._charts
    assert len(charts) == 2
    last = FIRST_ROW + book.view.n_intervals - 1
    for g, chart in enumerate(charts):
        columns = {
            series.val.numRef.f.split("$")[1] for part in chart._charts for series in part.series
        }
        assert columns == ({"C", "D"}, {"F", "G"})[g]
        for part in chart._charts:
            assert part.series[0].cat.strRef.f == f"'Coverage'!$B${FIRST_ROW}:$B${last}"
        root = ElementTree.fromstring(archive.read(f"xl/charts/chart{g + 1}.xml"))
        for kind in ("catAx", "valAx"):
            (axis,) = root.iter(f"{CHART}{kind}")
            assert axis.find(f"{CHART}delete").attrib["val"] == "0"
        (skip,) = root.iter(f"{CHART}tickLblSkip")
        assert skip.attrib["val"] == "48"


def test_shortages_are_filled(samples):
    """Tests that the difference columns have a fill below zero, and only they."""
    sheet = samples.standard("en", 20)[1]["Coverage"]
    ranges = {str(r.sqref).rstrip("0123456789") for r in sheet.conditional_formatting}
    assert ranges == {"E7:E", "H7:H"}
    for found in sheet.conditional_formatting:
        (rule,) = found.rules
        assert (rule.operator, rule.formula) == ("lessThan", ["0"])


def test_shift_classes_by_start(samples):
    """Tests the classes that colour and count: by start, nights by their flag or the late hour."""
    kinds = {s.code_en: shift_class(s) for s in samples.CATALOGUE}
    assert kinds["E3"] is ShiftClass.EARLY
    assert kinds["M1"] is ShiftClass.MIDDLE
    assert kinds["L2"] is ShiftClass.LATE
    assert kinds["N1"] is ShiftClass.NIGHT
    for start, expected in (("09:59", "early"), ("13:59", "middle"), ("19:59", "late")):
        assert shift_class(samples.shift("x", "x", "x", start)) == expected
    for start in ("20:00", "00:00", "03:59"):
        assert shift_class(samples.shift("x", "x", "x", start)) is ShiftClass.NIGHT
    assert shift_class(samples.shift("x", "x", "x", "18:00", night=True)) is ShiftClass.NIGHT
