"""Checks of swaps: notice (art. 34), quota and class (art. 35), and every rule of the roster."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from wfm.core.problem import Pin, PinSource, Problem, RuleEntry
from wfm.core.roster import Assignment, Cell, Roster
from wfm.core.score import Violation
from wfm.core.shifts import Shift, SwapClass
from wfm.core.view import ProblemView
from wfm.operations.activities import activity_findings
from wfm.operations.asks import Desktop, Finding, SwapAsk
from wfm.rostering.carried import Carried, carry
from wfm.rules.auditing import audit
from wfm.rules.comparing import worse
from wfm.rules.contract import Words
from wfm.rules.modelling import Modeller
from wfm.rules.requests import (
    RequestRule,
    SwapNoticeParameters,
    SwapRosterParameters,
    request_entries,
)
from wfm.rules.swap_limits import SwapLimitsParameters
from wfm.rules.wording import sentence

MINIMUMS = ("shift_leader", "skill_minimum", "safety_minimum")
"""Priced rules that a swap should not break either; an approver may pass them."""

BETWEEN = ("swap_class", "swap_roster")
"""Request rules that look at both sides."""


def swapped(roster: Roster, ask: SwapAsk) -> Roster:
    """Roster after the swap; breaks go with the shift, activities don't: see `settled`."""
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


def settled(problem: Problem, roster: Roster, ask: SwapAsk) -> Carried:
    """Roster after the swap with the activities of both: they are the agent's, not the shift's.

    Training of the initiator stays where they still work its span, goes into another shift of
    theirs, or is dropped; a partner never inherits what they are no participant of.
    """
    moved = swapped(roster, ask)
    return carry(Modeller(ProblemView(after_swap(problem, moved, ask))), roster, moved)


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
    """Check a swap against every rule in force; facts that nobody can change come first."""
    facts = _facts(desk, ask)
    if facts:
        return facts
    first = _shift(desk, ask.initiator, ask.initiator_day)
    second = _shift(desk, ask.partner, ask.partner_day)
    assert desk.problem is not None
    assert desk.roster is not None
    carried = settled(desk.problem, desk.roster, ask)
    found: list[Finding] = []
    sides = [a for a in desk.agents if a.id in (ask.initiator, ask.partner)]
    for entry, rule, p in request_entries(desk.rules, min(ask.initiator_day, ask.partner_day)):
        # Notice and quota bind who asks; what compares the two binds either.
        bound = [a for a in sides if a.id == ask.initiator or rule.id in BETWEEN]
        if not any(entry.scope.holds_for(a) for a in bound):
            continue
        match p:
            case SwapNoticeParameters():
                found.append(_notice(desk, ask, entry, rule, p))
            case SwapLimitsParameters():
                found.append(_limit(desk, ask, entry, rule, p))
            case SwapRosterParameters():
                found += _roster_rules(desk, carried, ask, entry, rule, p)
            case _ if rule.id == "swap_class":
                found.append(_class(entry, rule, first, second))
            case _:
                pass  # a rule of leave
    return found + activity_findings(carried, desk.problem, to_know=False)


def last_day_to_ask(desk: Desktop, day: date, working_days: int) -> date:
    """Last day that lies so many working days before a day.

    With one working day, a shift on a Monday has to be asked for on the Friday before.
    """
    left = working_days
    while left > 0:
        day -= timedelta(days=1)
        left -= desk.is_workday(day)
    return day


def _facts(desk: Desktop, ask: SwapAsk) -> list[Finding]:
    if desk.problem is None or desk.roster is None:
        return [
            _no(
                "No published roster holds both days; swaps are of published shifts.",
                "已发布的排班中没有这两天；只能换已发布的班次。",
            )
        ]
    if ask.initiator == ask.partner:
        return [_no("Name two different agents.", "请填写两名不同的坐席。")]
    faults = []
    for agent, day in ((ask.initiator, ask.initiator_day), (ask.partner, ask.partner_day)):
        if desk.agent(agent) is None:
            faults.append(_no(f"There is no agent {agent}.", f"没有坐席 {agent}。"))
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
    elif not faults and _shift(desk, ask.initiator, ask.initiator_day) == _shift(
        desk, ask.partner, ask.partner_day
    ):
        faults.append(
            _no(
                f"Both have the same shift on {ask.initiator_day}.",
                f"双方在 {ask.initiator_day} 的班次相同。",
            )
        )
    return faults


def _notice(
    desk: Desktop, ask: SwapAsk, entry: RuleEntry, rule: RequestRule, p: SwapNoticeParameters
) -> Finding:
    day = min(ask.initiator_day, ask.partner_day)
    by = last_day_to_ask(desk, day, p.working_days)
    ok = desk.now.date() <= by or not ask.own_initiative
    return _finding(entry, rule, ok, day=day, by=by)


def _limit(
    desk: Desktop, ask: SwapAsk, entry: RuleEntry, rule: RequestRule, p: SwapLimitsParameters
) -> Finding:
    month = (ask.initiator_day.year, ask.initiator_day.month)
    # One that an approver passed is no violation, but it was the agent's own swap all the same.
    used = sum(
        1
        for s in desk.swaps
        if s.own_initiative
        and s.initiator == ask.initiator
        and (s.initiator_day.year, s.initiator_day.month) == month
    )
    ok = used < p.max_per_month or not ask.own_initiative
    return _finding(
        entry,
        rule,
        ok,
        agent=ask.initiator,
        n=used,
        max_n=p.max_per_month,
        month=f"{ask.initiator_day:%Y-%m}",
    )


CLASS_WORDS = {SwapClass.DAY: Words("day", "日班"), SwapClass.NIGHT: Words("night", "夜班")}


def _class(entry: RuleEntry, rule: RequestRule, first: Shift, second: Shift) -> Finding:
    if first.swap_class == second.swap_class:
        return _finding(entry, rule, True)
    one, other = CLASS_WORDS[first.swap_class], CLASS_WORDS[second.swap_class]
    words = Words(
        rule.words.violation.en.format(
            first=first.code_en, second=second.code_en, first_class=one.en, second_class=other.en
        ),
        rule.words.violation.zh.format(
            first=first.code_zh, second=second.code_zh, first_class=one.zh, second_class=other.zh
        ),
    )
    return Finding(entry.rule, entry.source, False, rule.overridable, words)


def _roster_rules(
    desk: Desktop,
    carried: Carried,
    ask: SwapAsk,
    entry: RuleEntry,
    rule: RequestRule,
    p: SwapRosterParameters,
) -> list[Finding]:
    """Audit the roster before and after: what the swap newly breaks, with its own article.

    The ledger has a rule of its own, so the swap is not counted there a second time.
    """
    assert desk.problem is not None
    assert desk.roster is not None
    moved = carried.roster
    before = audit(desk.problem, desk.roster)
    after = audit(after_swap(desk.problem, moved, ask), moved)
    new = [v for v in worse(after, before) if v.hard or v.rule in MINIMUMS]
    new += _at_the_seam(desk, ask)
    if sum(v.hard for v in new) <= p.new_violations_allowed:
        new = [v for v in new if not v.hard]
    if not new:
        n = len(before.checked)
        words = Words(
            f"All {n} rules of the roster hold as before for both agents",
            f"换班后双方 {n} 条排班规则均不受影响",
        )
        return [Finding(entry.rule, entry.source, True, rule.overridable, words)]
    return [
        Finding(
            v.rule,
            v.source,
            False,
            not v.hard,
            Words(
                rule.words.violation.en.format(what=sentence(v, "en")),
                rule.words.violation.zh.format(what=sentence(v, "zh")),
            ),
        )
        for v in new
    ]


def _at_the_seam(desk: Desktop, ask: SwapAsk) -> list[Violation]:
    """Hard rules that the swap breaks in the published week after, e.g. rest before its Monday."""
    if desk.following is None:
        return []
    problem, roster = desk.following
    past = Roster(tuple(problem.past))
    if (ask.initiator, ask.initiator_day) not in past.cells:
        return []
    moved = dataclasses.replace(problem, past=swapped(past, ask).assignments)
    return [v for v in worse(audit(moved, roster), audit(problem, roster)) if v.hard]


def _finding(entry: RuleEntry, rule: RequestRule, ok: bool, **values: object) -> Finding:
    """Finding in the rule's words: its description when kept, its refusal when not."""
    words = (
        rule.words.description
        if ok
        else Words(
            rule.words.violation.fill("en", **values), rule.words.violation.fill("zh", **values)
        )
    )
    return Finding(entry.rule, entry.source, ok, rule.overridable, words)


def _shift(desk: Desktop, agent: str, day: date) -> Shift:
    assert desk.problem is not None
    assert desk.roster is not None
    cell = desk.roster.get(agent, day)
    assert cell is not None
    return next(s for s in desk.problem.shifts if s.id == cell.shift_id)


def _no(en: str, zh: str) -> Finding:
    return Finding("facts", "", False, False, Words(en, zh))
