"""Scenarios: kept under a name with every revision, in and out as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import Scenario
from wfm.forecasting.scenario_file import scenario_from_toml, scenario_to_toml
from wfm.forecasting.scenario_stack import refuse_unknown_queues, stack_of
from wfm.service import centres, scenario_plans
from wfm.service.codec import fingerprint_of, from_json, to_json
from wfm.service.desk import Desk, Right
from wfm.service.scenario_plans import BASE
from wfm.store.store import UnitOfWork

__all__ = [
    "BASE",
    "ScenarioInfo",
    "ScenarioRevision",
    "base_frame",
    "delete_scenario",
    "deleted",
    "from_toml",
    "history",
    "import_toml",
    "restore",
    "save_scenario",
    "scenario",
    "scenarios",
    "to_toml",
]


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """A kept scenario."""

    name: str
    revision: int
    changed_by: str
    changed_at: datetime
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class ScenarioRevision:
    """What a scenario was once.

    Parameters
    ----------
    fingerprint : str
        Of the definition, first 16 hexadecimal digits of a SHA-256.
    source_file, source_fingerprint : str
        File that it was imported from; empty when it was made here.
    """

    name: str
    revision: int
    scenario: Scenario
    fingerprint: str
    source_file: str
    source_fingerprint: str
    author: str
    reason: str
    made_at: datetime


def scenarios(desk: Desk, centre_id: str) -> tuple[ScenarioInfo, ...]:
    """Scenarios of a centre, by name."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(
            ScenarioInfo(
                row.name,
                row.revision,
                row.changed_by,
                row.changed_at,
                from_json("scenario", row.definition),
            )
            for row in tx.scenarios.all(centre_id)
        )


def scenario(desk: Desk, centre_id: str, name: str) -> Scenario:
    """Return one scenario.

    Raises
    ------
    BadInputError
        When there is none of that name.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        found: Scenario = from_json("scenario", tx.scenarios.get(centre_id, name).definition)
    return found


def save_scenario(
    desk: Desk,
    centre_id: str,
    value: Scenario,
    expected_revision: int | None = None,
    reason: str = "",
    *,
    source_file: str = "",
    source_fingerprint: str = "",
) -> int:
    """Save a scenario under its name; returns the new revision.

    Parameters
    ----------
    expected_revision : int or None
        The revision that the author saw; None for a new one.
    source_file, source_fingerprint : str
        File that it was read from.

    Raises
    ------
    BadInputError
        When it names an unknown queue, centre or scenario, builds on itself in a circle, or the
        name is the plan's own.
    ConflictError
        When somebody else changed it meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    if value.name == BASE:
        raise BadInputError(
            Fault("this name means the plan itself", "choose another", column="name", value=BASE)
        )
    refuse_unknown_queues(value, (q.id for q in centres.centre(desk, centre_id).queues))
    with desk.store.transaction() as tx:
        _check_places(tx, centre_id, value)
        saved = tx.scenarios.save(
            centre_id,
            value.name,
            to_json("scenario", value),
            expected_revision=expected_revision or 0,
            author=desk.actor.name,
            reason=reason or f"scenario {value.name}",
            source_file=source_file,
            source_fingerprint=source_fingerprint,
        )
    return saved.revision


def delete_scenario(
    desk: Desk, centre_id: str, name: str, expected_revision: int, reason: str = ""
) -> None:
    """Delete a scenario; its revisions and the forecasts made under it stay.

    Raises
    ------
    BadInputError
        When another scenario builds on it.
    ConflictError
        When somebody else changed it meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    with desk.store.transaction() as tx:
        users = [
            row.name
            for row in tx.scenarios.all(centre_id)
            if name in from_json("scenario", row.definition).on
        ]
        if users:
            raise BadInputError(
                Fault(
                    f"other scenarios build on it: {', '.join(users)}",
                    "take it out of their lists first",
                    column="on",
                    value=name,
                )
            )
        tx.scenarios.delete(
            centre_id,
            name,
            expected_revision=expected_revision,
            author=desk.actor.name,
            reason=reason or f"scenario {name} deleted",
        )


def history(desk: Desk, centre_id: str, name: str) -> tuple[ScenarioRevision, ...]:
    """Revisions of a scenario, newest first; of a deleted one too."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(
            ScenarioRevision(
                row.name,
                row.revision,
                from_json("scenario", row.definition),
                row.fingerprint,
                row.source_file,
                row.source_fingerprint,
                row.author,
                row.reason,
                row.created_at,
            )
            for row in tx.scenarios.revisions(centre_id, name)
        )


def deleted(desk: Desk, centre_id: str) -> tuple[str, ...]:
    """Names of scenarios that were deleted and can be restored."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        there = {row.name for row in tx.scenarios.all(centre_id)}
        return tuple(sorted({r.name for r in tx.scenarios.revisions(centre_id)} - there))


def restore(
    desk: Desk,
    centre_id: str,
    name: str,
    revision: int,
    expected_revision: int | None,
    reason: str,
) -> int:
    """Save what a scenario was once as its next revision; returns that.

    Parameters
    ----------
    expected_revision : int or None
        The revision that the author saw; None for a deleted one.

    Raises
    ------
    BadInputError
        When there is no such revision, or it no longer fits the centre.
    ConflictError
        When somebody else changed it meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    found = next((r for r in history(desk, centre_id, name) if r.revision == revision), None)
    if found is None:
        raise BadInputError(
            Fault("there is no such revision", "choose one that is listed", value=str(revision))
        )
    return save_scenario(
        desk,
        centre_id,
        found.scenario,
        expected_revision,
        reason or f"revision {revision} restored",
        source_file=found.source_file,
        source_fingerprint=found.source_fingerprint,
    )


def to_toml(value: Scenario) -> str:
    """Scenario as a TOML file."""
    return scenario_to_toml(value)


def from_toml(content: str | bytes, file: str = "") -> Scenario:
    """Scenario from a TOML file; see docs/formats.md."""
    return scenario_from_toml(content, file)


def import_toml(
    desk: Desk,
    centre_id: str,
    file: str,
    content: bytes,
    expected_revision: int | None = None,
    reason: str = "",
) -> int:
    """Save the scenario of a TOML file with the file's fingerprint; returns the revision.

    Raises
    ------
    BadInputError
        With the line of everything that is wrong.
    ConflictError
        When somebody else changed it meanwhile.
    """
    return save_scenario(
        desk,
        centre_id,
        scenario_from_toml(content, file),
        expected_revision,
        reason or f"import of {file}",
        source_file=file,
        source_fingerprint=fingerprint_of(content),
    )


def base_frame(desk: Desk, centre_id: str, week: date) -> pd.DataFrame:
    """Forecast frame of the plan of record for a week and its tail.

    Raises
    ------
    BadInputError
        When no forecast covers the week.
    """
    return scenario_plans.plan_of(desk, centre_id, week).frame


def _check_places(tx: UnitOfWork, centre_id: str, value: Scenario) -> None:
    """Refuse what builds on nothing or in a circle, and centres that are not there."""
    kept = {row.name: row.definition for row in tx.scenarios.all(centre_id)}
    stack_of(value, lambda name: from_json("scenario", kept[name]) if name in kept else None)
    centres_there = {row.name for row in tx.centres.all()} - {centre_id}
    for site in value.sites:
        if site.centre and site.centre not in centres_there:
            raise BadInputError(
                Fault(
                    "there is no such other centre",
                    f"use one of {', '.join(sorted(centres_there)) or 'none: import it first'}",
                    column="sites",
                    value=site.centre,
                )
            )
