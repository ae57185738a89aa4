"""What a table of counted contacts most likely says, by its headers and its first rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from wfm.core.centre import Queue
from wfm.sheets.clock_texts import (
    AhtUnit,
    guess_order,
    is_empty,
    plain,
    read_clock,
    read_day,
    read_number,
    read_seconds,
    read_stamp,
)
from wfm.sheets.columns import header_key
from wfm.sheets.free_table import FreeTable
from wfm.sheets.history_layout import HandleIs, HistoryLayout, Shape, interval_columns, is_summary

SAMPLE = 400
WIDE_FROM = 4
"""Columns named by a time of day from which a row is taken for a day."""

_WHEN = (
    """
timestamp|datetime|date time|date and time|date/time|time|date|day|interval|interval start|start
start time|start date|interval start time|start of interval|period|half hour|report interval
time interval|interval time|time period|hour|call date|from
日期|时间|日期时间|时段|时间段|时间点|开始时间|起始时间|统计时间|统计日期|统计时段|时段开始|间隔|时间间隔
""",
    """
end|end time|interval end|interval end time|end of interval|结束时间|时段结束|截止时间
""",
)
_QUEUE = """
queue|queue name|queue id|split|skill|split/skill|split skill|skill name|skill group|vdn|csq
csq name|contact service queue|acd group|group|application|call type|service|line
workgroup|work group
队列|队列名称|技能组|技能|技能组名称|技能队列|业务|业务类型|业务线|服务组|热线|坐席组
"""
_OFFERED = """
volume|offered|calls offered|contacts offered|calls in|inbound|inbound calls|calls|contacts|n calls
total calls|received|calls received|acd calls offered|presented|calls presented|contacts presented
entered|calls entered|arrivals|number of calls|call volume|incoming calls|total offered
话务量|呼入量|来电量|呼入数|呼入总量|呼入总数|进线量|接入量|人工呼入量|请求量|人工请求量|转人工量|进队列量|来电数
"""
_ANSWERED = """
answered|calls answered|handled|calls handled|contacts handled|acd calls|n handled|total answered
contacts answered|calls taken|接听量|接起量|应答量|接通量|人工接听量|接听数|接通数|人工应答量|处理量
"""
_ABANDONED = """
abandoned|abandons|calls abandoned|abandoned calls|aban calls|abn calls|abandon|lost|lost calls
contacts abandoned|total abandoned|放弃量|放弃数|呼损|呼损量|未接量|排队放弃量|呼叫放弃量|未接通量
"""
_HANDLE = """
aht s|aht|average handle time|avg handle time|average handling time|avg handling time|handle time
handling time|平均处理时长|平均处理时间|平均通话处理时长|平均服务时长|处理时长
total handle time|total handling time|handle time total|sum handle time|总处理时长|处理总时长
"""
_PARTS = (
    """
talk time|average talk time|avg talk time|att|avg acd time|acd time|total talk time|talk|ttt
平均通话时长|通话时长|通话总时长|总通话时长|平均通话时间|通话时间
""",
    """
hold time|average hold time|avg hold time|total hold time|hold
平均保持时长|保持时长|保持总时长|总保持时长|保持时间
""",
    """
acw|acw time|average acw|avg acw|avg acw time|average acw time|after call work|wrap time|wrap up
average after call work|avg after call work|avg wrap time|wrap up time|total acw time|total acw
after call work time|total wrap time
平均话后时长|话后时长|话后总时长|总话后时长|平均整理时长|整理时长|整理总时长|事后处理时长|平均事后处理时长
""",
)


def _keys(words: str) -> frozenset[str]:
    return frozenset(header_key(word) for word in re.split(r"[|\n]", words) if word.strip())


_ROLES: dict[str, frozenset[str]] = {
    "when": _keys(_WHEN[0]),
    "end": _keys(_WHEN[1]),
    "queue": _keys(_QUEUE),
    "offered": _keys(_OFFERED),
    "answered": _keys(_ANSWERED),
    "abandoned": _keys(_ABANDONED),
    "handle": _keys(_HANDLE),
    **{f"part{i}": _keys(words) for i, words in enumerate(_PARTS)},
}
_ALL = frozenset().union(*_ROLES.values())
_UNIT = re.compile(r"[(\[（【]\s*([^)\]）】]*)\s*[)\]）】]")
_MINUTES = frozenset({"min", "mins", "minutes", "m", "分", "分钟"})
_TOTAL = re.compile(r"^(?:total|sum)|total$|总")
_AVERAGE = re.compile(r"^(?:average|avg)|平均")


def _key(header: str) -> str:
    return header_key(_UNIT.sub("", header))


def header_score(texts: Sequence[str]) -> int:
    """How many texts of a row are headers that are known, or times of day that name columns.

    Examples
    --------
    >>> header_score(["Date", "Interval", "Calls Offered"]), header_score(["Report of", "May"])
    (3, 0)
    """
    known = sum(_key(text) in _ALL for text in texts if text)
    clocks = len(interval_columns(tuple(text for text in texts if text)))
    return known + (clocks if clocks >= WIDE_FROM else 0)


def guess_layout(table: FreeTable, queues: Sequence[Queue]) -> HistoryLayout:
    """Guess the layout of a table; what can't be guessed stays empty for a person to choose.

    Parameters
    ----------
    table : FreeTable
    queues : sequence of Queue
        Of the centre; names of the file that are their ids or names in either language are
        mapped.
    """
    roles = _roles(table.header)
    head = table.rows.head(SAMPLE)
    wide = len(interval_columns(table.header)) >= WIDE_FROM
    taken = {name for names in roles.values() for name in names}
    when = [*roles["when"], *roles["end"]] or [n for n in table.header if n not in taken]
    stamp, day, clock = _when(head, when)
    texts = [t for name in (stamp, day) if name for t in _texts(head[name])]
    queue = next(iter(roles.get("queue", ())), "")
    answered = next(iter(roles.get("answered", ())), "")
    handle, handle_is = _handle(head, roles, answered)
    ids = [q.id for q in queues]
    return HistoryLayout(
        shape=Shape.DAYS if wide else Shape.INTERVALS,
        timestamp="" if wide and day else stamp,
        date=day if wide or not stamp else "",
        time="" if wide or stamp else clock,
        day_order=guess_order(texts),
        ends=bool(not wide and (clock or stamp) in roles.get("end", ())),
        queue=queue,
        all_queue=ids[0] if not queue and len(ids) == 1 else "",
        queues=match_queues(_texts(table.rows[queue]), queues) if queue else {},
        offered="" if wide else next(iter(roles.get("offered", ())), ""),
        answered="" if wide else answered,
        abandoned="" if wide else next(iter(roles.get("abandoned", ())), ""),
        handle=() if wide else handle,
        handle_is=handle_is,
        handle_unit=_unit(handle),
    )


def match_queues(names: Sequence[str], queues: Sequence[Queue]) -> dict[str, str]:
    """Queue of the centre for each name of a file that is its id or name.

    Case, spaces, hyphens and underscores don't matter; nearly the same is not the same: one
    digit makes another queue.
    """
    known = {header_key(text): q.id for q in queues for text in (q.name_en, q.name_zh, q.id)}
    return {name: known[key] for name in names if (key := header_key(plain(name))) in known}


def _roles(header: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for role, keys in _ROLES.items():
        found[role] = [name for name in header if _key(name) in keys]
    return found


def _texts(column: pd.Series) -> list[str]:
    return [str(t) for t in pd.unique(column) if not is_empty(str(t)) and not is_summary(str(t))]


def _when(head: pd.DataFrame, names: Sequence[str]) -> tuple[str, str, str]:
    """Columns with day and time, with the day, and with the time, by what stands in them."""
    stamp = day = clock = ""
    for name in names:
        texts = _texts(head[name])
        if not texts:
            continue
        orders = guess_order(texts)
        if not day and all(read_day(t, orders) for t in texts):
            day = name
        elif not clock and all(read_clock(t) for t in texts):
            clock = name
        elif not stamp and np.mean([read_stamp(t, orders) is not None for t in texts]) > 0.5:
            stamp = name
    if not (stamp or day or clock):
        # Nothing can be read: the names alone say what is meant, and the rows will be faults.
        first, second = [*names, "", ""][:2]
        return ("", first, second) if second else (first, "", "")
    if day and clock:
        stamp = ""
    return (stamp, "", "") if stamp else ("", day, clock)


def _handle(
    head: pd.DataFrame, roles: dict[str, list[str]], answered: str
) -> tuple[tuple[str, ...], HandleIs]:
    """Columns of the handle time, and whether they hold averages or totals."""
    whole = roles.get("handle", [])
    average = [name for name in whole if not _TOTAL.search(_key(name))]
    if average or whole:
        chosen: tuple[str, ...] = ((average or whole)[0],)
    else:
        chosen = tuple(
            name for i in range(len(_PARTS)) for name in _one_of_a_kind(roles.get(f"part{i}", []))
        )
    if not chosen:
        return (), HandleIs.AVERAGE
    keys = [_key(name) for name in chosen]
    if all(_TOTAL.search(key) for key in keys):
        return chosen, HandleIs.TOTAL
    if any(_AVERAGE.search(key) for key in keys) or not answered:
        return chosen, HandleIs.AVERAGE
    return chosen, _by_content(head, chosen, answered)


def _one_of_a_kind(names: list[str]) -> list[str]:
    """One column of a part: the average before the total."""
    return sorted(names, key=lambda name: bool(_TOTAL.search(_key(name))))[:1]


def _by_content(head: pd.DataFrame, chosen: tuple[str, ...], answered: str) -> HandleIs:
    """Totals grow with the contacts answered, averages don't."""
    count = np.array([read_number(t) or 0.0 for t in head[answered]], dtype=float)
    size = sum(
        np.array([read_seconds(t) or 0.0 for t in head[name]], dtype=float) for name in chosen
    )
    both = (count > 0) & (size > 0)
    if both.sum() < 5 or np.ptp(count[both]) == 0 or np.ptp(np.asarray(size)[both]) == 0:
        return HandleIs.AVERAGE
    related = np.corrcoef(count[both], np.asarray(size)[both])[0, 1]
    return HandleIs.TOTAL if related > 0.8 else HandleIs.AVERAGE


def _unit(handle: tuple[str, ...]) -> AhtUnit:
    marks = {plain(mark) for name in handle for mark in _UNIT.findall(name)}
    return AhtUnit.MINUTES if marks & _MINUTES else AhtUnit.SECONDS
