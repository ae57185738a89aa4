"""Bring in history: any layout, preview as understood, faults row by row, whole or not at all."""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from wfm.service import histories, history_imports, sources
from wfm.service.codec import fingerprint_of
from wfm.service.history_imports import Act, HistoryImport
from wfm.service.sources import Opened
from wfm.sheets.history_layout import HistoryLayout
from wfm.sheets.templates import template
from wfm.web.components.messages import remember, show_faults, shown_errors
from wfm.web.components.progress import follow
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.sections import history_check, history_mapping
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
        with shown_errors(words):
            _newest(frame, centre_id)
            _known_sources(frame, centre_id)
        return
    content = file.getvalue()
    with shown_errors(words):
        newest = history_imports.newest(frame.desk, centre_id)
        opened, mark = _opened(frame, centre_id, file.name, file.file_id, content, newest)
        mine = newest if newest is not None and newest.upload == mark else None
        _say_source(frame, opened)
        layout = history_mapping.choose(
            frame, opened, key=file.file_id, further=() if mine is None else mine.queue_names
        )
        head = histories.preview_head(frame.desk, centre_id, opened, layout)
        if not head.head.empty:
            st.markdown(f"**{words('First rows as understood')}**")
            st.dataframe(
                understood(head.head, frame),
                hide_index=True,
                height=min(38 + 35 * len(head.head), 250),
                alt=words("First rows of the file"),
            )
        if newest is not None and not newest.run.ended:
            follow(frame, newest.run.id, page_key="history_import")
            return
        if mine is not None and mine.asks(mark, absent, layout):
            history_check.show(frame, centre_id, mine, opened.source)
            if mine.can_be_saved or mine.revision is not None:
                return
        elif head.faults:
            show_faults(head.faults, words)
        _check(frame, centre_id, file.name, content, absent, layout)


def _check(
    frame: Frame, centre_id: str, name: str, content: bytes, absent: str, layout: HistoryLayout
) -> None:
    """Hand the whole file to a worker."""
    words = frame.words
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(
            words("Check the whole file"), type="primary", icon=":material/fact_check:"
        )
        st.caption(
            words("Only its first rows were read so far. Nothing is saved by checking."),
            width="content",
        )
    if asked:
        with shown_errors(words):
            history_imports.start_check(
                frame.desk, centre_id, name, content, absent=absent, layout=layout
            )
            st.rerun()


def _opened(
    frame: Frame,
    centre_id: str,
    name: str,
    file_id: str,
    content: bytes,
    newest: HistoryImport | None,
) -> tuple[Opened, str]:
    """Head of the file and its fingerprint, read once: its layout must not change under the form.

    A file that was checked before starts with the layout that was chosen then.
    """
    kept = st.session_state.get(_OPENED)
    if kept is None or kept[0] != file_id:
        head, mark = (
            history_imports.open_head(frame.desk, centre_id, name, content),
            fingerprint_of(content),
        )
        if newest is not None and newest.upload == mark and not head.source:
            head = dataclasses.replace(head, layout=newest.layout)
        kept = (file_id, (head, mark))
        st.session_state[_OPENED] = kept
    opened: tuple[Opened, str] = kept[1]
    return opened


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
    shown = pd.DataFrame(
        {
            words("Row"): head["row"],
            words("Start"): stamps.fillna(""),
            words("Queue"): [names.get(str(q), str(q)) for q in head["queue"]],
            words("Volume"): head["volume"],
            words("AHT (s)"): head["aht_s"].round(1),
            words("Abandoned"): head["abandoned"],
        }
    )
    return shown.dropna(axis="columns", how="all")


def _newest(frame: Frame, centre_id: str) -> None:
    """The newest import: under way, checked and not saved, or saved."""
    words = frame.words
    newest = history_imports.newest(frame.desk, centre_id)
    if newest is None:
        return
    if not newest.run.ended:
        follow(frame, newest.run.id, page_key="history_import")
    elif newest.can_be_saved:
        with st.container(border=True):
            st.markdown(
                words("**Checked, not saved yet:** {file}", file=plain(newest.file)),
            )
            history_check.show(frame, centre_id, newest, "")
    elif newest.revision is not None:
        history_check.last_one(frame, newest)
    elif newest.act is Act.SAVE:
        history_check.show(frame, centre_id, newest, "")


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
