"""Findings of an audit: a line per rule, and each finding with its article."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.web.frame import Frame
from wfm.web.words.articles import article, finding
from wfm.web.words.terms import UNIT, term


def findings_summary(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """A row per rule: title, whether hard, count, amount, cost; the hard and costly ones first."""
    words = frame.words
    if table.empty:
        return pd.DataFrame()
    rows = (
        table.groupby(["rule", "title", "hard", "unit"], as_index=False)
        .agg(count=("rule", "size"), amount=("amount", "sum"), cost=("cost", "sum"))
        .sort_values(["hard", "cost"], ascending=[False, False])
    )
    return pd.DataFrame(
        {
            words("Rule"): rows["title"],
            words("Kind"): [words("Hard") if hard else words("Soft") for hard in rows["hard"]],
            words("Findings"): rows["count"],
            words("Amount"): rows["amount"].round(1),
            words("Unit"): [term(words, UNIT, unit) for unit in rows["unit"]],
            words("Cost (points)"): rows["cost"].round(1),
        }
    )


def show_findings(table: pd.DataFrame, frame: Frame, *, key: str) -> None:
    """Summary and, for the rule chosen, every finding as a sentence with its article."""
    words = frame.words
    if table.empty:
        st.success(words("No rule is broken and nothing is priced."), icon=":material/verified:")
        return
    st.dataframe(findings_summary(table, frame), hide_index=True, alt=words("Findings per rule"))
    titles = list(dict.fromkeys(table["title"]))
    everything = words("All rules")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(words("Rule"), [everything, *titles], key=f"{key}_rule")
        agents = sorted({str(a) for a in table["agent_id"] if a})
        whom = st.selectbox(words("Agent"), [words("Everybody"), *agents], key=f"{key}_agent")
    shown = table if chosen == everything else table[table["title"] == chosen]
    if whom in agents:
        shown = shown[shown["agent_id"] == whom]
    st.dataframe(
        pd.DataFrame(
            {
                words("Finding"): [finding(s, words) for s in shown["sentence"]],
                words("Article"): [article(s, words) for s in shown["source"]],
                words("Agent"): shown["agent_id"],
                words("Day"): [
                    words.day(d) if d is not None and d == d else "" for d in shown["day"]
                ],
                words("Cost (points)"): shown["cost"].round(1),
            }
        ),
        hide_index=True,
        height=360,
        column_config={words("Finding"): st.column_config.TextColumn(width="large")},
        alt=words("Findings with their articles"),
    )
