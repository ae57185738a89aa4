"""What a worker found in a whole history file, and the way to save it."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from wfm.service import history_imports
from wfm.service.history_imports import Act, Found, HistoryImport
from wfm.sheets.formulas import quoted
from wfm.web.components.header import tiles
from wfm.web.components.messages import fault_rows, remember, show_faults, shown_errors
from wfm.web.components.progress import panel
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.sections.names import queue_names
from wfm.web.words.terms import ACTOR, term


def show(frame: Frame, centre_id: str, done: HistoryImport, source: str) -> None:
    """Show an import that has ended: faults, figures and saving, or that it is saved.

    Parameters
    ----------
    source : str
        Name under which the file's layout is known; empty when it is not.
    """
    words = frame.words
    if done.revision is not None:
        _saved(frame, done)
    elif done.act is Act.SAVE or done.found is None:
        panel(frame, done.run, page_key="history_import")
    elif done.found.n_faults:
        _faults(frame, done.found)
    else:
        _figures(frame, done.found)
        if done.current:
            _save(frame, centre_id, done, source)
        else:
            st.info(
                words("The history has changed since this check. Check the file again."),
                icon=":material/history:",
            )


def last_one(frame: Frame, done: HistoryImport) -> None:
    """One line on the newest import that was saved."""
    words = frame.words
    st.caption(
        words(
            "Imported last: {file}, by {who}, {at}.",
            file=plain(done.file),
            who=term(words, ACTOR, done.author),
            at=words.moment(done.run.finished_at or done.run.created_at, frame.zone),
        )
    )


def _saved(frame: Frame, done: HistoryImport) -> None:
    words, found = frame.words, done.found
    text = words("The history was saved.")
    if found is not None and not (found.n_new or found.n_replaced):
        text = words("Everything in this file is known already; nothing was changed.")
    st.success(text, icon=":material/done_all:")
    last_one(frame, done)
    if found is not None:
        _figures(frame, found)


def _faults(frame: Frame, found: Found) -> None:
    words = frame.words
    show_faults(found.faults, words)
    if found.n_faults > len(found.faults):
        st.caption(
            words(
                "The first {shown} of {n} faults.",
                shown=words.number(len(found.faults)),
                n=words.number(found.n_faults),
            )
        )
    table = fault_rows(found.faults, words).astype("string").fillna("")
    st.download_button(
        words("Download the list of faults"),
        # What stood in the file is not run by a spreadsheet.
        table.map(quoted).to_csv(index=False).encode("utf-8-sig"),
        file_name="faults.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _figures(frame: Frame, found: Found) -> None:
    words = frame.words
    first, last = found.first, found.last
    tiles(
        [
            (
                words("Rows"),
                words.number(found.n_rows),
                words(
                    "{sums} rows of sums and {ignored} rows of other queues were left out.",
                    sums=words.number(found.n_summary),
                    ignored=words.number(found.n_ignored),
                ),
            ),
            (
                words("Number of days"),
                words.number(_days(first, last)),
                f"{words.full_day(first.date())} – {words.full_day(last.date())}"
                if first and last
                else "",
            ),
            (
                words("New intervals"),
                words.number(found.n_new),
                words("Of these nothing was known before."),
            ),
            (
                words("Replaced intervals"),
                words.number(found.n_replaced),
                words("Known already with other numbers: the file's count from now on."),
            ),
        ]
    )
    names = queue_names(frame)
    st.caption(words("Queues: {names}", names=words.join([names.get(q, q) for q in found.queues])))
    if found.n_replaced:
        label = words.count(
            "{n} interval is replaced", "{n} intervals are replaced", found.n_replaced
        )
        with st.expander(label):
            _first_of(frame, len(found.replaced), found.n_replaced)
            table = found.replaced
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
    if found.n_gaps:
        with st.expander(words.count("{n} gap", "{n} gaps", found.n_gaps)):
            st.caption(words("Spans without a row; they are marked, not filled."))
            _first_of(frame, len(found.gaps), found.n_gaps)
            st.dataframe(
                gap_rows(found.gaps, frame),
                hide_index=True,
                height=240,
                alt=words("Spans without a row"),
            )


def _days(first: datetime | None, last: datetime | None) -> int | None:
    return (last - first).days + 1 if first and last else None


def _first_of(frame: Frame, shown: int, n: int) -> None:
    words = frame.words
    if shown < n:
        st.caption(words("The first {shown} of {n}.", shown=words.number(shown), n=words.number(n)))


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


def _save(frame: Frame, centre_id: str, done: HistoryImport, known_as: str) -> None:
    words, found = frame.words, done.found
    if found is not None and not (found.n_new or found.n_replaced):
        st.info(
            words("Everything in this file is known already; saving it changes nothing."),
            icon=":material/done_all:",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = st.text_input(
            words("Keep the layout as"),
            value=known_as,
            placeholder=words("e.g. the phone system's name"),
            help=words("The next file with the same header is then read the same way."),
            key=f"history_source_{known_as}",
        )
        reason = st.text_input(words("Reason"), key="history_reason")
    if st.button(words("Save the history"), type="primary", icon=":material/save:"):
        with shown_errors(words):
            history_imports.start_save(
                frame.desk, centre_id, done.run.id, source=source, reason=reason
            )
            remember(words("The file is being put on the history."))
            st.rerun()
