"""The form that says which column of a file is what, filled with what was recognised."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from wfm.service.sources import Opened
from wfm.sheets.clock_texts import AhtUnit, DayOrder
from wfm.sheets.history_layout import (
    IGNORED,
    HandleIs,
    HistoryLayout,
    Shape,
    interval_columns,
    is_summary,
)
from wfm.web.frame import Frame
from wfm.web.sections.names import queue_names
from wfm.web.words import N_

NONE = ""
SHAPES = {
    Shape.INTERVALS: N_("A row an interval"),
    Shape.DAYS: N_("A row a day, a column an interval"),
}
ORDERS = {
    DayOrder.DAY_FIRST: N_("Day first (31/01/2026)"),
    DayOrder.MONTH_FIRST: N_("Month first (01/31/2026)"),
}
HANDLE = {
    HandleIs.AVERAGE: N_("An average per contact"),
    HandleIs.TOTAL: N_("A total, to be divided by the answered"),
}
UNITS = {AhtUnit.SECONDS: N_("Seconds"), AhtUnit.MINUTES: N_("Minutes")}
MAX_NAMES = 200


def choose(frame: Frame, opened: Opened, *, key: str, further: Sequence[str] = ()) -> HistoryLayout:
    """Layout chosen on screen; the one that was recognised until somebody changes it.

    Parameters
    ----------
    further : sequence of str
        Names of queues that stand further down in the file.
    """
    words = frame.words
    start, header = opened.layout, list(opened.table.header)
    complete = bool(start.columns) and not opened.source
    with st.expander(words("Columns"), expanded=complete, icon=":material/view_column:"):
        st.dataframe(
            opened.table.rows.head(4),
            hide_index=True,
            alt=words("First rows of the file as they stand there"),
        )
        shape = Shape(
            st.segmented_control(
                words("Layout"),
                list(SHAPES),
                default=start.shape,
                required=True,
                format_func=lambda s: words(SHAPES[s]),
                key=f"map_shape_{key}",
            )
            or start.shape
        )

        def column(label: str, chosen: str, name: str, help: str | None = None) -> str:
            options = [NONE, *header]
            found = st.selectbox(
                label,
                options,
                index=options.index(chosen) if chosen in options else 0,
                format_func=lambda c: c or words("– none –"),
                key=f"map_{name}_{key}",
                help=help,
            )
            return str(found)

        wide = shape is Shape.DAYS
        left, middle, right = st.columns(3, gap="medium")
        with left:
            stamp = ""
            if not wide:
                stamp = column(
                    words("Day and time in one column"),
                    start.timestamp,
                    "timestamp",
                    words("The interval's start, or its start and end."),
                )
            day = column(words("Day"), start.date or (start.timestamp if wide else ""), "date")
            clock = "" if wide else column(words("Time or interval"), start.time, "time")
            order = st.selectbox(
                words("Days are written"),
                list(ORDERS),
                index=list(ORDERS).index(start.day_order),
                format_func=lambda o: words(ORDERS[o]),
                key=f"map_order_{key}",
                help=words("Days that start with the year are read either way."),
            )
            ends = not wide and st.checkbox(
                words("The time is the interval's end"), value=start.ends, key=f"map_ends_{key}"
            )
        with middle:
            queue = column(words("Queue"), start.queue, "queue")
            names = queue_names(frame)
            every = ""
            if not queue:
                options = list(names)
                every = str(
                    st.selectbox(
                        words("Every row is of"),
                        options,
                        index=options.index(start.all_queue) if start.all_queue in options else 0,
                        format_func=lambda q: names.get(q, q),
                        key=f"map_every_{key}",
                    )
                )
            if wide:
                n = len(interval_columns(opened.table.header))
                st.caption(
                    words.count("{n} column is an interval.", "{n} columns are intervals.", n)
                )
        offered = answered = abandoned = ""
        handle: tuple[str, ...] = ()
        handle_is, unit = start.handle_is, start.handle_unit
        if not wide:
            with middle:
                offered = column(words("Contacts offered"), start.offered, "offered")
                answered = column(
                    words("Contacts answered"),
                    start.answered,
                    "answered",
                    words(
                        "Without a column of offered contacts: answered and abandoned are added."
                    ),
                )
                abandoned = column(words("Contacts abandoned"), start.abandoned, "abandoned")
            with right:
                handle = tuple(
                    st.multiselect(
                        words("Handle time, or its parts"),
                        header,
                        default=[name for name in start.handle if name in header],
                        key=f"map_handle_{key}",
                        help=words("Talk, hold and after-call work are added up."),
                        placeholder=words("Choose"),
                    )
                )
                handle_is = st.selectbox(
                    words("Each of them is"),
                    list(HANDLE),
                    index=list(HANDLE).index(start.handle_is),
                    format_func=lambda h: words(HANDLE[h]),
                    key=f"map_handle_is_{key}",
                )
                unit = st.selectbox(
                    words("Plain numbers are"),
                    list(UNITS),
                    index=list(UNITS).index(start.handle_unit),
                    format_func=lambda u: words(UNITS[u]),
                    key=f"map_unit_{key}",
                    help=words("Times with colons, e.g. 03:05, are minutes and seconds."),
                )
        with right:
            queues = _queues(frame, opened, queue, key, further) if queue else {}
    return HistoryLayout(
        shape=shape,
        timestamp=stamp,
        date=day if wide or not stamp else "",
        time=clock if not stamp else "",
        day_order=order,
        ends=bool(ends),
        queue=queue,
        all_queue=every,
        queues=queues,
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        handle=handle,
        handle_is=handle_is,
        handle_unit=unit,
    )


def _queues(
    frame: Frame, opened: Opened, column: str, key: str, further: Sequence[str]
) -> dict[str, str]:
    """Queue of the centre for each name in the file; several names may share one."""
    words = frame.words
    names = queue_names(frame)
    out, unknown = words("Leave out"), words("– choose –")
    known = dict(opened.layout.queues) if column == opened.layout.queue else {}
    in_file = [
        str(text)
        for text in dict.fromkeys([*pd.unique(opened.table.rows[column]), *further])
        if str(text).strip() and not is_summary(str(text))
    ][:MAX_NAMES]
    by_label = {names[q]: q for q in names} | {out: IGNORED}

    def label(text: str) -> str:
        target = known.get(text, text if text in names else None)
        return unknown if target is None else names.get(target, out)

    table = pd.DataFrame(
        {words("In the file"): in_file, words("Queue"): [label(text) for text in in_file]}
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=[words("In the file")],
        height=min(42 + 35 * len(in_file), 220),
        column_config={
            words("Queue"): st.column_config.SelectboxColumn(
                options=[unknown, *by_label], required=True
            )
        },
        key=f"map_queues_{column}_{key}",
    )
    return {
        str(text): by_label[str(chosen)]
        for text, chosen in zip(edited[words("In the file")], edited[words("Queue")], strict=True)
        if str(chosen) in by_label
    }
