"""Every revision of a scenario: who, when, why, what it said; and back to one of them."""

from __future__ import annotations

import difflib

import pandas as pd
import streamlit as st

from wfm.service import scenarios
from wfm.service.scenarios import ScenarioInfo, ScenarioRevision
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.frame import Frame, Place
from wfm.web.words.terms import ACTOR, term


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """Choose a scenario, look at its revisions, restore one."""
    words = frame.words
    gone = scenarios.deleted(frame.desk, place.centre_id)
    names = [*(i.name for i in known), *gone]
    if not names:
        empty_state(words("No scenario has been saved yet."), icon=":material/history:")
        return
    name = st.selectbox(
        words("Scenario"),
        names,
        format_func=lambda n: f"{n} ({words('deleted')})" if n in gone else n,
        key="scenario_history",
        width=420,
    )
    found = scenarios.history(frame.desk, place.centre_id, name)
    if not found:
        st.caption(words("Its revisions were not kept yet; the next change starts them."))
        return
    st.dataframe(_table(found, frame), hide_index=True, alt=words("Revisions of the scenario"))
    info = next((i for i in known if i.name == name), None)
    by_number = {r.revision: r for r in found}
    number = st.selectbox(
        words("Look at revision"), list(by_number), key=f"scenario_revision_{name}", width=220
    )
    chosen = by_number[number]
    _content(chosen, info, frame)
    if info is not None and number == info.revision:
        st.caption(words("This is the newest revision."))
        return
    with st.form(f"scenario_restore_{name}_{number}"):
        reason = st.text_input(words("Reason"), key=f"scenario_restore_reason_{name}_{number}")
        sent = st.form_submit_button(
            words("Restore this revision"), type="primary", icon=":material/restore:"
        )
    if sent:
        with shown_errors(words):
            revision = scenarios.restore(
                frame.desk,
                place.centre_id,
                name,
                int(number),
                None if info is None else info.revision,
                reason,
            )
            remember(words("{name} was restored as revision {n}.", name=name, n=revision))
            st.rerun()


def _table(found: tuple[ScenarioRevision, ...], frame: Frame) -> pd.DataFrame:
    words = frame.words
    return pd.DataFrame(
        {
            words("Revision"): [r.revision for r in found],
            words("When"): [words.moment(r.made_at, frame.zone) for r in found],
            words("Who"): [term(words, ACTOR, r.author) for r in found],
            words("Reason"): [r.reason for r in found],
            words("File"): [r.source_file for r in found],
            words("Fingerprint of the file"): [r.source_fingerprint for r in found],
            words("Fingerprint"): [r.fingerprint for r in found],
        }
    )


def _content(chosen: ScenarioRevision, info: ScenarioInfo | None, frame: Frame) -> None:
    """Revision as its file; against the newest one, what is different."""
    then = scenarios.to_toml(chosen.scenario)
    if info is None or chosen.revision == info.revision:
        st.code(then, language="toml")
        return
    now = scenarios.to_toml(info.scenario)
    lines = list(difflib.unified_diff(then.splitlines(), now.splitlines(), lineterm="", n=1))
    st.caption(
        frame.words(
            "From revision {n} (−) to the newest, {m} (+)", n=chosen.revision, m=info.revision
        )
    )
    st.code("\n".join(lines[2:]) or frame.words("No difference."), language="diff")
