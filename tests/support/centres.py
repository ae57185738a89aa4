"""A small centre folder: two teams of four, five shifts, two queues, twelve weeks of calls.

The week that is planned lies far ahead, so that every notice is kept whatever day it is today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np

WEEK = date(2031, 6, 2)
"""Monday of the week to plan."""

NEXT_WEEK = WEEK + timedelta(days=7)
HISTORY_WEEKS = 12

CENTRE = """\
format = 1
name_en = "Small centre"
name_zh = "小中心"
zone = "Asia/Shanghai"
interval_min = 30
rule_set = "small.toml"
planning_week = 2031-06-02

[target]
service_level = 0.8
threshold_s = 20

[opening]
monday = ["08:00-20:00"]
tuesday = ["08:00-20:00"]
wednesday = ["08:00-20:00"]
thursday = ["08:00-20:00"]
friday = ["08:00-20:00"]
saturday = ["08:00-20:00"]
sunday = ["08:00-20:00"]

[[queue]]
id = "general"
name_en = "General"
name_zh = "综合"

[[queue]]
id = "dialect"
name_en = "Dialect"
name_zh = "方言"
skill = "minnan"

[[skill]]
id = "minnan"
name_en = "Minnan"
name_zh = "闽南语"

[[skill]]
id = "shift_leader"
name_en = "Shift leader"
name_zh = "值班长"

[[team]]
id = "T1"
name_en = "Team 1"
name_zh = "一组"

[[team]]
id = "T2"
name_en = "Team 2"
name_zh = "二组"

[[contract]]
id = "full"
week_hours = 40
"""

PEOPLE = """\
id,team,contract,skills
A001,T1,full,minnan;shift_leader
A002,T1,full,minnan
A003,T1,full,
A004,T1,full,minnan
A005,T2,full,shift_leader
A006,T2,full,minnan
A007,T2,full,minnan
A008,T2,full,
"""

_BREAKS = """
[[shift.break]]
kind = "meal"
length_min = 30
earliest = "{meal_from}"
latest = "{meal_to}"
paid = false

[[shift.break]]
kind = "rest"
length_min = 30
earliest = "{rest_from}"
latest = "{rest_to}"
paid = true
"""

SHIFT_HOURS = {
    "E": (6, "早", "day"),
    "D": (9, "白", "day"),
    "M": (11, "中", "day"),
    "L": (13, "晚", "day"),
    "N": (21, "夜", "night"),
}
"""Start hour, Chinese code, swap class; each begins at half past for N, lasts 8.5 hours."""


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def shifts_toml() -> str:
    """The catalogue: E 06:00, D 09:00, M 11:00, L 13:00, N 21:30, each 8.5 h with two breaks."""
    parts = ["format = 1\n"]
    for code, (hour, zh, swap_class) in SHIFT_HOURS.items():
        start = hour * 60 + (30 if code == "N" else 0)
        parts.append(
            f'\n[[shift]]\nid = "{code}"\ncode_en = "{code}"\ncode_zh = "{zh}"\n'
            f'start = "{_clock(start)}"\nend = "{_clock(start + 510)}"\n'
            f'swap_class = "{swap_class}"\nnight = {str(code == "N").lower()}\n'
            + _BREAKS.format(
                meal_from=_clock(start + 150),
                meal_to=_clock(start + 300),
                rest_from=_clock(start + 60),
                rest_to=_clock(start + 420),
            )
        )
    return "".join(parts)


RULES = {
    "coverage": ("soft", 10, "art. 30", ""),
    "weekly_hours": ("hard", 0, "art. 31", ""),
    "consecutive_days": ("hard", 0, "art. 31", "max_days = 6"),
    "weekly_rest_day": ("hard", 0, "art. 31", "min_days = 1"),
    "rest_between_shifts": ("hard", 0, "art. 41", "min_hours = 11.0"),
    "night_limits": (
        "hard",
        0,
        "art. 30, 44",
        "max_week = 4\nmax_in_row = 3\ndays_off_after = 1",
    ),
    "meal_and_rest": ("hard", 0, "art. 32", "max_stretch_min = 360\nmin_gap_min = 60"),
    "leave_granted": ("hard", 0, "art. 38, 39", ""),
    "leave_cap": ("soft", 5, "art. 40", 'max_agents = 1\ngroup = "team"'),
    "swap_limits": ("soft", 5, "art. 35", "max_per_month = 2"),
    "pinned_cells": ("hard", 0, "art. 34, 107.3", ""),
    "stability": ("soft", 5, "art. 33", ""),
    "swap_notice": ("on_request", 0, "art. 34", "working_days = 1"),
    "swap_class": ("on_request", 0, "art. 35", ""),
    "swap_roster": ("on_request", 0, "art. 34", ""),
    "leave_notice": ("on_request", 0, "art. 38, 39", ""),
    "leave_retrospective": ("on_request", 0, "art. 38", 'types = ["sick"]\nwithin_days = 3'),
    "leave_evidence": ("on_request", 0, "art. 38", 'types = ["sick"]'),
}
"""Rule -> (kind, weight, article, parameters) of the small rule set."""


def rules_toml(rules: Mapping[str, tuple[str, int, str, str]] = RULES) -> str:
    """The small rule set as a file."""
    parts = ['format = 1\nname_en = "Small rules"\nname_zh = "小规则"\n']
    for rule, (kind, weight, source, parameters) in rules.items():
        parts.append(
            f'\n[[rule]]\nid = "{rule}"\nkind = "{"hard" if kind == "on_request" else kind}"\n'
            f'source = "{source}"\n'
        )
        if kind == "soft":
            parts.append(f"weight = {weight}\n")
        if kind == "on_request":
            parts.append('enforcement = "on_request"\n')
        if parameters:
            parts.append(f"[rule.parameters]\n{parameters}\n")
    parts.append(
        '\n[[rule]]\nid = "swap_form"\nkind = "hard"\nsource = "art. 34"\n'
        'enforcement = "recorded"\ntitle_en = "On a form"\ntitle_zh = "书面申请"\n'
    )
    return "".join(parts)


PATTERN = {
    "A001": "EEEEE..",
    "A002": "EEEEE..",
    "A003": "DDDDD..",
    "A004": "LLLLL..",
    "A005": "NNN..LL",
    "A006": "..EENNN",
    "A007": "LL..LLL",
    "A008": ".EEEE.E",
}
"""A week that keeps every hard rule, after itself too; `.` is a day off."""


def past_csv(weeks: int = 1) -> str:
    """The pattern as a past roster of the last weeks before the one to plan."""
    rows = ["agent_id,day,shift_id,meal_start,rest_start"]
    for back in range(weeks, 0, -1):
        first = WEEK - timedelta(days=7 * back)
        for agent, codes in PATTERN.items():
            for d, code in enumerate(codes):
                if code == ".":
                    continue
                start = SHIFT_HOURS[code][0] * 60 + (30 if code == "N" else 0)
                rows.append(
                    f"{agent},{first + timedelta(days=d)},{code},"
                    f"{_clock(start + 210)},{_clock(start + 330)}"
                )
    return "\n".join(rows) + "\n"


def history_rows(first: date, n_days: int, seed: int = 7) -> list[tuple[str, str, int, float]]:
    """Half-hourly calls from 08:00 to 20:00 with a weekday and a time-of-day shape."""
    rng = np.random.default_rng(seed)
    rows = []
    for d in range(n_days):
        day = first + timedelta(days=d)
        weekday = 1.0 if day.weekday() < 5 else 0.5
        for slot in range(16, 40):
            shape = 0.6 + 0.4 * np.sin((slot - 16) / 24 * np.pi)
            for queue, mean, aht_s in (("general", 8.0, 180.0), ("dialect", 2.0, 200.0)):
                volume = int(rng.poisson(mean * weekday * shape))
                rows.append((f"{day} {_clock(slot * 30)}", queue, volume, aht_s))
    return rows


def history_csv(first: date, n_days: int, seed: int = 7) -> str:
    """A history file."""
    lines = [f"{t},{q},{v},{a if v else ''}" for t, q, v, a in history_rows(first, n_days, seed)]
    return "timestamp,queue,volume,aht_s\n" + "\n".join(lines) + "\n"


SCENARIO = """\
name = "promotion"
growth = 1.1
note = "A card promotion"
"""


def write_centre(folder: Path, **files: str | None) -> Path:
    """Write the small centre; `files` replace a file (None leaves it out).

    Parameters
    ----------
    **files
        By name with `_` for the dot, e.g. ``people_csv="..."`` or ``leave_csv="..."``.
    """
    contents: dict[str, str | None] = {
        "centre_toml": CENTRE,
        "people_csv": PEOPLE,
        "shifts_toml": shifts_toml(),
        "small_toml": rules_toml(),
        "past_roster_csv": past_csv(),
        "history_csv": history_csv(WEEK - timedelta(weeks=HISTORY_WEEKS), 7 * HISTORY_WEEKS),
        "scenario_toml": SCENARIO,
        **files,
    }
    places = {
        "history_csv": Path("history") / "calls.csv",
        "scenario_toml": Path("scenarios") / "promotion.toml",
    }
    for name, content in contents.items():
        stem, _, suffix = name.rpartition("_")
        path = folder / places.get(name, Path(f"{stem}.{suffix}"))
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_text(content, encoding="utf-8")
    return folder
