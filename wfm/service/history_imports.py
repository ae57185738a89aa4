"""Imports of history as runs: the file is kept first, then a worker checks it, then saves it.

A page reads the head of a file alone. What a planner asks for is in the store before anything is
done, so a process that is killed loses nothing: the next worker does it, and a file whose content
is known already changes nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, histories, solves, sources
from wfm.service.codec import fingerprint_of, from_json, to_json
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.frames_json import frame_from_json, frame_to_json
from wfm.service.histories import HistoryPreview
from wfm.service.solves import RunInfo
from wfm.service.sources import Opened
from wfm.sheets.history_layout import HistoryLayout
from wfm.store import DocumentKind, RunStatus

KIND = "import"
"""Kind of run."""

HEAD_ROWS = 400
"""Of a file that a page reads itself."""

SHOWN = 500
"""Gaps, replaced intervals and faults that are kept with a run; their numbers are whole."""


class Act(StrEnum):
    """What is asked of a worker."""

    CHECK = "check"
    """Say what the file would bring in; nothing of the history changes."""
    SAVE = "save"
    """Put it on the history: all of it, or nothing."""


@dataclass(frozen=True)
class Found:
    """What a whole file says.

    Parameters
    ----------
    n_rows, n_summary, n_ignored, first, last, queues, strange, n_new
        As `wfm.service.histories.HistoryPreview`.
    replaced, gaps : DataFrame
        First `SHOWN` of them.
    n_replaced, n_gaps, n_faults : int
        All of them.
    faults : tuple of Fault
        First `SHOWN`; nothing can be saved while there is one.
    """

    n_rows: int = 0
    n_summary: int = 0
    n_ignored: int = 0
    first: datetime | None = None
    last: datetime | None = None
    queues: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    n_new: int = 0
    n_replaced: int = 0
    n_gaps: int = 0
    n_faults: int = 0
    replaced: pd.DataFrame = field(default_factory=pd.DataFrame)
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class HistoryImport:
    """An import as far as it has come.

    Parameters
    ----------
    run : RunInfo
    act : Act
    file : str
        Name of the file.
    upload : str
        Fingerprint under which the file is kept.
    absent : str
    layout : HistoryLayout
    author : str
    found : Found or None
        Of a check that is done, and of the check that a save stands on.
    revision : int or None
        Of the history once it is saved.
    current : bool
        Whether the history is still the one that was checked against.
    """

    run: RunInfo
    act: Act
    file: str
    upload: str
    absent: str
    layout: HistoryLayout
    author: str
    found: Found | None
    revision: int | None
    current: bool

    def asks(self, upload: str, absent: str, layout: HistoryLayout) -> bool:
        """Whether it is about a file, read in this way."""
        return (self.upload, self.absent, self.layout) == (upload, absent, layout)

    @property
    def queue_names(self) -> tuple[str, ...]:
        """Queues by their names in the file, as far as a choice was or is to be made."""
        strange = () if self.found is None else self.found.strange
        return tuple(sorted({*self.layout.queues, *strange}))

    @property
    def can_be_saved(self) -> bool:
        """Whether it is a check, done, without a fault, of the history as it is."""
        return (
            self.act is Act.CHECK
            and self.found is not None
            and not self.found.n_faults
            and self.current
        )


def open_head(desk: Desk, centre_id: str, filename: str, content: bytes) -> Opened:
    """First rows of a file with the layout that it most likely has.

    Raises
    ------
    BadInputError
        When it is no table.
    """
    return sources.open_file(desk, centre_id, filename, content, most_rows=HEAD_ROWS)


def start_check(
    desk: Desk,
    centre_id: str,
    filename: str,
    content: bytes,
    *,
    absent: str,
    layout: HistoryLayout,
) -> str:
    """Keep a file and queue its check; returns the run's id.

    Raises
    ------
    BadInputError
        When an import of this centre is under way.
    """
    desk.actor.need(Right.FORECAST)
    _refuse_second(desk, centre_id)
    mark = fingerprint_of(content)
    with desk.store.transaction() as tx:
        if not tx.documents.newest_revision(centre_id, DocumentKind.UPLOAD, mark):
            tx.documents.save(
                centre_id,
                DocumentKind.UPLOAD,
                content,
                name=mark,
                expected_revision=0,
                author=desk.actor.name,
                reason=f"check of {filename}",
                source_file=filename,
                source_fingerprint=mark,
            )
    payload = {
        "act": str(Act.CHECK),
        "file": filename,
        "upload": mark,
        "absent": absent,
        "layout": to_json("history_layout", layout),
        "history_revision": histories.history_revision(desk, centre_id),
    }
    return _submit(desk, centre_id, payload, f"check of {filename}")


def start_save(
    desk: Desk, centre_id: str, checked: str, *, source: str = "", reason: str = ""
) -> str:
    """Queue the saving of a file that was checked; returns the run's id.

    Parameters
    ----------
    checked : str
        Run of the check.
    source : str
        Name under which the layout is kept; empty keeps it not.

    Raises
    ------
    BadInputError
        When the check found faults, has not ended, or is of a history that has changed since, or
        when the source's name is too long.
    """
    desk.actor.need(Right.FORECAST)
    _refuse_second(desk, centre_id)
    check = _read(desk, centre_id, solves.run(desk, checked))
    if not check.can_be_saved:
        raise BadInputError(
            Fault(
                "only what was checked without a fault can be saved",
                "check the file again",
                value=check.file,
            )
        )
    if source:
        sources.check_name(source)
    payload = {
        **check.run.payload,
        "act": str(Act.SAVE),
        "checked": checked,
        "source": source,
        "reason": reason,
    }
    return _submit(desk, centre_id, payload, reason or f"import of {check.file}")


def newest(desk: Desk, centre_id: str) -> HistoryImport | None:
    """Newest import of a centre's history, None when there was none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        runs = tx.runs.all(centre=centre_id, kind=KIND, limit=1)
    return _read(desk, centre_id, solves.run(desk, runs[0].id)) if runs else None


def run_import(ctx: RunContext) -> dict[str, Any]:
    """Check or save a queued file (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    centre_id, p = str(ctx.centre), ctx.payload

    def say(phase: str, share: float) -> None:
        if ctx.should_stop():
            raise _StoppedError
        ctx.progress({"phase": phase, "share": share})

    with ctx.store.read() as tx:
        upload = tx.documents.current(centre_id, DocumentKind.UPLOAD, str(p["upload"]))
    if upload is None:
        raise BadInputError(Fault("the file is gone", "give it again", str(p["file"])))
    file, content = str(p["file"]), upload.content
    how: dict[str, Any] = {
        "absent": p["absent"],
        "layout": from_json("history_layout", p["layout"]),
        "say": say,
    }
    try:
        if Act(p["act"]) is Act.CHECK:
            return _written(histories.preview_history(desk, centre_id, file, content, **how))
        named = {"source": p["source"], "reason": p["reason"]}
        revision = histories.save_history(desk, centre_id, file, content, **how, **named)
    except _StoppedError:
        # Cancelled, or the worker ends and the next one begins anew: nothing was saved.
        return {}
    return {"revision": revision}


class _StoppedError(Exception):
    """The run is to come to an end."""


def _refuse_second(desk: Desk, centre_id: str) -> None:
    if solves.active_run(desk, centre_id, None, KIND) is not None:
        raise BadInputError(
            Fault("an import of this centre is under way", "wait for it or cancel it")
        )


def _submit(desk: Desk, centre_id: str, payload: Mapping[str, Any], reason: str) -> str:
    return LocalQueue(desk.store).submit(
        KIND, payload, author=desk.actor.name, reason=reason, centre=centre_id
    )


def _read(desk: Desk, centre_id: str, run: RunInfo) -> HistoryImport:
    p, act = run.payload, Act(run.payload["act"])
    result = run.result or {}
    check = result if act is Act.CHECK else solves.run(desk, str(p["checked"])).result or {}
    with desk.store.read() as tx:
        author = tx.runs.get(run.id).author
    done = run.status == RunStatus.DONE
    return HistoryImport(
        run,
        act,
        str(p["file"]),
        str(p["upload"]),
        str(p["absent"]),
        from_json("history_layout", p["layout"]),
        author,
        _found(check, centres.centre(desk, centre_id).zone) if check else None,
        int(result["revision"]) if done and "revision" in result else None,
        histories.history_revision(desk, centre_id) == int(p["history_revision"]),
    )


_PLAIN = ("n_rows", "n_summary", "n_ignored", "n_new", "n_replaced")


def _written(preview: HistoryPreview) -> dict[str, Any]:
    gaps = pd.DataFrame() if preview.gaps is None else preview.gaps
    return {
        **{name: getattr(preview, name) for name in _PLAIN},
        "first": None if preview.first is None else preview.first.isoformat(),
        "last": None if preview.last is None else preview.last.isoformat(),
        "queues": list(preview.queues),
        "strange": list(preview.strange),
        "n_gaps": len(gaps),
        "n_faults": len(preview.faults),
        "replaced": frame_to_json(preview.replaced.head(SHOWN)),
        "gaps": frame_to_json(gaps.head(SHOWN)),
        "faults": [dataclasses.asdict(fault) for fault in preview.faults[:SHOWN]],
    }


def _found(result: Mapping[str, Any], zone: str) -> Found:
    def stamp(name: str) -> datetime | None:
        text = result[name]
        return None if text is None else pd.Timestamp(text).tz_convert(zone).to_pydatetime()

    return Found(
        **{name: int(result[name]) for name in (*_PLAIN, "n_gaps", "n_faults")},
        first=stamp("first"),
        last=stamp("last"),
        queues=tuple(result["queues"]),
        strange=tuple(result["strange"]),
        replaced=frame_from_json(result["replaced"]),
        gaps=frame_from_json(result["gaps"]),
        faults=tuple(Fault(**fault) for fault in result["faults"]),
    )
