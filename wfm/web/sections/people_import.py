"""Import of people, shifts, leave and past rosters; new centres from a zipped folder."""

from __future__ import annotations

import streamlit as st

from wfm.service import centres, parts
from wfm.web.components.header import tiles
from wfm.web.components.messages import remember, show_faults, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections.forecast_import import templates
from wfm.web.sections.people_columns import renamed
from wfm.web.words import N_
from wfm.web.words.terms import PART, term

SUMMARY = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "gone": N_("Gone"),
    "same": N_("Unchanged"),
}


def show(frame: Frame, centre_id: str) -> None:
    """Template, upload, preview, faults, save."""
    words = frame.words
    kind = st.segmented_control(
        words("What to import"),
        list(parts.PART_KINDS),
        default=parts.PART_KINDS[0],
        required=True,
        format_func=lambda k: term(words, PART, k),
        key="import_kind",
    )
    st.caption(
        words(
            "A file replaces what is there, whole or not at all. Start from a template or from "
            "an export."
        )
    )
    templates(frame, kind)
    file = st.file_uploader(
        words("File (CSV or XLSX)"), type=["csv", "xlsx", "toml"], key=f"import_file_{kind}"
    )
    if file is None:
        return
    content = file.getvalue()
    with shown_errors(words):
        preview = parts.preview_part(frame.desk, centre_id, kind, file.name, content)
        if preview.summary:
            tiles(
                [
                    (words(SUMMARY.get(name, name)), words.number(n), "")
                    for name, n in preview.summary.items()
                ]
            )
        if preview.faults:
            show_faults(preview.faults, words)
        if len(preview.table):
            st.dataframe(
                renamed(preview.table.head(200), words),
                hide_index=True,
                height=320,
                alt=words("Rows of the file"),
            )
        if preview.faults:
            return
        reason = st.text_input(words("Reason"), key=f"import_reason_{kind}")
        if st.button(
            words("Save"), type="primary", icon=":material/save:", key=f"import_save_{kind}"
        ):
            parts.save_part(frame.desk, centre_id, kind, file.name, content, reason)
            remember(words("{part} saved.", part=term(words, PART, kind)))
            st.rerun()


def show_new_centre(frame: Frame) -> None:
    """A centre from a zipped folder."""
    words = frame.words
    st.caption(
        words(
            "A centre folder holds centre.toml, people.csv, shifts.toml, leave.csv, "
            "past_roster.csv, history and scenarios. Zip it and bring it in; it is checked whole "
            "and saved whole or not at all."
        )
    )
    file = st.file_uploader(words("Centre folder (ZIP)"), type=["zip"], key="centre_file")
    if file is None:
        return
    if st.button(words("Bring in this centre"), type="primary", icon=":material/domain_add:"):
        with shown_errors(words), st.spinner(words("Checking the folder")):
            centre_id = centres.import_zip(frame.desk, file.name, file.getvalue())
            st.session_state.pop("week", None)
            st.session_state["centre_new"] = str(centre_id)
            remember(words("The centre was brought in."))
            st.rerun()
