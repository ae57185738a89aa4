"""The shift catalogue as a table: one row a shift, with at most one meal and one rest break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wfm.core.errors import BadInputError, Fault
from wfm.core.shifts import BreakKind, BreakWindow, Gap, Shift, SwapClass, gap_faults
from wfm.core.time import DAY_MIN, clock
from wfm.sheets.fields import RowReader
from wfm.sheets.parsed import Parsed
from wfm.sheets.tables import Table

CLASS_WORDS = {"日": SwapClass.DAY, "白": SwapClass.DAY, "夜": SwapClass.NIGHT}
HANDOVER_MAX_MIN = 120
STEP_MAX_MIN = 240
_PAID = {BreakKind.MEAL: False, BreakKind.REST: True}
"""What a break is when the cell is empty (art. 32)."""


def window_faults(window: BreakWindow, length_min: int) -> list[str]:
    """Say what is wrong with a break window of a shift of that length."""
    found = []
    if window.latest_min < window.earliest_min:
        found.append("the latest start lies before the earliest one")
    elif window.latest_min + window.length_min > length_min:
        found.append("the break could end after the shift")
    return found


def parse_shifts(table: Table) -> Parsed[Shift]:
    """Read a shift catalogue.

    Parameters
    ----------
    table : Table
        Of the kind ``shifts``.
    """
    faults: list[Fault] = []
    shifts: list[Shift] = []
    rows_of: dict[str, int] = {}
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        shift = _shift(reader)
        if shift is None:
            continue
        if shift.id in rows_of:
            reader.fault(
                f"the id was given already in row {rows_of[shift.id]}",
                "give each shift one row",
                "id",
            )
        rows_of.setdefault(shift.id, row.number)
        if len(faults) == before:
            shifts.append(shift)
    faults += catalogue_faults(shifts, table.file)
    return Parsed(tuple(shifts), tuple(faults), table.ignored)


def catalogue_faults(shifts: Sequence[Shift], file: str) -> list[Fault]:
    """Say which bags are named as a shift is: nobody could tell them apart."""
    ids = {s.id for s in shifts}
    return [
        Fault(
            "a bag has the name of a shift",
            "give the bag a name of its own",
            file,
            column="bags",
            value=name,
        )
        for name in sorted({bag for s in shifts for bag in s.bags} & ids)
    ]


def _shift(reader: RowReader) -> Shift | None:
    shift_id = reader.needed("id")
    codes = reader.needed("code_en"), reader.needed("code_zh")
    start, end = (
        reader.minute("start", reader.needed("start")),
        reader.minute("end", reader.needed("end")),
    )
    swap = reader.choice("swap_class", reader.text("swap_class") or "day", SwapClass, CLASS_WORDS)
    if start is None or end is None:
        return None
    if start == DAY_MIN:
        reader.fault("a shift starts from 00:00 to 23:59", "write 00:00", "start")
    length = end - start if end > start else end - start + DAY_MIN
    windows = [_window(reader, kind, start, length) for kind in _PAID]
    latest, step = _band(reader, start)
    shift = Shift(
        id=shift_id,
        code_en=codes[0],
        code_zh=codes[1],
        start_min=start,
        length_min=length,
        swap_class=swap or SwapClass.DAY,
        night=reader.yes("night", default=False),
        breaks=tuple(w for w in windows if w is not None),
        before_min=reader.whole("before_min", low=0, high=HANDOVER_MAX_MIN, default=0),
        after_min=reader.whole("after_min", low=0, high=HANDOVER_MAX_MIN, default=0),
        handover_paid=reader.yes("handover_paid", default=False),
        gap=_gap(reader, start),
        bags=reader.list("bags"),
        latest_start_min=latest,
        start_step_min=step,
    )
    for what in gap_faults(shift):
        reader.fault(what, "mend the gap, the window or the shift", "gap_start")
    return shift


def _gap(reader: RowReader, start: int) -> Gap | None:
    """Gap of a split shift; times before the shift's start are the next day's."""
    first, last = reader.minute("gap_start"), reader.minute("gap_end")
    if first is None and last is None:
        return None
    if first is None or last is None:
        column = "gap_start" if first is None else "gap_end"
        reader.fault("the gap has only one end", "give both or neither", column)
        return None
    at = (first - start) % DAY_MIN
    return Gap(at, (last - start) % DAY_MIN - at)


def _band(reader: RowReader, start: int) -> tuple[int | None, int]:
    """Latest start of a flexible shift and the step between starts."""
    latest = reader.minute("latest_start")
    step = reader.whole("start_step_min", low=0, high=STEP_MAX_MIN, default=0)
    if latest is not None and latest <= start:
        reader.fault("the latest start is not after the start", "give a later time", "latest_start")
        return None, step
    return latest, step if latest is not None else 0


def _window(reader: RowReader, kind: BreakKind, start: int, length: int) -> BreakWindow | None:
    minutes = reader.whole(f"{kind}_min", low=0, high=240, default=0)
    earliest, latest = reader.minute(f"{kind}_earliest"), reader.minute(f"{kind}_latest")
    paid = reader.yes(f"{kind}_paid", default=_PAID[kind])
    if not minutes:
        return None
    if earliest is None or latest is None:
        for column in (f"{kind}_earliest", f"{kind}_latest"):
            if not reader.text(column):
                reader.fault(
                    "the break has no window", "give its earliest and latest start", column
                )
        return None
    window = BreakWindow(
        kind, minutes, (earliest - start) % DAY_MIN, (latest - start) % DAY_MIN, paid
    )
    for what in window_faults(window, length):
        reader.fault(what, "mend the window or the shift", f"{kind}_latest")
    return window


def shifts_rows(shifts: Iterable[Shift]) -> list[list[str]]:
    """Write a catalogue as rows of the shifts table.

    Raises
    ------
    BadInputError
        When a shift has breaks that the table has no columns for; shifts.toml holds any.
    """
    rows = []
    for s in shifts:
        windows = {w.kind: w for w in s.breaks}
        if len(windows) != len(s.breaks) or not windows.keys() <= _PAID.keys():
            raise BadInputError(
                Fault(
                    "the shift has more breaks than a table has columns for",
                    "write the catalogue as shifts.toml",
                    value=s.id,
                )
            )
        cells = [
            s.id,
            s.code_en,
            s.code_zh,
            clock(s.start_min),
            clock(s.end_min),
            s.swap_class.value,
            _yes(s.night),
            str(s.before_min),
            str(s.after_min),
            _yes(s.handover_paid),
        ]
        for kind in _PAID:
            w = windows.get(kind)
            cells += (
                ["", "", "", ""]
                if w is None
                else [
                    str(w.length_min),
                    clock(s.start_min + w.earliest_min),
                    clock(s.start_min + w.latest_min),
                    _yes(w.paid),
                ]
            )
        cells += (
            ["", ""]
            if s.gap is None
            else [clock(s.start_min + s.gap.start_min), clock(s.start_min + s.gap.end_min)]
        )
        latest = s.latest_start_min
        cells += [
            ";".join(s.bags),
            "" if latest is None else clock(latest),
            str(s.start_step_min) if s.start_step_min else "",
        ]
        rows.append(cells)
    return rows


def _yes(value: bool) -> str:
    return "yes" if value else "no"
