"""Start a forecast and follow it."""

from __future__ import annotations

import streamlit as st

from wfm.service import forecast_runs, scenarios, solves
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.progress import follow
from wfm.web.frame import Frame
from wfm.web.words.terms import MODEL, term

MODELS = ("mean_of_three", "weekday_median_6", "weekday_mean_8", "seasonal_naive")


def show(frame: Frame, centre_id: str) -> None:
    """Form to start a run, or the run under way."""
    words = frame.words
    if frame.week is None:
        st.info(
            words("Import the centre's history first, on the tab Import history."),
            icon=":material/upload_file:",
        )
        return
    active = solves.active_run(frame.desk, centre_id, None, forecast_runs.KIND)
    if active is not None:
        follow(frame, active.id, page_key="forecast")
        return
    names = [info.name for info in scenarios.scenarios(frame.desk, centre_id)]
    plain = words("No scenario")
    with (
        st.form("forecast_start", border=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        scenario = st.selectbox(words("Scenario"), [plain, *names], width=220)
        weeks = st.number_input(
            words("Weeks, from the week chosen at the left"), 1, 6, 1, width=260
        )
        model = st.selectbox(
            words("Model"),
            MODELS,
            format_func=lambda m: term(words, MODEL, m),
            width=240,
            help=words(
                "The mean of three averages a factor model, top-down and a Poisson "
                "regression; it won every back-test."
            ),
        )
        backtest = st.checkbox(
            words("Back-test"),
            value=True,
            help=words("Measures the error on past weeks, beside what planners do by hand."),
        )
        cleaned = st.checkbox(
            words("Cleaned history"),
            value=True,
            help=words(
                "Learns from the history with the changes accepted on the tab Cleaning; "
                "without any it is the same."
            ),
        )
        start = st.form_submit_button(
            words("Make a forecast"), type="primary", icon=":material/play_arrow:"
        )
    if start:
        with shown_errors(words):
            forecast_runs.start_forecast(
                frame.desk,
                centre_id,
                scenario=None if scenario == plain else scenario,
                first_day=frame.week,
                weeks=int(weeks),
                model=model,
                with_backtest=backtest,
                cleaned=cleaned,
            )
            remember(words("The forecast run has started."))
            st.rerun()
