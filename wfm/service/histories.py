"""History: imported with a preview, kept as revisions, read back as the HISTORY frame."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.history import gaps
from wfm.service import centres, known_days, planning, sources
from wfm.service.desk import Desk, Right
from wfm.service.merging import Merged, merge
from wfm.service.sources import Opened
from wfm.sheets.history_guess import match_queues
from wfm.sheets.history_layout import HistoryLayout
from wfm.sheets.history_rows import HistoryRows, read_layout
from wfm.store.kinds import DocumentKind

N_HEAD = 50

Say = Callable[[str, float], None]
"""Told the phase, and which share is done."""


@dataclass(frozen=True)
class HistoryPreview:
    """What a file would bring in; nothing is saved.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.HISTORY`; empty when there is a fault.
    head : DataFrame
        First rows as they were understood: row of the file, timestamp, queue, volume, aht_s,
        abandoned.
    n_rows, n_summary, n_ignored : int
        Rows read, rows of sums left out, rows of queues left out.
    first, last : datetime or None
        First and last interval.
    queues : tuple of str
    gaps : DataFrame
        queue, start, end, intervals: marked missing, never refused.
    faults : tuple of Fault
        Saving is refused while there is one.
    strange : tuple of str
        Queues of the file that are none of the centre's.
    n_new : int
        Intervals of which nothing was known.
    replaced : DataFrame
        timestamp, queue, before, after: intervals known already that the file gives other
        numbers for.
    """

    frame: pd.DataFrame
    head: pd.DataFrame = field(default_factory=pd.DataFrame)
    n_rows: int = 0
    n_summary: int = 0
    n_ignored: int = 0
    first: datetime | None = None
    last: datetime | None = None
    queues: tuple[str, ...] = ()
    gaps: pd.DataFrame | None = None
    faults: tuple[Fault, ...] = ()
    strange: tuple[str, ...] = ()
    n_new: int = 0
    replaced: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def n_replaced(self) -> int:
        """How many known intervals get other numbers."""
        return len(self.replaced)


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


def preview_head(
    desk: Desk, centre_id: str, opened: Opened, layout: HistoryLayout
) -> HistoryPreview:
    """What the first rows of a file say, read by a layout; faults are listed, not raised.

    Parameters
    ----------
    opened : Opened
        Of a file's head, from `wfm.service.sources.open_file`.
    """
    desk.actor.need(Right.FORECAST)
    try:
        rows = _rows(opened, layout, centres.centre(desk, centre_id))
    except BadInputError as error:
        return HistoryPreview(pd.DataFrame(), faults=error.faults)
    return HistoryPreview(
        pd.DataFrame(),
        rows.rows.head(N_HEAD).assign(row=rows.numbers[:N_HEAD]),
        len(rows.rows),
        rows.n_summary,
        rows.n_ignored,
        faults=rows.faults,
        strange=rows.strange,
    )


def preview_history(
    desk: Desk,
    centre_id: str,
    filename: str,
    content: bytes,
    *,
    absent: str | None = None,
    layout: HistoryLayout | None = None,
    say: Say = lambda phase, share: None,
) -> HistoryPreview:
    """Read a whole history file; faults are listed, not raised.

    Two years of twenty queues take seconds: pages leave it to a run
    (`wfm.service.history_imports`).

    Parameters
    ----------
    absent : str, optional
        What an absent row means: zero, missing or closed; the centre's choice by default.
    layout : HistoryLayout, optional
        What the file's columns say; that of its source, or a guess, by default.
    """
    desk.actor.need(Right.FORECAST)
    rows: HistoryRows | None = None
    head = pd.DataFrame()
    try:
        say("reading", 0.05)
        opened = sources.open_file(desk, centre_id, filename, content)
        centre = centres.centre(desk, centre_id)
        say("reading", 0.2)
        rows = _rows(opened, layout, centre)
        head = rows.rows.head(N_HEAD).assign(row=rows.numbers[:N_HEAD])
        say("reading", 0.4)
        frame = _frame(rows, opened, layout, centre, absent)
        say("merging", 0.7)
        merged = _merged(desk, centre_id, rows, frame, centre, absent)
    except BadInputError as error:
        return HistoryPreview(
            pd.DataFrame(),
            head,
            faults=error.faults,
            strange=() if rows is None else rows.strange,
        )
    stamps = frame["timestamp"]
    return HistoryPreview(
        frame,
        head,
        len(rows.rows),
        rows.n_summary,
        rows.n_ignored,
        stamps.min().to_pydatetime(),
        stamps.max().to_pydatetime(),
        tuple(sorted(frame["queue"].unique())),
        pd.DataFrame(
            [(g.queue, g.start, g.end, g.n_intervals) for g in gaps(merged.frame)],
            columns=["queue", "start", "end", "intervals"],
        ),
        n_new=merged.n_new,
        replaced=merged.replaced,
    )


def save_history(
    desk: Desk,
    centre_id: str,
    filename: str,
    content: bytes,
    *,
    absent: str | None = None,
    layout: HistoryLayout | None = None,
    source: str = "",
    reason: str = "",
    say: Say = lambda phase, share: None,
) -> int:
    """Add a file to the history; intervals that it gives replace those known.

    Giving the same file twice changes nothing.

    Parameters
    ----------
    absent, layout
        As `preview_history` takes them.
    source : str
        Name under which the layout is kept for the next file with the same header; empty keeps
        it not.

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
    say("reading", 0.05)
    opened = sources.open_file(desk, centre_id, filename, content)
    centre = centres.centre(desk, centre_id)
    say("reading", 0.2)
    rows = _rows(opened, layout, centre)
    if rows.faults:
        raise BadInputError(rows.faults)
    say("reading", 0.4)
    frame = _frame(rows, opened, layout, centre, absent)
    known = history_revision(desk, centre_id)
    say("merging", 0.6)
    merged = _merged(desk, centre_id, rows, frame, centre, absent)
    say("saving", 0.8)
    if source:
        sources.save_source(desk, centre_id, source, opened.table.header, layout or opened.layout)
    if not merged.changed:
        return known
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.HISTORY,
            merged.frame,
            expected_revision=known,
            source_file=filename,
            author=desk.actor.name,
            reason=reason or f"import of {filename}",
        )
    return saved.revision


def _rows(opened: Opened, layout: HistoryLayout | None, centre: Centre) -> HistoryRows:
    """Rows of a table; queues that its layout does not name are known by their own names.

    The layout may have been chosen by a file's head, where not every queue stands.
    """
    chosen = layout or opened.layout
    if chosen.queue in opened.table.header:
        names = [str(text) for text in pd.unique(opened.table.rows[chosen.queue])]
        known = match_queues([n for n in names if n not in chosen.queues], centre.queues)
        chosen = dataclasses.replace(chosen, queues={**known, **chosen.queues})
    return read_layout(opened.table, chosen, tuple(queue.id for queue in centre.queues))


def _frame(
    rows: HistoryRows,
    opened: Opened,
    layout: HistoryLayout | None,
    centre: Centre,
    absent: str | None,
) -> pd.DataFrame:
    """HISTORY frame of rows; faults are at the row and column of the file."""
    if rows.faults:
        raise BadInputError(rows.faults)
    chosen = layout or opened.layout
    theirs = {
        "timestamp": chosen.timestamp or chosen.time or chosen.date,
        "queue": chosen.queue,
        "volume": chosen.offered or chosen.answered,
        "abandoned": chosen.abandoned,
        "aht_s": chosen.handle[0] if chosen.handle else "",
    }
    try:
        return planning.history_frame(centre, rows.rows, file=opened.table.file, absent=absent)
    except BadInputError as error:
        raise BadInputError(
            [
                dataclasses.replace(
                    fault,
                    row=None
                    if fault.row is None
                    else int(rows.numbers[min(max(fault.row - 2, 0), len(rows.numbers) - 1)]),
                    column=theirs.get(fault.column) or fault.column,
                )
                for fault in error.faults
            ]
        ) from error


def _merged(
    desk: Desk,
    centre_id: str,
    rows: HistoryRows,
    frame: pd.DataFrame,
    centre: Centre,
    absent: str | None,
) -> Merged:
    """History with a file put on it.

    Only what the file has a row for replaces what is known: what an absent row is taken for
    (closed, zero, missing) fills intervals of which nothing is known yet.
    """
    means = absent or centre.absent
    plain = frame
    if means != "missing":
        plain = planning.history_frame(centre, rows.rows, file="", absent="missing")
    given = plain["state"].isin(("open", "outage")).to_numpy()
    old = history(desk, centre_id)
    return merge(old, frame, given, known_days.closed_days(centre), absent=means)
