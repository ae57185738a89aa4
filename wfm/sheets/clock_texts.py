"""Days, times of day, durations and numbers as other systems write them, in English and Chinese."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from wfm.core.time import DAY_MIN


class DayOrder(StrEnum):
    """Order of the parts of a day that does not start with its year."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class AhtUnit(StrEnum):
    """Unit of a handle time written as a plain number; one with colons says it itself."""

    SECONDS = "seconds"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as a text gives it.

    Parameters
    ----------
    day : date
    minute : int
        Minutes after midnight; 1440 is midnight at its end.
    end_minute : int or None
        Of an interval written with both ends.
    offset : str
        Offset from UTC as written, empty for local time.
    """

    day: date
    minute: int
    end_minute: int | None = None
    offset: str = ""


_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(re.findall(r"\w+", _MONTH_NAMES), start=1)}
_EMPTY = frozenset({"", "-", "--", "—", "–", "n/a", "na", "null", "none", "nan", "#n/a", "无"})
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_DAY_NAMED = re.compile(r"(\d{1,2})[\s\-/]+([a-z]{3})[a-z]*\.?[\s\-/,]+(\d{4}|\d{2})(?!\d)")
_MONTH_NAMED = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WEEKDAY = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+|(?:星期|周)[一二三四五六日天]\s*)"
)
_AFTER = re.compile(r"[\s(]*(?:星期|周)[一二三四五六日天][)\s]*")
_OFFSET = re.compile(r"\s*(?:z|[+-]\d{2}:?\d{2})$")
_MORNING = ("上午", "早上", "凌晨", "清晨", "早晨")
_EVENING = ("下午", "晚上", "傍晚", "中午")
_CLOCK = re.compile(
    r"(?P<before>[一-鿿]{2})?\s*(?P<h>\d{1,2})(?:\s*[:.时点h]\s*(?P<m>\d{2}))?"
    r"(?:\s*[:.分]\s*(?P<s>\d{2})(?:\.\d+)?)?\s*分?\s*(?P<after>[ap]\.?\s?m\.?)?"
)
_FOUR = re.compile(r"(\d{2})(\d{2})(?:\d{2})?")
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|～|至|到|\bto\b)\s*")


def plain(text: str) -> str:
    """Text in one width and case, without spaces around."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.strip().casefold()


def is_empty(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, n/a."""
    return plain(text) in _EMPTY


def read_day(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> date | None:
    """Read a day; None when the text is none.

    Examples
    --------
    >>> read_day("02/03/2026"), read_day("2026年3月2日"), read_day("Mon 2-Mar-26")
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2), datetime.date(2026, 3, 2))
    >>> read_day("3/2/2026", DayOrder.MONTH_FIRST)
    datetime.date(2026, 3, 2)
    """
    found = _day_at_start(plain(text), order)
    if found is None:
        return None
    day, rest = found
    # A spreadsheet shows the midnight that it keeps with every day.
    return day if re.fullmatch(r"(?:[t\s]*0{1,2}:00(?::00(?:\.0+)?)?)?", rest) else None


def _day_at_start(text: str, order: DayOrder) -> tuple[date, str] | None:
    """Day at the start of a plain text, and what follows it."""
    text = _WEEKDAY.sub("", text)
    for pattern, places in (
        (_YEAR_FIRST, (1, 2, 3)),
        (_PACKED, (1, 2, 3)),
        (_YEAR_LAST, (3, 2, 1) if order is DayOrder.DAY_FIRST else (3, 1, 2)),
        (_DAY_NAMED, (3, 2, 1)),
        (_MONTH_NAMED, (3, 1, 2)),
    ):
        match = pattern.match(text)
        if match is None:
            continue
        year, month, day = (match.group(place) for place in places)
        number = _MONTHS.get(month) if month.isalpha() else int(month)
        if number is None:
            return None
        try:
            found = date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
        except ValueError:
            return None
        return found, _AFTER.sub(" ", text[match.end() :]).strip()
    return None


def guess_order(texts: Iterable[str]) -> DayOrder:
    """Order of days written with slashes or dots: what can't be a month, else the shorter span.

    Examples
    --------
    >>> guess_order(["13/02/2026"]), guess_order(["01/31/2026"])
    (<DayOrder.DAY_FIRST: 'day_first'>, <DayOrder.MONTH_FIRST: 'month_first'>)
    >>> guess_order(["03/01/2026", "03/02/2026", "03/03/2026"])
    <DayOrder.MONTH_FIRST: 'month_first'>
    """
    texts = [plain(text) for text in texts]
    spans = {}
    for order in DayOrder:
        read = [_day_at_start(text, order) for text in texts]
        known = [found[0] for found in read if found is not None]
        if len(known) == len(texts) and known:
            spans[order] = max(known) - min(known)
    return min(spans, key=lambda order: spans[order]) if spans else DayOrder.DAY_FIRST


def read_clock(text: str) -> tuple[int, int | None] | None:
    """Read a time of day or an interval in minutes after midnight; None when it is neither.

    Examples
    --------
    >>> read_clock("08:30"), read_clock("8:30 PM"), read_clock("08:00-08:30")
    ((510, None), (1230, None), (480, 510))
    >>> read_clock("11:30 - 12:00 PM"), read_clock("下午1:30"), read_clock("0830")
    ((690, 720), (810, None), (510, None))
    """
    parts = _BETWEEN.split(plain(text))
    if len(parts) == 1:
        start = _minute(parts[0], "")
        return None if start is None else (start, None)
    if len(parts) != 2:
        return None
    end = _minute(parts[1], "")
    half = _half(parts[1])
    start = _minute(parts[0], half if not _half(parts[0]) else "")
    if start is None or end is None:
        return None
    if half and not _half(parts[0]) and start > end:
        start -= DAY_MIN // 2
    return (start, end if end > start else end + DAY_MIN) if start >= 0 else None


def _half(text: str) -> str:
    match = _CLOCK.fullmatch(text)
    return (match.group("after") or "") if match else ""


def _minute(text: str, half: str) -> int | None:
    packed = _FOUR.fullmatch(text)
    if packed:
        hour, minute = int(packed.group(1)), int(packed.group(2))
        return hour * 60 + minute if hour < 24 and minute < 60 else None
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match.group("h")), int(match.group("m") or 0)
    half = (match.group("after") or half).replace(".", "").replace(" ", "")
    before = match.group("before")
    if before and before not in _MORNING + _EVENING:
        return None
    if half or before:
        if hour > 12 or (half and hour == 0):
            return None
        late = half == "pm" or before in _EVENING
        # 中午11:30 is before noon.
        hour = hour % 12 + (12 if late and not (before == "中午" and hour in (10, 11)) else 0)
    if minute > 59 or hour * 60 + minute > DAY_MIN:
        return None
    return hour * 60 + minute


def read_stamp(text: str, order: DayOrder = DayOrder.DAY_FIRST) -> Stamp | None:
    """Read a day with a time or an interval; None when it is none.

    Examples
    --------
    >>> read_stamp("02/03/2026 8:00 AM - 8:30 AM")
    Stamp(day=datetime.date(2026, 3, 2), minute=480, end_minute=510, offset='')
    >>> read_stamp("2026-03-02T08:00:00+08:00").offset
    '+08:00'
    """
    found = _day_at_start(plain(text), order)
    if found is None:
        return None
    day, rest = found
    clock = _after_day(rest, order)
    return None if clock is None else Stamp(day, *clock)


class StampReader:
    """Reads the moments of a column, each day and each time of day once.

    A year of half-hours has 17,520 moments, but 365 days and 48 times.

    Parameters
    ----------
    order : DayOrder
    """

    def __init__(self, order: DayOrder = DayOrder.DAY_FIRST) -> None:
        self._order = order
        self._days: dict[str, date | None] = {}
        self._clocks: dict[str, Clock | None] = {}

    def read(self, text: str) -> Stamp | None:
        """Read a moment as `read_stamp` does.

        Examples
        --------
        >>> StampReader().read("02/03/2026 08:00") == read_stamp("02/03/2026 08:00")
        True
        """
        place = 10 if text[10:11] == "T" else text.find(" ")
        first, rest = (text[:place], text[place:]) if place > 0 else (text, "")
        day = self._days.get(first, _UNREAD)
        if day is _UNREAD:
            found = _day_at_start(plain(first), self._order)
            day = self._days[first] = None if found is None or found[1] else found[0]
        clock = self._clocks.get(rest, _UNREAD)
        if clock is _UNREAD:
            clean = _AFTER.sub(" ", f" {plain(rest)}").strip()
            clock = self._clocks[rest] = _after_day(clean, self._order) if clean else None
        if day is None or clock is None:
            return read_stamp(text, self._order)  # a day of several words
        return Stamp(day, *clock)


_UNREAD: Any = object()
Clock = tuple[int, int | None, str]
"""Minute, minute of the end, offset: what follows the day in a `Stamp`."""


def _after_day(rest: str, order: DayOrder) -> Clock | None:
    """Time, end and offset of what follows a day; None when it is none."""
    iso, rest = rest.startswith("t"), rest.removeprefix("t").strip()
    offset = _OFFSET.search(rest)
    shift = ""
    if offset and (rest.count(":") >= 2 or offset.group().strip() == "z" or "+" in rest):
        shift, rest = offset.group().strip().upper(), rest[: offset.start()]
        # 08:00-08:30 is an interval, 08:00-0830 an offset.
        if shift.startswith("-") and rest.count(":") == 1 and ":" in shift and not iso:
            shift, rest = "", rest + offset.group()
    if not rest:
        return 0, None, shift
    # An interval may repeat the day before its end.
    parts = _BETWEEN.split(rest, maxsplit=1)
    if len(parts) == 2:
        again = _day_at_start(parts[1], order)
        if again is not None:
            rest = f"{parts[0]}-{again[1]}"
    clock = read_clock(rest)
    return None if clock is None else (*clock, shift)


_PARTS = re.compile(
    r"(?:(?P<h>\d+(?:\.\d+)?)\s*(?:h|hr|hrs|hours?|小时|时))?\s*"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s*(?:m|min|mins|minutes?|分钟|分))?\s*"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*(?:s|sec|secs|seconds?|秒))?"
)


def read_seconds(text: str, unit: AhtUnit = AhtUnit.SECONDS) -> float | None:
    """Read a duration in seconds; None when it is none.

    Examples
    --------
    >>> read_seconds("03:05"), read_seconds("1:02:03"), read_seconds("185.5")
    (185.0, 3723.0, 185.5)
    >>> read_seconds("3.5", AhtUnit.MINUTES), read_seconds("3分5秒")
    (210.0, 185.0)
    """
    text = plain(text)
    if ":" in text:
        parts = text.split(":")
        if len(parts) > 3 or not all(re.fullmatch(r"\d+(?:\.\d+)?", part) for part in parts):
            return None
        total = 0.0
        for part in parts:
            total = total * 60 + float(part)
        return total
    match = _PARTS.fullmatch(text)
    if match and any(match.groups()):
        h, m, s = (float(part or 0) for part in match.groups())
        return h * 3600 + m * 60 + s
    value = read_number(text)
    return None if value is None else value * (60 if unit is AhtUnit.MINUTES else 1)


def read_number(text: str) -> float | None:
    """Read a number with or without thousands separators; None when it is none.

    Examples
    --------
    >>> read_number("1,234"), read_number("12.5"), read_number("12 345"), read_number("many")
    (1234.0, 12.5, 12345.0, None)
    """
    text = plain(text).replace("\u00a0", " ")
    if re.fullmatch(r"-?\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?", text):
        text = re.sub(r"[, ']", "", text)
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
