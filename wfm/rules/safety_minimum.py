"""Safety minimum: so many agents on the phones at any time, whatever the volume."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wfm.rules.contract import Limit, Limits, RuleWords, Words
from wfm.rules.minimum import MinimumParameters, MinimumRule


class SafetyMinimumParameters(MinimumParameters):
    """Parameters of `SafetyMinimum`."""

    min_agents: int = Field(default=2, ge=0, le=1000, description="Fewest agents at any time")


class SafetyMinimum(MinimumRule[SafetyMinimumParameters]):
    """Agents missing from the safety minimum."""

    id = "safety_minimum"
    parameters = SafetyMinimumParameters
    limits: ClassVar[Limits] = {"min_agents": Limit.AT_LEAST}
    words = RuleWords(
        title=Words("Safety minimum", "最低在岗人数"),
        description=Words(
            "There are never fewer than so many agents on the phones, however few calls are "
            "expected.",
            "无论话务量多低，任何时段在线坐席不少于规定人数。",
        ),
        violation=Words(
            "{at}: {n} agents on the phones, at least {min_agents} are due",
            "{at}：在线 {n} 人，至少应有 {min_agents} 人",
        ),
    )

    def key(self, p: SafetyMinimumParameters) -> tuple[object, ...]:
        """Several clock spans may each have a minimum."""
        return (p.from_clock, p.to_clock)

    def skill(self, p: SafetyMinimumParameters) -> str | None:
        """Everybody counts."""
        return None
