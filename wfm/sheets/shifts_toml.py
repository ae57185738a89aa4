"""shifts.toml: the shift catalogue with any number of breaks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from wfm.core.errors import Fault
from wfm.core.shifts import BreakKind, BreakWindow, Gap, Shift, SwapClass, gap_faults
from wfm.core.time import DAY_MIN, clock
from wfm.sheets.parsed import Parsed
from wfm.sheets.shifts_table import (
    HANDOVER_MAX_MIN,
    STEP_MAX_MIN,
    catalogue_faults,
    window_faults,
)
from wfm.sheets.toml_files import Minute, TomlModel, fit, key_of, read_toml, write_toml

SHIFTS_FORMAT = 1

Handover = Annotated[int, Field(ge=0, le=HANDOVER_MAX_MIN)]


class _Break(TomlModel):
    kind: BreakKind
    length_min: Annotated[int, Field(ge=1, le=240)]
    earliest: Minute
    latest: Minute
    paid: bool


class _Gap(TomlModel):
    start: Minute
    end: Minute

    def gap(self, start: int) -> Gap:
        """Return the gap of a shift; times before its start are the next day's."""
        first = (self.start - start) % DAY_MIN
        return Gap(first, (self.end - start) % DAY_MIN - first)


class _Shift(TomlModel):
    id: Annotated[str, Field(min_length=1)]
    code_en: Annotated[str, Field(min_length=1)]
    code_zh: Annotated[str, Field(min_length=1)]
    start: Annotated[Minute, Field(lt=DAY_MIN)]
    end: Minute
    swap_class: SwapClass = SwapClass.DAY
    night: bool = False
    before_min: Handover = 0
    after_min: Handover = 0
    handover_paid: bool = False
    breaks: tuple[_Break, ...] = Field(default=(), alias="break")
    gap: _Gap | None = None
    bags: tuple[str, ...] = ()
    latest_start: Annotated[Minute, Field(lt=DAY_MIN)] | None = None
    start_step_min: Annotated[int, Field(ge=0, le=STEP_MAX_MIN)] = 0

    def shift(self) -> Shift:
        """Return the catalogue's own noun; an end at or before the start is the next day's."""
        length = self.end - self.start + (DAY_MIN if self.end <= self.start else 0)
        return Shift(
            id=self.id,
            code_en=self.code_en,
            code_zh=self.code_zh,
            start_min=self.start,
            length_min=length,
            swap_class=self.swap_class,
            night=self.night,
            breaks=tuple(
                BreakWindow(
                    b.kind,
                    b.length_min,
                    (b.earliest - self.start) % DAY_MIN,
                    (b.latest - self.start) % DAY_MIN,
                    b.paid,
                )
                for b in self.breaks
            ),
            before_min=self.before_min,
            after_min=self.after_min,
            handover_paid=self.handover_paid,
            gap=None if self.gap is None else self.gap.gap(self.start),
            bags=self.bags,
            latest_start_min=self.latest_start,
            start_step_min=0 if self.latest_start is None else self.start_step_min,
        )


class _Catalogue(TomlModel):
    format: int
    shift: Annotated[tuple[_Shift, ...], Field(min_length=1)]


def parse_shifts_toml(source: Path | bytes, file: str = "") -> Parsed[Shift]:
    """Read a shift catalogue.

    Raises
    ------
    BadInputError
        When the file can't be read or does not fit its form; faults of single shifts (an id
        given twice, a break outside) are in the result.
    """
    file = file or (source.name if isinstance(source, Path) else "shifts.toml")
    entries = fit(_Catalogue, read_toml(source, file), file, SHIFTS_FORMAT).shift
    faults: list[Fault] = []
    shifts: list[Shift] = []
    for i, shift in enumerate(entry.shift() for entry in entries):
        before = len(faults)
        if shift.id in {s.id for s in shifts}:
            faults.append(
                Fault(
                    "the id is given twice",
                    "give each shift its own id",
                    file,
                    column=key_of(("shift", i, "id")),
                    value=shift.id,
                )
            )
        for b, window in enumerate(shift.breaks):
            faults += [
                Fault(
                    what,
                    "mend the window or the shift",
                    file,
                    column=key_of(("shift", i, "break", b, "latest")),
                    value=f"{shift.id} {shift.span}",
                )
                for what in window_faults(window, shift.length_min)
            ]
        faults += [
            Fault(
                what,
                "mend the gap, the window or the shift",
                file,
                column=key_of(("shift", i, "gap")),
                value=f"{shift.id} {shift.span}",
            )
            for what in gap_faults(shift)
        ]
        if shift.latest_start_min is not None and shift.latest_start_min <= shift.start_min:
            faults.append(
                Fault(
                    "the latest start is not after the start",
                    "give a later time",
                    file,
                    column=key_of(("shift", i, "latest_start")),
                    value=clock(shift.latest_start_min),
                )
            )
        if len(faults) == before:
            shifts.append(shift)
    faults += catalogue_faults(shifts, file)
    return Parsed(tuple(shifts), tuple(faults))


def shifts_toml(shifts: Iterable[Shift], comment: str = "") -> str:
    """Write a shift catalogue as shifts.toml."""
    return write_toml({"format": SHIFTS_FORMAT, "shift": [_entry(s) for s in shifts]}, comment)


def _entry(shift: Shift) -> dict[str, Any]:
    gap, latest = shift.gap, shift.latest_start_min
    return {
        "id": shift.id,
        "code_en": shift.code_en,
        "code_zh": shift.code_zh,
        "start": clock(shift.start_min),
        "end": clock(shift.end_min),
        "swap_class": shift.swap_class.value,
        "night": shift.night,
        "before_min": shift.before_min,
        "after_min": shift.after_min,
        "handover_paid": shift.handover_paid,
        "bags": list(shift.bags) or None,
        "latest_start": None if latest is None else clock(latest),
        "start_step_min": shift.start_step_min or None,
        "gap": None
        if gap is None
        else {
            "start": clock(shift.start_min + gap.start_min),
            "end": clock(shift.start_min + gap.end_min),
        },
        "break": [
            {
                "kind": b.kind.value,
                "length_min": b.length_min,
                "earliest": clock(shift.start_min + b.earliest_min),
                "latest": clock(shift.start_min + b.latest_min),
                "paid": b.paid,
            }
            for b in shift.breaks
        ],
    }
