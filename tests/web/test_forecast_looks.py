"""The closer looks at a forecast version, and what a planner changes there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from wfm.forecasting.overrides import How, Override, Quantity
from wfm.service import forecast_runs, forecasts, overrides
from wfm.service.desk import open_desk
from wfm.store.tables import FORECASTS

pytestmark = pytest.mark.unit
Page = Callable[..., AppTest]
CENTRE = "small_bank"
WEEK = date(2026, 11, 23)
LOOKS = ("totals", "backtest", "parts", "overrides", "past")


def look(page: Page, name: str, language: str = "en") -> AppTest:
    """The forecast page with one of its looks open."""
    at = page("forecast", language)
    at.session_state["forecast_look"] = name
    return fine(at.run())


def fine(at: AppTest) -> AppTest:
    """Page without an exception or an error box."""
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def press(at: AppTest, label: str) -> AppTest:
    """Click the button with a label."""
    return next(b for b in at.button if b.label == label).click().run()


def demote(url: str) -> None:
    """Take the promotion of every version back, as in a store where nobody promoted one."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.update(FORECASTS).values(published_at=None))
    engine.dispose()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", LOOKS)
def test_every_look_opens(page: Page, seeded_store: str, name: str, language: str) -> None:
    """Tests that each look at a version shows a chart, a table or a sentence."""
    at = look(page, name, language)
    assert len(at.dataframe) + len(at.caption) > 0


def test_backtest_is_shown_in_full(page: Page, seeded_store: str) -> None:
    """Tests that every baseline stands beside the model, errors by hour, and calibration."""
    at = look(page, "backtest")
    table = at.dataframe[0].value
    assert len(table) == 2 * 4
    assert {"Bias", "Scaled error (MASE)", "95 % of day totals holds"} <= set(table.columns)
    headings = " ".join(m.value for m in at.markdown)
    for text in ("Error by hour", "Error by weekday", "Do the intervals hold", "running day"):
        assert text in headings


def test_the_star_is_on_what_the_week_is_planned_with(page: Page, seeded_store: str) -> None:
    """Tests that star and badge follow the newest version while none is promoted."""
    demote(seeded_store)
    desk = open_desk(seeded_store)
    newer = forecast_runs.make_version(
        desk, CENTRE, scenario=None, first_day=WEEK, weeks=1, with_backtest=False
    )
    plan = forecasts.plan_of_record(desk, CENTRE, WEEK)
    assert plan is not None
    assert (plan.id, plan.plan_of_record) == (newer, False)
    at = fine(page("forecast"))
    (box,) = (s for s in at.selectbox if s.label == "Version")
    assert [line.startswith("★ ") for line in box.options] == [True, False]
    assert box.value == newer
    said = " ".join(m.value for m in at.markdown)
    assert "This week has a plan of record" in said
    assert ":green-badge[:material/star: Plan of record]" in said
    fine(press(at, "Keep it the plan of record"))
    plan = forecasts.plan_of_record(desk, CENTRE, WEEK)
    assert plan is not None
    assert (plan.id, plan.plan_of_record) == (newer, True)
    labels = {b.label for b in page("forecast").button}
    assert not labels & {"Keep it the plan of record", "Make it the plan of record"}


def test_a_version_that_stands_behind_another_has_no_star(page: Page, seeded_store: str) -> None:
    """Tests that the promoted one alone carries the star and the other can take its place."""
    desk = open_desk(seeded_store)
    newer = forecast_runs.make_version(
        desk, CENTRE, scenario=None, first_day=WEEK, weeks=1, with_backtest=False
    )
    at = page("forecast")
    (box,) = (s for s in at.selectbox if s.label == "Version")
    assert [line.startswith("★ ") for line in box.options] == [False, True]
    at = fine(box.set_value(newer).run())
    assert "Make it the plan of record" in {b.label for b in at.button}


def test_a_range_is_overridden_by_form(page: Page, seeded_store: str) -> None:
    """Tests that the form saves days, hours, kind, value and reason, and the list shows them."""
    at = look(page, "overrides")
    at.date_input[0].set_value((WEEK, date(2026, 11, 25)))
    start, end = at.time_input
    start.set_value(time(10, 0))
    end.set_value(time(12, 0))
    next(n for n in at.number_input if n.label == "Value").set_value(15.0)
    next(t for t in at.text_input if t.placeholder == "Why this number").set_value("campaign")
    fine(press(at, "Save the override"))
    desk = open_desk(seeded_store)
    (entry,) = overrides.overrides(desk, CENTRE).entries
    assert entry.override == Override(
        Quantity.VOLUME, How.PERCENT, 15.0, WEEK, date(2026, 11, 25), 600, 720
    )
    assert (entry.reason, entry.author) == ("campaign", "Manager on duty")
    listed = at.dataframe[0].value
    assert listed["Change"].tolist() == ["Contacts +15 %"]
    assert listed["State"].tolist() == ["In force"]


def test_an_override_without_a_reason_is_refused(page: Page, seeded_store: str) -> None:
    """Tests that the page shows why nothing was saved."""
    at = press(look(page, "overrides"), "Save the override")
    assert [e.message for e in at.exception] == []
    assert len(at.error) == 1
    assert overrides.overrides(open_desk(seeded_store), CENTRE).revision == 0


def test_an_override_is_withdrawn_with_a_reason(page: Page, seeded_store: str) -> None:
    """Tests that the entry stays in the list, out of force, and the forecast is as before."""
    desk = open_desk(seeded_store)
    plan = forecasts.plan_of_record(desk, CENTRE, WEEK)
    assert plan is not None
    before = forecasts.forecast(desk, plan.id).frame["volume"].sum()
    made = [Override(Quantity.VOLUME, How.PERCENT, 50.0, WEEK, WEEK)]
    overrides.add_overrides(desk, CENTRE, made, reason="campaign", expected_revision=0)
    at = look(page, "overrides")
    at.text_input(key="override_withdraw_why_1").set_value("cancelled")
    fine(press(at, "Withdraw"))
    (entry,) = overrides.overrides(desk, CENTRE).entries
    assert (entry.in_force, entry.withdrawn_why) == (False, "cancelled")
    assert forecasts.forecast(desk, plan.id).frame["volume"].sum() == pytest.approx(before)
    assert "cancelled" in at.dataframe[0].value["State"].iloc[0]


def test_a_table_saved_unchanged_says_so(page: Page, seeded_store: str) -> None:
    """Tests that pressing save without a change makes no entry."""
    at = press(look(page, "overrides"), "Save the table")
    assert len(at.error) == 1
    assert overrides.overrides(open_desk(seeded_store), CENTRE).revision == 0
