"""Tables of the scenario form: parts as rows that a planner edits, and back.

Percentages on screen are changes (+10 for a factor of 1.1) or shares; days on screen are the last
day itself, inside they are half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.forecasting.scenario import Scenario

Row = dict[str, Any]

COLUMNS: dict[str, dict[str, str]] = {
    "growths": {
        "name": "string",
        "change": "float",
        "queues": "list",
        "start": "day",
        "ramp_weeks": "float",
    },
    "events": {
        "name": "string",
        "start": "day",
        "last": "day",
        "change": "float",
        "queues": "list",
        "lead_days": "float",
        "lag_days": "float",
    },
    "moves": {"queue": "string", "to": "string", "share": "float", "start": "day", "last": "day"},
    "sites": {
        "name": "string",
        "centre": "string",
        "file": "string",
        "share": "float",
        "pooled": "bool",
    },
    "openings": {
        "weekdays": "list",
        "hours": "string",
        "shifted": "float",
        "new": "float",
        "start": "day",
        "last": "day",
    },
}
"""Columns of each table and what they hold."""

TYPES = {
    "string": "string",
    "float": "float",
    "bool": "bool",
    "list": "object",
    "day": "datetime64[ns]",
}

OUT = "-"
"""Choice that means out of the centre."""


def percent(factor: float) -> float:
    """Change that a factor makes, in percent."""
    return round((factor - 1) * 100, 6)


def factor(change: float | None) -> float:
    """Factor of a change in percent; an empty cell leaves things alone."""
    return 1.0 if change is None else round(1 + change / 100, 10)


def share(percents: float | None, default: float = 0.0) -> float:
    """Share of a percentage."""
    return default if percents is None else round(percents / 100, 10)


def table_of(kind: str, scenario: Scenario) -> pd.DataFrame:
    """Rows of a kind of part, with the types that the editor needs even when there is none."""
    rows = [_ROWS[kind](part) for part in getattr(scenario, kind)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS[kind]))
    for name, what in COLUMNS[kind].items():
        if what == "day":
            frame[name] = pd.to_datetime(frame[name])
    return frame.astype({name: TYPES[what] for name, what in COLUMNS[kind].items()})


def parts_of(kind: str, table: pd.DataFrame) -> list[Row]:
    """Parts of an edited table; rows that were left empty are left out."""
    found = []
    for raw in table.to_dict("records"):
        row = {str(k): _plain(v) for k, v in raw.items()}
        if any(row.get(name) not in (None, "", False) for name in _SAYS[kind]):
            found.append(_PARTS[kind](row))
    return found


def queue_table(scenario: Scenario, queues: Mapping[str, str]) -> pd.DataFrame:
    """A row a queue: change of volume, self-service, change of handle time, who answers."""
    group = {q: pool.name for pool in scenario.pools for q in pool.queues}
    return pd.DataFrame(
        {
            "queue": list(queues.values()),
            "volume": [percent(scenario.queue_factors.get(q, 1.0)) for q in queues],
            "self_service": [
                round(scenario.queue_self_service.get(q, 0.0) * 100, 6) for q in queues
            ],
            "aht": [percent(scenario.queue_aht.get(q, 1.0)) for q in queues],
            "group": pd.Series([group.get(q, "") for q in queues], dtype="string"),
        }
    )


def queue_values(table: pd.DataFrame, queues: Iterable[str], old: Scenario) -> Row:
    """Fields of the queue table; what is left at 0 is not part of the scenario.

    Queues of other sites are no rows of the table: their places in pools stay.
    """
    factors, contained, aht = {}, {}, {}
    groups: dict[str, list[str]] = {}
    ids = list(queues)
    for queue, raw in zip(ids, table.to_dict("records"), strict=True):
        row = {str(k): _plain(v) for k, v in raw.items()}
        if row["volume"]:
            factors[queue] = factor(row["volume"])
        if row["self_service"]:
            contained[queue] = share(row["self_service"])
        if row["aht"]:
            aht[queue] = factor(row["aht"])
        if row["group"]:
            groups.setdefault(str(row["group"]).strip(), []).append(queue)
    for pool in old.pools:
        foreign = [q for q in pool.queues if q not in ids]
        if foreign:
            groups.setdefault(pool.name, []).extend(foreign)
    return {
        "queue_factors": factors,
        "queue_self_service": contained,
        "queue_aht": aht,
        "pools": [{"name": n, "queues": tuple(q)} for n, q in groups.items()],
    }


def _last(end: date | None) -> date | None:
    return None if end is None else end - timedelta(days=1)


def _end(last: date | None) -> date | None:
    return None if last is None else last + timedelta(days=1)


def _plain(value: Any) -> Any:
    """Cell as a plain value; None for an empty one."""
    if isinstance(value, list | tuple):
        return tuple(str(v) for v in value)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.strip() if isinstance(value, str) else value


def _event(row: Row) -> Row:
    first = row["start"]
    return {
        "name": row["name"] or "",
        "start": first,
        "end": _end(row["last"] or first),
        "factor": factor(row["change"]),
        "queues": row["queues"] or (),
        "lead_days": int(row["lead_days"] or 0),
        "lag_days": int(row["lag_days"] or 0),
    }


def _hours(text: str | None) -> tuple[str, ...]:
    """Spans of a text; full-width signs of a Chinese keyboard are understood."""
    plain = (text or "").translate(str.maketrans("：，、；－–", ":,,,--"))
    return tuple(span.strip().replace(" ", "") for span in plain.split(",") if span.strip())


_ROWS: dict[str, Callable[[Any], Row]] = {
    "growths": lambda g: {
        "name": g.name,
        "change": percent(g.factor),
        "queues": list(g.queues),
        "start": g.start,
        "ramp_weeks": g.ramp_weeks,
    },
    "events": lambda e: {
        "name": e.name,
        "start": e.start,
        "last": _last(e.end),
        "change": percent(e.factor),
        "queues": list(e.queues),
        "lead_days": e.lead_days,
        "lag_days": e.lag_days,
    },
    "moves": lambda m: {
        "queue": m.queue,
        "to": m.to or OUT,
        "share": round(m.share * 100, 6),
        "start": m.start,
        "last": _last(m.end),
    },
    "sites": lambda s: {
        "name": s.name,
        "centre": s.centre or None,
        "file": s.file or None,
        "share": round(s.share * 100, 6),
        "pooled": s.pooled,
    },
    "openings": lambda o: {
        "weekdays": list(o.weekdays),
        "hours": ", ".join(o.hours),
        "shifted": round(o.shifted_share * 100, 6),
        "new": round(o.new_share * 100, 6),
        "start": o.start,
        "last": _last(o.end),
    },
}

_SAYS = {
    "growths": ("change", "name"),
    "events": ("name", "start"),
    "moves": ("queue",),
    "sites": ("name", "centre", "file"),
    "openings": ("weekdays", "hours"),
}
"""Cells of which one at least makes a row mean something."""

_PARTS: dict[str, Callable[[Row], Row]] = {
    "growths": lambda row: {
        "factor": factor(row["change"]),
        "name": row["name"] or "",
        "queues": row["queues"] or (),
        "start": row["start"],
        "ramp_weeks": int(row["ramp_weeks"] or 0),
    },
    "events": _event,
    "moves": lambda row: {
        "queue": row["queue"],
        "to": "" if row["to"] in (None, OUT) else row["to"],
        "share": share(row["share"], 1.0),
        "start": row["start"],
        "end": _end(row["last"]),
    },
    "sites": lambda row: {
        "name": row["name"] or row["centre"] or row["file"],
        "centre": row["centre"] or "",
        "file": row["file"] or "",
        "share": share(row["share"], 1.0),
        "pooled": bool(True if row["pooled"] is None else row["pooled"]),
    },
    "openings": lambda row: {
        "weekdays": row["weekdays"] or (),
        "hours": _hours(row["hours"]),
        "shifted_share": share(row["shifted"]),
        "new_share": share(row["new"], 1.0),
        "start": row["start"],
        "end": _end(row["last"]),
    },
}
