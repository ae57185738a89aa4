"""Sources of history: how each system's exports are laid out, kept by name and known again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from wfm.core.errors import BadInputError, Fault
from wfm.service import centres
from wfm.service.codec import from_json, to_json
from wfm.service.desk import Desk, Right
from wfm.sheets.columns import header_key
from wfm.sheets.free_table import FreeTable, read_free_table
from wfm.sheets.history_guess import guess_layout, header_score
from wfm.sheets.history_layout import HistoryLayout
from wfm.store.kinds import DocumentKind

MAX_NAME = 80


@dataclass(frozen=True)
class Source:
    """A system that exports history, and how it lays its tables out.

    Parameters
    ----------
    name : str
    header : tuple of str
        Headers of its tables as keys, sorted: the signature by which the next file is known.
    layout : HistoryLayout
    """

    name: str
    header: tuple[str, ...]
    layout: HistoryLayout


@dataclass(frozen=True)
class Opened:
    """A file with the layout that it is most likely to have.

    Parameters
    ----------
    table : FreeTable
    layout : HistoryLayout
        Of the source with the same header, else guessed.
    source : str
        Name of that source, empty when the layout is a guess.
    """

    table: FreeTable
    layout: HistoryLayout
    source: str = ""


def signature(header: Sequence[str]) -> tuple[str, ...]:
    """Header as files of one source share it: names as keys, whatever their order."""
    return tuple(sorted(header_key(name) for name in header))


def open_file(
    desk: Desk, centre_id: str, filename: str, content: bytes, *, most_rows: int | None = None
) -> Opened:
    """Read a file's table and find its layout: a known source's, else a guess.

    Parameters
    ----------
    most_rows : int, optional
        Read no more of it than its first rows.

    Raises
    ------
    BadInputError
        When it is no table.
    """
    desk.actor.need(Right.FORECAST)
    table = read_free_table(content, filename, header_score, most_rows)
    mark = signature(table.header)
    for source in sources(desk, centre_id):
        if source.header == mark:
            return Opened(table, _named_as(source.layout, table.header), source.name)
    return Opened(table, guess_layout(table, centres.centre(desk, centre_id).queues))


def sources(desk: Desk, centre_id: str) -> tuple[Source, ...]:
    """Sources of a centre, the newest first; each as it was saved last."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        names = dict.fromkeys(
            info.name for info in tx.documents.revisions(centre_id, DocumentKind.SOURCE)
        )
        found = [tx.documents.current(centre_id, DocumentKind.SOURCE, name) for name in names]
    return tuple(
        Source(
            d.info.name,
            tuple(d.content["header"]),
            from_json("history_layout", d.content["layout"]),
        )
        for d in found
        if d is not None and d.content
    )


def save_source(
    desk: Desk, centre_id: str, name: str, header: Sequence[str], layout: HistoryLayout
) -> int:
    """Keep the layout of a source; the next file with the same header is read by it.

    Returns
    -------
    int
        Revision in force; the same layout twice makes no new one.

    Raises
    ------
    BadInputError
        When the name is empty or too long.
    """
    desk.actor.need(Right.FORECAST)
    name = check_name(name)
    content = {"header": list(signature(header)), "layout": to_json("history_layout", layout)}
    return _save(desk, centre_id, name, content, f"layout of {name}")


def check_name(name: str) -> str:
    """Return the name of a source without spare spaces.

    Raises
    ------
    BadInputError
        When it is empty or too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME:
        raise BadInputError(
            Fault(
                "a source needs a name",
                f"name the system that wrote the file, in at most {MAX_NAME} signs",
                column="name",
                value=name,
            )
        )
    return name


def forget_source(desk: Desk, centre_id: str, name: str) -> None:
    """Know a source no longer; its revisions stay in the store.

    Raises
    ------
    BadInputError
        When there is no such source.
    """
    desk.actor.need(Right.FORECAST)
    if name not in {source.name for source in sources(desk, centre_id)}:
        raise BadInputError(Fault("there is no such source", "choose another", value=name))
    _save(desk, centre_id, name, {}, f"layout of {name} forgotten")


def _named_as(layout: HistoryLayout, header: Sequence[str]) -> HistoryLayout:
    """Layout with the columns as this file writes them."""
    names = {header_key(name): name for name in header}

    def named(column: str) -> str:
        return names.get(header_key(column), column) if column else column

    return dataclasses.replace(
        layout,
        timestamp=named(layout.timestamp),
        date=named(layout.date),
        time=named(layout.time),
        queue=named(layout.queue),
        offered=named(layout.offered),
        answered=named(layout.answered),
        abandoned=named(layout.abandoned),
        handle=tuple(named(column) for column in layout.handle),
    )


def _save(desk: Desk, centre_id: str, name: str, content: object, reason: str) -> int:
    with desk.store.transaction() as tx:
        newest = tx.documents.current(centre_id, DocumentKind.SOURCE, name)
        if newest is not None and newest.content == content:
            return newest.info.revision
        saved = tx.documents.save(
            centre_id,
            DocumentKind.SOURCE,
            content,
            name=name,
            expected_revision=0 if newest is None else newest.info.revision,
            author=desk.actor.name,
            reason=reason,
        )
    return saved.revision
