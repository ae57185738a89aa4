"""Blocks of days off: days off come several in a row."""

from __future__ import annotations

from wfm.rules.contract import RuleWords, Words
from wfm.rules.short_runs import ShortRunRule


class DaysOffBlocks(ShortRunRule):
    """Runs of days off that are too short, counted across the seam; leave is no day off."""

    id = "days_off_blocks"
    worked = False
    words = RuleWords(
        title=Words("Blocks of days off", "连续休息最少天数"),
        description=Words(
            "Days off come at least so many in a row.",
            "休息日至少连续若干天。",
        ),
        violation=Words(
            "{agent} has {n} days off in a row from {day}; at least {min_days} should be",
            "{agent} 自 {day} 起仅连续休息 {n} 天，至少应为 {min_days} 天",
        ),
    )
