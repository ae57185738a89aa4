"""Shadow prices: what one more agent, an hour more, or a rule less would save, by the relaxation.

Each relief is a problem of its own; its price is the difference of two lower bounds, the linear
relaxation of the count model before and after. Rosters of whole people save about as much, not
exactly: a price is an estimate, and what the relaxation does not know costs nothing in it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from wfm.core.people import Agent, ConditionKind
from wfm.core.problem import Enforcement, Problem, RuleEntry
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.solving import Budget, ShouldStop
from wfm.rules.contract import Words
from wfm.rules.modelling import Modeller
from wfm.rules.wording import title

PRICES_S = 120.0
"""Seconds for all reliefs; those that are not reached are counted."""

MOST_LEAVE = 12
"""Leave entries looked at, the longest first."""

LEAST = 0.05
"""Points below which a saving is none."""

NO_NIGHTS = (ConditionKind.PREGNANT, ConditionKind.NURSING, ConditionKind.NO_NIGHTS)

HOUR_MIN = 60

SEEN_BY_COUNTS = (
    "allowed_shifts",
    "coverage",
    "leave_granted",
    "night_eligibility",
    "pinned_cells",
    "rest_between_shifts",
    "weekly_hours",
)
"""Hard rules that the relaxation knows in part or whole; dropping others changes nothing in it."""


class ReliefKind(StrEnum):
    """What would be different."""

    AGENT = "agent"
    NIGHTS = "nights"
    HOURS = "hours"
    LEAVE = "leave"
    RULE = "rule"


@dataclass(frozen=True)
class Relief:
    """One thing that could be different, and the problem it would make."""

    kind: ReliefKind
    name: Words
    problem: Problem


@dataclass(frozen=True)
class Price:
    """What a relief would save, in points of the relaxation over the horizon."""

    kind: ReliefKind
    name: Words
    saving: float


@dataclass(frozen=True)
class Prices:
    """Prices of reliefs, dearest first.

    Parameters
    ----------
    bound : float or None
        The relaxation of the problem as it is; None when it is infeasible and nothing is priced.
    prices : tuple of Price
    left_out : int
        Reliefs that time did not suffice for.
    """

    bound: float | None
    prices: tuple[Price, ...]
    left_out: int = 0

    def sentences(self, language: str) -> list[str]:
        """Say each price, what it is, and what was left out."""
        zh = language == "zh"
        if self.bound is None:
            return [NOTHING.fill(language)]
        said = [RELAXED.fill(language)]
        for price in self.prices:
            name = price.name.fill(language)
            if price.saving < LEAST:
                said.append(f"{name}：不节省代价。" if zh else f"{name} saves nothing.")
            else:
                said.append(
                    f"{name}：约节省 {price.saving:,.1f} 分。"
                    if zh
                    else f"{name} saves about {price.saving:,.1f} points."
                )
        if self.left_out:
            said.append(
                f"另有 {self.left_out} 项因时间不足未计算。"
                if zh
                else f"{self.left_out} more were not looked at for lack of time."
            )
        return said

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "bound": self.bound,
            "prices": [
                {
                    "kind": p.kind.value,
                    "name": p.name.en,
                    "name_zh": p.name.zh,
                    "saving": round(p.saving, 2),
                }
                for p in self.prices
            ],
            "left_out": self.left_out,
        }


RELAXED = Words(
    "By the relaxation (counts of people, in fractions), over the horizon:",
    "按松弛模型（按人数计，可为小数）估算，整个排班期：",
)
NOTHING = Words(
    "Nothing can be priced: already the relaxation contradicts itself. Ask why there is no roster.",
    "无法估价：松弛模型本身已矛盾。请先查明无解原因。",
)


def prices_of(
    problem: Problem, *, time_s: float = PRICES_S, should_stop: ShouldStop | None = None
) -> Prices:
    """Price every relief of a problem."""
    budget = Budget(time_s, None, should_stop)
    bound = _bound(problem, budget)
    if bound is None:
        return Prices(None, ())
    found, left_out = [], 0
    for relief in reliefs(problem):
        relaxed = None if budget.over else _bound(relief.problem, budget)
        if relaxed is None:
            left_out += 1
            continue
        found.append(Price(relief.kind, relief.name, bound - relaxed))
    return Prices(bound, tuple(sorted(found, key=lambda p: -p.saving)), left_out)


def reliefs(problem: Problem) -> tuple[Relief, ...]:
    """Everything that is priced, one of each kind in turn."""
    makers: tuple[Callable[[Problem], Iterator[Relief]], ...] = (
        _agents,
        _nights,
        _hours,
        _leave,
        _rules,
    )
    # One of each kind in turn: when time is short each kind has been looked at.
    rows = zip_longest(*(make(problem) for make in makers))
    return tuple(relief for row in rows for relief in row if relief is not None)


def _bound(problem: Problem, budget: Budget) -> float | None:
    """Linear bound of the count model; None when it is infeasible or out of time."""
    model = count_model(Modeller(ProblemView(problem))).linear
    answer = solve_linear(model, max(1.0, budget.left), whole=False)
    return answer.bound if answer.optimal else None


def _agents(problem: Problem) -> Iterator[Relief]:
    """One more agent of each contract and set of skills."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for agent in problem.agents:
        profile = (agent.contract, agent.skills)
        if profile in seen:
            continue
        seen.add(profile)
        new = Agent(_fresh(problem), agent.team, agent.contract, agent.skills)
        skills = ", ".join(agent.skills)
        yield Relief(
            ReliefKind.AGENT,
            Words(
                f"One more agent of contract {agent.contract}"
                + (f" with {skills}" if skills else ""),
                f"增加一名 {agent.contract} 合同坐席" + (f"（{skills}）" if skills else ""),
            ),
            dataclasses.replace(problem, agents=(*problem.agents, new)),
        )


def _nights(problem: Problem) -> Iterator[Relief]:
    """One agent fit for nights again, the first who is not."""
    for i, agent in enumerate(problem.agents):
        kept = tuple(c for c in agent.conditions if c.kind not in NO_NIGHTS)
        if kept != agent.conditions:
            free = dataclasses.replace(agent, conditions=kept)
            yield Relief(
                ReliefKind.NIGHTS,
                Words(
                    f"One more night-fit agent ({agent.id})",
                    f"增加一名可上夜班的坐席（{agent.id}）",
                ),
                _with_agent(problem, i, free),
            )
            return


def _hours(problem: Problem) -> Iterator[Relief]:
    """An hour a week more for everybody of a contract, owed nothing more."""
    for i, contract in enumerate(problem.contracts):
        longer = dataclasses.replace(contract, week_max_min=contract.week_max_min + HOUR_MIN)
        yield Relief(
            ReliefKind.HOURS,
            Words(
                f"An hour more a week for everybody of contract {contract.id}",
                f"{contract.id} 合同每人每周多排一小时",
            ),
            dataclasses.replace(
                problem, contracts=(*problem.contracts[:i], longer, *problem.contracts[i + 1 :])
            ),
        )


def _leave(problem: Problem) -> Iterator[Relief]:
    """One leave entry less, the longest inside the horizon first."""
    view = ProblemView(problem)
    first, last = view.day(0), view.day(problem.n_days - 1)

    def length(i: int) -> int:
        leave = problem.leave[i]
        begin, end = max(first, leave.first_day), min(last, leave.last_day)
        return (end - begin).days + 1 if begin <= end else 0

    ranked = sorted(range(len(problem.leave)), key=lambda i: (-length(i), i))
    for i in ranked[:MOST_LEAVE]:
        if not length(i):
            return
        leave = problem.leave[i]
        yield Relief(
            ReliefKind.LEAVE,
            Words(
                f"The leave of {leave.agent_id} {_span(leave.first_day, leave.last_day)} cancelled",
                f"取消 {leave.agent_id} {_span(leave.first_day, leave.last_day)} 的休假",
            ),
            dataclasses.replace(problem, leave=(*problem.leave[:i], *problem.leave[i + 1 :])),
        )


def _rules(problem: Problem) -> Iterator[Relief]:
    """One hard entry less, of those that the relaxation knows."""
    for i, entry in enumerate(problem.rules):
        if entry.hard and entry.enforcement is Enforcement.ENFORCED and _known(entry):
            source = f" ({entry.source})" if entry.source else ""
            yield Relief(
                ReliefKind.RULE,
                Words(
                    f"Without the rule {title(entry.rule)}{source}",
                    f"取消规则“{title(entry.rule, 'zh')}”{source}",
                ),
                dataclasses.replace(problem, rules=(*problem.rules[:i], *problem.rules[i + 1 :])),
            )


def _known(entry: RuleEntry) -> bool:
    return entry.rule in SEEN_BY_COUNTS


def _with_agent(problem: Problem, i: int, agent: Agent) -> Problem:
    agents = problem.agents
    return dataclasses.replace(problem, agents=(*agents[:i], agent, *agents[i + 1 :]))


def _fresh(problem: Problem) -> str:
    """Id that no agent has."""
    taken = {a.id for a in problem.agents}
    return next(name for n in range(len(taken) + 1) if (name := f"+{n + 1}") not in taken)


def _span(first: date, last: date) -> str:
    return str(first) if first == last else f"{first}..{last}"
