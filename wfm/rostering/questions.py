"""Questions about a finished roster, answered from the model: why not, why short."""

from __future__ import annotations

from datetime import date

from ortools.sat.python import cp_model

from wfm.core.errors import BadInputError, Fault, WfmError
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.score import AuditReport, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rostering.cells import place_shift
from wfm.rostering.explain import conflicts_of
from wfm.rostering.result import Conflict
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.comparing import worse
from wfm.rules.contract import Words
from wfm.rules.coverage import PERCENT, Coverage
from wfm.rules.modelling import Modeller
from wfm.rules.wording import sentence

LIMIT = 5.0
"""Deterministic time of a local solve."""

NO_OTHER = Words(
    "No other arrangement of the agent's days can mend this.",
    "调整该坐席的其他日期也无法解决。",
)


def why_infeasible(problem: Problem, time_s: float = 60.0, seed: int = 1) -> tuple[Conflict, ...]:
    """Smallest set of hard entries that no roster can keep; empty when one can keep them all.

    Raises
    ------
    WfmError
        When neither was settled in the time given.
    """
    modeller = Modeller(ProblemView(problem))
    priced = [entry for entry in problem.rules if not entry.hard]
    ctx = modeller.context(with_breaks=False, without=priced)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_s
    solver.parameters.num_workers = 2
    status = solver.solve(ctx.model)
    if status == cp_model.INFEASIBLE:
        return conflicts_of(modeller, Budget(time_s), seed)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    raise WfmError(f"Not settled in {time_s:g} s whether there is a roster; give more time.")


def why_not(
    problem: Problem, roster: Roster, agent_id: str, day: date, shift_id: str
) -> tuple[Words, ...]:
    """Why an agent does not have a shift on a day: what it breaks, what it would cost.

    The shift is forced; what breaks is named with its article. Then the agent's other days are
    decided anew, to see whether and at what cost it could be had.

    Raises
    ------
    BadInputError
        When agent, day or shift are not of the problem.
    """
    view = ProblemView(problem)
    modeller = Modeller(view)
    now = roster.get(agent_id, day)
    if now is not None and now.shift_id == shift_id:
        words = Words(
            f"{agent_id} has {shift_id} on {day}.", f"{agent_id} 在 {day} 已是 {shift_id}。"
        )
        return (words,)
    forced = place_shift(modeller, roster, agent_id, day, shift_id)
    before, after = audit(problem, roster, view), audit(problem, forced, view)
    broken = _new(after, before, hard=True)
    found = [
        Words(
            f"It breaks: {_said(v, 'en')}",
            f"违反：{_said(v, 'zh')}",
        )
        for v in broken
    ]
    if not broken:
        found.append(_cost(after.cost - before.cost, "as it stands", "其余不变"))
        found += [
            Words(f"Dearer: {_said(v, 'en')}", f"增加代价：{_said(v, 'zh')}")
            for v in _new(after, before, hard=False)[:5]
        ]
        return tuple(found)
    a, d = view.agent_index[agent_id], view.day_index(day)
    s = view.shift_index[shift_id]
    if not modeller.allowed[a, d, s]:
        found.append(NO_OTHER)
        return tuple(found)
    others = {(a, k) for k in range(view.n_days) if k != d}
    ctx = modeller.context(base=forced, free=others, free_breaks={(a, d)})
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = LIMIT
    if solver.solve(ctx.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found.append(NO_OTHER)
        return tuple(found)
    moved = ctx.read(solver.value)
    days = sorted(k for _, k in roster.changed_cells(moved) if k != day)
    listed = ", ".join(str(k) for k in days)
    cost = audit(problem, moved, view).cost - before.cost
    found.append(_cost(cost, f"with the agent's days {listed} changed too", f"同时调整 {listed}"))
    return tuple(found)


def why_short(problem: Problem, roster: Roster, at: str) -> tuple[Words, ...]:
    """Why an interval is short: where everybody is.

    Parameters
    ----------
    at : str
        Local time of the interval, ``YYYY-MM-DD HH:MM``.

    Raises
    ------
    BadInputError
        When it is no interval of the horizon.
    """
    view = ProblemView(problem)
    t = next((t for t in range(view.n_intervals) if view.instant_of(t) == at.strip()), None)
    if t is None:
        raise BadInputError(
            Fault("no such interval", "write the local start, e.g. 2026-11-24 14:30", value=at)
        )
    seen = RosterView(view, roster)
    d = min(int((view.grid.day_starts <= t).sum()) - 1, view.n_days - 1)
    day = view.day(d)
    places = {"phone": 0, "break": 0, "leave": 0, "shift": 0, "off": 0, "away": 0}
    for a, agent in enumerate(view.agents):
        if seen.presence.phone[a, t]:
            places["phone"] += 1
        elif seen.presence.duty[a, t]:
            places["break"] += 1
        elif not agent.employed_on(day):
            places["away"] += 1
        elif view.on_leave[a, d]:
            places["leave"] += 1
        elif seen.shift(a, d) != OFF:
            places["shift"] += 1
        else:
            places["off"] += 1
    found = []
    for demand in problem.demands:
        required = int(view.required(demand)[t])
        staffed = int(Coverage.weight(view, demand) @ seen.presence.phone[:, t]) / PERCENT
        found.append(
            Words(
                f"{demand.group} at {at}: {required} required, {staffed:g} on the phones.",
                f"{demand.group} {at}：需求 {required} 人，在线 {staffed:g} 人。",
            )
        )
    found.append(
        Words(
            f"Of {view.n_agents} agents {places['phone']} are on the phones, {places['break']} on "
            f"a break, {places['shift']} in another shift of the day, {places['off']} off, "
            f"{places['leave']} on leave, {places['away']} not employed.",
            f"{view.n_agents} 名坐席中：在线 {places['phone']}，用餐或休息 {places['break']}，"
            f"当日其他班次 {places['shift']}，休息日 {places['off']}，请假 {places['leave']}，"
            f"不在职 {places['away']}。",
        )
    )
    return tuple(found)


def _new(after: AuditReport, before: AuditReport, *, hard: bool) -> list[Violation]:
    return [v for v in worse(after, before) if v.hard is hard and v.rule != Coverage.id]


def _said(v: Violation, language: str) -> str:
    text = sentence(v, language)
    return f"{text} [{v.source}]" if v.source else text


def _cost(cost: float, en: str, zh: str) -> Words:
    return Words(
        f"It is legal {en}, and changes the cost by {cost:+,.1f} points.",
        f"{zh}即合规，代价变化 {cost:+,.1f} 分。",
    )
