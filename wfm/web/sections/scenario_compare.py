"""Two to six scenarios side by side: seats, hours, cost, service, and what makes the difference."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wfm.service import (
    centres,
    scenario_compare,
    scenario_comparisons,
    scenario_export,
    scenarios,
)
from wfm.service.scenario_compare import Comparison
from wfm.service.scenario_comparisons import What
from wfm.service.scenarios import ScenarioInfo
from wfm.web.charts.coverage import requirement_chart
from wfm.web.charts.forecasts import bars
from wfm.web.charts.scenarios import steps_frame, volume_curves, waterfall
from wfm.web.components.messages import empty_state
from wfm.web.components.progress import follow, panel
from wfm.web.components.text import plain
from wfm.web.frame import Frame, Place
from wfm.web.sections.scenario_table import figures
from wfm.web.sections.scenario_words import name_of, source_text, stage_name
from wfm.web.words.terms import SL_DEFINITION, term

LABEL_PX = 34


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """Choose scenarios and compare them for the week."""
    words = frame.words
    if not known:
        empty_state(
            words("There is no scenario yet. Make one on the tab Create and change."),
            icon=":material/compare:",
        )
        return
    names = [scenarios.BASE, *(info.name for info in known)]
    chosen = st.multiselect(
        words("Scenarios; the first one is the reference"),
        names,
        default=names[: min(3, len(names))],
        max_selections=scenario_compare.MOST,
        format_func=lambda n: name_of(n, frame),
        key=f"compare_{place.centre_id}",
        placeholder=words("Choose"),
    )
    if len(chosen) < 2:
        st.caption(words("Choose two to six."))
        return
    result = _worked_out(frame, place, tuple(chosen), What.SIDES)
    if not isinstance(result, Comparison):
        return
    st.dataframe(
        figures(result, frame),
        hide_index=True,
        height="content",
        alt=words("Scenarios side by side"),
        column_config={words("Figure"): st.column_config.TextColumn(pinned=True, width="large")},
    )
    centre = centres.centre(frame.desk, place.centre_id)
    st.caption(
        words(
            "In brackets: against the reference. Service is what the seats of the plan of record "
            "would give under each scenario's calls; its level is counted as {definition}.",
            definition=term(words, SL_DEFINITION, centre.target.definition),
        )
    )
    for source, text in result.sources.items():
        site, told = source.partition(":")[2], source_text(text, frame)
        st.caption(f":material/share_location: {plain(site)}: {plain(told)}")
    _export(frame, place, result)
    _causes(frame, result)
    _curves(frame, result)
    _pooling(frame, place, tuple(chosen))


def _worked_out(
    frame: Frame, place: Place, chosen: tuple[str, ...], what: What
) -> Comparison | pd.DataFrame | None:
    """Result that is kept, else None with the run that makes it on screen."""
    words = frame.words
    found = scenario_comparisons.find(frame.desk, place.centre_id, chosen, place.week, what)
    run, key = found.run, f"scenario_{what}"
    if found.result is not None:
        return found.result
    ask = (frame.desk, place.centre_id, chosen, place.week, what)
    if run is None:
        follow(frame, scenario_comparisons.start(*ask), page_key=key)
    elif not run.ended:
        follow(frame, run.id, page_key=key)
    else:
        panel(frame, run, page_key=key)
        if st.button(words("Try again"), icon=":material/refresh:", key=f"{key}_again"):
            scenario_comparisons.start(*ask)
            st.rerun()
    return None


def _export(frame: Frame, place: Place, result: Comparison) -> None:
    """Downloads: made when asked for."""
    words = frame.words
    name = f"scenarios_{place.centre_id}_{place.week}"
    with st.container(horizontal=True):
        st.download_button(
            words("Excel workbook"),
            lambda: scenario_export.comparison_workbook(
                frame.desk, place.centre_id, place.week, result, words.language
            ),
            file_name=f"{name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/table_view:",
            key="scenario_workbook",
            on_click="ignore",
        )
        labels = {
            "rows": words("Figures (CSV)"),
            "differences": words("Causes (CSV)"),
            "curves": words("Curves (CSV)"),
        }
        for table in scenario_export.TABLES:
            st.download_button(
                labels[table],
                scenario_export.comparison_csv(result, table),
                file_name=f"{name}_{table}.csv",
                mime="text/csv",
                icon=":material/download:",
                key=f"scenario_csv_{table}",
                on_click="ignore",
            )


def _causes(frame: Frame, result: Comparison) -> None:
    """Way from the reference's required hours to a scenario's, cause by cause."""
    words = frame.words
    rows = result.rows.set_index("scenario")["required_hours"]
    reference, others = rows.index[0], list(rows.index[1:])
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(words("What makes the difference"), anchor=False, width="content")
            st.space("stretch")
            shown = others[0]
            if len(others) > 1:
                shown = st.segmented_control(
                    words("Scenario"),
                    others,
                    default=others[0],
                    required=True,
                    format_func=lambda n: name_of(n, frame),
                    key=f"scenario_cause_{'_'.join(others)}",
                    label_visibility="collapsed",
                )
        mine = result.differences[result.differences["scenario"] == shown]
        if mine.empty:
            st.caption(words("The scenarios do not differ."))
            return
        labels = _labels(mine, str(shown), frame)
        steps = steps_frame(
            (name_of(str(reference), frame), float(rows[reference])),
            list(zip(labels, mine["agent_hours"], strict=True)),
            name_of(str(shown), frame),
        )
        st.altair_chart(
            waterfall(
                steps,
                words("Required hours"),
                words,
                frame.palette,
                height=60 + LABEL_PX * len(steps),
            ),
            alt=words("Required hours from the reference to the scenario, cause by cause"),
        )
        st.caption(
            words(
                "Changes are put on one after another in this order; together they make exactly "
                "the difference. In another order each would weigh a little differently."
            )
        )


def _labels(causes: pd.DataFrame, shown: str, frame: Frame) -> list[str]:
    """Names of the causes; those of another scenario in the stack name it."""
    labels = []
    for layer, cause in zip(causes["layer"], causes["cause"], strict=True):
        label = stage_name(str(cause), frame)
        labels.append(f"{label} · {layer}" if layer and layer != shown else label)
    return labels


def _curves(frame: Frame, result: Comparison) -> None:
    words = frame.words
    curves = result.curves.assign(
        series=[name_of(str(n), frame) for n in result.curves["scenario"]]
    )
    kinds = {"seats": words("Agents required"), "calls": words("Contacts")}
    with st.container(border=True):
        kind = st.segmented_control(
            words("Curve"),
            list(kinds),
            default="seats",
            required=True,
            format_func=lambda k: kinds[k],
            key="scenario_curve",
            label_visibility="collapsed",
        )
        if kind == "calls":
            st.altair_chart(
                volume_curves(curves, words, frame.palette),
                alt=words("Contacts per interval in each scenario"),
            )
        else:
            st.altair_chart(
                requirement_chart(curves, words, frame.palette),
                alt=words("Agents required per interval in each scenario"),
            )


def _pooling(frame: Frame, place: Place, chosen: tuple[str, ...]) -> None:
    """Required hours when one group answers everything, as planned, and each queue by itself."""
    words = frame.words
    if not st.toggle(
        words("Pooled against separate"),
        key="scenario_pooling",
        help=words("Sizes each scenario once more with one group and with a group a queue."),
    ):
        return
    found = _worked_out(frame, place, chosen, What.POOLING)
    if not isinstance(found, pd.DataFrame):
        return
    ways: dict[str, Any] = {
        "together": words("One group answers everything"),
        "planned": words("Groups of the scenario"),
        "apart": words("Each queue by itself"),
    }
    long = found.melt("scenario", var_name="way", value_name="hours")
    long = long.assign(
        scenario=[name_of(str(n), frame) for n in long["scenario"]],
        way=[ways[w] for w in long["way"]],
    )
    st.altair_chart(
        bars(
            long,
            "scenario",
            "hours",
            words("Required hours"),
            frame.palette,
            series="way",
            height=70 + 62 * len(chosen),
        ),
        alt=words("Required hours pooled and separate"),
    )
    st.caption(words("Without the centre's minimum, so that only the pooling shows."))
