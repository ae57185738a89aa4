"""A generated centre of ten agents, small enough to forecast and roster in seconds."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

WEEK = date(2026, 11, 23)
CENTRE = "small_bank"
N_AGENTS = 10
HISTORY_WEEKS = 20

CENTRE_TOML = f"""\
format = 1
name_en = "Small bank"
name_zh = "小型银行"
note_en = "Generated for tests."
note_zh = "为测试生成。"
zone = "Asia/Shanghai"
country = "CN"
interval_min = 30
model = "erlang-c"
rule_set = "model_bank.toml"
planning_week = {WEEK.isoformat()}

[target]
service_level = 0.8
threshold_s = 20.0
definition = "offered"

[opening]
monday = ["08:00-20:00"]
tuesday = ["08:00-20:00"]
wednesday = ["08:00-20:00"]
thursday = ["08:00-20:00"]
friday = ["08:00-20:00"]
saturday = ["08:00-20:00"]
sunday = ["08:00-20:00"]

[[queue]]
id = "regular"
name_en = "Regular"
name_zh = "普通"

[[skill]]
id = "shift_leader"
name_en = "Shift leader"
name_zh = "班长"

[[skill]]
id = "minnan"
name_en = "Minnan dialect"
name_zh = "闽南语"

[[team]]
id = "T1"
name_en = "Team <b>one</b>"
name_zh = "一组"

[[team]]
id = "T2"
name_en = "Team two"
name_zh = "二组"

[[contract]]
id = "full"
week_hours = 40.0
week_max_hours = 40.0
day_max_hours = 8.0
overtime = false
days_a_week = 5
"""

SHIFTS = (
    ("E1", "早1", "07:00", "15:30", "day", False),
    ("D1", "白1", "09:00", "17:30", "day", False),
    ("L1", "晚1", "12:00", "20:30", "day", False),
    ("N1", "夜1", "22:00", "06:30", "night", True),
)


def shifts_toml() -> str:
    """Catalogue with a meal and a rest break in every shift."""
    parts = ["format = 1\n"]
    for name, zh, start, end, kind, night in SHIFTS:
        hour = int(start[:2])
        clock = [f"{(hour + h) % 24:02d}:{m:02d}" for h, m in ((3, 0), (5, 0), (6, 0), (7, 30))]
        parts.append(
            f'[[shift]]\nid = "{name}"\ncode_en = "{name}"\ncode_zh = "{zh}"\n'
            f'start = "{start}"\nend = "{end}"\nswap_class = "{kind}"\n'
            f"night = {str(night).lower()}\n"
            f'[[shift.break]]\nkind = "meal"\nlength_min = 30\nearliest = "{clock[0]}"\n'
            f'latest = "{clock[1]}"\npaid = false\n'
            f'[[shift.break]]\nkind = "rest"\nlength_min = 30\nearliest = "{clock[2]}"\n'
            f'latest = "{clock[3]}"\npaid = true\n'
        )
    return "\n".join(parts)


def people_csv() -> str:
    """Ten agents in two teams; two leaders."""
    rows = ["id,team,contract,skills,first_day,last_day,conditions"]
    for i in range(N_AGENTS):
        skills = ["minnan"] if i % 2 else []
        if i % 5 == 0:
            skills.append("shift_leader")
        rows.append(f"A{i + 1:03d},T{1 + i // 5},full,{';'.join(skills)},,,")
    return "\n".join(rows) + "\n"


def leave_csv() -> str:
    """One span of annual leave in the planning week."""
    return f"agent_id,type,first_day,last_day\nA004,annual,{WEEK},{WEEK + timedelta(days=2)}\n"


def past_roster_csv() -> str:
    """A week of early and late shifts before the planning week."""
    rows = ["agent_id,day,shift_id"]
    for i in range(N_AGENTS):
        for d in range(7):
            if (d + i) % 7 < 5:
                day = WEEK - timedelta(days=7 - d)
                rows.append(f"A{i + 1:03d},{day},{'E1' if i % 2 else 'D1'}")
    return "\n".join(rows) + "\n"


def history_csv(weeks: int = HISTORY_WEEKS) -> str:
    """Half-hourly volume with two peaks a day; the same numbers at every call."""
    rng = np.random.default_rng(7)
    rows = ["timestamp,queue,volume,aht_s"]
    first = WEEK - timedelta(days=7 * weeks)
    for day in range(7 * weeks):
        date_ = first + timedelta(days=day)
        scale = 0.55 if date_.weekday() >= 5 else 1.0
        for half in range(16, 40):
            hour = half / 2
            mean = scale * (
                4 + 10 * np.exp(-(((hour - 10.5) / 2) ** 2)) + 7 * np.exp(-(((hour - 15) / 2) ** 2))
            )
            clock = f"{half // 2:02d}:{half % 2 * 30:02d}"
            volume = rng.poisson(mean)
            rows.append(f"{date_}T{clock}:00,regular,{volume},{180 if volume else ''}")
    return "\n".join(rows) + "\n"


SCENARIO = """\
format = 1
name = "Card promotion"
growth = 1.15
self_service_share = 0.05
note = "A new card."

[[events]]
name = "launch"
start = 2026-11-25
end = 2026-11-27
factor = 1.3
"""


def files() -> dict[str, str]:
    """Every file of the folder by its path."""
    return {
        "centre.toml": CENTRE_TOML,
        "shifts.toml": shifts_toml(),
        "people.csv": people_csv(),
        "leave.csv": leave_csv(),
        "past_roster.csv": past_roster_csv(),
        "history/regular.csv": history_csv(),
    }


def write_folder(place: Path) -> Path:
    """Write the centre folder and return it."""
    folder = place / CENTRE
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def zipped() -> bytes:
    """The folder as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files().items():
            archive.writestr(f"{CENTRE}/{name}", text)
    return buffer.getvalue()
