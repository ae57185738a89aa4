"""Head of the roster: its state, and what can be done with it as a whole."""

from __future__ import annotations

from functools import partial

import streamlit as st

from wfm.service import editing, rosters
from wfm.service.rosters import RosterState
from wfm.web.components.header import Chip, page_header
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame, Place
from wfm.web.words import LANGUAGES
from wfm.web.words.terms import ROSTER_STATUS, term

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(frame: Frame, place: Place, state: RosterState | None) -> None:
    """Title, chips and buttons."""
    words = frame.words
    caption = f"{frame.centre_name} · {words.week(place.week)}"
    if state is None:
        page_header(words("Roster"), [(words("No roster yet"), "gray")], caption)
        return
    page_header(words("Roster"), chips(frame, state), caption)
    with st.container(horizontal=True, vertical_alignment="center"):
        _publish(frame, state)
        _undo(frame, state)
        for language in LANGUAGES:
            st.download_button(
                words("Workbook {language}", language=LANGUAGES[language]),
                partial(rosters.workbook, frame.desk, state.id, language),
                file_name=f"roster_{place.week}_{language}.xlsx",
                mime=XLSX,
                icon=":material/download:",
                key=f"workbook_{language}",
                on_click="ignore",
            )
        if str(state.status) == "published":
            st.button(
                words("Go to next week"),
                icon=":material/arrow_forward:",
                on_click=_next_week,
                args=(frame, place),
                help=words("The next week starts from this published one."),
            )


def chips(frame: Frame, state: RosterState) -> list[Chip]:
    """State of a roster as chips."""
    words = frame.words
    published = str(state.status) == "published"
    hard = len(state.report.hard)
    found: list[Chip] = [
        (term(words, ROSTER_STATUS, state.status), "green" if published else "orange"),
        (words("Revision {n}", n=state.revision), "gray"),
    ]
    if hard:
        found.append((words.count("{n} hard finding", "{n} hard findings", hard), "red"))
    else:
        found.append((words("No hard finding"), "green"))
    found.append((words("Cost {n}", n=words.number(state.report.cost)), "gray"))
    score = state.score or {}
    bound, gap = score.get("bound"), score.get("gap")
    if isinstance(bound, int | float) and isinstance(gap, int | float):
        proven = words(
            "Proven bound {n}, gap {percent}", n=words.number(bound), percent=words.percent(gap, 1)
        )
        found.append((proven, "blue"))
    return found


def _publish(frame: Frame, state: RosterState) -> None:
    words = frame.words
    published = str(state.status) == "published"
    with st.popover(
        words("Publish"),
        icon=":material/publish:",
        type="secondary" if published else "primary",
        disabled=published,
    ):
        st.markdown(
            words(
                "Publishing makes this revision the one that people work by. Leave and swaps are "
                "asked for on it, and later changes are counted against it."
            )
        )
        if state.report.hard:
            st.warning(
                words("A hard finding stands: clear it first, see Findings."),
                icon=":material/warning:",
            )
        reason = st.text_input(words("Reason"), key="publish_reason")
        if st.button(
            words("Publish this revision"),
            type="primary",
            key="publish_now",
            disabled=bool(state.report.hard),
        ):
            with shown_errors(words):
                editing.publish(frame.desk, state, reason)
                remember(words("Published."))
                st.rerun()


def _undo(frame: Frame, state: RosterState) -> None:
    words = frame.words
    if st.button(
        words("Undo"),
        icon=":material/undo:",
        key="roster_undo",
        disabled=not state.undoable,
        help=words("Takes the newest change back as a new revision; nothing is lost."),
    ):
        with shown_errors(words):
            editing.undo(frame.desk, state)
            remember(words("The last change was taken back."))
            st.rerun()


def _next_week(frame: Frame, place: Place) -> None:
    following = rosters.next_week(place.week)
    if following in frame.weeks:
        st.session_state["week"] = following.isoformat()
