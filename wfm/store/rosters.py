"""Roster revisions of a week: drafts, the published one, and those it superseded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from wfm.core.errors import BadInputError, ConflictError, Fault
from wfm.core.interchange import roster_from_dict, roster_to_dict
from wfm.core.roster import Roster
from wfm.store.codec import pack, unpack
from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity, RosterOrigin, RosterStatus
from wfm.store.repository import (
    Repository,
    check_decidable,
    check_revision,
    columns_of,
    read_as,
)
from wfm.store.tables import ROSTERS


@dataclass(frozen=True, slots=True)
class RosterInfo:
    """A revision without its assignments.

    Parameters
    ----------
    first_day, last_day : date
        Horizon, both included; all revisions of a first day form one chain.
    revision : int
        From 1 in its chain.
    problem_id, parent_id, run_id
        The problem it answers, the revision it was made from, the run that made it.
    score : mapping
        Status, objective, bound, gap, cost per rule: as the maker gave it.
    published_at, published_by
        None until published; kept when superseded.
    """

    id: int
    centre: str
    first_day: date
    last_day: date
    revision: int
    status: RosterStatus
    origin: RosterOrigin
    problem_id: int | None
    parent_id: int | None
    run_id: str | None
    score: Mapping[str, Any]
    published_at: datetime | None
    published_by: str | None
    author: str
    reason: str
    created_at: datetime

    @property
    def n_days(self) -> int:
        """Local days of the horizon."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True)
class SavedRoster:
    """A revision with its assignments."""

    info: RosterInfo
    roster: Roster


class RosterRepository(Repository):
    """Revisions are never changed; only their status moves from draft to published on."""

    def save_revision(
        self,
        centre: str,
        roster: Roster,
        *,
        first_day: date,
        n_days: int,
        origin: RosterOrigin,
        expected_revision: int,
        author: str,
        reason: str,
        problem_id: int | None = None,
        parent_id: int | None = None,
        run_id: str | None = None,
        score: Mapping[str, Any] | None = None,
    ) -> RosterInfo:
        """Save the next revision, a draft.

        A run that was killed after saving and is done again gets the revision that it saved the
        first time: `run_id` makes no second one.

        Parameters
        ----------
        expected_revision : int
            The newest revision of the first day that the author saw; 0 when there was none.

        Raises
        ------
        ConflictError
            When somebody else saved a revision meanwhile.
        BadInputError
            When an assignment lies outside the horizon, the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        if run_id is not None and (made := self.by_run(run_id)) is not None:
            return made
        last_day = first_day + timedelta(days=n_days - 1)
        _check_days(roster, first_day, last_day)
        newest = self.newest_revision(centre, first_day)
        check_revision(f"the roster of {first_day}", newest, expected_revision)
        about = {
            "first_day": first_day,
            "last_day": last_day,
            "revision": newest + 1,
            "origin": origin,
            "problem_id": problem_id,
            "parent_id": parent_id,
        }
        key = self._insert(
            ROSTERS,
            {
                "centre": centre,
                **about,
                "status": RosterStatus.DRAFT,
                "payload": pack(roster_to_dict(roster)),
                "run_id": run_id,
                "score": dict(score or {}),
                **self._made(author, reason),
            },
        )
        self._record(
            *(Action.CREATED, Entity.ROSTER, key),
            author=author,
            reason=reason,
            centre=centre,
            before={"revision": newest} if newest else None,
            after={**about, "shifts": len(roster)},
        )
        return self.info(key)

    def publish(
        self, roster_id: int, *, expected_revision: int, author: str, reason: str
    ) -> RosterInfo:
        """Publish a draft; the revision published before it is superseded.

        Parameters
        ----------
        expected_revision : int
            The newest revision of the first day that the author saw.

        Raises
        ------
        ConflictError
            When somebody else saved a revision meanwhile, the revision is no draft any more, or
            another published roster shares days with it, so that a day would have two truths.
        BadInputError
            When there is no such revision or nobody is named.
        """
        info = self.info(roster_id)
        now = self._made(author, reason)["created_at"]
        check_revision(
            f"the roster of {info.first_day}",
            self.newest_revision(info.centre, info.first_day),
            expected_revision,
        )
        name = f"Revision {info.revision} of {info.first_day}"
        check_decidable(name, info.status.value, [RosterStatus.DRAFT])
        old = None
        for other in self.published_between(info.centre, info.first_day, info.last_day):
            if other.first_day != info.first_day:
                raise ConflictError(
                    f"A roster of {other.first_day} to {other.last_day} is published already and "
                    f"shares days with this one of {info.first_day} to {info.last_day}. "
                    "Nothing was published; make this one for the days that are left."
                )
            if other.last_day > info.last_day:
                raise ConflictError(
                    f"The published roster of {other.first_day} runs to {other.last_day}; this "
                    f"one ends on {info.last_day} and would take days back. Nothing was published."
                )
            old = other
        if old is not None:
            self._set_status(old.id, status=RosterStatus.SUPERSEDED)
            self._record(
                *(Action.SUPERSEDED, Entity.ROSTER, old.id),
                author=author,
                reason=reason,
                centre=info.centre,
                before={"revision": old.revision, "status": RosterStatus.PUBLISHED},
                after={"by_revision": info.revision, "status": RosterStatus.SUPERSEDED},
            )
        self._set_status(
            roster_id, status=RosterStatus.PUBLISHED, published_at=now, published_by=author
        )
        self._record(
            *(Action.PUBLISHED, Entity.ROSTER, roster_id),
            author=author,
            reason=reason,
            centre=info.centre,
            before={"published_revision": old.revision if old else None},
            after={"published_revision": info.revision},
        )
        return self.info(roster_id)

    def newest_revision(self, centre: str, first_day: date) -> int:
        """Number of the newest revision of a first day, 0 when there is none."""
        return self._highest(ROSTERS.c.revision, *_chain(centre, first_day))

    def info(self, roster_id: int) -> RosterInfo:
        """Return a revision without its assignments.

        Raises
        ------
        BadInputError
            When there is none.
        """
        rows = self._infos(ROSTERS.c.id == roster_id)
        if not rows:
            raise unknown("roster", roster_id)
        return rows[0]

    def get(self, roster_id: int) -> SavedRoster:
        """Return a revision with its assignments.

        Raises
        ------
        BadInputError
            When there is none.
        """
        return self._with_roster(self.info(roster_id))

    def latest(self, centre: str, first_day: date) -> SavedRoster | None:
        """Return the newest revision of a first day, whatever its status."""
        newest = self.newest_revision(centre, first_day)
        rows = self._infos(*_chain(centre, first_day), ROSTERS.c.revision == newest)
        return self._with_roster(rows[0]) if rows else None

    def published(self, centre: str, first_day: date) -> SavedRoster | None:
        """Return the published revision of a first day, None when there is none."""
        status = ROSTERS.c.status == RosterStatus.PUBLISHED
        rows = self._infos(*_chain(centre, first_day), status)
        return self._with_roster(rows[0]) if rows else None

    def published_between(
        self, centre: str, first_day: date, last_day: date
    ) -> tuple[RosterInfo, ...]:
        """Published revisions that share days with a span, both ends included, in order of time."""
        return self._infos(
            ROSTERS.c.centre == centre,
            ROSTERS.c.status == RosterStatus.PUBLISHED,
            ROSTERS.c.first_day <= last_day,
            ROSTERS.c.last_day >= first_day,
            order=(ROSTERS.c.first_day,),
        )

    def published_roster(self, centre: str, first_day: date, last_day: date) -> Roster:
        """Every published assignment of a span, both ends included, across rosters."""
        rows = [
            assignment
            for info in self.published_between(centre, first_day, last_day)
            for assignment in self._with_roster(info).roster
            if first_day <= assignment.day <= last_day
        ]
        return Roster(tuple(rows))

    def by_run(self, run_id: str) -> RosterInfo | None:
        """Return the revision that a run made, None when it made none."""
        rows = self._infos(ROSTERS.c.run_id == run_id)
        return rows[0] if rows else None

    def revisions(self, centre: str, first_day: date) -> tuple[RosterInfo, ...]:
        """Revisions of a first day, newest first."""
        return self._infos(*_chain(centre, first_day), order=(ROSTERS.c.revision.desc(),))

    def first_days(self, centre: str) -> tuple[date, ...]:
        """First days that have a revision, newest first."""
        statement = sa.select(ROSTERS.c.first_day).where(ROSTERS.c.centre == centre).distinct()
        rows = self._all(statement.order_by(ROSTERS.c.first_day.desc()))
        return tuple(row["first_day"] for row in rows)

    def _set_status(self, roster_id: int, **values: Any) -> None:
        self._connection.execute(
            sa.update(ROSTERS).where(ROSTERS.c.id == roster_id).values(**values)
        )

    def _infos(
        self,
        *where: sa.ColumnElement[bool],
        order: tuple[sa.ColumnElement[Any], ...] = (ROSTERS.c.id,),
    ) -> tuple[RosterInfo, ...]:
        statement = sa.select(*columns_of(RosterInfo, ROSTERS)).where(*where).order_by(*order)
        return tuple(read_as(RosterInfo, row) for row in self._all(statement))

    def _with_roster(self, info: RosterInfo) -> SavedRoster:
        row = self._one(sa.select(ROSTERS.c.payload).where(ROSTERS.c.id == info.id))
        assert row is not None
        return SavedRoster(info, roster_from_dict(unpack(row["payload"]), f"roster {info.id}"))


def _chain(centre: str, first_day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (ROSTERS.c.centre == centre, ROSTERS.c.first_day == first_day)


def _check_days(roster: Roster, first_day: date, last_day: date) -> None:
    faults = [
        Fault(
            f"the shift lies outside {first_day} to {last_day}",
            "save the days of the horizon only",
            value=f"{assignment.agent_id} {assignment.day}",
        )
        for assignment in roster
        if not first_day <= assignment.day <= last_day
    ]
    if faults:
        raise BadInputError(faults)
