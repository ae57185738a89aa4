"""Rostering problems, kept so that every roster can be audited and solved again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from wfm.core.interchange import fingerprint, problem_from_dict, problem_to_dict
from wfm.core.problem import Problem
from wfm.store.codec import pack, unpack
from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import PROBLEMS


@dataclass(frozen=True, slots=True)
class ProblemInfo:
    """A problem without its content; `last_day` is included."""

    id: int
    centre: str
    first_day: date
    last_day: date
    fingerprint: str
    author: str
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class SavedProblem:
    """A problem with its content."""

    info: ProblemInfo
    problem: Problem


class ProblemRepository(Repository):
    """Problems of a centre; equal problems are kept once."""

    def save(self, centre: str, problem: Problem, *, author: str, reason: str) -> ProblemInfo:
        """Save a problem; an equal one that is there already is returned instead.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        mark = fingerprint(problem)
        row = self._one(
            sa.select(PROBLEMS.c.id).where(
                PROBLEMS.c.centre == centre, PROBLEMS.c.fingerprint == mark
            )
        )
        if row is not None:
            return self.get(row["id"]).info
        last_day = problem.first_day + timedelta(days=problem.n_days - 1)
        about = {"first_day": problem.first_day, "last_day": last_day, "fingerprint": mark}
        key = self._insert(
            PROBLEMS,
            {
                "centre": centre,
                **about,
                "payload": pack(problem_to_dict(problem)),
                **self._made(author, reason),
            },
        )
        self._record(
            *(Action.CREATED, Entity.PROBLEM, key),
            author=author,
            reason=reason,
            centre=centre,
            after=about,
        )
        return self.get(key).info

    def get(self, problem_id: int) -> SavedProblem:
        """Return a problem with its content.

        Raises
        ------
        BadInputError
            When there is none.
        """
        row = self._one(sa.select(PROBLEMS).where(PROBLEMS.c.id == problem_id))
        if row is None:
            raise unknown("problem", problem_id)
        problem = problem_from_dict(unpack(row["payload"]), f"problem {problem_id}")
        return SavedProblem(read_as(ProblemInfo, row), problem)

    def all(self, centre: str) -> tuple[ProblemInfo, ...]:
        """Problems of a centre, newest first."""
        statement = sa.select(*columns_of(ProblemInfo, PROBLEMS))
        rows = self._all(
            statement.where(PROBLEMS.c.centre == centre).order_by(PROBLEMS.c.id.desc())
        )
        return tuple(read_as(ProblemInfo, row) for row in rows)
