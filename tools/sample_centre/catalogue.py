"""The sample centre's shift catalogue."""

from __future__ import annotations

from wfm.core.shifts import BreakKind, BreakWindow, Shift, SwapClass

HANDOVER_MIN = 10
"""Agents are there this long before the start (art. 41)."""

# id, codes, start, length, night, then earliest and latest start of meal and rest, as minutes
# from the start. Between the windows lies an hour, and no stretch of work can pass six.
_ROWS = (
    ("E1", "E1", "早1", 390, 510, False, (270, 360), (90, 180)),
    ("E2", "E2", "早2", 420, 510, False, (270, 360), (90, 180)),
    ("E3", "E3", "早3", 480, 510, False, (180, 270), (360, 420)),
    ("D1", "D1", "白1", 540, 510, False, (150, 240), (330, 420)),
    ("D2", "D2", "白2", 600, 510, False, (120, 210), (300, 390)),
    ("M1", "M1", "中1", 720, 510, False, (300, 390), (90, 210)),
    ("M2", "M2", "中2", 810, 510, False, (270, 360), (90, 180)),
    ("L1", "L1", "晚1", 930, 510, False, (120, 210), (300, 390)),
    ("N1", "N1", "夜1", 1320, 510, True, (270, 360), (90, 180)),
    ("N2", "N2", "夜2", 1410, 510, True, (270, 360), (90, 180)),
    ("H1", "H1", "短1", 510, 390, False, (150, 210), (300, 330)),
    ("H2", "H2", "短2", 840, 390, False, (210, 270), (60, 120)),
    ("S1", "S1", "短3", 540, 240, False, None, None),
    ("S2", "S2", "短4", 1020, 240, False, None, None),
)

FULL_TIME = ("E1", "E2", "E3", "D1", "D2", "M1", "M2", "L1", "N1", "N2")
DAYTIME = FULL_TIME[:-2]
SIX_HOURS = ("H1", "H2")
FOUR_HOURS = ("S1", "S2")


def make_shifts() -> tuple[Shift, ...]:
    """Return the catalogue: eight paid hours, six for H, four for S."""
    return tuple(_shift(*row) for row in _ROWS)


def _shift(
    shift_id: str,
    code_en: str,
    code_zh: str,
    start_min: int,
    length_min: int,
    night: bool,
    meal: tuple[int, int] | None,
    rest: tuple[int, int] | None,
) -> Shift:
    breaks = []
    if meal is not None:
        breaks.append(BreakWindow(BreakKind.MEAL, 30, *meal, paid=False))
    if rest is not None:
        breaks.append(BreakWindow(BreakKind.REST, 30, *rest, paid=True))
    return Shift(
        id=shift_id,
        code_en=code_en,
        code_zh=code_zh,
        start_min=start_min,
        length_min=length_min,
        swap_class=SwapClass.NIGHT if night else SwapClass.DAY,
        night=night,
        breaks=tuple(breaks),
        before_min=HANDOVER_MIN,
    )
