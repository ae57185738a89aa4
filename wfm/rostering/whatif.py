"""What it would cost to give an agent a shift or a day off: the roster repaired around the wish."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

from wfm.core.errors import BadInputError
from wfm.core.problem import Pin, Problem
from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView
from wfm.rostering.cells import check_cell, place_shift
from wfm.rostering.mend import Mender
from wfm.rostering.patch import Caps
from wfm.rostering.proposal import STABILITY, Change, changes_of, effect_of
from wfm.rostering.repair import Disruption, repair_problem
from wfm.rostering.result import RosterResult
from wfm.rostering.solving import Budget, ShouldStop
from wfm.rules.auditing import audit
from wfm.rules.comparing import worse
from wfm.rules.contract import Words
from wfm.rules.coverage import Coverage
from wfm.rules.modelling import Modeller
from wfm.rules.wording import sentence, title

WORK = 2.0
"""Deterministic units of each of the three searches."""

SHOWN = 12
"""Changes and findings told in words."""


@dataclass(frozen=True)
class WhatIf:
    """Answer to a wish.

    Parameters
    ----------
    cost_before, cost_after : float
        Audited points without and with the wish, after the same search around the roster;
        after is None when no legal roster has it.
    changes : tuple of Change
        Cells that differ from the roster, the wish first.
    by_rule : dict of str to float
        Change of the cost per rule.
    sentences : tuple of Words
    """

    cost_before: float
    cost_after: float | None
    changes: tuple[Change, ...]
    by_rule: dict[str, float]
    sentences: tuple[Words, ...]

    @property
    def difference(self) -> float | None:
        """Points that the wish costs; None when it can't be had."""
        return None if self.cost_after is None else self.cost_after - self.cost_before

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "cost_before": self.cost_before,
            "cost_after": self.cost_after,
            "difference": self.difference,
            "by_rule": self.by_rule,
            "changes": [c.to_dict() for c in self.changes],
            "sentences": [w.en for w in self.sentences],
            "sentences_zh": [w.zh for w in self.sentences],
        }


def what_if(
    problem: Problem,
    roster: Roster,
    agent_id: str,
    day: date,
    shift_id: str | None,
    *,
    work: float = WORK,
    seed: int = 1,
    should_stop: ShouldStop | None = None,
) -> WhatIf:
    """Say what a shift, or a day off (None), would cost, which rules, and who changes.

    The roster is searched around as it is, with the cell fixed, and from there with the cell free
    again, each with the same work: so what the roster could gain anyway is not credited to the
    wish. The answer is the best that was found, not a proven least.

    Raises
    ------
    BadInputError
        When agent, day or shift are not of the problem.
    """
    view = ProblemView(problem)
    check_cell(view, agent_id, day, shift_id)
    calm = repair_problem(problem, roster, Disruption())
    before = _search(calm, roster, work, seed, should_stop)
    if before.roster is None or before.report is None:
        words = tuple(c.what for c in before.conflicts)
        return WhatIf(0.0, None, (), {}, (_no_way(agent_id, day, shift_id), *words))
    before_view = ProblemView(calm)
    cost = effect_of(before_view, before.roster, before.report).cost
    others = tuple(p for p in calm.pins if (p.agent_id, p.day) != (agent_id, day))
    wished = dataclasses.replace(calm, pins=(*others, Pin(agent_id, day, shift_id)))
    try:
        forced = place_shift(Modeller(before_view), before.roster, agent_id, day, shift_id)
    except BadInputError:
        return WhatIf(cost, None, (), {}, (_no_way(agent_id, day, shift_id),))
    broken = [
        v
        for v in worse(audit(problem, forced, view), audit(problem, before.roster, view))
        if v.hard and v.rule != "pinned_cells"
    ]
    as_it_stands = tuple(
        Words(f"As it stands it breaks: {_said(v, 'en')}", f"直接改动会违反：{_said(v, 'zh')}")
        for v in broken[:SHOWN]
    )
    a, d = view.agent_index[agent_id], view.day_index(day)
    allowed = shift_id is None or bool(
        Modeller(ProblemView(wished)).allowed[a, d, view.shift_index[shift_id]]
    )
    after = _search(wished, forced, work, seed, should_stop) if allowed else None
    if after is None or after.roster is None or after.report is None:
        why = () if after is None else tuple(c.what for c in after.conflicts)
        return WhatIf(
            cost, None, (), {}, (_no_way(agent_id, day, shift_id), *as_it_stands, *why[:SHOWN])
        )
    new = effect_of(ProblemView(wished), after.roster, after.report).cost
    report = before.report
    # What the second search found beside the wish is open to the roster without it too.
    again = _search(calm, after.roster, work, seed, should_stop)
    if again.roster is not None and again.report is not None:
        then = effect_of(before_view, again.roster, again.report).cost
        if then < cost:
            cost, report = then, again.report
    changes = tuple(changes_of(roster, after.roster, frozenset({(agent_id, day)})))
    by_rule = _by_rule(report, after.report)
    return WhatIf(
        cost,
        new,
        changes,
        by_rule,
        (
            _cost(agent_id, day, shift_id, new - cost),
            *as_it_stands,
            *_rules(by_rule),
            *_findings(after.report, report),
            *_who(changes, agent_id, day),
        ),
    )


def _search(
    problem: Problem, start: Roster, work: float, seed: int, should_stop: ShouldStop | None
) -> RosterResult:
    budget = Budget(0.0, work, should_stop)
    return Mender(ProblemView(problem), start, Caps(), budget, seed).run()


def _by_rule(before: AuditReport, after: AuditReport) -> dict[str, float]:
    rules = sorted(before.penalties.keys() | after.penalties.keys())

    def cost(report: AuditReport, rule: str) -> float:
        return report.penalties[rule].cost if rule in report.penalties else 0.0

    moved = {rule: cost(after, rule) - cost(before, rule) for rule in rules if rule != STABILITY}
    return {rule: points for rule, points in moved.items() if abs(points) > 1e-6}


def _cost(agent_id: str, day: date, shift_id: str | None, points: float) -> Words:
    if abs(points) < 0.05:
        return Words(
            f"{_wish(agent_id, day, shift_id, 'en')} can be had at no cost.",
            f"{_wish(agent_id, day, shift_id, 'zh')}：可以安排，不增加代价。",
        )
    return Words(
        f"{_wish(agent_id, day, shift_id, 'en')} changes the cost by {points:+,.1f} points.",
        f"{_wish(agent_id, day, shift_id, 'zh')}：代价变化 {points:+,.1f} 分。",
    )


def _no_way(agent_id: str, day: date, shift_id: str | None) -> Words:
    return Words(
        f"{_wish(agent_id, day, shift_id, 'en')} can't be had in any roster that keeps the rules.",
        f"{_wish(agent_id, day, shift_id, 'zh')}：没有合规的安排。",
    )


def _wish(agent_id: str, day: date, shift_id: str | None, language: str) -> str:
    if language == "zh":
        return f"{agent_id} {day} {'休息' if shift_id is None else f'上 {shift_id}'}"
    return f"{agent_id} {'off' if shift_id is None else f'in {shift_id}'} on {day}"


def _rules(by_rule: dict[str, float]) -> list[Words]:
    ranked = sorted(by_rule.items(), key=lambda item: -abs(item[1]))[:SHOWN]
    return [
        Words(
            f"{title(rule)}: {points:+,.1f} points",
            f"{title(rule, 'zh')}：{points:+,.1f} 分",
        )
        for rule, points in ranked
    ]


def _findings(after: AuditReport, before: AuditReport) -> list[Words]:
    skipped = (Coverage.id, STABILITY)
    found = [v for v in worse(after, before) if not v.hard and v.rule not in skipped]
    return [
        Words(f"Dearer: {_said(v, 'en')}", f"增加代价：{_said(v, 'zh')}") for v in found[:SHOWN]
    ]


def _who(changes: tuple[Change, ...], agent_id: str, day: date) -> list[Words]:
    made = [c for c in changes if (c.agent_id, c.day) != (agent_id, day)]
    if not made:
        return [Words("Nobody else's shift changes.", "其他班次不变。")]

    def told(language: str) -> str:
        off = "休" if language == "zh" else "off"
        joined = [
            f"{c.agent_id} {c.day} {c.before or off} → {c.after or off}" for c in made[:SHOWN]
        ]
        rest = len(made) - SHOWN
        if rest > 0:
            joined.append(f"另 {rest} 格" if language == "zh" else f"{rest} more")
        return ("；" if language == "zh" else "; ").join(joined)

    return [Words(f"Also changes: {told('en')}.", f"同时调整：{told('zh')}。")]


def _said(v: Any, language: str) -> str:
    text = sentence(v, language)
    return f"{text} [{v.source}]" if v.source else text
