"""How the centre is sized: promises, model, patience, redials, absence; and what teaches them."""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from wfm.service import attendance, patience, sizing_settings
from wfm.service.desk import Right
from wfm.service.sizing_settings import SizingSettings
from wfm.web.components.header import tiles
from wfm.web.components.messages import remember, show_faults, shown_errors
from wfm.web.frame import Frame, Place
from wfm.web.sections.forecast_import import templates
from wfm.web.words import N_
from wfm.web.words.terms import SL_DEFINITION, term

MODELS = {
    "erlang-c": N_("Erlang C: callers wait until answered"),
    "erlang-a": N_("Erlang A: callers give up after some patience"),
}


def show(frame: Frame, place: Place) -> None:
    """Settings, then what history says of patience and absence."""
    words = frame.words
    settings, revision = sizing_settings.sizing_settings(frame.desk, place.centre_id)
    changed = _form(frame, settings, revision)
    if changed is not None:
        value, reason = changed
        with shown_errors(words):
            sizing_settings.save_sizing(frame.desk, place.centre_id, value, revision, reason)
            remember(words("The sizing settings were saved."))
            st.rerun()
    with st.expander(words("Estimate patience from waits")):
        _patience(frame)
    with st.expander(words("Learn shrinkage from attendance")):
        if frame.desk.actor.may(Right.PEOPLE):
            _import(frame, place)
        _learned(frame, place, revision)


def _form(frame: Frame, old: SizingSettings, revision: int) -> tuple[SizingSettings, str] | None:
    """Draw the form; settings and reason when it was sent."""
    words = frame.words
    may = frame.desk.actor.may(Right.FORECAST)
    with st.form(f"sizing_settings_{revision}"):
        first, second, third = st.columns(3)
        target = old.target
        level = _percent(first, words("Service level (%)"), target.service_level)
        seconds = second.number_input(
            words("within seconds"), 0.0, 3600.0, float(target.threshold_s), 1.0, format="%.0f"
        )
        definition = third.selectbox(
            words("counted as"),
            list(SL_DEFINITION),
            list(SL_DEFINITION).index(target.definition),
            format_func=lambda d: term(words, SL_DEFINITION, d),
        )
        promised = first.checkbox(
            words("The service level is promised"),
            target.promised,
            help=words("Off: it is shown, and only the promises below are kept."),
        )
        answer_rate = _percent(
            first, words("Answer rate (%)"), target.answer_rate, empty=words("not promised")
        )
        asa = second.number_input(
            words("Average speed of answer (s)"),
            0.1,
            3600.0,
            target.asa_s,
            1.0,
            placeholder=words("not promised"),
        )
        cap = _percent(
            third,
            words("Highest occupancy (%)"),
            target.occupancy_cap,
            empty=words("no cap"),
            most=100.0,
        )
        model = first.selectbox(
            words("Queueing model"),
            list(MODELS),
            list(MODELS).index(old.model),
            format_func=lambda m: words(MODELS[m]),
        )
        patience_s = second.number_input(
            words("Mean patience (s)"),
            1.0,
            36000.0,
            old.patience_s,
            5.0,
            placeholder=words("not known"),
            help=words("Erlang A needs it. Queues may have their own in centre.toml."),
        )
        redial = third.number_input(
            words("Lost callers who call again (%)"),
            0.0,
            99.0,
            round(old.redial_share * 100, 3),
            5.0,
            format="%.1f",
            help=words("Forecasts are of fresh calls; redials are put back on (Erlang A)."),
        )
        shrinkage = first.number_input(
            words("Unplanned shrinkage (%)"),
            0.0,
            99.0,
            round(old.unplanned_shrinkage * 100, 3),
            0.5,
            format="%.1f",
            help=words("Breaks, leave and training are placed by the roster and not in it."),
        )
        table = False
        if old.shrinkage_by_hour:
            table = second.checkbox(
                words("By weekday and hour"),
                True,
                help=words("Off: the one figure holds in every hour."),
            )
        least = third.number_input(words("Fewest agents"), 0, 10_000, old.min_agents, 1)
        reason = st.text_input(words("Reason"))
        sent = st.form_submit_button(
            words("Save"), type="primary", icon=":material/save:", disabled=not may
        )
    if not sent:
        return None
    new_target = dataclasses.replace(
        target,
        service_level=target.service_level if level is None else level,
        threshold_s=seconds,
        definition=definition,
        promised=promised,
        answer_rate=answer_rate,
        asa_s=asa,
        occupancy_cap=cap,
    )
    value = SizingSettings(
        target=new_target,
        model=model,
        patience_s=patience_s,
        redial_share=redial / 100,
        unplanned_shrinkage=shrinkage / 100,
        shrinkage_by_hour=old.shrinkage_by_hour if table else (),
        min_agents=int(least),
    )
    return value, reason


def _percent(
    column: st.delta_generator.DeltaGenerator,
    label: str,
    share: float | None,
    *,
    empty: str = "",
    most: float = 99.9,
) -> float | None:
    """Input of a share in percent; None where it is left empty."""
    found: float | None = column.number_input(
        label,
        0.1,
        most,
        None if share is None else round(share * 100, 3),
        0.5,
        format="%.1f",
        placeholder=empty,
    )
    return None if found is None else round(found / 100, 6)


def _patience(frame: Frame) -> None:
    words = frame.words
    st.caption(
        words(
            "A row a call with its wait and whether the caller gave up, or a row an interval with "
            "volume, abandoned and the mean wait of all callers. Those who were answered count: "
            "their patience was longer than their wait."
        )
    )
    templates(frame, "waits")
    file = st.file_uploader(words("File (CSV or XLSX)"), type=["csv", "xlsx"], key="waits_file")
    if file is None:
        return
    with shown_errors(words):
        found = patience.estimate_patience(file.name, file.getvalue())
        best = found.patience
        lost = words("Callers who gave up")
        if best.abandoned == 0:
            st.info(
                words(
                    "Nobody gave up: the mean patience is at least {low} s with 95 % confidence.",
                    low=words.number(best.low_s),
                )
            )
            return
        tiles(
            [
                (words("Mean patience (s)"), words.number(best.mean_s, 1), ""),
                (
                    words("95 % interval (s)"),
                    f"{words.number(best.low_s, 1)} – {words.number(best.high_s, 1)}",
                    "",
                ),
                (lost, words.number(best.abandoned), ""),
            ],
            per_row=3,
        )
        st.caption(words("Write the mean into the settings above to use it."))


def _import(frame: Frame, place: Place) -> None:
    words = frame.words
    st.caption(
        words(
            "One row a scheduled span of an agent: minutes scheduled, minutes absent and why. "
            "Leave, training and breaks are known to the roster and teach nothing."
        )
    )
    templates(frame, "attendance")
    file = st.file_uploader(
        words("File (CSV or XLSX)"), type=["csv", "xlsx"], key="attendance_file"
    )
    if file is None:
        return
    content = file.getvalue()
    with shown_errors(words):
        preview = attendance.preview_attendance(frame.desk, place.centre_id, file.name, content)
        if preview.faults:
            show_faults(preview.faults, words)
            return
        st.dataframe(
            preview.table.head(50), hide_index=True, height=240, alt=words("Rows of the file")
        )
        if preview.replaced:
            st.caption(
                words("{n} agents' days are known already and replaced.", n=preview.replaced)
            )
        reason = st.text_input(words("Reason"), key="attendance_reason")
        if st.button(words("Save the attendance"), icon=":material/save:"):
            attendance.save_attendance(frame.desk, place.centre_id, file.name, content, reason)
            remember(words("The attendance was saved."))
            st.rerun()


def _learned(frame: Frame, place: Place, revision: int) -> None:
    words = frame.words
    with shown_errors(words):
        found = attendance.learned(frame.desk, place.centre_id)
        if found is None:
            st.info(words("There is no attendance yet."))
            return
        days = found.cells[found.cells["hour"] < 0]
        table = pd.DataFrame(
            {
                words("Weekday"): [words.weekdays[(d + 1) % 7] for d in days["weekday"]],
                words("Shifts seen"): days["shifts"].to_numpy(),
                words("Absent"): [words.percent(x, 1) for x in days["observed"]],
                words("Learned"): [words.percent(x, 1) for x in days["learned"]],
            }
        )
        tiles(
            [
                (words("Unplanned shrinkage"), words.percent(found.centre, 1), ""),
                (words("Shifts seen"), words.number(found.shifts), ""),
            ],
            per_row=2,
        )
        st.dataframe(table, hide_index=True, alt=words("Shrinkage learned per weekday"))
        st.caption(
            words("The less a weekday or hour has seen, the closer it is kept to the centre's.")
        )
        may = frame.desk.actor.may(Right.FORECAST)
        if st.button(words("Size with this"), icon=":material/check:", disabled=not may):
            sizing_settings.use_learned_shrinkage(frame.desk, place.centre_id, revision)
            remember(words("The centre is sized with the shrinkage learned."))
            st.rerun()
