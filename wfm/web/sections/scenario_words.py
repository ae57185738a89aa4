"""Scenarios in words: what they are called, what they change, and why figures differ."""

from __future__ import annotations

from wfm.forecasting.scenario import Scenario
from wfm.service import scenarios
from wfm.service.scenario_plans import source_parts
from wfm.web.frame import Frame
from wfm.web.words import N_

STAGE = {
    "growth": N_("Growth"),
    "events": N_("Events"),
    "self-service": N_("Self-service"),
    "handle time": N_("Handle time"),
    "opening hours": N_("Opening hours"),
    "moves": N_("Queues moved"),
    "other sites": N_("Other sites"),
    "pools": N_("Who answers what"),
    "target": N_("Target"),
    "shrinkage": N_("Shrinkage"),
    "minimum": N_("Minimum agents"),
    "changed since": N_("Changed since the promotion"),
}
WEEKDAY = {
    "monday": N_("Monday"),
    "tuesday": N_("Tuesday"),
    "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"),
    "friday": N_("Friday"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
}


def source_text(text: str, frame: Frame) -> str:
    """Where another site's calls came from."""
    file, mark, version = source_parts(text)
    if file:
        return frame.words("{file}, fingerprint {mark}", file=file, mark=mark)
    return frame.words("plan of record, version {n}", n=version)


def name_of(name: str, frame: Frame) -> str:
    """Name of a scenario; the plan itself has a word of its own."""
    return frame.words("Plan of record") if name == scenarios.BASE else name


def stage_name(stage: str, frame: Frame) -> str:
    """Stage in the reader's language."""
    return frame.words(STAGE.get(stage, stage))


def changes_of(scenario: Scenario, frame: Frame) -> str:
    """What a scenario changes, in one line."""
    return frame.words.join([stage_name(stage, frame) for stage in scenario.stages])
