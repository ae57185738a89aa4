"""Names of queues, skill groups and teams in the reader's language, by id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pandas as pd
import streamlit as st

from wfm.core.frames import POOLED
from wfm.service import centres
from wfm.service.sizing_choices import joint_groups, skills_of
from wfm.web.frame import Frame

ALL = ""
"""Choice that means every queue together."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    def name(self, language: str) -> str: ...


def _names(things: Iterable[_Named], frame: Frame) -> dict[str, str]:
    return {thing.id: thing.name(frame.words.language) for thing in things}


def queue_names(frame: Frame) -> dict[str, str]:
    """Queues by id."""
    return _names(centres.centre(frame.desk, str(frame.centre_id)).queues, frame)


def team_names(frame: Frame) -> dict[str, str]:
    """Teams by id."""
    return _names(centres.centre(frame.desk, str(frame.centre_id)).teams, frame)


def group_names(frame: Frame) -> dict[str, str]:
    """Skill groups by id, the pool of everybody first."""
    data = centres.centre_data(frame.desk, str(frame.centre_id))
    skills = _names(data.centre.skills, frame)
    joint = {
        group.name: " + ".join(skills.get(s, s) for s in skills_of(group.name))
        for group in joint_groups(data.centre, data.agents)
    }
    return {POOLED: frame.words("Everybody"), **skills, **joint}


def by_volume(rows: pd.DataFrame, volume: str = "volume") -> list[str]:
    """Queues of a frame, the busiest first."""
    sums = rows.groupby("queue")[volume].sum().sort_values(ascending=False, kind="stable")
    return [str(queue) for queue in sums.index]


def choose_queue(frame: Frame, queues: list[str], *, key: str) -> str:
    """Queue chosen on screen, ALL for every queue; not asked when there is one."""
    if len(queues) < 2:
        return ALL
    names = queue_names(frame)
    everything = frame.words("All queues")
    chosen = st.segmented_control(
        frame.words("Queue"),
        [ALL, *queues],
        default=ALL,
        required=True,
        format_func=lambda q: names.get(q, q) if q else everything,
        key=key,
    )
    return str(chosen or ALL)


def choose_group(frame: Frame, groups: list[str], *, key: str) -> str:
    """Skill group chosen on screen; not asked when there is one."""
    if len(groups) < 2:
        return groups[0]
    names = group_names(frame)
    chosen = st.segmented_control(
        frame.words("Group"),
        groups,
        default=groups[0],
        required=True,
        format_func=lambda g: names.get(g, g),
        key=key,
    )
    return str(chosen or groups[0])
