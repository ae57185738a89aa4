"""Feed the day: a table from the switch, or numbers typed or pasted in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.core.time import TimeGrid
from wfm.service import actuals, centres, today
from wfm.service.today import Today
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections.names import by_volume, queue_names


def show(found: Today, frame: Frame, centre_id: str) -> None:
    """Upload beside a table to edit."""
    words = frame.words
    st.subheader(words("Counts of the day"), anchor=False)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _upload(found, frame, centre_id)
    with right:
        _table(found, frame, centre_id)


def _upload(found: Today, frame: Frame, centre_id: str) -> None:
    words = frame.words
    st.caption(
        words(
            "A CSV or Excel table as for the history: timestamp, volume, and if known queue, "
            "aht_s, abandoned. Intervals that it tells replace those known; giving it twice "
            "changes nothing. A day that is counted whole goes to the history by itself."
        )
    )
    file = st.file_uploader(
        words("Counts (CSV or XLSX)"),
        type=["csv", "xlsx"],
        key=f"today_file_{found.day}_{found.counts.revision}",
    )
    if file is None:
        return
    with shown_errors(words):
        told = actuals.read_actuals(frame.desk, centre_id, found.day, file.name, file.getvalue())
        st.caption(
            words(
                "{n} intervals of this day, {first} to {last}.",
                n=words.number(len(told)),
                first=f"{told['timestamp'].min():%H:%M}",
                last=f"{told['timestamp'].max():%H:%M}",
            )
        )
        if st.button(words("Save these counts"), type="primary", icon=":material/save:"):
            both = actuals.merged(found.counts.frame, told)
            _save(both, found, frame, centre_id, file.name)


def _table(found: Today, frame: Frame, centre_id: str) -> None:
    words, names = frame.words, queue_names(frame)
    centre = centres.centre(frame.desk, centre_id)
    queues = by_volume(found.running.frame, "plan")
    queue = queues[0]
    if len(queues) > 1:
        queue = st.selectbox(
            words("Queue"),
            queues,
            format_func=lambda q: names.get(q, q),
            key="today_edit_queue",
            width=220,
        )
    stamps = TimeGrid(found.day, 1, centre.interval_min, centre.zone).local
    rows = found.running.frame[found.running.frame["queue"] == queue].set_index("timestamp")
    rows = rows.reindex(stamps)
    shown = (rows["plan"] > 0) | rows["actual"].notna()
    if shown.any():
        # From the first open interval to the last: a night of zeros is nothing to fill in.
        rows = rows.loc[shown.idxmax() : shown[::-1].idxmax()]
        stamps = pd.DatetimeIndex(rows.index)
    table = pd.DataFrame(
        {
            "at": stamps.strftime("%H:%M"),
            "plan": rows["plan"].round(1).to_numpy(),
            "volume": rows["actual"].to_numpy(),
            "aht_s": rows["actual_aht_s"].to_numpy(),
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        height=360,
        disabled=["at", "plan"],
        column_config={
            "at": st.column_config.TextColumn(words("Time")),
            "plan": st.column_config.NumberColumn(words("Plan"), format="%.1f"),
            "volume": st.column_config.NumberColumn(words("Counted"), min_value=0.0, format="%.0f"),
            "aht_s": st.column_config.NumberColumn(words("AHT (s)"), min_value=0.0, format="%.0f"),
        },
        key=f"today_table_{found.day}_{queue}_{found.counts.revision}",
        alt=words("Counts of the day, to be edited"),
    )
    st.caption(words("Paste a column from a spreadsheet into the table. Empty is not known."))
    if st.button(words("Save the table"), icon=":material/save:", key="today_save_table"):
        with shown_errors(words):
            known = found.counts.frame
            here = (known["queue"] == queue) & known["timestamp"].isin(stamps)
            told = pd.DataFrame(
                {
                    "timestamp": stamps,
                    "queue": queue,
                    "volume": edited["volume"].to_numpy(dtype=float),
                    "aht_s": edited["aht_s"].to_numpy(dtype=float),
                }
            )
            kept = _abandoned(told, found)
            _save(actuals.merged(known[~here], kept), found, frame, centre_id, "")


def _abandoned(told: pd.DataFrame, found: Today) -> pd.DataFrame:
    """Table with the abandoned contacts known before; the table does not show them."""
    known = found.counts.frame[["timestamp", "queue", "abandoned"]]
    if known.empty:
        return told
    return told.merge(known, on=["timestamp", "queue"], how="left")


def _save(counts: pd.DataFrame, found: Today, frame: Frame, centre_id: str, source: str) -> None:
    words = frame.words
    saved = actuals.save_actuals(
        frame.desk,
        centre_id,
        found.day,
        counts,
        expected_revision=found.counts.revision,
        open_intervals=today.open_intervals(frame.desk, centre_id, found.day),
        reason=source,
    )
    remember(
        words("The day is counted whole and was handed to the history.")
        if saved.in_history
        else words("The counts were saved.")
    )
    st.rerun()
