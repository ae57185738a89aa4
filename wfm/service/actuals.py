"""What was counted on a day while it runs: a document a day, handed to the history when whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from wfm.core.centre import Centre
from wfm.core.errors import BadInputError, Fault
from wfm.core.time import TimeGrid
from wfm.service import centres, histories
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.store.kinds import DocumentKind
from wfm.store.store import UnitOfWork

COLUMNS = ("timestamp", "queue", "volume", "aht_s", "abandoned")
KEYS = ["timestamp", "queue"]


@dataclass(frozen=True)
class Actuals:
    """Counts of a day.

    Parameters
    ----------
    revision : int
        0 while nothing was counted.
    frame : DataFrame
        timestamp, queue, volume, aht_s, abandoned; only intervals with a volume.
    """

    revision: int
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SavedActuals:
    """What saving came to: the revision in force, and whether the day went to the history."""

    revision: int
    n_counted: int
    in_history: bool


def actuals(desk: Desk, centre_id: str, day: date) -> Actuals:
    """Counts of a day so far."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return load(tx, centre_id, day)


def load(tx: UnitOfWork, centre_id: str, day: date) -> Actuals:
    """Counts of a day inside a transaction."""
    document = tx.documents.current(centre_id, DocumentKind.ACTUALS, day.isoformat())
    if document is None:
        return Actuals(0, pd.DataFrame(columns=list(COLUMNS)))
    return Actuals(document.info.revision, document.content)


def read_actuals(
    desk: Desk, centre_id: str, day: date, filename: str, content: bytes
) -> pd.DataFrame:
    """Read the rows of a day from a CSV or Excel table; nothing is saved.

    Rows of other days are left out.

    Raises
    ------
    BadInputError
        With every fault of the file, or when it has no count of the day.
    """
    desk.actor.need(Right.TODAY)
    # Reading a table of counts is the history's; whoever feeds the day need not own the history.
    preview = histories.preview_history(
        _keeper(desk), centre_id, filename, content, absent="missing"
    )
    if preview.faults:
        raise BadInputError(preview.faults)
    rows = preview.frame
    counted = rows[(rows["timestamp"].dt.date == day) & rows["volume"].notna()]
    if counted.empty:
        raise BadInputError(
            Fault(
                f"the table has no count of {day}",
                "give rows of that day, or choose another day",
                file=filename,
                column="timestamp",
            )
        )
    found: pd.DataFrame = counted[list(COLUMNS)].reset_index(drop=True)
    return found


def merged(before: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Counts with new ones put on them: intervals that are told again are replaced."""
    if before.empty:
        return told
    both = pd.concat([before, told], ignore_index=True)
    return both.drop_duplicates(KEYS, keep="last", ignore_index=True)


def save_actuals(
    desk: Desk,
    centre_id: str,
    day: date,
    counts: pd.DataFrame,
    *,
    expected_revision: int,
    open_intervals: pd.DataFrame | None = None,
    reason: str = "",
) -> SavedActuals:
    """Save the counts of a day so far, in place of those known.

    Saving the same counts twice changes nothing. Once every open interval is counted, the day
    goes to the history, again and again when it is corrected later.

    Parameters
    ----------
    counts : DataFrame
        timestamp, queue, volume[, aht_s, abandoned]; a row without a volume is not known.
    expected_revision : int
        The revision that the author saw.
    open_intervals : DataFrame, optional
        timestamp, queue of every interval in which contacts are taken; None hands nothing on.

    Raises
    ------
    BadInputError
        With every row that is not of the day's grid or the centre's queues, or has a negative
        count.
    ConflictError
        When somebody else saved counts of the day meanwhile.
    """
    desk.actor.need(Right.TODAY)
    clean = _checked(centres.centre(desk, centre_id), day, counts)
    known = actuals(desk, centre_id, day)
    revision = known.revision
    if len(clean) + len(known.frame) and not clean.equals(known.frame):
        with desk.store.transaction() as tx:
            revision = tx.documents.save(
                centre_id,
                DocumentKind.ACTUALS,
                clean,
                name=day.isoformat(),
                expected_revision=expected_revision,
                author=desk.actor.name,
                reason=reason or f"counts of {day}",
            ).revision
    whole = open_intervals is not None and _covers(clean, open_intervals)
    if whole:
        _to_history(desk, centre_id, day, clean)
    return SavedActuals(revision, len(clean), whole)


def _checked(centre: Centre, day: date, counts: pd.DataFrame) -> pd.DataFrame:
    """Counts in the columns, types and order that are kept, without the unknown ones."""
    frame = counts.reindex(columns=list(COLUMNS))
    frame = frame[frame["volume"].notna()].reset_index(drop=True)
    queues = {queue.id for queue in centre.queues}
    stamps = set(TimeGrid(day, 1, centre.interval_min, centre.zone).local)
    faults = []
    for row, (stamp, queue, volume, aht_s, abandoned) in enumerate(
        frame.itertuples(index=False, name=None), 2
    ):
        if stamp not in stamps:
            faults.append(
                Fault(
                    "the interval is not one of the day",
                    f"write a start on the {centre.interval_min}-minute grid of {day}",
                    row=row,
                    column="timestamp",
                    value=str(stamp),
                )
            )
        if queue not in queues:
            faults.append(
                Fault(
                    "the queue is unknown",
                    f"use one of {', '.join(sorted(queues))}",
                    row=row,
                    column="queue",
                    value=str(queue),
                )
            )
        faults += [
            Fault("is negative", "write 0 or more", row=row, column=name, value=str(value))
            for name, value in (("volume", volume), ("aht_s", aht_s), ("abandoned", abandoned))
            if value < 0
        ]
    if faults:
        raise BadInputError(faults)
    figures = dict.fromkeys(COLUMNS[2:], float)
    frame = frame.astype({**figures, "queue": str})
    instants = pd.to_datetime(frame["timestamp"], utc=True)
    frame["timestamp"] = instants.dt.tz_convert(centre.zone).dt.as_unit("ns")
    return frame.sort_values(KEYS, ignore_index=True)


def _covers(counts: pd.DataFrame, open_intervals: pd.DataFrame) -> bool:
    told = pd.MultiIndex.from_frame(counts[KEYS])
    return len(open_intervals) > 0 and bool(
        np.all(pd.MultiIndex.from_frame(open_intervals[KEYS]).isin(told))
    )


def _to_history(desk: Desk, centre_id: str, day: date, counts: pd.DataFrame) -> None:
    rows = counts.assign(timestamp=counts["timestamp"].map(lambda stamp: stamp.isoformat()))
    histories.save_history(
        _keeper(desk),
        centre_id,
        f"counts_{day}.csv",
        rows.to_csv(index=False).encode(),
        # Every open interval was counted: what is not there was closed.
        absent="closed",
        reason=f"{day} is counted whole",
    )


def _keeper(desk: Desk) -> Desk:
    """The same desk with the right to the history, under the name of who acts."""
    return Desk(desk.store, Actor(desk.actor.name, Role.MANAGER))
