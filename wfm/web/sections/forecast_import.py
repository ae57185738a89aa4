"""Bring in history: any layout, preview as understood, faults row by row, whole or not at all."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import histories, sources
from wfm.service.histories import HistoryPreview
from wfm.service.sources import Opened
from wfm.sheets.formulas import quoted
from wfm.sheets.history_layout import HistoryLayout
from wfm.sheets.templates import template
from wfm.web.components.header import tiles
from wfm.web.components.messages import fault_rows, remember, show_faults, shown_errors
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.sections import history_mapping
from wfm.web.sections.names import queue_names
from wfm.web.words import N_

ABSENT = {
    "missing": N_("It was not recorded (missing)"),
    "zero": N_("Nobody called (zero)"),
    "closed": N_("No service was offered (closed)"),
}
MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_KEPT = "history_preview"
_OPENED = "history_opened"


def templates(frame: Frame, kind: str) -> None:
    """Download buttons for the templates of a kind."""
    words = frame.words
    with st.container(horizontal=True):
        for form in ("csv", "xlsx"):
            st.download_button(
                words("Template {format}", format=form.upper()),
                template(kind, form, language=words.language),
                file_name=f"{kind}.{form}",
                mime=MIME[form],
                icon=":material/download:",
                key=f"template_{kind}_{form}",
                on_click="ignore",
            )


def show(frame: Frame, centre_id: str) -> None:
    """Import of a history file."""
    words = frame.words
    st.markdown(
        words(
            "A CSV or Excel export of the phone system: a row an interval and queue, or a row a "
            "day with a column for each interval. Columns are recognised or can be chosen; gaps "
            "are listed and marked missing, never refused."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        absent = st.selectbox(
            words("What an absent row means"),
            list(ABSENT),
            format_func=lambda a: words(ABSENT[a]),
            key="history_absent",
            width=320,
        )
        templates(frame, "history")
    file = st.file_uploader(
        words("History file (CSV or XLSX)"), type=["csv", "txt", "xlsx", "gz"], key="history_file"
    )
    if file is None:
        _known_sources(frame, centre_id)
        return
    content = file.getvalue()
    with shown_errors(words):
        opened = _opened(frame, centre_id, file.name, file.file_id, content)
        _say_source(frame, opened)
        layout = history_mapping.choose(frame, opened, key=file.file_id)
        preview = _preview(frame, centre_id, file.name, file.file_id, content, absent, layout)
        if preview.faults:
            show_faults(preview.faults, words)
            st.download_button(
                words("Download the list of faults"),
                _fault_csv(preview, frame),
                file_name="faults.csv",
                mime=MIME["csv"],
                icon=":material/download:",
                on_click="ignore",
            )
        if not preview.head.empty:
            st.markdown(f"**{words('First rows as understood')}**")
            st.dataframe(
                understood(preview.head, frame),
                hide_index=True,
                height=min(38 + 35 * len(preview.head), 250),
                alt=words("First rows of the file"),
            )
        if preview.faults:
            return
        _figures(frame, preview)
        _save(frame, centre_id, file.name, content, absent, layout, opened, preview)


def _fault_csv(preview: HistoryPreview, frame: Frame) -> bytes:
    """List of faults for a spreadsheet; what stood in the file is not run there."""
    table = fault_rows(preview.faults, frame.words).astype("string").fillna("")
    content: bytes = table.map(quoted).to_csv(index=False).encode("utf-8-sig")
    return content


def _opened(frame: Frame, centre_id: str, name: str, file_id: str, content: bytes) -> Opened:
    """Table of the file, read once a file: its layout must not change under the form."""
    kept = st.session_state.get(_OPENED)
    if kept is None or kept[0] != file_id:
        kept = (file_id, sources.open_file(frame.desk, centre_id, name, content))
        st.session_state[_OPENED] = kept
    opened: Opened = kept[1]
    return opened


def _preview(
    frame: Frame,
    centre_id: str,
    name: str,
    file_id: str,
    content: bytes,
    absent: str,
    layout: HistoryLayout,
) -> HistoryPreview:
    """Preview, made anew only when the file, its layout or the history differ."""
    key = (
        file_id,
        absent,
        repr(layout),
        histories.history_revision(frame.desk, centre_id),
        frame.desk.actor,
    )
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        with st.spinner(frame.words("Reading the file")):
            preview = histories.preview_history(
                frame.desk, centre_id, name, content, absent=absent, layout=layout
            )
        kept = (key, preview)
        st.session_state[_KEPT] = kept
    found: HistoryPreview = kept[1]
    return found


def _say_source(frame: Frame, opened: Opened) -> None:
    words = frame.words
    if opened.source:
        st.info(
            words("Recognised: the header is that of {name}.", name=plain(opened.source)),
            icon=":material/verified:",
        )
    else:
        st.caption(
            words(
                "The columns were guessed from their headers and first rows. Correct them if "
                "need be; saved under a name, the next file like it is read the same way."
            )
        )


def understood(head: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """First rows in the reader's words, with the row of the file that each came from."""
    words = frame.words
    names = queue_names(frame)
    stamps = head["timestamp"]
    if pd.api.types.is_datetime64_any_dtype(stamps.dtype):
        stamps = stamps.dt.strftime("%Y-%m-%d %H:%M")
    return pd.DataFrame(
        {
            words("Row"): head["row"],
            words("Start"): stamps.fillna(""),
            words("Queue"): [names.get(str(q), str(q)) for q in head["queue"]],
            words("Volume"): head["volume"],
            words("AHT (s)"): head["aht_s"].round(1),
            words("Abandoned"): head["abandoned"],
        }
    )


def _figures(frame: Frame, preview: HistoryPreview) -> None:
    words = frame.words
    gaps = pd.DataFrame() if preview.gaps is None else preview.gaps
    first, last = preview.first, preview.last
    tiles(
        [
            (
                words("Rows"),
                words.number(preview.n_rows),
                words(
                    "{sums} rows of sums and {ignored} rows of other queues were left out.",
                    sums=words.number(preview.n_summary),
                    ignored=words.number(preview.n_ignored),
                ),
            ),
            (
                words("Number of days"),
                words.number((last - first).days + 1) if first and last else "",
                f"{words.full_day(first.date())} – {words.full_day(last.date())}"
                if first and last
                else "",
            ),
            (
                words("New intervals"),
                words.number(preview.n_new),
                words("Of these nothing was known before."),
            ),
            (
                words("Replaced intervals"),
                words.number(preview.n_replaced),
                words("Known already with other numbers: the file's count from now on."),
            ),
        ]
    )
    names = queue_names(frame)
    shown = words.join([names.get(q, q) for q in preview.queues])
    st.caption(words("Queues: {names}", names=shown))
    if preview.n_replaced:
        with st.expander(
            words.count(
                "{n} interval is replaced", "{n} intervals are replaced", preview.n_replaced
            )
        ):
            table = preview.replaced
            st.dataframe(
                pd.DataFrame(
                    {
                        words("Start"): table["timestamp"].dt.strftime("%Y-%m-%d %H:%M"),
                        words("Queue"): [names.get(q, q) for q in table["queue"]],
                        words("Before"): table["before"],
                        words("After"): table["after"],
                    }
                ),
                hide_index=True,
                height=240,
                alt=words("Intervals that get other numbers"),
            )
    if len(gaps):
        with st.expander(words.count("{n} gap", "{n} gaps", len(gaps))):
            st.caption(words("Spans without a row; they are marked, not filled."))
            st.dataframe(
                gap_rows(gaps, frame), hide_index=True, height=240, alt=words("Spans without a row")
            )


def gap_rows(gaps: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Gaps in the reader's words."""
    words = frame.words
    names = queue_names(frame)
    return pd.DataFrame(
        {
            words("Queue"): [names.get(q, q) for q in gaps["queue"]],
            words("From"): [f"{t:%Y-%m-%d %H:%M}" for t in gaps["start"]],
            words("To"): [f"{t:%Y-%m-%d %H:%M}" for t in gaps["end"]],
            words("Intervals"): gaps["intervals"],
        }
    )


def _save(
    frame: Frame,
    centre_id: str,
    name: str,
    content: bytes,
    absent: str,
    layout: HistoryLayout,
    opened: Opened,
    preview: HistoryPreview,
) -> None:
    words = frame.words
    if not (preview.n_new or preview.n_replaced):
        st.info(
            words("Everything in this file is known already; saving it changes nothing."),
            icon=":material/done_all:",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = st.text_input(
            words("Keep the layout as"),
            value=opened.source,
            placeholder=words("e.g. the phone system's name"),
            help=words("The next file with the same header is then read the same way."),
            key=f"history_source_{opened.source}",
        )
        reason = st.text_input(words("Reason"), key="history_reason")
    if st.button(words("Save the history"), type="primary", icon=":material/save:"):
        histories.save_history(
            frame.desk,
            centre_id,
            name,
            content,
            absent=absent,
            layout=layout,
            source=source,
            reason=reason,
        )
        remember(words("The history was saved."))
        st.rerun()


def _known_sources(frame: Frame, centre_id: str) -> None:
    """Layouts kept for this centre, and a way to forget one."""
    words = frame.words
    known = sources.sources(frame.desk, centre_id)
    if not known:
        return
    st.subheader(words("Known layouts"), anchor=False)
    for source in known:
        with st.container(horizontal=True, vertical_alignment="center"):
            columns = words.join(list(source.layout.columns))
            st.markdown(f"**{plain(source.name)}** · {plain(columns)}", width="stretch")
            if st.button(
                words("Forget"), icon=":material/delete:", key=f"forget_source_{source.name}"
            ):
                with shown_errors(words):
                    sources.forget_source(frame.desk, centre_id, source.name)
                    remember(words("The layout was forgotten; the history stays."))
                    st.rerun()
