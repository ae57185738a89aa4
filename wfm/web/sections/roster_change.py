"""Change one cell with its consequences shown first; pin and unpin cells."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wfm.core.frames import POOLED
from wfm.core.roster import Cell
from wfm.service import editing, rosters
from wfm.service.editing import ChangePreview
from wfm.service.rosters import RosterState
from wfm.web.charts.coverage import coverage_chart
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.sections import roster_questions
from wfm.web.words.articles import finding

OFF = ""


def show(frame: Frame, state: RosterState, picked: Sequence[Cell]) -> None:
    """Panel below the board; a hint while nothing is picked."""
    words = frame.words
    if not picked:
        st.caption(words("Pick a cell to change it; pick cells, an agent or a day to pin them."))
        roster_questions.show(frame, state, picked)
        return
    with st.container(border=True, key="change_panel"):
        if len(picked) == 1:
            _change(frame, state, picked[0])
        else:
            st.markdown(f"**{words.count('{n} cell picked', '{n} cells picked', len(picked))}**")
        _pins(frame, state, picked)
    roster_questions.show(frame, state, picked)


def _label(state: RosterState, shift_id: str, frame: Frame) -> str:
    words = frame.words
    if shift_id == OFF:
        return words("Day off")
    shift = next(s for s in state.problem.shifts if s.id == shift_id)
    code = shift.code_zh if words.language == "zh" else shift.code_en
    return f"{code} · {shift.span}"


def _change(frame: Frame, state: RosterState, cell: Cell) -> None:
    words = frame.words
    agent_id, day = cell
    agent = next(a for a in state.problem.agents if a.id == agent_id)
    now = state.roster.get(agent_id, day)
    old = now.shift_id if now else OFF
    allowed = [s.id for s in state.problem.shifts if not agent.shifts or s.id in agent.shifts]
    st.markdown(f"**{agent_id}** · {words.day(day)} · {words('now')}: {_label(state, old, frame)}")
    tag = f"{state.id}_{state.revision}_{agent_id}_{day}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new = st.selectbox(
            words("New shift"),
            [OFF, *allowed],
            index=[OFF, *allowed].index(old) if old in allowed else 0,
            format_func=lambda s: _label(state, s, frame),
            key=f"change_shift_{tag}",
            width=240,
        )
        reason = st.text_input(words("Reason"), key=f"change_reason_{tag}", width=320)
    if new == old:
        return
    with shown_errors(words):
        preview = editing.preview_change(
            frame.desk, state, agent_id, day, new or None, words.language
        )
        _consequences(frame, state, preview)
        force = False
        if preview.new_hard:
            force = st.checkbox(
                words("Save in spite of the hard findings (it can't be published like this)"),
                key=f"change_force_{tag}",
            )
        if st.button(
            words("Save the change"),
            type="primary",
            icon=":material/save:",
            key=f"change_save_{tag}",
            disabled=bool(preview.new_hard) and not force,
        ):
            editing.change_cell(
                frame.desk, state, agent_id, day, new or None, reason, allow_hard=force
            )
            remember(words("Changed; this is a new revision."))
            st.rerun()


def _consequences(frame: Frame, state: RosterState, preview: ChangePreview) -> None:
    words = frame.words
    delta = preview.cost_after - preview.cost_before
    for text in preview.new_hard:
        st.markdown(f":red[:material/block:] {plain(finding(text, words))}")
    for text in preview.gone:
        cleared = words("cleared: {finding}", finding=finding(text, words))
        st.markdown(f":green[:material/check:] {plain(cleared)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if not preview.new_hard:
            st.badge(words("No new hard finding"), icon=":material/verified:", color="green")
        st.badge(
            words(
                "Cost {before} to {after} ({change})",
                before=words.number(preview.cost_before),
                after=words.number(preview.cost_after),
                change=f"{delta:+,.0f}",
            ),
            color="green" if delta <= 0 else "orange",
        )
    _activities(preview, frame)
    for sentence in preview.new_soft[:8]:
        st.markdown(f"- {plain(finding(sentence, words))}")
    _moved(frame, state, preview)


FATE_MARKS = {
    "kept": ":green[:material/event_available:]",
    "moved": ":blue[:material/event_repeat:]",
    "added": ":green[:material/event_available:]",
    "dropped": ":red[:material/event_busy:]",
}


def _activities(preview: ChangePreview, frame: Frame) -> None:
    """What becomes of training, meetings and the like."""
    for move in preview.activities:
        text = plain(move.words.fill(frame.words.language))
        st.markdown(f"{FATE_MARKS[str(move.fate)]} {text}")


def _moved(frame: Frame, state: RosterState, preview: ChangePreview) -> None:
    """Shortfall before and after in the intervals that change, in one line."""
    words = frame.words
    moved = preview.coverage[preview.coverage["group"] == POOLED]
    if moved.empty:
        return
    before = (moved["required"] - moved["before"]).clip(lower=0).sum()
    after = (moved["required"] - moved["after"]).clip(lower=0).sum()
    st.caption(
        words(
            "Intervals that change: {n}. Agents missing in them: {before} before, {after} after.",
            n=words.number(len(moved)),
            before=words.number(before),
            after=words.number(after),
        )
    )
    days = moved["timestamp"].dt.date
    whole = rosters.coverage(state)
    shown = whole[(whole["group"] == POOLED) & whole["timestamp"].dt.date.isin(set(days))]
    new = moved.set_index("timestamp")["after"]
    shown = shown.assign(staffed=shown["timestamp"].map(new).fillna(shown["staffed"]))
    st.altair_chart(
        coverage_chart(shown, words, frame.palette, height=170, one_day=days.nunique() == 1),
        alt=words("Coverage after the change"),
    )


def _pins(frame: Frame, state: RosterState, picked: Sequence[Cell]) -> None:
    words = frame.words
    known = {(p.agent_id, p.day) for p in state.pins}
    inside = [c for c in picked if c in known]
    outside = [c for c in picked if c not in known]
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            words.count("Pin {n} cell", "Pin {n} cells", len(outside)),
            icon=":material/keep:",
            disabled=not outside,
            key="pin_cells",
            help=words("A pinned cell stays as it is in every later run."),
        ):
            with shown_errors(words):
                editing.pin(frame.desk, state, outside, words("pinned on the board"))
                remember(words("Pinned."))
                st.rerun()
        if st.button(
            words.count("Unpin {n} cell", "Unpin {n} cells", len(inside)),
            icon=":material/keep_off:",
            disabled=not inside,
            key="unpin_cells",
        ):
            with shown_errors(words):
                editing.unpin(frame.desk, state, inside, words("unpinned on the board"))
                remember(words("Unpinned."))
                st.rerun()
