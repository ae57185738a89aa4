"""The steps of a planning week, ticked off as they are done."""

from __future__ import annotations

import streamlit as st

from wfm.service.overviews import Overview
from wfm.web.frame import Frame


def show_steps(view: Overview, frame: Frame) -> None:
    """List forecast, requirement, roster, publication and requests with their state."""
    words = frame.words
    has_forecast = view.forecast_volume is not None
    status = None if view.roster_status is None else str(view.roster_status)
    steps = [
        (has_forecast, "forecast", words("Forecast the week")),
        (has_forecast, "requirement", words("Check the requirement")),
        (status is not None, "roster", words("Generate the roster")),
        (status is not None and not view.hard, "roster", words("Clear every hard finding")),
        (status == "published", "roster", words("Publish")),
        (not view.open_requests, "requests", words("Decide open requests")),
    ]
    done_seen = True
    for done, page, text in steps:
        if done:
            icon = ":material/check_circle:"
        elif done_seen:
            icon = ":material/arrow_circle_right:"
        else:
            icon = ":material/radio_button_unchecked:"
        done_seen = done_seen and done
        st.page_link(f"wfm/web/views/{page}.py", label=text, icon=icon)
