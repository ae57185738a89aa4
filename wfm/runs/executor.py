"""Where long work is handed in: a seam, so that a cluster can stand behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from wfm.store import Store


class Executor(Protocol):
    """Takes long work and sees to it that it is done once.

    Whatever does the work writes status, progress and result to the store's runs, so that pages
    need not know which executor it was.
    """

    def submit(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        author: str,
        reason: str,
        centre: str | None = None,
    ) -> str:
        """Hand in work of a kind and return the run's id."""
        ...

    def cancel(self, run_id: str, *, author: str, reason: str) -> None:
        """Ask for a run to stop and keep the best it has."""
        ...


class LocalQueue:
    """The default executor: a queue in the database, emptied by workers that share it.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def submit(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        author: str,
        reason: str,
        centre: str | None = None,
    ) -> str:
        """Queue work of a kind and return the run's id.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        with self._store.transaction() as tx:
            run = tx.runs.enqueue(kind, payload, centre=centre, author=author, reason=reason)
        return run.id

    def cancel(self, run_id: str, *, author: str, reason: str) -> None:
        """Ask for a run to stop; one in the queue stops now, one at work at its next look.

        Raises
        ------
        BadInputError
            When there is no such run or nobody is named.
        """
        with self._store.transaction() as tx:
            tx.runs.cancel(run_id, author=author, reason=reason)
