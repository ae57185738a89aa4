"""Forecast versions: a frame with the model, the back-test and the provenance it came with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from wfm.store.errors import unknown
from wfm.store.frames import pack_frame, unpack_frame
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import FORECASTS


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
    """A version with its frame (``wfm.core.frames.FORECAST``)."""

    info: ForecastInfo
    frame: pd.DataFrame


class ForecastRepository(Repository):
    """Forecast versions of a centre; a version is never changed, only published or not."""

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
    ) -> ForecastInfo:
        """Save the next version.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        version = self._highest(FORECASTS.c.version, FORECASTS.c.centre == centre) + 1
        about = {
            "version": version,
            "scenario": scenario,
            "first_day": first_day,
            "last_day": first_day + timedelta(days=n_days - 1),
            "model": model,
        }
        key = self._insert(
            FORECASTS,
            {
                "centre": centre,
                **about,
                "frame": pack_frame(frame),
                "backtest": dict(backtest),
                "provenance": dict(provenance),
                **self._made(author, reason),
            },
        )
        self._record(
            *(Action.CREATED, Entity.FORECAST, key),
            author=author,
            reason=reason,
            centre=centre,
            after=about,
        )
        return self.info(key)

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

    def info(self, forecast_id: int) -> ForecastInfo:
        """Return a version without its frame.

        Raises
        ------
        BadInputError
            When there is none.
        """
        row = self._one(_select().where(FORECASTS.c.id == forecast_id))
        if row is None:
            raise unknown("forecast", forecast_id)
        return read_as(ForecastInfo, row)

    def get(self, forecast_id: int) -> SavedForecast:
        """Return a version with its frame.

        Raises
        ------
        BadInputError
            When there is none.
        """
        info = self.info(forecast_id)
        blob = self._one(sa.select(FORECASTS.c.frame).where(FORECASTS.c.id == forecast_id))
        assert blob is not None
        return SavedForecast(info, unpack_frame(blob["frame"]))

    def versions(self, centre: str, scenario: str | None = None) -> tuple[ForecastInfo, ...]:
        """Versions of a centre, newest first."""
        statement = _select().where(FORECASTS.c.centre == centre)
        if scenario is not None:
            statement = statement.where(FORECASTS.c.scenario == scenario)
        rows = self._all(statement.order_by(FORECASTS.c.version.desc()))
        return tuple(read_as(ForecastInfo, row) for row in rows)

    def published(self, centre: str, day: date) -> ForecastInfo | None:
        """Return the version published last of those that cover a day, None when there is none."""
        covers = (FORECASTS.c.first_day <= day, FORECASTS.c.last_day >= day)
        rows = self._all(
            _select()
            .where(FORECASTS.c.centre == centre, FORECASTS.c.published_at.is_not(None), *covers)
            .order_by(FORECASTS.c.published_at.desc(), FORECASTS.c.id.desc())
            .limit(1)
        )
        return read_as(ForecastInfo, rows[0]) if rows else None


def _select() -> sa.Select[Any]:
    return sa.select(*columns_of(ForecastInfo, FORECASTS))
