"""Forecast versions: a frame with the model, the back-test and the provenance it came with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from wfm.store.codec import pack, unpack
from wfm.store.kinds import Action, Entity
from wfm.store.tables import FORECASTS
from wfm.store.versions import VersionRepository


@dataclass(frozen=True, slots=True)
class ForecastInfo:
    """A version without its frame.

    Parameters
    ----------
    version : int
        From 1, per centre.
    first_day, last_day : date
        Local days covered, both included.
    published_at : datetime or None
        Set while this is the published forecast of its days.
    """

    id: int
    centre: str
    version: int
    scenario: str
    first_day: date
    last_day: date
    model: str
    backtest: Mapping[str, Any]
    provenance: Mapping[str, Any]
    published_at: datetime | None
    author: str
    reason: str
    created_at: datetime

    @property
    def n_days(self) -> int:
        """Local days covered."""
        return (self.last_day - self.first_day).days + 1

    @property
    def published(self) -> bool:
        """Whether this version is published."""
        return self.published_at is not None


@dataclass(frozen=True)
class SavedForecast:
    """A version with its frame (``wfm.core.frames.FORECAST``) and all else that was kept of it.

    `details` are JSON values too large for a list of versions: the whole back-test, parts, day
    totals, scenario paths.
    """

    info: ForecastInfo
    frame: pd.DataFrame
    details: Mapping[str, Any] = field(default_factory=dict)


class ForecastRepository(VersionRepository[ForecastInfo]):
    """Forecast versions of a centre; a version is never changed, only published or not."""

    table, entity, kind = FORECASTS, Entity.FORECAST, ForecastInfo

    def save(
        self,
        centre: str,
        frame: pd.DataFrame,
        *,
        scenario: str,
        first_day: date,
        n_days: int,
        model: str,
        backtest: Mapping[str, Any],
        provenance: Mapping[str, Any],
        author: str,
        reason: str,
        details: Mapping[str, Any] | None = None,
    ) -> ForecastInfo:
        """Save the next version.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        about = {
            "scenario": scenario,
            "first_day": first_day,
            "last_day": first_day + timedelta(days=n_days - 1),
            "model": model,
        }
        more = {
            "backtest": dict(backtest),
            "provenance": dict(provenance),
            "details": pack(dict(details or {})),
        }
        return self._add(centre, frame, about, more, author=author, reason=reason)

    def publish(self, forecast_id: int, *, author: str, reason: str) -> ForecastInfo:
        """Publish a version; the one published for the same first day no longer is.

        Raises
        ------
        BadInputError
            When there is no such version or nobody is named.
        """
        info = self.info(forecast_id)
        now = self._made(author, reason)["created_at"]
        same_start = (FORECASTS.c.centre == info.centre, FORECASTS.c.first_day == info.first_day)
        before = self._all(
            sa.select(FORECASTS.c.version).where(*same_start, FORECASTS.c.published_at.is_not(None))
        )
        self._connection.execute(sa.update(FORECASTS).where(*same_start).values(published_at=None))
        self._connection.execute(
            sa.update(FORECASTS).where(FORECASTS.c.id == forecast_id).values(published_at=now)
        )
        self._record(
            *(Action.PUBLISHED, Entity.FORECAST, forecast_id),
            author=author,
            reason=reason,
            centre=info.centre,
            before={"version": before[0]["version"]} if before else None,
            after={"version": info.version},
        )
        return self.info(forecast_id)

    def get(self, forecast_id: int) -> SavedForecast:
        """Return a version with its frame and details.

        Raises
        ------
        BadInputError
            When there is none.
        """
        details = self.details(forecast_id)
        return SavedForecast(self.info(forecast_id), self._frame(forecast_id), details)

    def details(self, forecast_id: int) -> Mapping[str, Any]:
        """Return a version's details alone.

        Raises
        ------
        BadInputError
            When there is none.
        """
        self.info(forecast_id)
        found: Mapping[str, Any] = unpack(self._blob(FORECASTS.c.details, forecast_id))
        return found

    def versions(self, centre: str, scenario: str | None = None) -> tuple[ForecastInfo, ...]:
        """Versions of a centre, newest first."""
        where = [FORECASTS.c.centre == centre]
        if scenario is not None:
            where.append(FORECASTS.c.scenario == scenario)
        return self._found(*where)

    def published(self, centre: str, day: date) -> ForecastInfo | None:
        """Return the version published last of those that cover a day, None when there is none."""
        covers = (FORECASTS.c.first_day <= day, FORECASTS.c.last_day >= day)
        rows = self._all(
            self._select()
            .where(FORECASTS.c.centre == centre, FORECASTS.c.published_at.is_not(None), *covers)
            .order_by(FORECASTS.c.published_at.desc(), FORECASTS.c.id.desc())
            .limit(1)
        )
        return self._read(rows[0]) if rows else None
