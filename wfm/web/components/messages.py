"""Errors in plain words, empty states that say what to do next, and notes after a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from wfm.core.errors import BadInputError, ConflictError, Fault, NotAllowedError, WfmError
from wfm.web.components.text import plain
from wfm.web.frame import Frame, Place
from wfm.web.words import Words
from wfm.web.words.articles import finding
from wfm.web.words.faults import fault_text

NOTE = "note"


def fault_rows(faults: Sequence[Fault], words: Words) -> pd.DataFrame:
    """Faults as a table: file, row, column, value, what is wrong, what to do."""
    return pd.DataFrame(
        {
            words("File"): [f.file for f in faults],
            words("Row"): [f.row if f.row is not None else pd.NA for f in faults],
            words("Column"): [f.column for f in faults],
            words("Value"): [f.value for f in faults],
            words("What is wrong"): [_what(f, words) for f in faults],
            words("What to do"): [fault_text(f.mend, words) for f in faults],
        }
    )


def _what(fault: Fault, words: Words) -> str:
    if words.language == "zh" and fault.what_zh:
        return fault.what_zh
    return fault_text(fault.what, words)


def show_faults(faults: Sequence[Fault], words: Words) -> None:
    """Table of everything that is wrong with a file."""
    count = len(faults)
    st.error(
        words.count(
            "{n} thing is wrong. Nothing was saved.",
            "{n} things are wrong. Nothing was saved.",
            count,
        ),
        icon=":material/error:",
    )
    st.dataframe(
        fault_rows(faults, words).astype("string").fillna(""),
        hide_index=True,
        alt=words("Faults found in the file"),
    )


def show_error(error: WfmError, words: Words) -> None:
    """Error of a use case, in the words it came with; findings that it names as pages do."""
    if isinstance(error, BadInputError):
        show_faults(error.faults, words)
        return
    titles = {
        NotAllowedError: words("Not allowed"),
        ConflictError: words("Somebody else changed this meanwhile"),
    }
    st.error(
        plain(finding(_told(error, words), words)),
        title=titles.get(type(error), words("This did not work")),
        icon=":material/error:",
    )


def _told(error: WfmError, words: Words) -> str:
    text = fault_text(str(error), words)
    if words.language == "zh" and isinstance(error, NotAllowedError):
        for english, chinese in error.said:
            text = text.replace(english, chinese)
    return text


@contextmanager
def shown_errors(words: Words) -> Iterator[None]:
    """Show what a use case refuses instead of breaking the page."""
    try:
        yield
    except WfmError as error:
        show_error(error, words)


def empty_state(text: str, *, icon: str, page: str | None = None, link: str = "") -> None:
    """Say that there is nothing yet and what to do next."""
    with st.container(border=True, horizontal_alignment="center"):
        st.space("small")
        st.markdown(f"{icon} {text}", text_alignment="center")
        if page is not None:
            st.page_link(page, label=link, icon=":material/arrow_forward:")
        st.space("small")


def need_centre(frame: Frame, title: str) -> Place:
    """Centre and week of the frame; without one, say how to bring one in and stop the page."""
    if frame.centre_id is None:
        st.title(title, anchor=False)
        empty_state(
            frame.words("There is no centre yet. Bring one in as a zipped centre folder."),
            icon=":material/domain_add:",
            page="wfm/web/views/people.py",
            link=frame.words("Go to People and shifts"),
        )
        st.stop()
    if frame.week is None:
        st.title(title, anchor=False)
        empty_state(
            frame.words(
                "This centre has no week to plan yet. Import its history on the page Forecast."
            ),
            icon=":material/calendar_month:",
            page="wfm/web/views/forecast.py",
            link=frame.words("Go to Forecast"),
        )
        st.stop()
    return Place(frame.centre_id, frame.week)


def remember(text: str) -> None:
    """Keep a note for the next run, shown as a toast."""
    st.session_state[NOTE] = text


def show_note() -> None:
    """Show the note kept by the run before."""
    text = st.session_state.pop(NOTE, None)
    if text:
        st.toast(text, icon=":material/check_circle:")
