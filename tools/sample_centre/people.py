"""The sample centre's people: sixty numbered agents in four teams, and their leave."""

from __future__ import annotations

from datetime import date

from sample_centre.catalogue import DAYTIME, FOUR_HOURS, FULL_TIME, SIX_HOURS
from wfm.core.people import (
    SHIFT_LEADER,
    Agent,
    Condition,
    ConditionKind,
    Contract,
    Leave,
    LeaveType,
)

TEAM_SIZE = 15
TEAMS = ("T1", "T2", "T3", "T4")

CONTRACTS = (
    Contract("full", week_min=2400, week_max_min=2400, day_max_min=480),
    Contract("part30", week_min=1800, week_max_min=1800, day_max_min=360),
    Contract("part20", week_min=1200, week_max_min=1200, day_max_min=240),
)

# Places within a team, 1 to 15.
_SKILLS = {
    SHIFT_LEADER: (1, 2, 3),
    "minnan": (2, 5, 8, 11, 14),
    "securities": (1, 4, 6, 7, 9, 13),
    "english": (3, 5, 10),
}
_SIX_HOURS, _FOUR_HOURS = 14, 15

_CONDITIONS = {
    "A010": Condition(ConditionKind.PREGNANT, date(2026, 10, 12), date(2027, 1, 15)),
    "A022": Condition(ConditionKind.NURSING, date(2026, 6, 1), date(2027, 4, 30)),
    "A040": Condition(ConditionKind.NURSING, date(2026, 9, 1), date(2027, 6, 30)),
    "A033": Condition(ConditionKind.NO_NIGHTS),
    "A054": Condition(ConditionKind.NO_NIGHTS, date(2026, 8, 1), date(2027, 7, 31)),
}
_TRAINEES = {"A012": ("A004", 0), "A027": ("A019", 50), "A042": ("A034", 50)}
"""Trainee: mentor, and what the trainee counts for: shadowing 0, trial calls 50 %."""
MENTOR_PCT = 95
_JOINED = {
    "A012": date(2026, 10, 26),
    "A027": date(2026, 9, 7),
    "A042": date(2026, 9, 7),
    "A043": date(2026, 11, 9),
}
_LEAVES = {"A057": date(2026, 12, 11)}

LEAVE = (
    Leave("A050", LeaveType.SICK, date(2026, 11, 3), date(2026, 11, 4)),
    Leave("A029", LeaveType.ANNUAL, date(2026, 11, 9), date(2026, 11, 13)),
    Leave("A007", LeaveType.ANNUAL, date(2026, 11, 23), date(2026, 11, 29)),
    Leave("A020", LeaveType.ANNUAL, date(2026, 11, 25), date(2026, 11, 27)),
    Leave("A038", LeaveType.SICK, date(2026, 11, 23), date(2026, 11, 24)),
    Leave("A052", LeaveType.ANNUAL, date(2026, 11, 23), date(2026, 11, 27)),
    Leave("A012", LeaveType.TRAINING, date(2026, 11, 26), date(2026, 11, 27)),
    Leave("A006", LeaveType.ANNUAL, date(2026, 11, 30), date(2026, 12, 4)),
    Leave("A049", LeaveType.MARRIAGE, date(2026, 12, 7), date(2026, 12, 16)),
)


def make_agents() -> tuple[Agent, ...]:
    """Return A001 to A060."""
    mentors = {mentor for mentor, _ in _TRAINEES.values()}
    agents = []
    for number in range(1, len(TEAMS) * TEAM_SIZE + 1):
        agent_id = f"A{number:03d}"
        team, place = divmod(number - 1, TEAM_SIZE)
        place += 1
        contract, shifts = "full", FULL_TIME
        if place == _SIX_HOURS:
            contract, shifts = "part30", SIX_HOURS
        elif place == _FOUR_HOURS:
            contract, shifts = "part20", FOUR_HOURS
        mentor, percent = _TRAINEES.get(agent_id, (None, 100))
        if mentor or agent_id in mentors:
            # Trainees are on day shifts, and their mentors with them.
            shifts = DAYTIME
        condition = _CONDITIONS.get(agent_id)
        agents.append(
            Agent(
                id=agent_id,
                team=TEAMS[team],
                contract=contract,
                skills=tuple(sorted(s for s, places in _SKILLS.items() if place in places)),
                first_day=_JOINED.get(agent_id),
                last_day=_LEAVES.get(agent_id),
                productivity_pct=MENTOR_PCT if agent_id in mentors else percent,
                mentor=mentor,
                shifts=shifts,
                conditions=(condition,) if condition else (),
            )
        )
    return tuple(agents)
