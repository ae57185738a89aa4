"""A centre written as centre.toml."""

from __future__ import annotations

import dataclasses
from typing import Any

from wfm.core.centre import CENTRE_FORMAT, Centre
from wfm.sheets.days_toml import WEEKDAYS, day_values, event_values, opening_values
from wfm.sheets.toml_files import write_toml


def centre_toml(centre: Centre, comment: str = "") -> str:
    """Write a centre as centre.toml; `read_centre_toml` reads it back equal."""
    value: dict[str, Any] = {
        "format": CENTRE_FORMAT,
        "name_en": centre.name_en,
        "name_zh": centre.name_zh,
        "note_en": centre.note_en,
        "note_zh": centre.note_zh,
        "zone": centre.zone,
        "country": centre.country,
        "holidays_move_volume": centre.holidays_move_volume,
        "interval_min": centre.interval_min,
        "model": centre.model,
        "patience_s": centre.patience_s,
        "redial_share": centre.redial_share or None,
        "unplanned_shrinkage": centre.unplanned_shrinkage,
        "min_agents": centre.min_agents,
        "absent": centre.absent,
        "rule_set": centre.rule_set,
        "pay_days": list(centre.pay_days),
        "planning_week": centre.planning_week,
        "hour_cost": centre.hour_cost,
        "currency": centre.currency,
        "target": _given(centre.target, "service_level", "threshold_s", "definition"),
        "shrinkage": dict(zip(WEEKDAYS, map(list, centre.shrinkage_by_hour), strict=True))
        if centre.shrinkage_by_hour
        else None,
        "opening": opening_values(centre.opening),
        "queue": [_given(q, "id", "name_en", "name_zh", "skill") for q in centre.queues],
        "skill": [_fields(s, "id", "name_en", "name_zh") for s in centre.skills],
        "site": [_fields(s, "id", "name_en", "name_zh", "seats") for s in centre.sites],
        "team": [_fields(t, "id", "name_en", "name_zh", "site") for t in centre.teams],
        "contract": [
            {
                "id": c.id,
                "week_hours": c.week_min / 60,
                "week_max_hours": c.week_max_min / 60,
                "day_max_hours": c.day_max_min / 60,
                "overtime": c.overtime,
                "days_a_week": c.days_a_week,
            }
            for c in centre.contracts
        ],
        "closure": [_fields(c, "first_day", "last_day", "name") for c in centre.closures],
        "event": [event_values(e) for e in centre.events],
        "day": [day_values(d) for d in centre.days],
    }
    return write_toml({k: v for k, v in value.items() if v not in ([], None)}, comment)


def _fields(entry: object, *names: str) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names}


def _given(entry: Any, *names: str) -> dict[str, Any]:
    """The fields named, and those that are not what they are by default."""
    plain = {f.name: f.default for f in dataclasses.fields(entry)}
    return {k: getattr(entry, k) for k in plain if k in names or getattr(entry, k) != plain[k]}
