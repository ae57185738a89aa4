"""Shift leader: one on duty in every interval."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wfm.core.people import SHIFT_LEADER
from wfm.rules.contract import Limit, Limits, RuleWords, Words
from wfm.rules.minimum import MinimumParameters, MinimumRule


class ShiftLeaderParameters(MinimumParameters):
    """Parameters of `ShiftLeader`."""

    skill: str = Field(
        default=SHIFT_LEADER, min_length=1, description="Skill that makes a shift leader"
    )
    breaks_count: bool = Field(default=True, description="Leaders on a break count as there")


class ShiftLeader(MinimumRule[ShiftLeaderParameters]):
    """Shift leaders missing (art. 41, 78-80)."""

    id = "shift_leader"
    parameters = ShiftLeaderParameters
    limits: ClassVar[Limits] = {"min_agents": Limit.AT_LEAST}
    words = RuleWords(
        title=Words("Shift leader on duty", "值班班长"),
        description=Words(
            "A shift leader is on duty at every moment.", "任何时段都有值班班长在岗。"
        ),
        violation=Words(
            "{at}: {n} shift leaders on duty, at least {min_agents} are due",
            "{at}：在岗班长 {n} 人，至少应有 {min_agents} 人",
        ),
    )

    def key(self, p: ShiftLeaderParameters) -> tuple[object, ...]:
        """Several clock spans may each have a minimum."""
        return (p.skill, p.from_clock, p.to_clock)

    def skill(self, p: ShiftLeaderParameters) -> str | None:
        """Return the leaders' skill."""
        return p.skill
