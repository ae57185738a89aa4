"""The board of the week and what can be done with the cells picked on it."""

from __future__ import annotations

import streamlit as st

from wfm.service.rosters import RosterState
from wfm.web.components.board import MAX_ROWS, draw
from wfm.web.frame import Frame, Place
from wfm.web.sections import roster_change
from wfm.web.sections.roster_cells import board_of


def show(frame: Frame, place: Place, state: RosterState) -> None:
    """Filter, board, and the form for what is picked; a fragment, so that picking is quick."""

    @st.fragment
    def part() -> None:
        words = frame.words
        days, rows, legend = board_of(state, frame)
        names = {row.team: row.teamLabel for row in rows}
        teams = list(names)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.pills(
                words("Team"),
                teams,
                selection_mode="multi",
                format_func=lambda t: names[t],
                key="board_teams",
            )
            only = st.toggle(words("Only agents with hard findings"), key="board_findings")
        rows = [r for r in rows if not chosen or r.team in chosen]
        if only:
            rows = [r for r in rows if any(c.fault for c in r.cells)]
        if len(rows) > MAX_ROWS:
            pages = -(-len(rows) // MAX_ROWS)
            page = st.pagination(pages, key="board_page")
            rows = rows[(page - 1) * MAX_ROWS : page * MAX_ROWS]
        if not rows:
            st.caption(words("No agent fits the filter."))
            return
        revision = f"{state.id}:{state.revision}"
        picked = draw(
            days,
            rows,
            legend,
            revision,
            words,
            key=f"board_{place.centre_id}_{place.week}",
            dark=frame.dark,
        )
        roster_change.show(frame, state, picked)

    part()
