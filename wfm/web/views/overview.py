"""The week at a glance, and what to do next."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import overviews
from wfm.web.charts.forecasts import columns
from wfm.web.components.header import Chip, page_header, tiles
from wfm.web.components.messages import empty_state, need_centre, shown_errors
from wfm.web.components.progress import panel
from wfm.web.frame import current
from wfm.web.sections.overview_steps import show_steps
from wfm.web.words.terms import ROSTER_STATUS, term

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Overview"))

with shown_errors(words):
    view = overviews.overview(frame.desk, place.centre_id, place.week)
    chips: list[Chip] = []
    if view.roster_status is None:
        chips.append((words("No roster yet"), "gray"))
    else:
        published = str(view.roster_status) == "published"
        chips.append(
            (term(words, ROSTER_STATUS, view.roster_status), "green" if published else "orange")
        )
        chips.append((words("Revision {n}", n=view.revision), "gray"))
        if view.hard:
            chips.append(
                (
                    words.count("{n} hard finding", "{n} hard findings", view.hard),
                    "red",
                )
            )
        else:
            chips.append((words("No hard finding"), "green"))
    with slot:
        page_header(words("Overview"), chips, f"{frame.centre_name} · {words.week(place.week)}")

    tiles(
        [
            (
                words("Forecast volume"),
                words.number(view.forecast_volume),
                words("Contacts offered in the week, by the plan of record."),
            ),
            (
                words("Required hours"),
                words.number(view.required_hours),
                words("Agent-hours on the phones that the target asks for."),
            ),
            (
                words("Scheduled hours"),
                words.number(view.scheduled_hours),
                words("Agent-hours on the phones in the newest roster, breaks left out."),
            ),
            (
                words("Predicted service level"),
                words.percent(view.service_level),
                words("Share of the week's contacts expected to be answered in time."),
            ),
            (
                words("Worst interval")
                if view.worst_interval_at is None
                else words(
                    "Worst interval, {at}", at=words.moment(view.worst_interval_at, frame.zone)
                ),
                words.percent(view.worst_interval_sl),
                words("Of those in which somebody calls."),
            ),
            (
                words("Short agent-intervals"),
                words.number(view.understaffed_intervals),
                words("Agents missing, summed over intervals."),
            ),
            (
                words("Cost (points)"),
                words.number(view.cost),
                words("Cost of every soft finding in the newest roster."),
            ),
            (
                words("Open requests"),
                words.number(view.open_requests),
                words("Leave and swaps that wait for a decision."),
            ),
        ]
    )

    left, right = st.columns([2, 1], gap="medium")
    with left, st.container(border=True):
        st.subheader(words("Hours a day"), anchor=False)
        days = view.days
        long = pd.concat(
            [
                pd.DataFrame(
                    {
                        "category": [words.day(d) for d in days["day"]],
                        "series": name,
                        "hours": days[column],
                    }
                )
                for name, column in (
                    (words("Required"), "required_hours"),
                    (words("Scheduled"), "scheduled_hours"),
                )
                if days[column].notna().any()
            ]
            or [pd.DataFrame(columns=["category", "series", "hours"])]
        )
        if long.empty:
            empty_state(
                words("There is no forecast for this week yet."),
                icon=":material/query_stats:",
                page="wfm/web/views/forecast.py",
                link=words("Go to Forecast"),
            )
        else:
            st.altair_chart(
                columns(long, "hours", words("Agent-hours"), frame.palette),
                alt=words("Required and scheduled agent-hours a day"),
            )
    with right, st.container(border=True):
        st.subheader(words("This week's path"), anchor=False)
        show_steps(view, frame)

    if view.run is not None:
        panel(frame, view.run, page_key="overview")
    if frame.centre_note:
        st.caption(f":material/info: {frame.centre_note}")
