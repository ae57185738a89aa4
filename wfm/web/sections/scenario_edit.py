"""Make, change, delete, import and export scenarios."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from wfm.forecasting.scenario import Scenario, scenario_from
from wfm.service import scenarios
from wfm.service.scenarios import ScenarioInfo
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.frame import Frame, Place
from wfm.web.sections.names import queue_names

EVENT_COLUMNS = ["name", "start", "end", "factor", "queues"]


def percent(factor: float) -> float:
    """Change that a factor makes, in percent."""
    return round((factor - 1) * 100, 3)


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """Form of a new scenario or of one that is there."""
    words = frame.words
    new = words("New scenario")
    chosen = st.selectbox(
        words("Scenario"), [new, *(i.name for i in known)], key="scenario_chosen", width=320
    )
    info = next((i for i in known if i.name == chosen), None)
    scenario = info.scenario if info else None
    tag = f"{chosen}_{info.revision if info else 0}"
    values = _form(frame, scenario, tag)
    if values is not None:
        with shown_errors(words):
            made = scenario_from(values)
            scenarios.save_scenario(
                frame.desk,
                place.centre_id,
                made,
                info.revision if info and made.name == info.name else None,
                str(st.session_state.get(f"scenario_reason_{tag}", "")),
            )
            remember(words("The scenario {name} was saved.", name=made.name))
            st.rerun()
    if info is not None:
        with st.popover(words("Delete"), icon=":material/delete:"):
            reason = st.text_input(words("Reason"), key=f"scenario_delete_reason_{tag}")
            if st.button(
                words("Delete this scenario"), type="primary", key=f"scenario_delete_{tag}"
            ):
                with shown_errors(words):
                    scenarios.delete_scenario(
                        frame.desk, place.centre_id, info.name, info.revision, reason
                    )
                    remember(words("The scenario {name} was deleted.", name=info.name))
                    st.rerun()


def _form(frame: Frame, scenario: Scenario | None, tag: str) -> dict[str, Any] | None:
    """Draw the form; values when it was sent."""
    words = frame.words
    old = scenario or Scenario(name="new")
    with st.form(f"scenario_form_{tag}"):
        name = st.text_input(words("Name"), scenario.name if scenario else "", max_chars=80)
        first, second, third = st.columns(3)
        growth = first.number_input(
            words("Growth of volume (%)"),
            -100.0,
            900.0,
            percent(old.growth),
            1.0,
            format="%.1f",
            help=words("0 leaves it; 10 means a tenth more contacts."),
        )
        aht = second.number_input(
            words("Change of handle time (%)"),
            -90.0,
            400.0,
            percent(old.aht_factor),
            1.0,
            format="%.1f",
        )
        share = third.number_input(
            words("Share taken by self-service (%)"),
            0.0,
            90.0,
            round(old.self_service_share * 100, 3),
            1.0,
            format="%.1f",
            help=words("Contacts that more self-service takes away."),
        )
        level = first.number_input(
            words("Target (%)"),
            1.0,
            99.9,
            old.target.service_level * 100 if old.target else None,
            0.5,
            format="%.1f",
            placeholder=words("the centre's"),
        )
        seconds = second.number_input(
            words("within seconds"),
            0.0,
            3600.0,
            old.target.threshold_s if old.target else None,
            1.0,
            format="%.1f",
            placeholder=words("the centre's"),
        )
        shrinkage = third.number_input(
            words("Unplanned shrinkage (%)"),
            0.0,
            90.0,
            old.shrinkage * 100 if old.shrinkage is not None else None,
            0.5,
            format="%.1f",
            placeholder=words("the centre's"),
        )
        st.markdown(f"**{words('Events')}**")
        events = st.data_editor(
            _events_frame(old),
            num_rows="dynamic",
            key=f"scenario_events_{tag}",
            column_config={
                "name": st.column_config.TextColumn(words("Event")),
                "start": st.column_config.DateColumn(words("First day")),
                "end": st.column_config.DateColumn(words("Last day")),
                "factor": st.column_config.NumberColumn(
                    words("Change of volume (%)"), min_value=-100.0, max_value=900.0
                ),
                "queues": st.column_config.TextColumn(
                    words("Queues, comma between"), help=words("Empty for all.")
                ),
            },
            alt=words("Events of the scenario"),
        )
        st.markdown(f"**{words('Queues')}**")
        queues = _queue_inputs(frame, old, tag)
        note = st.text_area(words("Note"), old.note, max_chars=2000)
        st.text_input(words("Reason"), key=f"scenario_reason_{tag}")
        sent = st.form_submit_button(words("Save"), type="primary", icon=":material/save:")
    if not sent:
        return None
    values: dict[str, Any] = {
        "name": name.strip(),
        "growth": 1 + growth / 100,
        "aht_factor": 1 + aht / 100,
        "self_service_share": share / 100,
        "queue_factors": queues,
        "events": _events_of(events),
        "note": note,
    }
    if level is not None and seconds is not None:
        values["target"] = {"service_level": level / 100, "threshold_s": seconds}
    if shrinkage is not None:
        values["shrinkage"] = shrinkage / 100
    return values


def _queue_inputs(frame: Frame, old: Scenario, tag: str) -> dict[str, float]:
    """Change of volume per queue; queues left at 0 are not part of the scenario."""
    names = queue_names(frame)
    found = {}
    columns = st.columns(max(1, min(4, len(names))))
    for i, queue in enumerate(names):
        change = columns[i % len(columns)].number_input(
            f"{names[queue]} (%)",
            -100.0,
            900.0,
            percent(old.queue_factors.get(queue, 1.0)),
            1.0,
            format="%.1f",
            key=f"scenario_queue_{tag}_{queue}",
        )
        if change:
            found[str(queue)] = 1 + change / 100
    return found


def _events_frame(scenario: Scenario) -> pd.DataFrame:
    rows = [
        {
            "name": e.name,
            "start": e.start,
            "end": e.end - timedelta(days=1),
            "factor": percent(e.factor),
            "queues": ", ".join(e.queues),
        }
        for e in scenario.events
    ]
    frame = pd.DataFrame(rows, columns=EVENT_COLUMNS)
    for column in ("start", "end"):
        frame[column] = pd.to_datetime(frame[column])
    return frame.astype({"name": "string", "factor": "float", "queues": "string"})


def _events_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Events of the edited table; rows without a name or a first day are left out."""
    events = []
    for row in table.to_dict("records"):
        if pd.isna(row["name"]) or pd.isna(row["start"]):
            continue
        last = row["start"] if pd.isna(row["end"]) else row["end"]
        queues = "" if pd.isna(row["queues"]) else str(row["queues"])
        events.append(
            {
                "name": str(row["name"]),
                "start": pd.Timestamp(row["start"]).date(),
                "end": (pd.Timestamp(last) + pd.Timedelta(days=1)).date(),
                "factor": 1.0 if pd.isna(row["factor"]) else 1 + float(row["factor"]) / 100,
                "queues": tuple(q.strip() for q in queues.split(",") if q.strip()),
            }
        )
    return events


def show_files(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """TOML files in and out."""
    words = frame.words
    st.markdown(f"**{words('Export')}**")
    if not known:
        empty_state(words("There is no scenario to export yet."), icon=":material/file_export:")
    with st.container(horizontal=True):
        for info in known:
            st.download_button(
                f"{info.name}.toml",
                scenarios.to_toml(info.scenario),
                file_name=f"{info.name}.toml",
                mime="application/toml",
                icon=":material/download:",
                key=f"scenario_export_{info.name}",
                on_click="ignore",
            )
    st.markdown(f"**{words('Import')}**")
    file = st.file_uploader(words("Scenario file (TOML)"), type=["toml"], key="scenario_file")
    if file is None:
        return
    with shown_errors(words):
        scenario = scenarios.from_toml(file.getvalue(), file.name)
        there = next((i for i in known if i.name == scenario.name), None)
        st.code(scenarios.to_toml(scenario), language="toml")
        if there is not None:
            st.caption(words("A scenario of this name is there; saving makes its next revision."))
        reason = st.text_input(words("Reason"), key="scenario_import_reason")
        if st.button(words("Save this scenario"), type="primary", icon=":material/save:"):
            scenarios.save_scenario(
                frame.desk, place.centre_id, scenario, there.revision if there else None, reason
            )
            remember(words("The scenario {name} was saved.", name=scenario.name))
            st.rerun()
