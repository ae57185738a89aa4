"""Tables that the scenario form is edited in: growth, events, queues, hours, sites."""

from __future__ import annotations

from typing import Any

import streamlit as st

from wfm.forecasting.scenario import Scenario
from wfm.forecasting.scenario_parts import WEEKDAYS
from wfm.service import centres, scenario_plans
from wfm.web.frame import Frame, Place
from wfm.web.sections.names import queue_names
from wfm.web.sections.scenario_tables import OUT, parts_of, queue_table, queue_values, table_of
from wfm.web.sections.scenario_words import WEEKDAY
from wfm.web.words import Words


def growths(frame: Frame, old: Scenario, tag: str) -> Any:
    """Growth from a day on, at once or over weeks."""
    words = frame.words
    st.caption(words("Growth from a day on, at once or in equal steps over weeks"))
    return st.data_editor(
        table_of("growths", old),
        num_rows="dynamic",
        placeholder="",
        key=f"scenario_growths_{tag}",
        column_config={
            "name": st.column_config.TextColumn(words("What")),
            "change": _change(words),
            "queues": _queue_list(frame),
            "start": st.column_config.DateColumn(words("First day")),
            "ramp_weeks": st.column_config.NumberColumn(
                words("Weeks until it is reached"), min_value=0, max_value=104, step=1
            ),
        },
        alt=words("Growth from a day on"),
    )


def events(frame: Frame, old: Scenario, tag: str) -> Any:
    """Events with their lead and lag."""
    words = frame.words
    st.caption(words("The effect builds up on the days before and fades on the days after."))
    return st.data_editor(
        table_of("events", old),
        num_rows="dynamic",
        placeholder="",
        key=f"scenario_events_{tag}",
        column_config={
            "name": st.column_config.TextColumn(words("Event")),
            "start": st.column_config.DateColumn(words("First day")),
            "last": st.column_config.DateColumn(words("Last day")),
            "change": _change(words),
            "queues": _queue_list(frame),
            "lead_days": st.column_config.NumberColumn(
                words("Days before"), min_value=0, max_value=60, step=1
            ),
            "lag_days": st.column_config.NumberColumn(
                words("Days after"), min_value=0, max_value=60, step=1
            ),
        },
        alt=words("Events of the scenario"),
    )


def queues(frame: Frame, old: Scenario, tag: str) -> dict[str, Any]:
    """Changes and group of each queue, and moves; gives their fields."""
    words, names = frame.words, queue_names(frame)
    by_queue = st.data_editor(
        queue_table(old, names),
        num_rows="fixed",
        hide_index=True,
        disabled=["queue"],
        key=f"scenario_queues_{tag}",
        column_config={
            "queue": st.column_config.TextColumn(words("Queue"), pinned=True),
            "volume": _change(words),
            "self_service": st.column_config.NumberColumn(
                words("Taken by self-service (%)"), min_value=0.0, max_value=90.0
            ),
            "aht": st.column_config.NumberColumn(
                words("Change of handle time (%)"), min_value=-90.0, max_value=400.0
            ),
            "group": st.column_config.TextColumn(
                words("Answered by the group"),
                max_chars=80,
                help=words(
                    "Queues with the same group are pooled, and only that group answers them. "
                    "Empty: everybody else does, together."
                ),
            ),
        },
        alt=words("Changes per queue"),
    )
    st.caption(words("Calls that go to another queue or out of the centre"))
    moved = st.data_editor(
        table_of("moves", old),
        num_rows="dynamic",
        placeholder="",
        key=f"scenario_moves_{tag}",
        column_config={
            "queue": st.column_config.SelectboxColumn(
                words("From queue"),
                options=list(names),
                format_func=lambda q: names.get(str(q), str(q)),
            ),
            "to": st.column_config.SelectboxColumn(
                words("To queue"),
                options=[*names, OUT],
                format_func=lambda q: (
                    words("out of the centre") if q == OUT else names.get(str(q), str(q))
                ),
            ),
            "share": _share(words("Share (%)")),
            "start": st.column_config.DateColumn(words("First day")),
            "last": st.column_config.DateColumn(words("Last day")),
        },
        alt=words("Queues moved"),
    )
    return {**queue_values(by_queue, names, old), "moves": parts_of("moves", moved)}


def openings(words: Words, old: Scenario, tag: str) -> Any:
    """Other opening hours."""
    st.caption(
        words(
            "Hours as 08:00-12:00, 13:00-18:00; empty closes the day. Calls of hours that close "
            "come in the day's open hours by the share shifted; the rest is lost."
        )
    )
    return st.data_editor(
        table_of("openings", old),
        num_rows="dynamic",
        placeholder="",
        key=f"scenario_openings_{tag}",
        column_config={
            "weekdays": st.column_config.MultiselectColumn(
                words("Weekdays"),
                options=list(WEEKDAYS),
                format_func=lambda d: words(WEEKDAY[d]),
                help=words("Empty for every day."),
            ),
            "hours": st.column_config.TextColumn(words("Opening hours")),
            "shifted": _share(words("Share shifted (%)")),
            "new": st.column_config.NumberColumn(
                words("Calls of new hours (%)"),
                min_value=0.0,
                max_value=500.0,
                default=100.0,
                help=words("Of what comes at that hour on days on which it is open already."),
            ),
            "start": st.column_config.DateColumn(words("First day")),
            "last": st.column_config.DateColumn(words("Last day")),
        },
        alt=words("Opening hours of the scenario"),
    )


def sites(frame: Frame, place: Place, old: Scenario, tag: str) -> Any:
    """Calls of other centres."""
    words = frame.words
    there = [c for c in centres.centres(frame.desk) if c.id != place.centre_id]
    names = {c.id: c.name_zh if words.language == "zh" else c.name_en for c in there}
    named = [s.centre for s in old.sites if s.centre]
    files = [*scenario_plans.site_files(frame.desk, place.centre_id)]
    files += [s.file for s in old.sites if s.file and s.file not in files]
    st.caption(
        words(
            "Calls of another centre's plan of record, or of a forecast imported on the tab "
            "Import and export. Not pooled: a group of their own answers them."
        )
    )
    return st.data_editor(
        table_of("sites", old),
        num_rows="dynamic",
        placeholder="",
        key=f"scenario_sites_{tag}",
        column_config={
            "name": st.column_config.TextColumn(words("Site"), max_chars=80),
            "centre": st.column_config.SelectboxColumn(
                words("Centre"),
                options=list(dict.fromkeys([*named, *names])),
                format_func=lambda c: names.get(str(c), str(c)),
            ),
            "file": st.column_config.SelectboxColumn(words("or file"), options=files),
            "share": _share(words("Share (%)")),
            "pooled": st.column_config.CheckboxColumn(words("Pooled"), default=True),
        },
        alt=words("Other sites of the scenario"),
    )


def _change(words: Words) -> Any:
    return st.column_config.NumberColumn(
        words("Change of volume (%)"), min_value=-100.0, max_value=900.0, format="%.1f"
    )


def _share(label: str) -> Any:
    return st.column_config.NumberColumn(label, min_value=0.0, max_value=100.0)


def _queue_list(frame: Frame) -> Any:
    names = queue_names(frame)
    return st.column_config.MultiselectColumn(
        frame.words("Queues"),
        options=list(names),
        format_func=lambda q: names.get(str(q), str(q)),
        help=frame.words("Empty for all."),
    )
