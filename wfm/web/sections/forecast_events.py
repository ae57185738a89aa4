"""Named events: what the planner knows of them, and what past ones taught."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wfm.core.days import EventKind
from wfm.service import calendars
from wfm.service.calendars import CentreDays
from wfm.sheets.days_toml import MAX_NEAR_DAYS
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections.day_rows import event_rows, events_of
from wfm.web.sections.names import queue_names
from wfm.web.words import Words
from wfm.web.words.terms import EFFECT_SOURCE, EVENT_KIND, term


def show(frame: Frame, centre_id: str, known: CentreDays) -> None:
    """Editor of the events, and their effects as the newest forecast took them."""
    words = frame.words
    st.subheader(words("Events"), anchor=False)
    st.caption(
        words(
            "Without a change of volume the effect is learned from past events of the same name "
            "or kind, for each queue. Counts of an outage are taken as missing."
        )
    )
    with st.form(f"events_{centre_id}_{known.events_revision}", border=False):
        edited = st.data_editor(
            event_rows(known.events),
            num_rows="dynamic",
            placeholder="",
            hide_index=True,
            key=f"events_table_{centre_id}_{known.events_revision}",
            column_config=_columns(words, known),
            alt=words("Events of the centre"),
        )
        reason = st.text_input(words("Reason"), key="events_reason")
        sent = st.form_submit_button(
            words("Save the events"), type="primary", icon=":material/save:"
        )
    if sent:
        with shown_errors(words):
            calendars.save_events(
                frame.desk,
                centre_id,
                events_of(edited),
                expected_revision=known.events_revision,
                reason=reason,
            )
            remember(words("The events were saved. Forecasts made from now on use them."))
            st.rerun()
    _effects(frame, centre_id)


def _near(label: str, told: str) -> Any:
    return st.column_config.NumberColumn(
        label, help=told, min_value=0, max_value=MAX_NEAR_DAYS, step=1, default=0
    )


def _columns(words: Words, known: CentreDays) -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(words("Event"), required=True),
        "kind": column.SelectboxColumn(
            words("Kind"),
            options=[str(kind) for kind in EventKind],
            format_func=lambda kind: term(words, EVENT_KIND, kind),
            default=str(EventKind.CAMPAIGN),
            required=True,
        ),
        "first_day": column.DateColumn(words("First day"), required=True),
        "last_day": column.DateColumn(words("Last day")),
        "change": column.NumberColumn(
            words("Change of volume (%)"),
            min_value=-100.0,
            max_value=9900.0,
            help=words("Empty: learned from past events."),
        ),
        "lead_days": _near(words("Days before"), words("Days before that it moves, too.")),
        "lag_days": _near(words("Days after"), words("Days after that it moves, too.")),
        "queues": column.TextColumn(
            words("Queues, comma between"),
            help=words("Empty for all. Ids: {ids}", ids=words.join(known.queues)),
        ),
        "hours": column.TextColumn(
            words("Outage from-to"),
            help=words("Of an outage only, e.g. 10:00-12:30; empty: whole days."),
        ),
    }


def _effects(frame: Frame, centre_id: str) -> None:
    words = frame.words
    effects = calendars.event_effects(frame.desk, centre_id)
    if effects.empty:
        st.caption(words("What past events taught is shown here after the next forecast."))
        return
    effects = effects.sort_values(["event", "queue", "position"], kind="stable")
    names = queue_names(frame)
    st.markdown(f"**{words('What events do, as the newest forecast took it')}**")
    st.dataframe(
        pd.DataFrame(
            {
                words("Event"): effects["event"],
                words("Kind"): [term(words, EVENT_KIND, kind) for kind in effects["kind"]],
                words("Queue"): [names.get(q, q) for q in effects["queue"]],
                words("Days"): [position_text(int(p), words) for p in effects["position"]],
                words("Change of volume"): [_change(f, words) for f in effects["factor"]],
                words("Four in five lie between"): [
                    "" if low == high else f"{_change(low, words)} … {_change(high, words)}"
                    for low, high in zip(effects["low"], effects["high"], strict=True)
                ],
                words("Past events"): effects["n_past"],
                words("Taken from"): [term(words, EFFECT_SOURCE, s) for s in effects["source"]],
            }
        ),
        hide_index=True,
        alt=words("Effects of events by queue"),
    )


def position_text(position: int, words: Words) -> str:
    """Which days of an event an effect is of."""
    if position == 0:
        return words("The event's days")
    if position < 0:
        return words.count("{n} day before", "{n} days before", -position)
    return words.count("{n} day after", "{n} days after", position)


def _change(factor: float, words: Words) -> str:
    sign = "+" if factor > 1 else ""
    return f"{sign}{words.percent(factor - 1)}"
