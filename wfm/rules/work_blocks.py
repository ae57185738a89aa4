"""Work blocks: working days come several in a row."""

from __future__ import annotations

from wfm.rules.contract import RuleWords, Words
from wfm.rules.short_runs import ShortRunRule


class WorkBlocks(ShortRunRule):
    """Runs of working days that are too short, counted across the seam."""

    id = "work_blocks"
    worked = True
    words = RuleWords(
        title=Words("Work blocks", "连续工作最少天数"),
        description=Words(
            "Working days come at least so many in a row; no single one stands between days off.",
            "工作日至少连续若干天，避免两个休息日之间只上一天班。",
        ),
        violation=Words(
            "{agent} works {n} days in a row from {day}; at least {min_days} should be",
            "{agent} 自 {day} 起仅连续工作 {n} 天，至少应为 {min_days} 天",
        ),
    )
