"""The series of a history: each queue with the model that forecasts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from wfm.forecasting.borrowed import Blended
from wfm.forecasting.contract import Forecaster
from wfm.forecasting.days import DayMatrix, QueueRows, rows_matrix
from wfm.forecasting.lifetimes import Ended, ended_queues
from wfm.forecasting.registry import DEFAULT
from wfm.forecasting.sparse import ParentShare, is_sparse, total_history

NOTE_SHARE_OF_TOTAL = "sparse_share_of_total"


@dataclass(frozen=True, eq=False)
class Series:
    """One queue's history and its model.

    Parameters
    ----------
    queue : str
        Name.
    history : DayMatrix
        From its first to its last counted day.
    model : Forecaster
        The chosen one, or a share of the total for a sparse queue.
    notes : tuple of str
        Why the model is not the chosen one.
    lent_until : date or None
        Days before it are those of queues that it is like; None when all are its own.
    measured : bool
        Whether forecasts at past origins say how far the next ones stray.
    """

    queue: str
    history: DayMatrix
    model: Forecaster
    notes: tuple[str, ...] = ()
    lent_until: date | None = None
    measured: bool = True


def series_of(
    history: pd.DataFrame, interval_min: int, model: Forecaster
) -> tuple[list[Series], DayMatrix | None]:
    """Split a history frame into its series.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    interval_min : int
        Its interval.
    model : Forecaster
        The chosen model. With the default one, sparse queues take a share of the total.

    Returns
    -------
    series : list of Series
        One for each queue, sorted by name.
    total : DayMatrix or None
        Sum of the queues; None when there is only one.
    """
    rows = QueueRows(history)
    total = None
    if len(rows.names) > 1:
        total = rows_matrix(total_history(history), interval_min).trimmed()
    share = ParentShare(model, total) if total is not None and total.days else None
    found = []
    for queue in rows.names:
        matrix = rows_matrix(rows.of(queue), interval_min).trimmed()
        if share is not None and model.name == DEFAULT and is_sparse(matrix):
            found.append(Series(queue, matrix, share, (NOTE_SHARE_OF_TOTAL,)))
        else:
            found.append(Series(queue, matrix, model))
    return found, total


def settled(
    plan: list[Series], history: pd.DataFrame, lent_until: Mapping[str, date]
) -> list[Series]:
    """Series with nothing to come for queues that have ended, blended for those that borrow.

    Parameters
    ----------
    plan : list of Series
        As `series_of` gives it.
    history : DataFrame
        As `wfm.core.frames.HISTORY`, with what was lent.
    lent_until : dict of str to date
        First own day of the queues that borrow.
    """
    ended = ended_queues(history)
    found = []
    for one in plan:
        if one.queue in lent_until:
            until = lent_until[one.queue]
            model = Blended(one.model, until)
            one = replace(one, model=model, lent_until=until, measured=False)
        elif one.queue in ended:
            one = replace(one, model=Ended(), notes=(), measured=False)
        found.append(one)
    return found
