"""For every rule a violating and a clean roster, with the amount that the audit must find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from support.problems import (
    MONDAY,
    SHIFTS,
    agents,
    roster,
    shift,
    small_problem,
    with_base,
    with_past,
)
from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.people import Agent, Condition, ConditionKind, Contract, Leave, LeaveType
from wfm.core.problem import Demand, Pin, Problem, RuleEntry, SwapRecord, Wish
from wfm.core.roster import PlacedActivity, Roster
from wfm.core.shifts import Gap

CASES: dict[str, Callable[[], Case]] = {}


@dataclass(frozen=True)
class Case:
    """One violation of one rule.

    `problem` has no rules: the suite adds the entry under test, hard or soft.
    """

    problem: Problem
    bad: Roster
    clean: Roster
    amount: float
    parameters: dict[str, Any] = field(default_factory=dict)
    clean_problem: Problem | None = None
    findings: int = 1

    def with_entry(self, rule: str, *, hard: bool, clean: bool = False) -> Problem:
        """The problem under the entry."""
        entry = RuleEntry(rule, self.parameters, hard, 0 if hard else 10, "art. 1")
        problem = self.clean_problem if clean and self.clean_problem else self.problem
        return replace(problem, rules=(entry,))


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    CASES[make.__name__] = make
    return make


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def without_breaks(found: Roster, kind: str) -> Roster:
    return Roster(
        tuple(replace(c, breaks=tuple(b for b in c.breaks if b.kind != kind)) for c in found)
    )


@case
def coverage() -> Case:
    # Two needed from 10:00 to 11:00 of Monday; agents of 06:00 have no break then.
    need = tuple(2 if t in (20, 21) else 0 for t in range(60))
    problem = small_problem(n_days=1, demands=(Demand(need),))
    # Surplus costs a tenth: 15 intervals on the phones, two of them needed.
    bad = roster(problem, A001="E")
    short = tuple(1 if t in (20, 21) else 0 for t in range(60))
    clean_problem = replace(problem, demands=(Demand(short),))
    return Case(
        problem,
        bad,
        roster(problem),
        15,
        {},
        replace(clean_problem, demands=(Demand((0,) * 60),)),
        15,
    )


@case
def safety_minimum() -> Case:
    parameters = {"min_agents": 1, "from_clock": "07:00", "to_clock": "08:00"}
    problem = small_problem(n_days=1)
    return Case(problem, roster(problem), roster(problem, A001="E"), 2, parameters, findings=2)


@case
def shift_leader() -> Case:
    parameters = {"from_clock": "07:00", "to_clock": "10:00"}
    people = (*agents(1, skills=("shift_leader",)), Agent("A002", "T1", "full"))
    problem = small_problem(n_days=1, agents=people)
    # The leader's meal at 09:30 counts as there.
    clean = roster(problem, A001="E")
    return Case(problem, roster(problem, A002="E"), clean, 6, parameters, findings=6)


@case
def skill_minimum() -> Case:
    parameters = {"skill": "minnan", "from_clock": "21:30", "to_clock": "22:30"}
    people = (*agents(1, skills=("minnan",)), Agent("A002", "T1", "full"))
    problem = small_problem(n_days=1, agents=people)
    bad, clean = roster(problem, A002="N"), roster(problem, A001="N")
    return Case(problem, bad, clean, 2, parameters, findings=2)


@case
def weekly_hours() -> Case:
    problem = small_problem(n_agents=1)
    return Case(problem, roster(problem, A001="EEEE..."), roster(problem, A001="EEEEE.."), 480)


@case
def daily_hours() -> Case:
    long = (*SHIFTS, shift("X", 360, 570))
    problem = small_problem(n_agents=1, shifts=long)
    return Case(problem, roster(problem, A001="X"), roster(problem, A001="E"), 60)


@case
def overtime_caps() -> Case:
    # Three past weeks of six days and this one: 4 x 8 h of November, at most 30 h.
    contracts = (Contract("full", week_max_min=2880, overtime=True),)
    problem = small_problem(n_agents=1, contracts=contracts)
    problem = with_past(problem, 3, A001="EEEEEE. EEEEEE. EEEEEE.")
    bad, clean = roster(problem, A001="EEEEEE."), roster(problem, A001="EEEEE..")
    return Case(problem, bad, clean, 120, {"month_max_hours": 30})


@case
def averaged_hours() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEE.")
    bad, clean = roster(problem, A001="EEEEE.."), roster(problem, A001="EEEE...")
    return Case(problem, bad, clean, 480, {"weeks": 2})


@case
def consecutive_days() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001="...EEEE")
    bad, clean = roster(problem, A001="EEE.EEE"), roster(problem, A001="EE.EEEE")
    return Case(problem, bad, clean, 1)


@case
def weekly_rest_day() -> Case:
    problem = small_problem(n_agents=1)
    # Saturday's night ends on Sunday.
    bad, clean = roster(problem, A001="EEEEEN."), roster(problem, A001="EEEEEL.")
    return Case(problem, bad, clean, 1)


@case
def rest_between_shifts() -> Case:
    problem = small_problem(n_agents=1)
    bad, clean = roster(problem, A001="LE"), roster(problem, A001="L.E")
    return Case(problem, bad, clean, 150)


@case
def forbidden_successions() -> Case:
    parameters = {"pairs": [{"first": ["L", "night"], "second": ["E"]}]}
    problem = with_past(small_problem(n_agents=1), 1, A001="......L")
    return Case(problem, roster(problem, A001="E.."), roster(problem, A001="MLL"), 1, parameters)


@case
def night_limits() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001=".....NN")
    bad, clean = roster(problem, A001="N.E"), roster(problem, A001="N..E")
    return Case(problem, bad, clean, 1, {"days_off_after": 2})


@case
def night_average() -> Case:
    # Six days of eight hours are the most; a seventh is too many for who has a night among them.
    problem = small_problem(n_agents=1)
    bad, clean = roster(problem, A001="EEEEEEN"), roster(problem, A001="EEEEE.N")
    return Case(problem, bad, clean, 480, {"weeks": 1})


@case
def night_eligibility() -> Case:
    pregnant = Condition(ConditionKind.PREGNANT, day(3))
    problem = small_problem(n_agents=1, agents=agents(1, conditions=(pregnant,)))
    # Wednesday's night runs into the Thursday from which she works none.
    bad, clean = roster(problem, A001="..N"), roster(problem, A001=".N.EEE")
    return Case(problem, bad, clean, 480)


@case
def nursing_hour() -> Case:
    nursing = Condition(ConditionKind.NURSING)
    problem = small_problem(n_agents=1, agents=agents(1, conditions=(nursing,)))
    problem = replace(problem, rules=(RuleEntry("nursing_hour"),))
    clean = roster(problem, A001="M")
    return Case(problem, without_breaks(clean, "nursing"), clean, 60)


@case
def allowed_shifts() -> Case:
    people = (Agent("A001", "T1", "full", shifts=("E", "M"), last_day=day(3)),)
    problem = small_problem(agents=people)
    return Case(problem, roster(problem, A001="EEL"), roster(problem, A001="EEME"), 1)


@case
def meal_and_rest() -> Case:
    problem = small_problem(n_agents=1, n_days=2)
    clean = roster(problem, A001="E")
    return Case(problem, without_breaks(clean, "rest"), clean, 1)


@case
def break_stagger() -> Case:
    problem = small_problem(n_agents=2, n_days=1)
    bad = roster(problem, A001="E", A002="E")
    moved = [
        replace(c, breaks=tuple(replace(b, start_min=b.start_min - 60) for b in c.breaks))
        for c in bad
    ]
    clean = Roster((bad.assignments[0], moved[1]))
    return Case(problem, bad, clean, 2, {"max_share_pct": 50}, findings=2)


@case
def activities_placed() -> Case:
    # Half an hour of training each on one of two days; A002 is on leave on both.
    activity = PlannedActivity("T", ActivityKind.TRAINING, 30, ((day(0), day(1)),), from_min=600)
    leave = (Leave("A002", LeaveType.ANNUAL, day(0), day(1)),)
    problem = small_problem(n_days=2, activities=(activity,), leave=leave)
    bad = roster(problem, A001="EL")
    first = bad.assignments[0]
    placed = replace(first, activities=(PlacedActivity(240, 30, "T", ActivityKind.TRAINING),))
    return Case(problem, bad, Roster((placed, bad.assignments[1])), 30)


@case
def seats() -> Case:
    problem = small_problem(n_agents=2, n_days=1)
    bad, clean = roster(problem, A001="E", A002="M"), roster(problem, A001="E", A002="N")
    return Case(problem, bad, clean, 11, {"seats": 1}, findings=11)


@case
def mentor_with_trainee() -> Case:
    people = (Agent("A001", "T1", "full"), Agent("A002", "T1", "full", mentor="A001"))
    problem = small_problem(agents=people)
    bad = roster(problem, A001="EEL", A002="EML")
    return Case(problem, bad, roster(problem, A001="EEL", A002="E.L"), 1)


@case
def leave_granted() -> Case:
    leave = (Leave("A001", LeaveType.ANNUAL, day(1), day(2)),)
    problem = small_problem(leave=leave)
    # Monday's night runs into Tuesday's leave by 6 hours.
    return Case(problem, roster(problem, A001="N"), roster(problem, A001="L..E", A002="NN"), 360)


@case
def unavailable() -> Case:
    problem = small_problem()
    span = {"day": day(1).isoformat(), "from_clock": "06:00", "to_clock": "08:00"}
    bad, clean = roster(problem, A001="ME"), roster(problem, A001="NM", A002="ELE")
    return Case(problem, bad, clean, 120, {"spans": [span]})


@case
def leave_cap() -> Case:
    leave = tuple(Leave(a, LeaveType.ANNUAL, day(1), day(1)) for a in ("A001", "A002"))
    problem = small_problem(leave=leave)
    clean = replace(problem, leave=leave[:1])
    return Case(problem, roster(problem, A001="E"), roster(problem), 1, {}, clean)


@case
def swap_limits() -> Case:
    asked = datetime(2026, 11, 1, 9, tzinfo=UTC)
    swap = SwapRecord("A001", "A002", day(0), day(1), asked)
    swaps = (swap, swap, swap, replace(swap, override_reason="family"))
    problem = small_problem(swaps=(*swaps, replace(swap, own_initiative=False)))
    clean = replace(problem, swaps=swaps[1:])
    return Case(problem, roster(problem), roster(problem), 1, {}, clean)


@case
def pinned_cells() -> Case:
    pins = (Pin("A001", day(0), "E"), Pin("A001", day(1), None))
    problem = small_problem(pins=pins)
    bad, clean = roster(problem, A001="EM"), roster(problem, A001="E.M", A002="MM")
    return Case(problem, bad, clean, 1)


@case
def max_changes() -> Case:
    problem = with_base(small_problem(), A001="EEE", A002="MMM")
    bad = roster(problem, A001="L.EE", A002="MMM")
    return Case(problem, bad, roster(problem, A001="L.E", A002="MM"), 1, {"per_agent": 2})


@case
def stability() -> Case:
    problem = with_base(small_problem(), published=False, A001="EEE", A002="MMM")
    bad, clean = roster(problem, A001="EL.", A002="MMM"), roster(problem, A001="EEE", A002="MMM")
    return Case(problem, bad, clean, 2, findings=2)


@case
def days_off_in_pairs() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001=".....E.")
    bad, clean = roster(problem, A001="EE..E"), roster(problem, A001=".EE..EE")
    return Case(problem, bad, clean, 1)


@case
def start_stability() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001="......E")
    return Case(problem, roster(problem, A001="M.L"), roster(problem, A001="EEE.LL"), 1)


@case
def fairness_nights() -> Case:
    # Six nights in two agent-weeks: 3 a week, so 6 in two weeks each; A001 has had 5.
    problem = with_past(small_problem(), 1, A001="NNNNN..", A002="N......")
    bad, clean = roster(problem, A001="NNN"), roster(problem, A001="N", A002="NNNNN")
    return Case(problem, bad, clean, 2)


@case
def fairness_weekends() -> Case:
    problem = small_problem()
    bad, clean = roster(problem, A001="....EEE"), roster(problem, A001="...EE.E", A002="..EEEE.")
    return Case(problem, bad, clean, 1, {"per_week": 1}, None)


@case
def work_blocks() -> Case:
    # One day of work between two days off is one short; two days end the horizon open.
    problem = with_past(small_problem(n_agents=1), 1, A001=".......")
    bad, clean = roster(problem, A001=".E..EEE"), roster(problem, A001="EE....E")
    return Case(problem, bad, clean, 1)


@case
def days_off_blocks() -> Case:
    # Two days off where three are asked for, one at the seam where one is there already.
    problem = with_past(small_problem(n_agents=1), 1, A001="....E..")
    bad, clean = roster(problem, A001="EE"), roster(problem, A001=".EE...E")
    return Case(problem, bad, clean, 1, {"min_days": 3})


@case
def weekends_off() -> Case:
    problem = with_past(small_problem(n_agents=1), 2, A001="EEEEE.E .....E.")
    bad, clean = roster(problem, A001="....EE."), roster(problem, A001="EEEEE..")
    return Case(problem, bad, clean, 1, {"weeks": 4})


@case
def shift_limits() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001="LLLLL..")
    bad, clean = roster(problem, A001="LLLE"), roster(problem, A001="ELEML")
    return Case(problem, bad, clean, 1, {"shifts": ["L"], "most": 2})


@case
def period_hours() -> Case:
    problem = small_problem(n_agents=1)
    bad, clean = roster(problem, A001="EEE"), roster(problem, A001="EEEE")
    return Case(problem, bad, clean, 120, {"min_hours": 26, "max_hours": 32})


@case
def preferences() -> Case:
    wishes = (
        Wish("A001", day(0)),
        Wish("A001", day(1), ("E", "M"), wanted=True, weight=3),
        Wish("A002", day(2), ("N",), weight=2),
    )
    problem = small_problem(wishes=wishes)
    bad = roster(problem, A001="EL", A002="..E")
    clean = roster(problem, A001=".M", A002="EEL")
    return Case(problem, bad, clean, 4, findings=2)


@case
def shift_staffing() -> Case:
    posts = [
        {"shift": "E", "required": 2, "short": 1, "weekdays": [0]},
        {"shift": "L", "required": 0, "short": 1, "surplus": 1, "dates": [day(1).isoformat()]},
    ]
    problem = small_problem()
    bad = roster(problem, A001="EL", A002="M")
    clean = roster(problem, A001="EEL", A002="EE")
    return Case(problem, bad, clean, 2, {"posts": posts}, findings=2)


ROTATION = {
    "pattern": "白白夜夜休休休休",
    "letters": [
        {"letter": "白", "shifts": ["day"]},
        {"letter": "夜", "shifts": ["night"]},
        {"letter": "休"},
    ],
    "anchor": MONDAY.isoformat(),
    "phases": [{"names": ["T1"], "days": 2}, {"names": ["A002"], "days": 4}],
}


@case
def rotation() -> Case:
    # A001 stands at 夜夜休休休休白, A002 at 休休休休白白夜.
    problem = small_problem()
    bad = roster(problem, A001="EN.E..L", A002="....E.N")
    clean = roster(problem, A001="NN....E", A002="....ELN")
    return Case(problem, bad, clean, 3, ROTATION, findings=3)


@case
def forward_rotation() -> Case:
    # L, a day off, E turns back; M, two days off, E is a new beginning.
    problem = with_past(small_problem(n_agents=1), 1, A001=".....L.")
    bad, clean = roster(problem, A001="ELM"), roster(problem, A001="LN..EEM")
    return Case(problem, bad, clean, 2, findings=2)


@case
def rolling_hours() -> Case:
    # L of 13:00 and then E: the window to 13:00 holds seven of E's eight and a half hours.
    problem = with_past(small_problem(n_agents=1), 1, A001="......L")
    bad, clean = roster(problem, A001="E"), roster(problem, A001="L.N.E")
    paid = 480 + 480 * 420 // 510
    return Case(problem, bad, clean, paid - 720, {"max_hours": 12})


@case
def holiday_run() -> Case:
    problem = with_past(small_problem(n_agents=1, holidays=(day(6),)), 1, A001="...EEEE")
    bad, clean = roster(problem, A001="EEEE.EE"), roster(problem, A001="EEE.EEE")
    return Case(problem, bad, clean, 1, {"max_days": 7, "around_days": 3})


@case
def visitor_blackout() -> Case:
    # The meal of E stands at 09:30, the rest break at 12:30; those of M at 12:30 and 15:30.
    visit = {"day": day(0).isoformat(), "from_clock": "12:00", "to_clock": "12:40"}
    problem = small_problem(n_agents=2, n_days=2)
    bad, clean = roster(problem, A001="E", A002="M"), roster(problem, A001="LE", A002="LM")
    return Case(problem, bad, clean, 2, {"visits": [visit]})


@case
def pairing() -> Case:
    problem = small_problem()
    bad = roster(problem, A001="EEL", A002="EM..L")
    clean = roster(problem, A001="EML", A002="EML")
    bonds = [{"agents": ["A001", "A002"]}]
    return Case(problem, bad, clean, 3, {"same": "shift", "bonds": bonds}, findings=3)


@case
def fairness_holidays() -> Case:
    # One of two holidays each is fair; A001 worked the one of last week.
    problem = small_problem(holidays=(day(-3), day(1)))
    problem = with_past(problem, 1, A001="....E..", A002="E......")
    bad, clean = roster(problem, A001="EE", A002=".E"), roster(problem, A001="E.E", A002="EE")
    return Case(problem, bad, clean, 1)


@case
def fairness_starts() -> Case:
    problem = with_past(small_problem(), 1, A001="LLL....", A002="L......")
    bad, clean = roster(problem, A001="LL.N"), roster(problem, A001="LEE.MN", A002="LLL")
    parameters = {"from_clock": "12:00", "to_clock": "20:00"}
    return Case(problem, bad, clean, 1, parameters)


@case
def fairness_wishes() -> Case:
    wishes = (
        Wish("A001", day(0)),
        Wish("A001", day(1), ("E", "M"), wanted=True, weight=3),
        Wish("A002", day(2), ("N",), weight=2),
    )
    problem = small_problem(wishes=wishes)
    bad = roster(problem, A001="EL", A002="..N")
    clean = roster(problem, A001="EM", A002="..N")
    return Case(problem, bad, clean, 1)


@case
def shift_bags() -> Case:
    shifts = tuple(replace(s, bags=("early",)) if s.id in "EM" else s for s in SHIFTS)
    problem = small_problem(n_agents=1, shifts=shifts)
    bad, clean = roster(problem, A001="EMLL"), roster(problem, A001="EME.M")
    return Case(problem, bad, clean, 2, {"bags": ["early"]}, findings=2)


@case
def one_bag_a_week() -> Case:
    bags = {"E": ("early",), "M": ("early", "late"), "L": ("late",)}
    shifts = tuple(replace(s, bags=bags.get(s.id, ())) for s in SHIFTS)
    problem = small_problem(n_agents=1, shifts=shifts)
    # A night is in no bag; M is in both.
    bad, clean = roster(problem, A001="EEMLN"), roster(problem, A001="EEMMN")
    return Case(problem, bad, clean, 1, {"bags": ["early", "late"]})


@case
def one_start_a_week() -> Case:
    problem = small_problem(n_agents=1)
    bad, clean = roster(problem, A001="MMLLMM"), roster(problem, A001="MM.MM")
    return Case(problem, bad, clean, 2)


@case
def split_shifts() -> Case:
    two = shift("S", 480, 780, breaks=(), gap=Gap(240, 300))
    problem = small_problem(n_agents=2, shifts=(*SHIFTS, two))
    bad, clean = roster(problem, A001="SESS"), roster(problem, A001="SES", A002="E")
    return Case(problem, bad, clean, 1, {"names": ["A001"]})
