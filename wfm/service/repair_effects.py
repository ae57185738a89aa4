"""What a proposed repair changes, why each change is there, and how service stands before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wfm.core.people import LeaveType
from wfm.core.problem import POOLED, Problem
from wfm.core.roster import Cell, Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView
from wfm.rostering.proposal import STABILITY, Effect, effect_of
from wfm.rules.auditing import audit
from wfm.rules.comparing import worse
from wfm.rules.contract import Words
from wfm.rules.coverage import Coverage
from wfm.rules.wording import title
from wfm.service import staffing
from wfm.service.repair_asks import RepairAsk
from wfm.service.repair_facts import absent_cells

EXPLAINED = 30
"""Agents whose changes are weighed one after the other; a proposal of more says so of the rest."""

BREAK_PRICE = 1.0
"""Points that moving the breaks of one shift has to gain: a tenth of a missing agent-interval."""

LOOKS = 1500
"""Audits times agents spent on putting breaks back, so that large centres do not wait for it."""

SICK = Words("called in sick", "病假")
AWAY = Words("not there {span}", "{span} 不在岗")
LEAVE = Words("on leave", "休假")
LEFT = Words("not employed any more", "已离职")
PINNED = Words("fixed", "固定")
KEEPS_RULE = Words("without it a rule is broken: {rule}", "若不改动将违反规则：{rule}")
COVERS = Words(
    "without it {n} more agent-intervals are missing ({span})",
    "若不改动将多缺 {n} 个坐席时段（{span}）",
)
SAVES = Words("saves {cost} points, most of them here: {rule}", "节省 {cost} 分，主要在：{rule}")
TOGETHER = Words("goes with another change", "与其他改动配套")
ONE_OF_MANY = Words("one of many changes", "大量改动之一")


@dataclass(frozen=True, slots=True)
class OfferedChange:
    """A cell with its shift before and after (None for a day off), and why.

    `fact` is true where what happened decides the cell: it can't be left out.
    """

    agent_id: str
    day: date
    before: str | None
    after: str | None
    fact: bool
    why: Words

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "agent": self.agent_id,
            "day": self.day.isoformat(),
            "before": self.before,
            "after": self.after,
            "fact": self.fact,
            "why_en": self.why.en,
            "why_zh": self.why.zh,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> OfferedChange:
        """Read what `to_dict` wrote."""
        return cls(
            value["agent"],
            date.fromisoformat(value["day"]),
            value["before"],
            value["after"],
            value["fact"],
            Words(value["why_en"], value["why_zh"]),
        )


def offered_changes(
    problem: Problem, base: Roster, start: Roster, roster: Roster, ask: RepairAsk
) -> tuple[OfferedChange, ...]:
    """Every cell whose shift differs from the base, facts first, each with its reason.

    Parameters
    ----------
    problem : Problem
        With the ask's leave and demand.
    start : Roster
        The base under what happened, nothing else done.
    """
    facts = set(base.changed_cells(start))
    changed = roster.changed_cells(base)
    made = [cell for cell in changed if cell not in facts]
    worth = _Worth(problem, start, roster, made) if made else None
    explained = list(dict.fromkeys(agent for agent, _ in sorted(made, key=_order)))[:EXPLAINED]
    absent = absent_cells(base, ask, problem)
    found = []
    for cell in [*sorted(facts & set(changed), key=_order), *sorted(made, key=_order)]:
        before, after = base.get(*cell), roster.get(*cell)
        if cell in facts:
            why = _fact(problem, cell, absent)
        elif worth is None or cell[0] not in explained:
            why = ONE_OF_MANY
        else:
            why = worth.of(cell[0])
        found.append(
            OfferedChange(
                *cell,
                None if before is None else before.shift_id,
                None if after is None else after.shift_id,
                cell in facts,
                why,
            )
        )
    return tuple(found)


def moved_breaks(base: Roster, roster: Roster) -> tuple[Cell, ...]:
    """Cells that keep their shift and get other breaks or activities."""
    return tuple(
        (cell.agent_id, cell.day)
        for cell in roster
        if (old := base.get(cell.agent_id, cell.day)) is not None
        and old.shift_id == cell.shift_id
        and old.inside != cell.inside
    )


def with_quiet_breaks(problem: Problem, start: Roster, roster: Roster) -> Roster:
    """Put breaks back whose move gains next to nothing: fewer people hear of a repair.

    All at once if that costs less than the price of a moved break each; otherwise in halves, as
    long as there are audits to spend.
    """
    view = ProblemView(problem)
    looks = max(4, LOOKS // max(1, len(problem.agents)))
    report = audit(problem, roster, view)
    waiting = [sorted(moved_breaks(start, roster), key=_order)]
    while waiting and looks:
        cells = waiting.pop(0)
        if not cells:
            continue
        back = roster.with_cells((cell, start.get(*cell)) for cell in cells)
        found = audit(problem, back, view)
        looks -= 1
        lost = found.cost - report.cost
        if len(found.hard) <= len(report.hard) and lost <= BREAK_PRICE * len(cells):
            roster, report = back, found
        elif len(cells) > 1:
            half = len(cells) // 2
            waiting += [cells[:half], cells[half:]]
    return roster


def chosen_roster(
    start: Roster, roster: Roster, cells: Sequence[Cell] | None, *, breaks: bool = True
) -> Roster:
    """Return the start with some of a proposal's changes; None takes them all.

    Parameters
    ----------
    breaks : bool
        Whether breaks of shifts that stay may move.
    """
    taken = set(start.changed_cells(roster)) if cells is None else set(cells)
    if breaks:
        taken |= set(moved_breaks(start, roster))
    changed = taken & set(start.changed_cells(roster)) | taken & set(moved_breaks(start, roster))
    return start.with_cells((cell, roster.get(*cell)) for cell in sorted(changed))


def effect(problem: Problem, roster: Roster) -> tuple[Effect, AuditReport]:
    """Cost without the price of changes, missing agents, hard findings; and the audit."""
    view = ProblemView(problem)
    report = audit(problem, roster, view)
    return effect_of(view, roster, report), report


def shortfall(problem: Problem, rosters: Mapping[str, Roster]) -> dict[str, list[Any]]:
    """Pooled requirement and staffing per interval of the horizon's days, a column a roster."""
    view = ProblemView(problem)
    columns: dict[str, list[Any]] = {}
    for name, roster in rosters.items():
        table = staffing.coverage(problem, roster, view)
        pool = table[table["group"] == POOLED]
        columns.setdefault("at", [stamp.isoformat() for stamp in pool["timestamp"]])
        columns.setdefault("required", [int(n) for n in pool["required"]])
        columns[name] = [round(float(n), 2) for n in pool["staffed"]]
    return columns


class _Worth:
    """What an agent's changes are good for: the audit with them, and with them taken back.

    Those of one agent belong together: a day gained here is often one given there.
    """

    def __init__(
        self, problem: Problem, start: Roster, roster: Roster, made: Sequence[Cell]
    ) -> None:
        self.problem, self.start, self.roster, self.made = problem, start, roster, made
        self.view = ProblemView(problem)
        self.report = audit(problem, roster, self.view)
        self.staffed = self._pool(roster)
        self.known: dict[str, Words] = {}

    def of(self, agent_id: str) -> Words:
        """Return the reason of an agent's changes."""
        if agent_id not in self.known:
            self.known[agent_id] = self._weigh(agent_id)
        return self.known[agent_id]

    def _weigh(self, agent_id: str) -> Words:
        back = [(cell, self.start.get(*cell)) for cell in self.made if cell[0] == agent_id]
        without = self.roster.with_cells(back)
        report = audit(self.problem, without, self.view)
        broken = [v for v in worse(report, self.report) if v.hard]
        if broken:
            rule = broken[0].rule
            return KEEPS_RULE.with_values(rule=Words(title(rule, "en"), title(rule, "zh")))
        more = {
            rule: price.cost - self._cost(rule)
            for rule, price in report.penalties.items()
            if rule != STABILITY
        }
        rule, total = max(more, key=lambda r: more[r], default=""), sum(more.values())
        if not rule or more[rule] <= 0 or total <= 0:
            return TOGETHER
        covers = self._covers(without) if rule == Coverage.id else None
        named = Words(title(rule, "en"), title(rule, "zh"))
        return covers or SAVES.with_values(cost=f"{total:,.0f}", rule=named)

    def _cost(self, rule: str) -> float:
        price = self.report.penalties.get(rule)
        return 0.0 if price is None else price.cost

    def _covers(self, without: Roster) -> Words | None:
        """Agent-intervals of the pool that would be missing, None when a skill alone is short."""
        table, now = self._pool(without), self.staffed
        missing = (table["required"] - table["staffed"]).clip(lower=0)
        lost = (missing - (now["required"] - now["staffed"]).clip(lower=0)).clip(lower=0)
        at = table["timestamp"][lost > 0]
        if at.empty:
            return None
        end = at.iloc[-1] + (table["timestamp"].iloc[1] - table["timestamp"].iloc[0])
        span = f"{at.iloc[0]:%m-%d %H:%M} - {end:%m-%d %H:%M}"
        return COVERS.with_values(n=f"{lost.sum():g}", span=span)

    def _pool(self, roster: Roster) -> Any:
        table = staffing.coverage(self.problem, roster, self.view)
        return table[table["group"] == POOLED].reset_index(drop=True)


def _fact(problem: Problem, cell: Cell, absent: Mapping[Cell, Any]) -> Words:
    agent_id, day = cell
    absence = absent.get(cell)
    if absence is not None and not absence.whole_day:
        return AWAY.with_values(span=f"{absence.from_clock}-{absence.to_clock}")
    kinds = [x.type for x in problem.leave if x.agent_id == agent_id and x.covers(day)]
    if absence is not None or LeaveType.SICK in kinds:
        return SICK
    if kinds:
        return LEAVE
    agent = next((a for a in problem.agents if a.id == agent_id), None)
    if agent is None or not agent.employed_on(day):
        return LEFT
    return PINNED


def _order(cell: Cell) -> tuple[date, str]:
    return cell[1], cell[0]
