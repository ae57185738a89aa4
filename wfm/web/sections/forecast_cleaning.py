"""Cleaning: what strays is proposed, a planner decides, everything can be reversed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import streamlit as st

from wfm.forecasting.cleaning import apply_changes
from wfm.service import cleanings, histories, solves
from wfm.service.cleaning_items import Cleaning, Item, Status, changes_table
from wfm.web.charts.history import intervals_chart
from wfm.web.components.header import tiles
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.components.progress import follow
from wfm.web.frame import Frame
from wfm.web.sections import cleaning_own
from wfm.web.sections.forecast_history import intervals
from wfm.web.sections.names import queue_names
from wfm.web.words import N_
from wfm.web.words.terms import ACTOR, term

KIND = {
    "spike": N_("Spike"),
    "drop": N_("Drop"),
    "outage": N_("Outage suspected"),
    "level": N_("Odd day"),
    "correction": N_("Own correction"),
    "state": N_("Own state"),
}
STATUS = {
    Status.PROPOSED: N_("Proposed"),
    Status.ACCEPTED: N_("Accepted"),
    Status.REJECTED: N_("Rejected"),
    Status.REVERSED: N_("Reversed"),
}
WHY = (
    N_("far above what the same weekdays expect"),
    N_("far below what the same weekdays expect"),
    N_("empty where the same weekdays expect contacts"),
    N_("the whole day lies apart from the same weekdays and its neighbours"),
)
"""Reasons of the detector (wfm.forecasting.cleaning.REASONS)."""
DO = {
    Status.ACCEPTED: (N_("Accept"), ":material/check:"),
    Status.REJECTED: (N_("Reject"), ":material/close:"),
    Status.REVERSED: (N_("Reverse"), ":material/undo:"),
}


def show(frame: Frame, centre_id: str) -> None:
    """Proposals, decisions, and a planner's own changes."""
    words = frame.words
    history = histories.history(frame.desk, centre_id)
    if history is None or history.empty:
        empty_state(
            words("This centre has no history yet. Bring it in on the tab Import history."),
            icon=":material/upload_file:",
        )
        return
    st.markdown(
        words(
            "Intervals and days that stray from what the same weekdays expect are proposed here. "
            "Nothing is changed until you accept it; the raw counts stay, and every change can be "
            "reversed. Forecasts learn from the accepted changes; back-tests score against the "
            "raw counts."
        )
    )
    found = cleanings.cleaning(frame.desk, centre_id)
    active = solves.active_run(frame.desk, centre_id, None, cleanings.KIND)
    if active is not None:
        follow(frame, active.id, page_key="cleaning")
    else:
        _start(frame, centre_id, found)
    _figures(frame, found)
    if found.items:
        _table(frame, centre_id, found, history)
    elif found.revision and active is None:
        st.success(
            words("Nothing strays: the history looks like its weekdays."),
            icon=":material/verified:",
        )
    cleaning_own.show(frame, centre_id, history)


def _start(frame: Frame, centre_id: str, found: Cleaning) -> None:
    words = frame.words
    newest = histories.history_revision(frame.desk, centre_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            words("Look for outliers"),
            type="primary" if found.history_revision != newest else "secondary",
            icon=":material/search:",
        ):
            with shown_errors(words):
                cleanings.start_cleaning(frame.desk, centre_id)
                st.rerun()
        if found.history_revision and found.history_revision != newest:
            st.caption(words("The history has grown since the last look."))


def _figures(frame: Frame, found: Cleaning) -> None:
    words = frame.words
    count = dict.fromkeys(Status, 0)
    for item in found.items:
        count[item.status] += 1
    tiles([(words(STATUS[status]), words.number(count[status]), "") for status in Status])


def rows_of(
    items: Sequence[Item], frame: Frame, stale: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """Changes in the reader's words, one row each."""
    words = frame.words
    names = queue_names(frame)
    return pd.DataFrame(
        {
            words("Status"): [words(STATUS[i.status]) for i in items],
            words("Queue"): [names.get(i.change.queue, i.change.queue) for i in items],
            words("From"): [f"{i.change.start:%Y-%m-%d %H:%M}" for i in items],
            words("To"): [f"{i.change.end:%Y-%m-%d %H:%M}" for i in items],
            words("Kind"): [term(words, KIND, i.change.kind) for i in items],
            words("Counted"): [i.change.raw_total for i in items],
            words("Cleaned"): [i.change.cleaned_total for i in items],
            words("Score"): [i.change.score or None for i in items],
            words("Why"): [_why(i, frame, stale) for i in items],
            words("By"): [term(words, ACTOR, i.author) for i in items],
        }
    )


def _why(item: Item, frame: Frame, stale: frozenset[str]) -> str:
    words = frame.words
    reason = item.change.reason
    text = words(reason) if reason in WHY else reason
    if item.note and item.note != reason:
        text = f"{text} · {item.note}" if text else item.note
    if item.id in stale:
        text = words("The counts have changed since; look again.") + f" {text}"
    return text


def _table(frame: Frame, centre_id: str, found: Cleaning, history: pd.DataFrame) -> None:
    words = frame.words
    names = queue_names(frame)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        queues = sorted({i.change.queue for i in found.items})
        queue = st.selectbox(
            words("Queue"),
            ["", *queues],
            format_func=lambda q: names.get(q, q) if q else words("All queues"),
            key="cleaning_queue",
            width=220,
        )
        kinds = [k for k in KIND if any(i.change.kind == k for i in found.items)]
        kind = st.selectbox(
            words("Kind"),
            ["", *kinds],
            format_func=lambda k: term(words, KIND, k) if k else words("All kinds"),
            key="cleaning_kind",
            width=220,
        )
        states = [s for s in Status if any(i.status is s for i in found.items)]
        status = st.selectbox(
            words("Status"),
            ["", *states],
            format_func=lambda s: words(STATUS[Status(s)]) if s else words("All"),
            key="cleaning_status",
            width=180,
        )
    items = [
        i
        for i in reversed(found.items)
        if (not queue or i.change.queue == queue)
        and (not kind or i.change.kind == kind)
        and (not status or i.status == status)
    ]
    if not items:
        st.caption(words("No change of this kind."))
        return
    stale = cleanings.stale([i for i in items if i.status is Status.ACCEPTED], history)
    event = st.dataframe(
        rows_of(items, frame, stale),
        hide_index=True,
        height=min(42 + 35 * len(items), 390),
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"cleaning_table_{found.revision}_{queue}_{kind}_{status}",
        column_config={
            words("Counted"): st.column_config.NumberColumn(format="%.0f"),
            words("Cleaned"): st.column_config.NumberColumn(format="%.1f"),
            words("Score"): st.column_config.NumberColumn(
                format="%.1f",
                help=words("Standard deviations from what was expected; below it: negative."),
            ),
            words("Why"): st.column_config.TextColumn(width="large"),
        },
        alt=words("Proposed and decided changes"),
    )
    picked = [items[k] for k in event.selection.rows if k < len(items)]
    _decide(frame, centre_id, found, items, picked)
    _before_after(frame, history, found, (picked or items)[0])


def _decide(
    frame: Frame, centre_id: str, found: Cleaning, items: Sequence[Item], picked: Sequence[Item]
) -> None:
    """Buttons that act on what is picked, or on everything shown."""
    words = frame.words
    subject = list(picked or items)
    say = (
        words.count("{n} change picked", "{n} changes picked", len(picked))
        if picked
        else words.count(
            "{n} change shown; pick rows to decide about some",
            "{n} changes shown; pick rows to decide about some",
            len(items),
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(
            words("Note"), key=f"cleaning_note_{found.revision}", width=280, placeholder=say
        )
        for status, (label, icon) in DO.items():
            fit = [
                i
                for i in subject
                if i.status is not status
                and (status is not Status.REVERSED or i.status is Status.ACCEPTED)
                and (status is Status.REVERSED or picked or i.status is Status.PROPOSED)
                and (picked or status is not Status.REVERSED)
            ]
            text = words(label) if picked else words("{what} all shown", what=words(label))
            if not picked and status is Status.REVERSED:
                continue
            if st.button(
                f"{text} ({words.number(len(fit))})",
                icon=icon,
                disabled=not fit,
                key=f"cleaning_{status}",
            ):
                with shown_errors(words):
                    cleanings.decide(
                        frame.desk,
                        centre_id,
                        [i.id for i in fit],
                        status,
                        expected_revision=found.revision,
                        note=note,
                    )
                    remember(words("Saved. The raw counts stay as they are."))
                    st.rerun()
        st.download_button(
            words("CSV"),
            lambda: changes_table(items).to_csv(index=False).encode("utf-8-sig"),
            file_name="cleaning.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _before_after(frame: Frame, history: pd.DataFrame, found: Cleaning, item: Item) -> None:
    """The item's days as counted and as they would be."""
    words = frame.words
    change = item.change
    own = history[history["queue"] == change.queue]
    first = change.start.date()
    last = (change.end - timedelta(minutes=1)).date()
    around = timedelta(days=1)
    shown = [*[c for c in found.accepted if c.queue == change.queue and c != change], change]
    cleaned = apply_changes(own, shown)
    title = words(
        "Before and after: {queue}, {day}",
        queue=queue_names(frame).get(change.queue, change.queue),
        day=words.full_day(first),
    )
    st.markdown(f"**{title}** · {term(words, KIND, change.kind)}")
    st.altair_chart(
        intervals_chart(
            intervals(own, cleaned, first - around, last + around, words), words, frame.palette
        ),
        alt=words("Contacts an interval, counted and cleaned"),
    )
