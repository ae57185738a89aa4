"""Tables of people, shifts and leave as the store holds them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from wfm.service import centres, parts
from wfm.sheets.cells import safe_text
from wfm.web.components.header import tiles
from wfm.web.components.messages import empty_state
from wfm.web.frame import Frame
from wfm.web.sections.names import team_names
from wfm.web.sections.people_columns import renamed
from wfm.web.words.terms import PART, term


def show(frame: Frame, centre_id: str) -> None:
    """Figures and the table chosen."""
    words = frame.words
    data = centres.centre_data(frame.desk, centre_id)
    tiles(
        [
            (words("Agents"), words.number(len(data.agents)), ""),
            (words("Teams"), words.number(len(data.centre.teams)), ""),
            (words("Shifts"), words.number(len(data.shifts)), ""),
            (words("Spans of leave"), words.number(len(data.leave)), ""),
        ]
    )
    kind = st.segmented_control(
        words("Table"),
        list(parts.PART_KINDS),
        default="people",
        required=True,
        format_func=lambda k: term(words, PART, k),
        key="people_table",
        label_visibility="collapsed",
    )
    table = parts.part_table(frame.desk, centre_id, kind)
    whole = table
    if kind == "people":
        table = _narrowed(table, frame)
    if table.empty:
        empty_state(
            words("Nothing here yet. Bring it in on the tab Import."),
            icon=":material/upload_file:",
        )
        return
    st.dataframe(
        renamed(table, words),
        hide_index=True,
        height=min(640, 38 + 35 * len(table)),
        alt=term(words, PART, kind),
    )
    st.download_button(
        words("Export CSV"),
        partial(as_csv, whole),
        file_name=f"{kind}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"export_{kind}",
        on_click="ignore",
        help=words("In the columns of the template: change it and import it again."),
    )


def as_csv(table: pd.DataFrame) -> bytes:
    """Table as CSV that a spreadsheet opens with its Chinese intact and runs no formula of."""
    safe = table.map(lambda value: safe_text(str(value)))
    return safe.to_csv(index=False).encode("utf-8-sig")


def _narrowed(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """People of the teams chosen and with the text searched for."""
    words, names = frame.words, team_names(frame)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(words("Search"), key="people_search", width=260)
        teams = sorted({str(t) for t in table["team"]}) if "team" in table else []
        chosen = st.pills(
            words("Team"),
            teams,
            selection_mode="multi",
            format_func=lambda t: names.get(t, t),
            key="people_teams",
        )
    if chosen:
        table = table[table["team"].isin(chosen)]
    if text:
        everything = table.astype(str).agg(" ".join, axis=1)
        table = table[everything.str.contains(text, case=False, regex=False)]
    return table
