"""The small centre with a part-timer, fixed shifts, bags, a flexible shift and a split one."""

from __future__ import annotations

from pathlib import Path

from support.centres import CENTRE, RULES, rules_toml, shifts_toml, write_centre

PEOPLE = """\
id,team,contract,skills,shifts
A001,T1,full,minnan;shift_leader,
A002,T1,full,minnan,E
A003,T1,full,,office
A004,T1,full,minnan,F
A005,T2,full,shift_leader,
A006,T2,part,minnan,H;S
A007,T2,part,minnan,H
A008,T2,full,,
"""
"""A002 always early, A003 from a bag, A004 flexible, A006 part-time with split shifts, A007 half
days."""

MORE_SHIFTS = """
[[shift]]
id = "F"
code_en = "F"
code_zh = "弹"
start = "08:00"
end = "16:30"
latest_start = "10:00"
start_step_min = 60
bags = ["office"]

[[shift.break]]
kind = "meal"
length_min = 30
earliest = "11:00"
latest = "12:30"
paid = false

[[shift]]
id = "H"
code_en = "H"
code_zh = "半"
start = "10:00"
end = "14:00"
bags = ["short"]

[[shift]]
id = "S"
code_en = "S"
code_zh = "分"
start = "08:00"
end = "20:00"
bags = ["short"]
gap = { start = "12:00", end = "16:00" }

[[shift.break]]
kind = "rest"
length_min = 30
earliest = "09:00"
latest = "11:00"
paid = true
"""

MORE_RULES = {
    "allowed_shifts": ("hard", 0, "art. 8", ""),
    "split_shifts": ("hard", 0, "", 'names = ["part"]\nmax_week = 2\nmax_gap_min = 240'),
    "one_start_a_week": ("soft", 20, "", "flexible_only = true"),
    "one_bag_a_week": ("soft", 5, "", 'bags = ["office", "short"]'),
}

PART = '\n[[contract]]\nid = "part"\nweek_hours = 20\nweek_max_hours = 24\n'


def write_kinds(folder: Path, **files: str | None) -> Path:
    """Write the centre; `files` as in `write_centre`."""
    catalogue = shifts_toml().replace('id = "D"', 'id = "D"\nbags = ["office"]')
    contents: dict[str, str | None] = {
        "centre_toml": CENTRE + PART,
        "people_csv": PEOPLE,
        "shifts_toml": catalogue + MORE_SHIFTS,
        "small_toml": rules_toml({**RULES, **MORE_RULES}),
        "past_roster_csv": None,
        **files,
    }
    return write_centre(folder, **contents)
