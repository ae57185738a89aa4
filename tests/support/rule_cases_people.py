"""Cases of seats, leave, swaps, changes, blocks, wishes and fairness."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from support.problems import (
    MONDAY,
    SHIFTS,
    roster,
    shift,
    small_problem,
    with_base,
    with_past,
)
from support.rule_case import Case, case, day
from wfm.core.people import Agent, Leave, LeaveType
from wfm.core.problem import Pin, SwapRecord, Wish
from wfm.core.shifts import Gap


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
