"""Requirement versions: agents needed, sized from a forecast for a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from wfm.store.errors import unknown
from wfm.store.frames import pack_frame, unpack_frame
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import REQUIREMENTS


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


class RequirementRepository(Repository):
    """Requirement versions of a centre; a version is never changed."""

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
        self._require_centre(centre)
        version = self._highest(REQUIREMENTS.c.version, REQUIREMENTS.c.centre == centre) + 1
        about = {"version": version, "forecast_id": forecast_id, "target": dict(target)}
        key = self._insert(
            REQUIREMENTS,
            {
                "centre": centre,
                **about,
                "frame": pack_frame(frame),
                "provenance": dict(provenance or {}),
                **self._made(author, reason),
            },
        )
        self._record(
            *(Action.CREATED, Entity.REQUIREMENT, key),
            author=author,
            reason=reason,
            centre=centre,
            after=about,
        )
        return self.info(key)

    def info(self, requirement_id: int) -> RequirementInfo:
        """Return a version without its frame.

        Raises
        ------
        BadInputError
            When there is none.
        """
        row = self._one(_select().where(REQUIREMENTS.c.id == requirement_id))
        if row is None:
            raise unknown("requirement", requirement_id)
        return read_as(RequirementInfo, row)

    def get(self, requirement_id: int) -> SavedRequirement:
        """Return a version with its frame.

        Raises
        ------
        BadInputError
            When there is none.
        """
        info = self.info(requirement_id)
        blob = self._one(sa.select(REQUIREMENTS.c.frame).where(REQUIREMENTS.c.id == requirement_id))
        assert blob is not None
        return SavedRequirement(info, unpack_frame(blob["frame"]))

    def versions(self, centre: str, forecast_id: int | None = None) -> tuple[RequirementInfo, ...]:
        """Versions of a centre, of one forecast or all of them, newest first."""
        statement = _select().where(REQUIREMENTS.c.centre == centre)
        if forecast_id is not None:
            statement = statement.where(REQUIREMENTS.c.forecast_id == forecast_id)
        rows = self._all(statement.order_by(REQUIREMENTS.c.version.desc()))
        return tuple(read_as(RequirementInfo, row) for row in rows)


def _select() -> sa.Select[Any]:
    return sa.select(*columns_of(RequirementInfo, REQUIREMENTS))
