"""Bring in history: template, preview, faults row by row, save whole or not at all."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import histories
from wfm.sheets.templates import template
from wfm.web.components.header import tiles
from wfm.web.components.messages import remember, show_faults, shown_errors
from wfm.web.frame import Frame
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
            "One row an interval and queue: timestamp, volume, and if known queue, aht_s, "
            "abandoned. Gaps are listed and marked missing, never refused."
        )
    )
    templates(frame, "history")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        absent = st.selectbox(
            words("What an absent row means"),
            list(ABSENT),
            format_func=lambda a: words(ABSENT[a]),
            key="history_absent",
            width=320,
        )
    file = st.file_uploader(
        words("History file (CSV or XLSX)"), type=["csv", "xlsx"], key="history_file"
    )
    if file is None:
        return
    content = file.getvalue()
    with shown_errors(words):
        preview = histories.preview_history(
            frame.desk, centre_id, file.name, content, absent=absent, mapping=None
        )
        if preview.faults:
            show_faults(preview.faults, words)
            return
        gaps = pd.DataFrame() if preview.gaps is None else preview.gaps
        tiles(
            [
                (words("Rows"), words.number(preview.n_rows), ""),
                (words("From"), str(preview.first), ""),
                (words("To"), str(preview.last), ""),
                (
                    words("Gaps"),
                    words.number(len(gaps)),
                    words("Spans without a row; they are marked, not filled."),
                ),
            ]
        )
        st.caption(words("Queues: {names}", names=words.join([str(q) for q in preview.queues])))
        if len(gaps):
            with st.expander(words("Gaps")):
                st.dataframe(gaps, hide_index=True, alt=words("Spans without a row"))
        st.dataframe(_head(preview.frame), hide_index=True, alt=words("First rows of the file"))
        reason = st.text_input(words("Reason"), key="history_reason")
        if st.button(words("Save the history"), type="primary", icon=":material/save:"):
            histories.save_history(
                frame.desk,
                centre_id,
                file.name,
                content,
                absent=absent,
                mapping=None,
                reason=reason,
            )
            remember(words("The history was saved."))
            st.rerun()


def _head(frame: pd.DataFrame) -> pd.DataFrame:
    shown = frame.head(50).copy()
    if isinstance(shown["timestamp"].dtype, pd.DatetimeTZDtype):
        shown["timestamp"] = shown["timestamp"].dt.strftime("%Y-%m-%d %H:%M %z")
    return shown
