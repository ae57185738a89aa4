"""Activities: training, meetings, one-to-ones and outbound blocks that shifts have to hold."""

from __future__ import annotations

from datetime import date, time

import pandas as pd
import streamlit as st

from wfm.core.activities import (
    LAST_MIN,
    ActivityKind,
    ActivityPlan,
    Participants,
    PlannedActivity,
    Recurrence,
)
from wfm.core.centre import CentreData
from wfm.core.time import DAY_MIN, clock
from wfm.service import activities, centres
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections.names import team_names
from wfm.web.words import Words
from wfm.web.words.terms import ACTIVITY, RECURRENCE, term


def show(frame: Frame, centre_id: str) -> None:
    """What is planned, and a form to add, change or remove."""
    words = frame.words
    plans, revision = activities.activity_plans(frame.desk, centre_id)
    st.caption(
        words(
            "Time off the inbound phones inside shifts. A roster places it where service loses "
            "least, and says what is missing."
        )
    )
    if plans:
        st.dataframe(
            _table(plans, words), hide_index=True, alt=words("Activities and their participants")
        )
    else:
        empty_state(words("No activity is planned yet."), icon=":material/groups:")
    ids = [p.id for p in plans]
    chosen = st.selectbox(
        words("Activity"),
        ["", *ids],
        format_func=lambda i: i or words("New activity"),
        key="activity_chosen",
    )
    now = next((p for p in plans if p.id == chosen), None)
    _form(frame, centre_id, now, revision)


def _table(plans: tuple[ActivityPlan, ...], words: Words) -> pd.DataFrame:
    zh = words.language.startswith("zh")
    rows = []
    for plan in plans:
        a = plan.activity
        who = (*a.participants.agents, *a.participants.teams, *a.participants.skills)
        title = (a.title_zh or a.title_en) if zh else (a.title_en or a.title_zh)
        rows.append(
            {
                words("Id"): a.id,
                words("Kind"): term(words, ACTIVITY, a.kind.value),
                words("Title"): title,
                words("Length (min)"): a.length_min,
                words("Participants"): ", ".join(who) or words("Everybody"),
                words("Together"): words("Yes") if a.together else words("No"),
                words("Window"): _window(a, words),
                words("Recurrence"): term(words, RECURRENCE, plan.recurrence.value),
            }
        )
    return pd.DataFrame(rows)


def _window(a: PlannedActivity, words: Words) -> str:
    if a.from_min == 0 and a.to_min == LAST_MIN:
        return words("Any time")
    return f"{clock(a.from_min)}–{clock(a.to_min)}"


def _form(frame: Frame, centre_id: str, now: ActivityPlan | None, revision: int) -> None:
    words = frame.words
    data = centres.centre_data(frame.desk, centre_id)
    key = f"activity_{now.id if now else ''}_{revision}"
    with st.form(key):
        plan = _fields(frame, data, now, key)
        with st.container(horizontal=True):
            save = st.form_submit_button(words("Save"), type="primary", icon=":material/save:")
            gone = now is not None and st.form_submit_button(
                words("Remove"), icon=":material/delete:"
            )
    with shown_errors(words):
        if save:
            activities.put_activity(
                frame.desk,
                centre_id,
                plan,
                revision=revision,
                replaces=None if now is None else now.id,
            )
            remember(words("Activity {id} saved.", id=plan.id))
            st.rerun()
        if gone and now is not None:
            activities.remove_activity(frame.desk, centre_id, now.id, revision=revision)
            st.session_state.pop("activity_chosen", None)
            remember(words("Activity {id} removed.", id=now.id))
            st.rerun()


def _fields(frame: Frame, data: CentreData, now: ActivityPlan | None, key: str) -> ActivityPlan:
    """Inputs of one plan, filled with what is there."""
    words = frame.words
    was = now or ActivityPlan(PlannedActivity("", ActivityKind.TRAINING, 60, ()))
    a = was.activity
    one, two, three = st.columns(3)
    activity_id = one.text_input(words("Id"), a.id, key=f"{key}_id").strip()
    kind = two.selectbox(
        words("Kind"),
        list(ActivityKind),
        index=list(ActivityKind).index(a.kind),
        format_func=lambda k: term(words, ACTIVITY, k.value),
        key=f"{key}_kind",
    )
    length_min = three.number_input(
        words("Length (min)"), 5, DAY_MIN, a.length_min, step=5, key=f"{key}_length"
    )
    title_en = one.text_input(words("Title (English)"), a.title_en, key=f"{key}_en")
    title_zh = two.text_input(words("Title (Chinese)"), a.title_zh, key=f"{key}_zh")
    together = three.toggle(
        words("All at the same time"),
        a.together,
        help=words("Off: each participant at a time of its own."),
        key=f"{key}_together",
    )
    least = three.number_input(
        words("Fewest who have to meet"),
        1,
        10_000,
        a.min_participants or 1,
        help=words("Counts where all meet at the same time."),
        key=f"{key}_least",
    )
    names = team_names(frame)
    teams = one.multiselect(
        words("Teams"),
        sorted({x.team for x in data.agents} | set(a.participants.teams)),
        a.participants.teams,
        format_func=lambda t: names.get(t, t),
        key=f"{key}_teams",
        placeholder=words("Choose"),
    )
    agents = two.multiselect(
        words("Agents"),
        sorted({x.id for x in data.agents} | set(a.participants.agents)),
        a.participants.agents,
        help=words("Nobody named, no team and no skill: everybody takes part."),
        key=f"{key}_agents",
        placeholder=words("Choose"),
    )
    skills = three.multiselect(
        words("Skills"),
        sorted({s.id for s in data.centre.skills} | set(a.participants.skills)),
        a.participants.skills,
        key=f"{key}_skills",
        placeholder=words("Choose"),
    )
    anytime = one.toggle(
        words("Any time of the shift"),
        (a.from_min, a.to_min) == (0, LAST_MIN),
        key=f"{key}_anytime",
    )
    start = two.time_input(
        words("Window from"), _clock_time(a.from_min or 9 * 60), step=900, key=f"{key}_from"
    )
    end = three.time_input(
        words("Window to"),
        _clock_time(a.to_min if a.to_min < LAST_MIN else 18 * 60),
        step=900,
        help=words("At or before its start: on the next day."),
        key=f"{key}_to",
    )
    recurrence = one.selectbox(
        words("Recurrence"),
        list(Recurrence),
        index=list(Recurrence).index(was.recurrence),
        format_func=lambda r: term(words, RECURRENCE, r.value),
        key=f"{key}_recurrence",
    )
    weekdays = one.multiselect(
        words("Weekdays"),
        list(range(7)),
        was.weekdays,
        format_func=lambda n: words.weekdays[(n + 1) % 7],
        help=words("None chosen: all."),
        key=f"{key}_weekdays",
        placeholder=words("Choose"),
    )
    first = two.date_input(words("First day"), was.first_day, key=f"{key}_first")
    last = three.date_input(words("Last day"), was.last_day, key=f"{key}_last")
    from_min, to_min = (0, LAST_MIN) if anytime else _minutes(start, end)
    return ActivityPlan(
        PlannedActivity(
            activity_id,
            kind or a.kind,
            int(length_min),
            (),
            Participants(tuple(agents), tuple(teams), tuple(skills)),
            together,
            int(least) if together else None,
            from_min,
            to_min,
            title_en.strip(),
            title_zh.strip(),
        ),
        recurrence or was.recurrence,
        tuple(sorted(weekdays)),
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
    )


def _clock_time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _minutes(start: time, end: time) -> tuple[int, int]:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return first, last if last > first else last + DAY_MIN
