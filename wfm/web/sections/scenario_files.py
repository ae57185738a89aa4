"""Scenarios and other sites' forecasts as files, in and out."""

from __future__ import annotations

import streamlit as st

from wfm.service import scenario_plans, scenarios
from wfm.service.scenarios import ScenarioInfo
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.frame import Frame, Place


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """TOML files in and out; forecasts of other sites in."""
    _export(frame, known)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True):
        _import(frame, place, known)
    with right, st.container(border=True):
        _sites(frame, place)


def _export(frame: Frame, known: tuple[ScenarioInfo, ...]) -> None:
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


def _import(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    words = frame.words
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
            scenarios.import_toml(
                frame.desk,
                place.centre_id,
                file.name,
                file.getvalue(),
                there.revision if there else None,
                reason,
            )
            remember(words("The scenario {name} was saved.", name=scenario.name))
            st.rerun()


def _sites(frame: Frame, place: Place) -> None:
    words = frame.words
    st.markdown(f"**{words('Forecast of another site')}**")
    st.caption(
        words(
            "A CSV with timestamp, volume, aht_s and, if there are several, queue. Scenarios can "
            "then add its calls."
        )
    )
    for name in scenario_plans.site_files(frame.desk, place.centre_id):
        st.badge(name, icon=":material/description:", color="gray")
    file = st.file_uploader(words("Forecast file (CSV)"), type=["csv"], key="scenario_site_file")
    if file is None:
        return
    reason = st.text_input(words("Reason"), key="scenario_site_reason")
    if st.button(words("Save this forecast"), icon=":material/save:"):
        with shown_errors(words):
            scenario_plans.import_site_file(
                frame.desk, place.centre_id, file.name, file.getvalue(), reason
            )
            remember(words("{name} was saved.", name=file.name))
            st.rerun()
