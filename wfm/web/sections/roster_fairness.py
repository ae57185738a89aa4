"""How evenly nights, weekends, holidays, unpopular starts and refusals are shared."""

from __future__ import annotations

import streamlit as st

from wfm.operations.fairness import Burden
from wfm.service import fairness
from wfm.service.rosters import RosterState
from wfm.web.charts.fairness import MOST_BARS, fairness_chart
from wfm.web.frame import Frame
from wfm.web.words import N_
from wfm.web.words.terms import term

BURDENS = {
    "nights": N_("Nights"),
    "weekends": N_("Weekend shifts"),
    "holidays": N_("Holiday shifts"),
    "starts": N_("Unpopular starts"),
    "refused": N_("Wishes refused"),
}


def show(frame: Frame, state: RosterState) -> None:
    """Spread of every burden, bars of one, and the table of agents."""
    words = frame.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        weeks = st.selectbox(
            words("Past weeks that count"), fairness.WEEKS, key="fairness_weeks", width=220
        )
        burden = st.selectbox(
            words("Shared out"),
            list(BURDENS),
            format_func=lambda b: term(words, BURDENS, b),
            key="fairness_burden",
            width=220,
        )
    report = fairness.measured(state, weeks)
    st.caption(
        words(
            "Measured over {weeks} past weeks and this roster. Who was there on fewer than half of "
            "the days is not compared; counts are scaled to all days of the period, refused wishes "
            "are percent of the own. A Gini coefficient of 0 means that all have the same.",
            weeks=words.number(report.weeks, 1),
        )
    )
    spreads = fairness.spread_table(report)
    spreads["burden"] = [term(words, BURDENS, b) for b in spreads["burden"]]
    st.dataframe(
        spreads,
        hide_index=True,
        column_config={
            "burden": words("Shared out"),
            "compared": words("Agents compared"),
            "low": st.column_config.NumberColumn(words("Fewest"), format="%.1f"),
            "mean": st.column_config.NumberColumn(words("Mean"), format="%.1f"),
            "high": st.column_config.NumberColumn(words("Most"), format="%.1f"),
            "width": st.column_config.NumberColumn(words("Spread"), format="%.1f"),
            "gini": st.column_config.NumberColumn(words("Gini"), format="%.2f"),
        },
    )
    name = term(words, BURDENS, burden)
    st.altair_chart(
        fairness_chart(fairness.bars(report, Burden(burden)), name, words, frame.palette),
        alt=words("{what} per agent", what=name),
    )
    if len(report.agents) > MOST_BARS:
        st.caption(words("The chart shows the {n} agents who had most.", n=MOST_BARS))
    st.dataframe(
        fairness.agent_table(report),
        hide_index=True,
        column_config={
            "agent_id": words("Agent"),
            "team": words("Team"),
            "days": words("Days there"),
            "wishes": words("Wishes"),
            **{b: term(words, BURDENS, b) for b in BURDENS},
        },
    )
