"""Requirement versions: agents needed, sized from a forecast for a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from wfm.store.kinds import Entity
from wfm.store.tables import REQUIREMENTS
from wfm.store.versions import VersionRepository


@dataclass(frozen=True, slots=True)
class RequirementInfo:
    """A version without its frame; `version` counts from 1 per centre."""

    id: int
    centre: str
    version: int
    forecast_id: int | None
    target: Mapping[str, Any]
    provenance: Mapping[str, Any]
    author: str
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class SavedRequirement:
    """A version with its frame (``wfm.core.frames.REQUIREMENT``)."""

    info: RequirementInfo
    frame: pd.DataFrame


class RequirementRepository(VersionRepository[RequirementInfo]):
    """Requirement versions of a centre; a version is never changed."""

    table, entity, kind = REQUIREMENTS, Entity.REQUIREMENT, RequirementInfo

    def save(
        self,
        centre: str,
        frame: pd.DataFrame,
        *,
        forecast_id: int | None,
        target: Mapping[str, Any],
        author: str,
        reason: str,
        provenance: Mapping[str, Any] | None = None,
    ) -> RequirementInfo:
        """Save the next version.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        return self._add(
            centre,
            frame,
            {"forecast_id": forecast_id, "target": dict(target)},
            {"provenance": dict(provenance or {})},
            author=author,
            reason=reason,
        )

    def get(self, requirement_id: int) -> SavedRequirement:
        """Return a version with its frame.

        Raises
        ------
        BadInputError
            When there is none.
        """
        return SavedRequirement(self.info(requirement_id), self._frame(requirement_id))

    def versions(self, centre: str, forecast_id: int | None = None) -> tuple[RequirementInfo, ...]:
        """Versions of a centre, of one forecast or all of them, newest first."""
        where = [REQUIREMENTS.c.centre == centre]
        if forecast_id is not None:
            where.append(REQUIREMENTS.c.forecast_id == forecast_id)
        return self._found(*where)
