"""The roster simulated call by call, beside what Erlang's formulas say of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.core.frames import POOLED
from wfm.service import centres, simulations, solves
from wfm.service.rosters import RosterState
from wfm.service.simulations import SimulationResult
from wfm.web.charts.simulation import simulation_chart
from wfm.web.components.header import tiles
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.progress import follow
from wfm.web.frame import Frame, Place
from wfm.web.sections.names import queue_names
from wfm.web.words.terms import SL_DEFINITION, term


def show(frame: Frame, place: Place, state: RosterState) -> None:
    """Run under way or the form that starts one, and the newest result."""
    words = frame.words
    st.subheader(words("Simulated service"), anchor=False)
    st.caption(
        words(
            "Calls are played one by one against this roster: real breaks and shift ends, skills, "
            "calls that run over, callers who give up. Erlang's formulas know each interval alone."
        )
    )
    run = solves.active_run(frame.desk, place.centre_id, place.week, simulations.KIND)
    if run is not None:
        follow(frame, run.id, page_key="simulation")
    else:
        _form(frame, state)
    found = simulations.latest(frame.desk, state)
    if found is not None:
        _result(frame, state, found)


def _form(frame: Frame, state: RosterState) -> None:
    words = frame.words
    with (
        st.form("simulation_start", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        replications = st.select_slider(
            words("Replications"),
            simulations.REPLICATIONS,
            value=50,
            key="simulation_replications",
            width=240,
            help=words("How often the week is played; four times as many halve the band."),
        )
        patience = st.number_input(
            words("Patience (s)"),
            0,
            3600,
            0,
            10,
            key="simulation_patience",
            width=150,
            help=words("Mean seconds until a caller gives up; 0 takes the centre's."),
        )
        absence = st.number_input(
            words("Absence (%)"),
            0.0,
            50.0,
            0.0,
            1.0,
            key="simulation_absence",
            width=150,
            help=words("Share of shifts that nobody comes to, drawn anew each time."),
        )
        doubt = st.number_input(
            words("Doubt of the volume (%)"),
            0.0,
            50.0,
            0.0,
            1.0,
            key="simulation_doubt",
            width=200,
            help=words("Standard deviation of a day's volume around its forecast."),
        )
        start = st.form_submit_button(words("Simulate this revision"), icon=":material/play_arrow:")
    if start:
        with shown_errors(words):
            simulations.start_simulation(
                frame.desk,
                state,
                replications=int(replications),
                patience_s=float(patience) if patience else None,
                absence=float(absence) / 100,
                day_cv=float(doubt) / 100,
            )
            remember(words("The simulation has started."))
            st.rerun()


def _result(frame: Frame, state: RosterState, found: SimulationResult) -> None:
    words = frame.words
    if found.roster_id != state.id:
        st.info(
            words(
                "This is a simulation of revision {n}; the roster has changed since.",
                n=found.revision,
            ),
            icon=":material/history:",
        )
    _figures(frame, found)
    target = centres.centre(frame.desk, str(frame.centre_id)).target.service_level
    st.altair_chart(
        simulation_chart(
            found.intervals[found.intervals["queue"] == POOLED], target, words, frame.palette
        ),
        alt=words("Simulated service level per interval with its band, and Erlang's"),
    )
    days = found.days[found.days["queue"] == POOLED]
    labels = [words.day(pd.Timestamp(day).date()) for day in days["day"]]
    whole = pd.concat([found.total[found.total["queue"] == POOLED], days], ignore_index=True)
    _table(frame, whole, words("Day"), [words("Whole week"), *labels], key="simulation_days")
    queues = found.total[found.total["queue"] != POOLED]
    if len(queues):
        names = queue_names(frame)
        labels = [names.get(str(q), str(q)) for q in queues["queue"]]
        _table(frame, queues, words("Queue"), labels, key="simulation_queues", erlang=False)
    worst = found.worst()
    st.markdown(f"**{words('Worst intervals')}**")
    labels = [words.moment(at.to_pydatetime()) for at in worst["timestamp"]]
    _table(frame, worst, words("Interval"), labels, key="simulation_worst")
    _small_print(frame, found)


def _figures(frame: Frame, found: SimulationResult) -> None:
    words, whole = frame.words, found.total.iloc[0]
    rows = []
    for name, title, text in (
        ("service_level", words("Service level"), _share),
        ("answer_rate", words("Answer rate"), _share),
        ("asa_s", words("Speed of answer (s)"), _number),
        ("occupancy", words("Occupancy"), _share),
    ):
        erlang = text(frame, whole[f"erlang_{name}"]) if f"erlang_{name}" in whole else ""
        half = (whole[f"{name}_high"] - whole[f"{name}_low"]) / 2
        value = f"{text(frame, whole[name])} ± {text(frame, half)}"
        rows.append((title, value, words("Erlang: {value}", value=erlang) if erlang else ""))
    tiles(rows)


def _table(
    frame: Frame,
    rows: pd.DataFrame,
    first: str,
    labels: list[str],
    *,
    key: str,
    erlang: bool = True,
) -> None:
    """Table of simulated figures, Erlang's service level beside them."""
    words = frame.words

    def shares(name: str) -> list[str]:
        return [words.percent(v) for v in rows[name]]

    columns = {
        first: labels,
        words("Calls"): [words.number(v, 1) for v in rows["offered"]],
        words("Service level"): shares("service_level"),
        words("Band"): [
            f"{words.percent(low)} – {words.percent(high)}"
            for low, high in zip(rows["service_level_low"], rows["service_level_high"], strict=True)
        ],
        words("Answer rate"): shares("answer_rate"),
        words("Speed of answer (s)"): [words.number(v, 1) for v in rows["asa_s"]],
    }
    if erlang:
        columns[words("Occupancy")] = shares("occupancy")
        if "erlang_service_level" in rows:
            columns[words("Erlang service level")] = shares("erlang_service_level")
    st.dataframe(pd.DataFrame(columns), hide_index=True, width="stretch", key=key)


def _small_print(frame: Frame, found: SimulationResult) -> None:
    words, about = frame.words, found.about
    st.caption(
        words(
            "{n} replications, bands of {percent}, answered within {seconds} s counted as "
            "{definition}. {minutes} minutes are played before the week and not counted, with "
            "the calls of the first interval and the agents who are there at its start. Beside it "
            "{model} with the same calls and patience.",
            n=words.number(about["replications"]),
            percent=words.percent(about["confidence"], 0),
            seconds=words.number(about["threshold_s"]),
            definition=term(words, SL_DEFINITION, about["sl_definition"]),
            minutes=words.number(about["warmup_s"] / 60),
            model="Erlang A" if about["erlang_model"] == "erlang-a" else "Erlang C",
        )
    )


def _share(frame: Frame, value: float) -> str:
    return frame.words.percent(value)


def _number(frame: Frame, value: float) -> str:
    return frame.words.number(value, 1)
