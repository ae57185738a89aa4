"""A planner's own numbers: for a range of days by form, for one day in a table."""

from __future__ import annotations

from datetime import date, time, timedelta

import pandas as pd
import streamlit as st

from wfm.core.time import DAY_MIN, clock
from wfm.forecasting.overrides import How, Override, Quantity
from wfm.service import centres, overrides, planning
from wfm.service.forecasts import ForecastVersion
from wfm.service.overrides import OverrideEntry
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections.names import by_volume, queue_names
from wfm.web.words import N_, Words
from wfm.web.words.terms import ACTOR, term

QUANTITY = {"volume": N_("Contacts"), "aht": N_("Handle time")}
HOW = {
    "percent": N_("Change in percent"),
    "each": N_("Each interval is"),
    "day": N_("Each day adds up to"),
}


def show(version: ForecastVersion, frame: Frame, centre_id: str) -> None:
    """Entries in force, a form for a range and a table for a day."""
    words = frame.words
    known = overrides.overrides(frame.desk, centre_id)
    st.caption(
        words(
            "Overrides name days, not a version: they hold for every forecast of these days, also "
            "one made later. Later entries come on top of earlier ones."
        )
    )
    last = version.info.first_day + timedelta(days=version.info.n_days - 1)
    listed = overrides.touching(known, version.info.first_day, last)
    _list(listed, known.revision, frame, centre_id)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _form(version, known.revision, frame, centre_id)
    with right:
        _table(version, known.revision, frame, centre_id)


def what(entry: Override, words: Words) -> str:
    """What an entry does, in one line."""
    unit = words("s") if entry.quantity is Quantity.AHT else words("contacts")
    if entry.how is How.PERCENT:
        text = f"{entry.value:+g} %"
    elif entry.how is How.DAY:
        text = words("{n} {unit} a day", n=f"{entry.value:g}", unit=unit)
    else:
        text = words("{n} {unit} an interval", n=f"{entry.value:g}", unit=unit)
    return f"{term(words, QUANTITY, entry.quantity)} {text}"


def when(entry: Override, words: Words) -> str:
    """Days and hours of an entry."""
    days = words.day(entry.first_day)
    if entry.last_day != entry.first_day:
        days += f" – {words.day(entry.last_day)}"
    if (entry.start_min, entry.end_min) == (0, DAY_MIN):
        return days
    end = "24:00" if entry.end_min == DAY_MIN else clock(entry.end_min)
    return f"{days} {clock(entry.start_min)}–{end}"


def _list(entries: tuple[OverrideEntry, ...], revision: int, frame: Frame, centre_id: str) -> None:
    words, names = frame.words, queue_names(frame)
    if not entries:
        st.caption(words("No day of this version is overridden."))
        return
    st.dataframe(
        pd.DataFrame(
            {
                words("No."): [e.id for e in entries],
                words("When"): [when(e.override, words) for e in entries],
                words("Queue"): [
                    words.join([names.get(q, q) for q in e.override.queues]) or words("All queues")
                    for e in entries
                ],
                words("Change"): [what(e.override, words) for e in entries],
                words("Who"): [term(words, ACTOR, e.author) for e in entries],
                words("Why"): [e.reason for e in entries],
                words("State"): [
                    words("In force")
                    if e.in_force
                    else words(
                        "Withdrawn by {who}: {why}",
                        who=term(words, ACTOR, e.withdrawn_by),
                        why=e.withdrawn_why,
                    )
                    for e in entries
                ],
            }
        ),
        hide_index=True,
        alt=words("Overrides of the days of this version"),
    )
    standing = {e.id: e for e in entries if e.in_force}
    if not standing:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words("Entry"),
            list(standing),
            format_func=lambda i: (
                f"{i} · {when(standing[i].override, words)} · {what(standing[i].override, words)}"
            ),
            key=f"override_withdraw_{revision}",
            width=420,
        )
        why = st.text_input(words("Reason"), key=f"override_withdraw_why_{revision}", width=260)
        if st.button(words("Withdraw"), icon=":material/undo:"):
            with shown_errors(words):
                overrides.withdraw_override(
                    frame.desk, centre_id, chosen, reason=why, expected_revision=revision
                )
                remember(words("The override was withdrawn."))
                st.rerun()


def _form(version: ForecastVersion, revision: int, frame: Frame, centre_id: str) -> None:
    words, info, names = frame.words, version.info, queue_names(frame)
    last = info.first_day + timedelta(days=info.n_days - planning.TAIL_DAYS - 1)
    first = frame.week if frame.week and info.first_day <= frame.week <= last else info.first_day
    st.markdown(f"**{words('For a range of days')}**")
    with st.form(f"override_form_{revision}", border=True):
        days = st.date_input(
            words("Days"), (first, first), min_value=info.first_day, max_value=last
        )
        left, right = st.columns(2)
        start = left.time_input(words("From"), time(0, 0), step=_step(frame, centre_id))
        end = right.time_input(
            words("To"),
            time(0, 0),
            step=_step(frame, centre_id),
            help=words("00:00 means the end of the day."),
        )
        queues = st.multiselect(
            words("Queues"),
            list(names),
            format_func=lambda q: names[q],
            placeholder=words("All queues"),
        )
        quantity = st.selectbox(
            words("Of what"), list(QUANTITY), format_func=lambda q: words(QUANTITY[q])
        )
        how = st.selectbox(
            words("How"),
            list(HOW),
            format_func=lambda h: words(HOW[h]),
            help=words(
                "An absolute number of several queues is their sum; a day's sum is spread over "
                "its intervals as the forecast spreads it."
            ),
        )
        value = st.number_input(words("Value"), value=0.0, step=1.0)
        reason = st.text_input(words("Reason"), placeholder=words("Why this number"))
        saved = st.form_submit_button(
            words("Save the override"), type="primary", icon=":material/save:"
        )
    if saved:
        with shown_errors(words):
            # A range of which one end alone was picked is that day.
            ends = [days] if isinstance(days, date) else list(days)
            one = Override(
                Quantity(quantity),
                How(how),
                float(value),
                min(ends),
                max(ends),
                _minute(start),
                _minute(end) or DAY_MIN,
                tuple(queues),
            )
            _add((one,), reason, revision, frame, centre_id)


def _table(version: ForecastVersion, revision: int, frame: Frame, centre_id: str) -> None:
    words, names = frame.words, queue_names(frame)
    st.markdown(f"**{words('For one day, interval by interval')}**")
    days = [
        version.info.first_day + timedelta(days=k)
        for k in range(version.info.n_days - planning.TAIL_DAYS)
    ]
    queues = by_volume(version.frame)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.selectbox(
            words("Day"),
            days,
            index=days.index(frame.week) if frame.week in days else 0,
            format_func=words.day,
            key="override_day",
            width=180,
        )
        queue = st.selectbox(
            words("Queue"),
            queues,
            format_func=lambda q: names.get(q, q),
            key="override_queue",
            width=200,
        )
    before = _of(version.frame, day, queue)
    made = _of(version.made, day, queue)
    table = pd.DataFrame(
        {
            "at": before["timestamp"].dt.strftime("%H:%M"),
            "made": made["volume"].round(2),
            "volume": before["volume"].round(2),
            "aht_s": before["aht_s"].round(1),
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        height=420,
        disabled=["at", "made"],
        column_config={
            "at": st.column_config.TextColumn(words("Time")),
            "made": st.column_config.NumberColumn(words("Model"), format="%.1f"),
            "volume": st.column_config.NumberColumn(
                words("Contacts"), min_value=0.0, format="%.1f", required=True
            ),
            "aht_s": st.column_config.NumberColumn(
                words("AHT (s)"), min_value=0.0, format="%.0f", required=True
            ),
        },
        key=f"override_table_{version.info.id}_{revision}_{day}_{queue}",
        alt=words("Forecast of the day, to be edited"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(
            words("Reason"),
            key=f"override_table_why_{revision}",
            placeholder=words("Why this number"),
        )
        if st.button(words("Save the table"), icon=":material/save:"):
            with shown_errors(words):
                interval_min = centres.centre(frame.desk, centre_id).interval_min
                old = before.assign(volume=table["volume"], aht_s=table["aht_s"])
                new = before.assign(volume=edited["volume"], aht_s=edited["aht_s"])
                _add(overrides.edits(old, new, interval_min), reason, revision, frame, centre_id)


def _add(
    made: tuple[Override, ...], reason: str, revision: int, frame: Frame, centre_id: str
) -> None:
    overrides.add_overrides(frame.desk, centre_id, made, reason=reason, expected_revision=revision)
    remember(frame.words("The override is in force for every forecast of these days."))
    st.rerun()


def _of(rows: pd.DataFrame, day: date, queue: str) -> pd.DataFrame:
    """Rows of a queue on a day."""
    of_day = planning.of_week(rows, day, 1)
    chosen: pd.DataFrame = of_day[of_day["queue"] == queue].reset_index(drop=True)
    return chosen


def _step(frame: Frame, centre_id: str) -> timedelta:
    return timedelta(minutes=centres.centre(frame.desk, centre_id).interval_min)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
