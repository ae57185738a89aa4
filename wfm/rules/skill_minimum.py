"""Skill minimum: so many agents with a skill on the phones in a daily clock span."""

from __future__ import annotations

from pydantic import Field

from wfm.rules.contract import RuleWords, Words
from wfm.rules.minimum import MinimumParameters, MinimumRule


class SkillMinimumParameters(MinimumParameters):
    """Parameters of `SkillMinimum`."""

    skill: str = Field(min_length=1, description="Skill that an agent needs to count")


class SkillMinimum(MinimumRule[SkillMinimumParameters]):
    """Agents with a skill missing from its minimum (art. 4, 44)."""

    id = "skill_minimum"
    parameters = SkillMinimumParameters
    words = RuleWords(
        title=Words("Skill minimum", "技能最低在岗"),
        description=Words(
            "At the hours named there are at least so many agents with a skill, such as a "
            "dialect, on the phones.",
            "规定时段内，具备某项技能（如方言）的在线坐席不少于规定人数。",
        ),
        violation=Words(
            "{at}: {n} agents with {skill}, at least {min_agents} are due",
            "{at}：具备 {skill} 技能的坐席 {n} 人，至少应有 {min_agents} 人",
        ),
    )

    def key(self, p: SkillMinimumParameters) -> tuple[object, ...]:
        """Each skill and clock span may have its minimum."""
        return (p.skill, p.from_clock, p.to_clock)

    def skill(self, p: SkillMinimumParameters) -> str | None:
        """Return the skill named."""
        return p.skill
