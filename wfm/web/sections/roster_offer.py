"""A proposed repair: its changes with their reasons, service before and after, and the decision."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from wfm.core.problem import POOLED
from wfm.core.roster import Cell
from wfm.service import centres, repair_offers, repair_runs
from wfm.service.desk import Right
from wfm.service.repair_effects import OfferedChange
from wfm.service.repair_offers import Offer, OfferPreview, OfferState
from wfm.service.rosters import RosterState
from wfm.web.charts.repair import repair_chart, repair_service_chart
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.text import plain
from wfm.web.frame import Frame, Place
from wfm.web.sections.names import group_names
from wfm.web.sections.roster_happened import lines
from wfm.web.words.articles import finding
from wfm.web.words.terms import ACTOR, term

STAGES = ("published", "unmended", "mended")


def to_decide(offer: Offer) -> bool:
    """Whether somebody has to decide on a proposal."""
    return offer.state in (OfferState.OPEN, OfferState.STALE)


def show(frame: Frame, place: Place, state: RosterState, offer: Offer) -> None:
    """What is proposed, and the buttons."""
    words = frame.words
    st.subheader(words("Proposed repair of revision {n}", n=offer.base_revision), anchor=False)
    who = term(words, ACTOR, offer.author)
    st.caption(f"{who} · {words.moment(offer.made_at, frame.zone)}")
    told = lines(offer.ask, words, _idle(offer))
    if told:
        st.markdown("\n".join(f"- {plain(line)}" for line in told))
    if offer.state is OfferState.STALE:
        st.warning(
            words("The roster has changed since: this proposal no longer fits it."),
            icon=":material/history:",
        )
    if not offer.proposed:
        _conflicts(frame, offer)
        _put_aside(frame, place, offer)
        return
    _changes(frame, state, offer)
    _effects(frame, offer)
    _curve(frame, offer)
    if offer.state is OfferState.STALE:
        _put_aside(frame, place, offer)
    elif frame.desk.actor.may(Right.REPAIR):
        _decide(frame, offer)


def _idle(offer: Offer) -> set[Cell]:
    """Absences of whole days that take no shift."""
    lost = {(c.agent_id, c.day) for c in offer.changes if c.fact}
    return set(offer.ask.whole_days) - lost if offer.proposed else set()


def _conflicts(frame: Frame, offer: Offer) -> None:
    words = frame.words
    st.error(words("There is no roster that keeps all of these at once:"), icon=":material/block:")
    for line in offer.conflicts.get(words.language, ()):
        st.markdown(f"- {plain(finding(line, words))}")


def _effects(frame: Frame, offer: Offer) -> None:
    """Service, shortfall and cost as published, with nothing done, and repaired."""
    words = frame.words
    stages = [offer.effects[name] for name in STAGES]
    rows = [(words("Service level"), [words.percent(s["service_level"]) for s in stages])]
    names = group_names(frame)
    for group in stages[-1]["missing_agent_intervals"]:
        tail = "" if group == POOLED else f" · {names.get(group, group)}"
        for key, title in (
            ("missing_agent_intervals", words("Short agent-intervals")),
            ("short_intervals", words("Intervals that are short")),
        ):
            values = [s[key].get(group) for s in stages]
            if group == POOLED or any(values):
                rows.append((title + tail, [words.number(v) for v in values]))
    rows.append((words("Cost (points)"), [words.number(s["cost"]) for s in stages]))
    rows.append((words("Hard findings"), [words.number(s["hard_violations"]) for s in stages]))
    heads = (words("As published"), words("With nothing done"), words("Repaired"))
    table = pd.DataFrame(
        {
            words("Figure"): [title for title, _ in rows],
            **{head: [values[k] for _, values in rows] for k, head in enumerate(heads)},
        }
    )
    st.dataframe(table, hide_index=True, key="repair_effects", alt=words("Effect of the repair"))


def _curve(frame: Frame, offer: Offer) -> None:
    """Chart of the days that the repair is about."""
    words = frame.words
    curve = offer.curve
    days = curve["timestamp"].dt.date
    concerned = sorted({c.day for c in offer.changes} | {r.day for r in offer.ask.rises})
    shown = [day for day in dict.fromkeys(days) if day in set(concerned)]
    if not shown:
        return
    day = st.segmented_control(
        words("Day"),
        shown,
        default=shown[0],
        required=True,
        format_func=words.day,
        key="repair_curve_day",
        label_visibility="collapsed",
    )
    target = centres.centre(frame.desk, str(frame.centre_id)).target.service_level
    of_day = curve[days == day]
    st.altair_chart(
        repair_chart(of_day, words, frame.palette),
        alt=words("Staffing with nothing done, and repaired"),
    )
    if "service_mended" in of_day:
        st.altair_chart(
            repair_service_chart(of_day, target, words, frame.palette),
            alt=words("Service level with nothing done, and repaired"),
        )


def _changes(frame: Frame, state: RosterState, offer: Offer) -> None:
    words = frame.words
    codes = {s.id: s.code_zh if words.language == "zh" else s.code_en for s in state.problem.shifts}
    spans = {s.id: s.span for s in state.problem.shifts}

    def named(shift: str | None) -> str:
        return (
            words("Day off")
            if shift is None
            else f"{codes.get(shift, shift)} {spans.get(shift, '')}"
        )

    made = [c for c in offer.changes if not c.fact]
    agents = len({c.agent_id for c in made})
    st.markdown(
        "**"
        + words.count("{n} changed cell", "{n} changed cells", len(made))
        + "** · "
        + words.count("{n} agent", "{n} agents", agents)
        + " · "
        + words.count("breaks of {n} shift move", "breaks of {n} shifts move", len(offer.moved))
    )
    st.dataframe(
        pd.DataFrame(
            {
                words("Agent"): [c.agent_id for c in offer.changes],
                words("Day"): [words.day(c.day) for c in offer.changes],
                words("Before"): [named(c.before) for c in offer.changes],
                words("After"): [named(c.after) for c in offer.changes],
                words("Why"): [finding(c.why.fill(words.language), words) for c in offer.changes],
            }
        ),
        hide_index=True,
        key="repair_changes",
        alt=words("Changes of the repair"),
    )


def _decide(frame: Frame, offer: Offer) -> None:
    """Take all, some or none."""
    words = frame.words
    made = [c for c in offer.changes if not c.fact]
    with st.container(border=True):
        chosen, breaks = _chosen(frame, offer, made)
        cells: Sequence[Cell] | None = None
        blocked = False
        if breaks is False or len(chosen) < len(made):
            cells = [(c.agent_id, c.day) for c in chosen]
            with shown_errors(words):
                seen = repair_offers.preview(
                    frame.desk, offer, cells, breaks=breaks, language=words.language
                )
                blocked = _preview(frame, seen)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            reason = st.text_input(words("Reason"), key="repair_reason", width=360)
            publish = st.toggle(
                words("Publish at once"),
                value=True,
                key="repair_publish",
                help=words("Otherwise it becomes a draft, and the published roster stays."),
            )
        with st.container(horizontal=True):
            if st.button(
                words("Accept all") if cells is None else words("Accept the chosen"),
                type="primary",
                icon=":material/check:",
                key="repair_accept",
                disabled=blocked,
            ):
                with shown_errors(words):
                    repair_offers.accept(
                        frame.desk,
                        offer.run_id,
                        cells,
                        breaks=breaks,
                        reason=reason,
                        publish=publish,
                    )
                    remember(words("The repair is accepted; this is a new revision."))
                    st.rerun()
            if st.button(words("Reject"), icon=":material/close:", key="repair_reject"):
                with shown_errors(words):
                    repair_offers.reject(frame.desk, offer.run_id, reason)
                    remember(words("The proposal was put aside; nothing has changed."))
                    st.rerun()


def _chosen(
    frame: Frame, offer: Offer, made: list[OfferedChange]
) -> tuple[list[OfferedChange], bool]:
    """Agents whose changes are taken: those of one agent belong together."""
    words = frame.words
    agents = list(dict.fromkeys(c.agent_id for c in made))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        taken = st.multiselect(
            words("Take the changes of"),
            agents,
            default=agents,
            key=f"repair_taken_{offer.run_id}",
            help=words("What happened itself is taken in any case."),
            placeholder=words("Choose"),
        )
        breaks = st.toggle(
            words("Let breaks move"), value=True, key=f"repair_breaks_{offer.run_id}"
        )
    return [c for c in made if c.agent_id in taken], bool(breaks)


def _preview(frame: Frame, seen: OfferPreview) -> bool:
    """What the chosen changes alone would give; whether they break a hard rule."""
    words = frame.words
    st.caption(
        words(
            "With these alone: cost {cost}, {missing} short agent-intervals.",
            cost=words.number(seen.effect.cost),
            missing=words.number(seen.effect.missing.get(POOLED)),
        )
    )
    for text in seen.new_hard:
        st.markdown(f":red[:material/block:] {plain(finding(text, words))}")
    return bool(seen.new_hard)


def _put_aside(frame: Frame, place: Place, offer: Offer) -> None:
    words = frame.words
    if not frame.desk.actor.may(Right.REPAIR):
        return
    with st.container(horizontal=True):
        if st.button(
            words("Repair again"), type="primary", icon=":material/healing:", key="repair_again"
        ):
            with shown_errors(words):
                repair_runs.start_repair(frame.desk, place.centre_id, place.week, offer.ask)
                st.rerun()
        if st.button(words("Reject"), icon=":material/close:", key="repair_reject"):
            with shown_errors(words):
                repair_offers.reject(frame.desk, offer.run_id)
                st.rerun()
