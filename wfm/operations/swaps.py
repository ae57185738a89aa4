"""Checks of swaps: notice (art. 34), quota and class (art. 35), and every rule of the roster."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from wfm.core.problem import Pin, PinSource, Problem, RuleEntry
from wfm.core.roster import Assignment, Cell, Roster
from wfm.core.score import Violation
from wfm.core.shifts import Shift
from wfm.operations.asks import Desktop, Finding, SwapAsk
from wfm.rules.auditing import audit
from wfm.rules.contract import Words
from wfm.rules.registry import catalogue
from wfm.rules.requests import (
    REQUEST_RULES,
    SwapNoticeParameters,
    SwapQuotaParameters,
    request_parameters,
)

MINIMUMS = ("shift_leader", "skill_minimum", "safety_minimum")
"""Priced rules that a swap should not break either; an approver may pass them."""


def swapped(roster: Roster, ask: SwapAsk) -> Roster:
    """Roster after the swap; breaks go with the shift."""
    given = roster.get(ask.initiator, ask.initiator_day)
    taken = roster.get(ask.partner, ask.partner_day)
    changes: list[tuple[Cell, Assignment | None]] = [
        ((ask.initiator, ask.initiator_day), None),
        ((ask.partner, ask.partner_day), None),
    ]
    if given is not None:
        moved = Assignment(ask.partner, given.day, given.shift_id, given.breaks)
        changes.append(((ask.partner, given.day), moved))
    if taken is not None:
        moved = Assignment(ask.initiator, taken.day, taken.shift_id, taken.breaks)
        changes.append(((ask.initiator, taken.day), moved))
    return roster.with_cells(changes)


def pins_of(roster: Roster, ask: SwapAsk) -> tuple[Pin, ...]:
    """Pins that keep an approved swap through every regeneration; `roster` is after it."""
    cells = {
        (agent, day)
        for agent in (ask.initiator, ask.partner)
        for day in (ask.initiator_day, ask.partner_day)
    }
    pins = []
    for agent, day in sorted(cells):
        cell = roster.get(agent, day)
        pins.append(Pin(agent, day, cell.shift_id if cell else None, PinSource.SWAP))
    return tuple(pins)


def after_swap(problem: Problem, moved: Roster, ask: SwapAsk) -> Problem:
    """Problem as it stands once the swap is approved.

    The cells are pinned as swapped, and the roster that changes are counted against moves along:
    a swap that agents asked for is no change by the centre.
    """
    pins = pins_of(moved, ask)
    cells = {(p.agent_id, p.day) for p in pins}
    kept = tuple(p for p in problem.pins if (p.agent_id, p.day) not in cells)
    base = None if problem.base is None else moved.assignments
    return dataclasses.replace(problem, pins=kept + pins, base=base)


def check_swap(desk: Desktop, ask: SwapAsk) -> list[Finding]:
    """Check a swap against every rule in force; facts come first."""
    facts = _facts(desk, ask)
    if facts:
        return facts
    assert desk.problem is not None
    assert desk.roster is not None
    first = _shift(desk, ask.initiator, ask.initiator_day)
    second = _shift(desk, ask.partner, ask.partner_day)
    found: list[Finding] = []
    for entry in desk.entries("swap_notice"):
        found.append(_notice(desk, ask, entry))
    for entry in desk.entries("swap_quota"):
        found.append(_quota(desk, ask, entry))
    for entry in desk.entries("swap_class"):
        found.append(_class(entry, first, second))
    found += _roster_rules(desk, ask)
    return found


def working_days_ahead(desk: Desktop, day: date) -> int:
    """Working days from the day after today up to the day before `day`, today counted as one.

    Asked on a Friday for the Monday after counts one (the Friday).
    """
    today = desk.now.date()
    if day <= today:
        return 0
    span = (day - today).days
    return sum(1 for k in range(span) if desk.is_workday(today + timedelta(days=k)))


def _facts(desk: Desktop, ask: SwapAsk) -> list[Finding]:
    if desk.problem is None or desk.roster is None:
        return [
            _no(
                "No published roster holds both days; swaps are of published shifts.",
                "已发布的排班中没有这两天；只能换已发布的班次。",
            )
        ]
    if ask.initiator == ask.partner:
        return [_no("Name two different agents.", "请填写两名不同的客服代表。")]
    faults = []
    for agent, day in ((ask.initiator, ask.initiator_day), (ask.partner, ask.partner_day)):
        if desk.agent(agent) is None:
            faults.append(_no(f"There is no agent {agent}.", f"没有客服代表 {agent}。"))
        elif desk.roster.get(agent, day) is None:
            faults.append(_no(f"{agent} has no shift on {day}.", f"{agent} 在 {day} 没有班次。"))
    if not faults and ask.initiator_day != ask.partner_day:
        for agent, day in ((ask.partner, ask.initiator_day), (ask.initiator, ask.partner_day)):
            if desk.roster.get(agent, day) is not None:
                faults.append(
                    _no(
                        f"{agent} has a shift of their own on {day}.",
                        f"{agent} 在 {day} 已有自己的班次。",
                    )
                )
    return faults


def _notice(desk: Desktop, ask: SwapAsk, entry: RuleEntry) -> Finding:
    p = request_parameters(entry)
    assert isinstance(p, SwapNoticeParameters)
    ahead = working_days_ahead(desk, min(ask.initiator_day, ask.partner_day))
    return _finding(entry, ahead >= p.working_days, {"found": ahead, "need": p.working_days})


def _quota(desk: Desktop, ask: SwapAsk, entry: RuleEntry) -> Finding:
    p = request_parameters(entry)
    assert isinstance(p, SwapQuotaParameters)
    month = (ask.initiator_day.year, ask.initiator_day.month)
    used = sum(
        1
        for s in desk.swaps
        if s.own_initiative
        and s.initiator == ask.initiator
        and (s.initiator_day.year, s.initiator_day.month) == month
    )
    values = {
        "agent": ask.initiator,
        "found": used,
        "need": p.per_month,
        "month": f"{ask.initiator_day:%Y-%m}",
    }
    return _finding(entry, used < p.per_month or not ask.own_initiative, values)


def _class(entry: RuleEntry, first: Shift, second: Shift) -> Finding:
    chinese = {"day": "白", "night": "夜"}
    words = REQUEST_RULES["swap_class"].words.violation
    return Finding(
        entry.rule,
        entry.source,
        first.swap_class == second.swap_class,
        True,
        Words(
            words.en.format(
                first=first.code_en,
                second=second.code_en,
                class1=first.swap_class,
                class2=second.swap_class,
            ),
            words.zh.format(
                first=first.code_zh,
                second=second.code_zh,
                class1=chinese[first.swap_class],
                class2=chinese[second.swap_class],
            ),
        ),
    )


def _roster_rules(desk: Desktop, ask: SwapAsk) -> list[Finding]:
    """Audit the roster before and after: what the swap newly breaks, with the article."""
    assert desk.problem is not None
    assert desk.roster is not None
    moved = swapped(desk.roster, ask)
    before = audit(desk.problem, desk.roster)
    after = audit(after_swap(desk.problem, moved, ask), moved)
    known = {_key(v): v.amount for v in before.violations}
    known_rules = catalogue()
    found = []
    for v in after.violations:
        if not (v.hard or v.rule in MINIMUMS) or v.amount <= known.get(_key(v), 0):
            continue
        words = known_rules[v.rule].words.violation
        values = {
            "agent": v.agent_id or "",
            "day": v.day or "",
            "at": v.at,
            "amount": v.amount,
            **v.values,
        }
        found.append(
            Finding(
                v.rule,
                v.source,
                False,
                not v.hard,
                Words(words.fill("en", **values), words.fill("zh", **values)),
            )
        )
    if not found:
        n = len(before.checked)
        found.append(
            Finding(
                "roster_rules",
                "",
                True,
                False,
                Words(
                    f"all {n} roster rules hold as before for both agents",
                    f"双方换班后 {n} 条排班规则均不受影响",
                ),
            )
        )
    return found


def _key(v: Violation) -> tuple[object, ...]:
    return (v.rule, v.agent_id, v.day, v.at)


def _finding(entry: RuleEntry, ok: bool, values: dict[str, object]) -> Finding:
    rule = REQUEST_RULES[entry.rule]
    return Finding(
        entry.rule,
        entry.source,
        ok,
        rule.overridable,
        Words(rule.words.violation.fill("en", **values), rule.words.violation.fill("zh", **values)),
    )


def _shift(desk: Desktop, agent: str, day: date) -> Shift:
    assert desk.problem is not None
    assert desk.roster is not None
    cell = desk.roster.get(agent, day)
    assert cell is not None
    return next(s for s in desk.problem.shifts if s.id == cell.shift_id)


def _no(en: str, zh: str) -> Finding:
    return Finding("facts", "", False, False, Words(en, zh))
