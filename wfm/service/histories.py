"""History: imported with a preview, kept as revisions, read back as the HISTORY frame."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import HISTORY
from wfm.forecasting.history import gaps
from wfm.forecasting.reading import read_raw_csv
from wfm.service import centres, planning
from wfm.service.desk import Desk, Right
from wfm.sheets.tables import read_table
from wfm.store.kinds import DocumentKind

KEYS = ["timestamp", "queue"]
"""What an interval of a history is known by."""


@dataclass(frozen=True)
class HistoryPreview:
    """What a file would bring in; nothing is saved.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.HISTORY`; empty when there is a fault.
    n_rows : int
        Rows of the file.
    first, last : datetime or None
        First and last interval.
    queues : tuple of str
    gaps : DataFrame
        queue, start, end, intervals: marked missing, never refused.
    faults : tuple of Fault
        Saving is refused while there is one.
    n_replaced : int
        Intervals known already that the file gives other numbers for.
    """

    frame: pd.DataFrame
    n_rows: int = 0
    first: datetime | None = None
    last: datetime | None = None
    queues: tuple[str, ...] = ()
    gaps: pd.DataFrame | None = None
    faults: tuple[Fault, ...] = ()
    n_replaced: int = 0


def history_revision(desk: Desk, centre_id: str) -> int:
    """Newest revision of a centre's history, 0 when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tx.documents.newest_revision(centre_id, DocumentKind.HISTORY)


def history(desk: Desk, centre_id: str) -> pd.DataFrame | None:
    """HISTORY frame of a centre, None when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.HISTORY)
    return None if document is None else document.content


def preview_history(
    desk: Desk,
    centre_id: str,
    filename: str,
    content: bytes,
    *,
    absent: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> HistoryPreview:
    """Read a history file; faults are listed, not raised.

    Parameters
    ----------
    absent : str, optional
        What an absent row means: zero, missing or closed; the centre's choice by default.
    mapping : mapping of str to str, optional
        The file's column for timestamp, volume, queue, aht_s, abandoned.
    """
    desk.actor.need(Right.FORECAST)
    try:
        raw, frame, given = _read(desk, centre_id, filename, content, absent, mapping)
        merged, replaced = _merged(desk, centre_id, frame, given)
    except BadInputError as error:
        return HistoryPreview(pd.DataFrame(), faults=error.faults)
    holes = gaps(merged)
    stamps = frame["timestamp"]
    return HistoryPreview(
        frame,
        len(raw),
        stamps.min().to_pydatetime(),
        stamps.max().to_pydatetime(),
        tuple(sorted(frame["queue"].unique())),
        pd.DataFrame(
            [(g.queue, g.start, g.end, g.n_intervals) for g in holes],
            columns=["queue", "start", "end", "intervals"],
        ),
        (),
        replaced,
    )


def save_history(
    desk: Desk,
    centre_id: str,
    filename: str,
    content: bytes,
    *,
    absent: str | None = None,
    mapping: Mapping[str, str] | None = None,
    reason: str = "",
) -> int:
    """Add a file to the history; intervals that it gives replace those known.

    Giving the same file twice changes nothing.

    Returns
    -------
    int
        The revision in force.

    Raises
    ------
    BadInputError
        With every fault; nothing is saved then.
    """
    desk.actor.need(Right.FORECAST)
    _, frame, given = _read(desk, centre_id, filename, content, absent, mapping)
    known = history_revision(desk, centre_id)
    old = history(desk, centre_id)
    merged, _ = _merged(desk, centre_id, frame, given)
    if old is not None and merged.equals(old):
        return known
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.HISTORY,
            merged,
            expected_revision=known,
            source_file=filename,
            author=desk.actor.name,
            reason=reason or f"import of {filename}",
        )
    return saved.revision


def _read(
    desk: Desk,
    centre_id: str,
    filename: str,
    content: bytes,
    absent: str | None,
    mapping: Mapping[str, str] | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Index]:
    """Rows as they stand, the HISTORY frame, and the intervals that the file has a row for."""
    centre = centres.centre(desk, centre_id)
    raw = _raw(filename, content)
    if mapping:
        missing = [c for c in mapping.values() if c and c not in raw.columns]
        if missing:
            raise BadInputError(
                [
                    Fault("the column is not there", "choose another", filename, 1, c)
                    for c in missing
                ]
            )
        raw = raw.rename(columns={theirs: ours for ours, theirs in mapping.items() if theirs})
    frame = planning.history_frame(centre, raw, file=filename, absent=absent)
    plain = planning.history_frame(centre, raw, file=filename, absent="missing")
    given = plain[plain["state"].isin(("open", "outage"))].set_index(KEYS).index
    return raw, frame, given


def _raw(filename: str, content: bytes) -> pd.DataFrame:
    """Rows of an uploaded CSV or Excel file, as texts."""
    if filename.lower().endswith((".xlsx", ".xlsm")):
        table = read_table(content, "history", file=filename)
        rows = pd.DataFrame([row.values for row in table.rows], dtype=str)
        return rows.loc[:, [c for c in rows if (rows[c] != "").any()]]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / Path(filename).name
        path.write_bytes(content)
        return read_raw_csv(path)


def _merged(
    desk: Desk, centre_id: str, new: pd.DataFrame, given: pd.Index
) -> tuple[pd.DataFrame, int]:
    """History with a file put on it, and how many known intervals got other numbers.

    Only what the file has a row for replaces what is known: what an absent row is taken for
    (closed, zero, missing) fills intervals of which nothing is known yet.
    """
    old = history(desk, centre_id)
    if old is None:
        return new, 0
    rest = new.set_index(KEYS)
    known = old.set_index(KEYS)
    blank = known.index[known["state"] == "missing"]
    fill = rest.index[rest["state"] != "missing"]
    told = rest.loc[rest.index.isin(given) | (rest.index.isin(blank) & rest.index.isin(fill))]
    both = told.index.intersection(known.index)
    before = known.loc[both, "volume"]
    after = told.loc[both, "volume"]
    replaced = int(((before != after) & ~(before.isna() & after.isna())).sum())
    silent = rest.index.difference(known.index).difference(told.index)
    kept = known.loc[known.index.difference(told.index)]
    merged = pd.concat([kept, told, rest.loc[silent]]).reset_index()
    closed = planning.closed_days(centres.centre(desk, centre_id))
    merged = _complete(merged, closed).sort_values(["queue", "timestamp"], ignore_index=True)
    return HISTORY.validate(merged[list(HISTORY.columns)]), replaced


def _complete(frame: pd.DataFrame, closed: frozenset[date]) -> pd.DataFrame:
    """Fill what lies between old and new with missing intervals, so that the grid is full.

    Days on which the centre was shut are closed, not missing.
    """
    stamps = frame["timestamp"]
    step = stamps.drop_duplicates().sort_values().diff().min()
    grid = pd.date_range(stamps.min(), stamps.max(), freq=step)
    full = pd.MultiIndex.from_product(
        [grid, sorted(frame["queue"].unique())], names=["timestamp", "queue"]
    )
    wide = frame.set_index(["timestamp", "queue"]).reindex(full).reset_index()
    shut = wide["state"].isna() & wide["timestamp"].dt.date.isin(closed)
    state = wide["state"].mask(shut, "closed").fillna("missing")
    return wide.assign(state=state, queue=wide["queue"].astype(str))
