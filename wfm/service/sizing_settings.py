"""How a centre is sized: model, promises, patience, redials, absence; changed with a reason."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from wfm.core.centre import Centre, ServiceTarget
from wfm.core.errors import BadInputError, Fault
from wfm.service import attendance, centres
from wfm.service.codec import to_json
from wfm.service.desk import Desk, Right
from wfm.sheets.centre_toml import read_centre_toml
from wfm.sheets.centre_writing import centre_toml
from wfm.store.kinds import DocumentKind


@dataclass(frozen=True)
class SizingSettings:
    """What sizing goes by, as a page shows and changes it.

    Parameters
    ----------
    target : ServiceTarget
    model : str
    patience_s : float or None
    redial_share, unplanned_shrinkage : float
    shrinkage_by_hour : tuple of tuple of float
        7 x 24, empty for the same always.
    min_agents : int
    """

    target: ServiceTarget
    model: str = "erlang-c"
    patience_s: float | None = None
    redial_share: float = 0.0
    unplanned_shrinkage: float = 0.0
    shrinkage_by_hour: tuple[tuple[float, ...], ...] = ()
    min_agents: int = 0


def settings_of(centre: Centre) -> SizingSettings:
    """Sizing settings of a centre."""
    names = [f.name for f in dataclasses.fields(SizingSettings)]
    return SizingSettings(**{name: getattr(centre, name) for name in names})


def sizing_settings(desk: Desk, centre_id: str) -> tuple[SizingSettings, int]:
    """Sizing settings and the centre's revision that they are of."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        revision = tx.documents.newest_revision(centre_id, DocumentKind.CENTRE)
    return settings_of(centres.centre(desk, centre_id)), revision


def save_sizing(
    desk: Desk, centre_id: str, settings: SizingSettings, expected_revision: int, reason: str
) -> int:
    """Save settings as the centre's next revision.

    Parameters
    ----------
    expected_revision : int
        The revision that the author saw.
    reason : str
        Goes to the audit trail; must not be empty.

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    BadInputError
        With every fault, as centre.toml would be refused; or without a reason.
    ConflictError
        When somebody else changed the centre meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    if not reason.strip():
        raise BadInputError(Fault("the reason is missing", "say why", column="reason"))
    old = centres.centre(desk, centre_id)
    changes: dict[str, Any] = {
        f.name: getattr(settings, f.name) for f in dataclasses.fields(settings)
    }
    new = dataclasses.replace(old, **changes)
    read_centre_toml(centre_toml(new).encode(), old.id)  # refuses what a file would be refused for
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.CENTRE,
            to_json("centre", new),
            expected_revision=expected_revision,
            author=desk.actor.name,
            reason=reason.strip(),
        )
    return saved.revision


def use_learned_shrinkage(
    desk: Desk, centre_id: str, expected_revision: int, reason: str = ""
) -> int:
    """Let the centre be sized with the shrinkage that its attendance teaches.

    Raises
    ------
    BadInputError
        When there is no attendance.
    """
    found = attendance.learned(desk, centre_id)
    if found is None:
        raise BadInputError(
            Fault("there is no attendance to learn from", "bring in an attendance file first")
        )
    settings, _ = sizing_settings(desk, centre_id)
    return save_sizing(
        desk,
        centre_id,
        dataclasses.replace(
            settings,
            unplanned_shrinkage=round(found.centre, 4),
            shrinkage_by_hour=tuple(tuple(round(x, 4) for x in row) for row in found.by_hour),
        ),
        expected_revision,
        reason or f"learned from the attendance of {found.shifts} shifts",
    )
