"""Names of activities on a sheet, each one different, and what a name means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from wfm.core.problem import Problem
from wfm.sheets.words import ACTIVITY_NAME, LANGUAGES, normal


def activity_names(problem: Problem, language: str) -> Mapping[str, str]:
    """Name of each activity id: its title, or its kind's; the id where that names several."""
    wanted = {}
    for x in problem.activities:
        own, other = (x.title_zh, x.title_en) if language == "zh" else (x.title_en, x.title_zh)
        wanted[x.id] = " ".join((own or other or ACTIVITY_NAME[x.kind][language]).split())
    uses = Counter(normal(name) for name in wanted.values())
    ids = {normal(activity_id) for activity_id in wanted}
    # A colon or comma would be taken for part of the times that follow.
    return {
        activity_id: activity_id
        if uses[normal(name)] > 1 or normal(name) in ids or set(name) & set(":：,，")
        else name
        for activity_id, name in wanted.items()
    }


def named_activities(problem: Problem) -> Mapping[str, str]:
    """Activity id of every name in any language, and of every id, as they are compared."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for activity_id, name in activity_names(problem, language).items():
            found.setdefault(normal(name), activity_id)
    return found | {normal(x.id): x.id for x in problem.activities}
