"""Why hard rules and facts contradict each other: a smallest set of entries, in words.

The set is found where it is smallest: for one agent alone if it can be, else for everybody. It is
shrunk by deletion, each time by a plain solve, because a core from assumptions may be wrong
(OR-tools issue 4109). The repairs named are tried on a problem of their own first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rostering.result import Conflict
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.contract import Words
from wfm.rules.modelling import Modeller
from wfm.rules.registry import catalogue
from wfm.rules.weekly_hours import WeeklyHours
from wfm.rules.windows import BreakWindows

SHOWN = 5
"""Agents explained one by one; more of them would hide the point."""

CHUNK = 25
"""Agents looked at together while looking for those who conflict alone."""

MOST_REPAIRS = 8
"""Repairs tried for one agent."""

PROBE_LIMIT = 20.0
"""For one solve, in the budget's unit; what it can't decide counts as no conflict."""


def conflicts_of(modeller: Modeller, budget: Budget, seed: int) -> tuple[Conflict, ...]:
    """Explain why no roster keeps every hard entry.

    Returns
    -------
    tuple of Conflict
        At least one. Its entries are a minimal set: without any of them the others can hold.
    """
    found = lone_conflicts(modeller, budget, seed, range(modeller.view.n_agents))
    if found:
        return found
    return (_joint_conflict(modeller, _Probe(modeller, budget, seed).core(None)),)


def lone_conflicts(
    modeller: Modeller, budget: Budget, seed: int, agents: Iterable[int]
) -> tuple[Conflict, ...]:
    """Explain why some of the agents have no legal tour, whatever the others do.

    Returns
    -------
    tuple of Conflict
        One an agent, of the first few; empty when each of them could have one.
    """
    probe = _Probe(modeller, budget, seed)
    found = []
    for a in probe.stuck(list(agents)):
        core = probe.core([a])
        # Seen alone, the others count as off: believe it only if it stays true with them free.
        if core and not probe.holds(core, None):
            found.append(_lone_conflict(probe, a, core))
        if len(found) == SHOWN:
            break
    return tuple(found)


def break_conflict(modeller: Modeller) -> Conflict:
    """Conflict of a problem whose shifts can be given but whose breaks can't be placed."""
    named = [e for e, rule, _ in modeller.entries if e.hard and rule.needs_breaks]
    what = Words(
        "The breaks of some shifts can't be placed inside their windows: "
        + "; ".join(_name(e, "en") for e in named)
        + ".",
        "部分班次的用餐或休息无法在窗口内安排：" + "；".join(_name(e, "zh") for e in named) + "。",
    )
    mend = Words(
        "Widen the break windows of the catalogue or loosen the spacing of breaks.",
        "请放宽班次目录中的休息窗口，或放宽休息间隔要求。",
    )
    return Conflict(what, mend, tuple(_name(e, "en") for e in named))


class _Probe:
    """Plain solves over some agents and some entries."""

    def __init__(self, modeller: Modeller, budget: Budget, seed: int) -> None:
        self.modeller, self.budget, self.seed = modeller, budget, seed

    @cached_property
    def joint(self) -> frozenset[int]:
        """Rule-set positions of entries that agents seen alone would break by the others' absence.

        They are those of which an empty roster breaks something that is nobody's by name: at least
        so many on duty, at most so many changes in all.
        """
        view = self.modeller.view
        nobody = RosterView(view, Roster(), BreakWindows(view, self.modeller.entries))
        position = {id(entry): i for i, entry in enumerate(view.problem.rules)}
        return frozenset(
            position[id(entry)]
            for entry, rule, p in self.modeller.entries
            if entry.hard
            and id(entry) in position
            and any(v.agent_id is None for v in rule.audit(nobody, entry, p))
        )

    def holds(self, kept: list[int] | None, agents: list[int] | None) -> bool:
        """Whether some shifts of the agents (None: all) keep the entries (None: all)."""
        view = self.modeller.view
        chosen = range(view.n_agents) if agents is None else agents
        free = {(a, d) for a in chosen for d in range(view.n_days)}
        # What is priced can't contradict anything, and what is not kept need not be written down.
        idle = [
            entry
            for i, entry in enumerate(view.problem.rules)
            if not entry.hard
            or (kept is not None and i not in kept)
            or (agents is not None and i in self.joint)
        ]
        ctx = self.modeller.context(
            free=free, with_breaks=False, guarded=kept is not None, without=idle
        )
        ctx.model.clear_objective()  # type: ignore[no-untyped-call]
        for i, guard in ctx.guards.items():
            ctx.model.add(guard == int(kept is None or i in kept))
        answer = run(ctx.model, self.budget, PROBE_LIMIT, self.seed, first=True, lean=False)
        return answer.outcome is not Outcome.INFEASIBLE

    def stuck(self, agents: list[int]) -> list[int]:
        """Agents who have no legal tour even alone, in order; a few are enough."""
        found: list[int] = []
        for i in range(0, len(agents), CHUNK):
            found += self._halve(agents[i : i + CHUNK])
            if len(found) >= SHOWN:
                break
        return found

    def _halve(self, agents: list[int]) -> list[int]:
        if not agents or self.holds(None, agents):
            return []
        if len(agents) == 1:
            return agents
        middle = len(agents) // 2
        return self._halve(agents[:middle]) + self._halve(agents[middle:])

    def core(self, agents: list[int] | None) -> list[int]:
        """Rule-set positions of a minimal set of entries that can't all hold; may be empty."""
        rules = self.modeller.view.problem.rules
        enforced = {id(e) for e, _, _ in self.modeller.entries if e.hard}
        core = [
            i
            for i, entry in enumerate(rules)
            if id(entry) in enforced and (agents is None or i not in self.joint)
        ]
        if self.holds(core, agents):
            return []
        for i in list(core):
            without = [k for k in core if k != i]
            if not self.holds(without, agents):
                core = without
        return core


def _lone_conflict(probe: _Probe, a: int, core: list[int]) -> Conflict:
    modeller = probe.modeller
    view = modeller.view
    agent_id = view.agents[a].id
    entries = [view.problem.rules[i] for i in core]
    owed = _owed(modeller, a, entries)
    days = _days(modeller, a, entries)
    when = ", ".join(d.isoformat() for d in days)
    what = Words(
        f"{agent_id}: {owed.en}these can't all hold: "
        + "; ".join(_name(e, "en") for e in entries)
        + (f". Days: {when}." if when else "."),
        f"{agent_id}：{owed.zh}以下规则不能同时满足："
        + "；".join(_name(e, "zh") for e in entries)
        + (f"。日期：{when}。" if when else "。"),
    )
    names = tuple(_name(e, "en") for e in entries)
    return Conflict(what, _ways_out(probe, a, core) or _mend(entries), names, (agent_id,), days)


def _ways_out(probe: _Probe, a: int, core: list[int]) -> Words | None:
    """Name single repairs that free the agent, each confirmed by a plain solve of its own."""
    problem = probe.modeller.view.problem
    freed: list[Words] = []
    for name, changed in _repairs(problem, a, core)[:MOST_REPAIRS]:
        if _frees(probe, changed, a):
            freed.append(name)
    if not any("pin of" in name.en for name in freed):
        freed = [*_pins_together(probe, a, core), *freed]
    if not freed:
        return None
    return Words(
        "Any one of these frees it: " + "; ".join(w.en for w in freed) + ".",
        "以下任一措施即可解决：" + "；".join(w.zh for w in freed) + "。",
    )


def _frees(probe: _Probe, changed: Problem, a: int) -> bool:
    other = _Probe(Modeller(ProblemView(changed)), probe.budget, probe.seed)
    return other.holds(None, [a])


def _pins_together(probe: _Probe, a: int, core: list[int]) -> list[Words]:
    """Release pins of the agent one after the other until that frees, where no single one does."""
    problem = probe.modeller.view.problem
    agent = problem.agents[a].id
    mine = sorted((p for p in problem.pins if p.agent_id == agent), key=lambda p: p.day)
    if all(problem.rules[i].rule != "pinned_cells" for i in core):
        return []
    for n in range(2, min(len(mine), MOST_REPAIRS) + 1):
        kept = tuple(p for p in problem.pins if p not in mine[:n])
        if _frees(probe, replace(problem, pins=kept), a):
            days = ", ".join(str(p.day) for p in mine[:n])
            return [Words(f"release the pins of {days}", f"解除 {days} 的锁定")]
    return []


def _repairs(problem: Problem, a: int, core: list[int]) -> list[tuple[Words, Problem]]:
    """Pins and leave of the agent released one by one, then entries of the set."""
    agent = problem.agents[a].id
    rules = problem.rules
    named = {rules[i].rule for i in core}
    found = []
    for k, pin in enumerate(problem.pins):
        if pin.agent_id == agent and "pinned_cells" in named:
            words = Words(f"release the pin of {pin.day}", f"解除 {pin.day} 的锁定")
            pins = (*problem.pins[:k], *problem.pins[k + 1 :])
            found.append((words, replace(problem, pins=pins)))
    for k, leave in enumerate(problem.leave):
        if leave.agent_id == agent and "leave_granted" in named:
            when = f"{leave.first_day}..{leave.last_day}"
            words = Words(f"move the leave of {when}", f"调整 {when} 的休假")
            rest = (*problem.leave[:k], *problem.leave[k + 1 :])
            found.append((words, replace(problem, leave=rest)))
    for i in core:
        if rules[i].rule not in ("pinned_cells", "leave_granted"):
            words = Words(f"loosen {_name(rules[i], 'en')}", f"放宽“{_name(rules[i], 'zh')}”")
            found.append((words, replace(problem, rules=(*rules[:i], *rules[i + 1 :]))))
    return found


def _joint_conflict(modeller: Modeller, core: list[int]) -> Conflict:
    entries = [modeller.view.problem.rules[i] for i in core]
    what = Words(
        "These can't all hold: " + "; ".join(_name(e, "en") for e in entries) + ".",
        "以下规则不能同时满足：" + "；".join(_name(e, "zh") for e in entries) + "。",
    )
    return Conflict(what, _mend(entries), tuple(_name(e, "en") for e in entries))


def _owed(modeller: Modeller, a: int, entries: list[RuleEntry]) -> Words:
    """Say which week owes more hours than its days can hold, if one does."""
    view = modeller.view
    for entry, rule, p in modeller.entries:
        if not isinstance(rule, WeeklyHours) or entry not in entries:
            continue
        for w, days in enumerate(view.weeks):
            low, _ = WeeklyHours.bounds(view, p, a, w)
            most, left = 0, 0
            for d in days:
                if 0 <= d < view.n_days:
                    options = view.shift_paid[modeller.allowed[a, d]]
                    most += int(options.max(initial=0))
                    left += int(options.size > 0)
                elif -view.n_past <= d < 0 and view.past_shift[a, d] != OFF:
                    most += int(view.shift_paid[view.past_shift[a, d]])
            if most < low:
                monday = view.day(days[0])
                return Words(
                    f"{low / 60:g} h are owed in the week of {monday}, its {left} days left for "
                    f"work hold {most / 60:g} h; ",
                    f"{monday} 当周应排 {low / 60:g} 小时，可上班的 {left} 天最多 "
                    f"{most / 60:g} 小时；",
                )
    return Words("", "")


def _days(modeller: Modeller, a: int, entries: list[RuleEntry]) -> tuple[date, ...]:
    """Days that the entries leave no choice on: pinned, on leave, not employed."""
    view = modeller.view
    days = set()
    for entry, rule, p in modeller.entries:
        mask = rule.forbidden(view, entry, p) if entry in entries else None
        if mask is not None:
            days |= {d for d in range(view.n_days) if mask[a, d].sum() >= view.n_shifts - 1}
    return tuple(view.day(d) for d in sorted(days)) if len(days) < view.n_days else ()


def _mend(entries: list[RuleEntry]) -> Words:
    names = {e.rule for e in entries}
    if "pinned_cells" in names:
        return Words(
            "Release one of the pins, or loosen one of the other entries.",
            "请解除其中一个锁定，或放宽其他规则之一。",
        )
    if "leave_granted" in names:
        return Words(
            "Move one day of the leave, or loosen one of the other entries.",
            "请调整其中一天休假，或放宽其他规则之一。",
        )
    return Words(
        "Loosen one of these entries, or change the contract or the catalogue of shifts.",
        "请放宽其中一条规则，或调整合同或班次目录。",
    )


def _name(entry: RuleEntry, language: str) -> str:
    text = catalogue()[entry.rule].words.title.fill(language)
    if not entry.source:
        return text
    return f"{text}（{entry.source}）" if language == "zh" else f"{text} ({entry.source})"
