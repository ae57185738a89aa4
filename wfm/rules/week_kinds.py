"""One kind of shift a week: shared by the rules on bags and on starts through the week."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from wfm.core.problem import RuleEntry
from wfm.core.score import Violation
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import P, Rule
from wfm.rules.inforce import Week, weeks
from wfm.rules.linear import Lin
from wfm.rules.memory import BARRED, Memory

Kinds = Mapping[str, BoolArray]
"""Shifts of each kind by its name, shape (n_shifts,); kinds may share shifts."""


MOST_STATES = 64
"""A memory of more states is left to the judge of whole tours."""


class WeekKindsRule(Rule[P]):
    """A rule on the shifts of a calendar week outside the kind that most of them belong to.

    Shifts of no kind are not counted. Days of the past roster count; what they alone make of
    a week is a fact.
    """

    @abstractmethod
    def kinds(self, view: ProblemView, p: P) -> Kinds:
        """Kinds that a week's shifts are compared by."""

    @staticmethod
    def outside(kinds: Kinds, shifts: Sequence[int]) -> tuple[int, str]:
        """Fewest shifts outside one kind, and that kind's name."""
        counted = np.any(list(kinds.values()), axis=0)
        mine = [s for s in shifts if s != OFF and counted[s]]
        return min((sum(not of[s] for s in mine), name) for name, of in kinds.items())

    def cap(self, view: ProblemView, kinds: Kinds, a: int, week: Week) -> int:
        """Most shifts outside that a week may have."""
        past = [int(view.past_shift[a, d]) for d in week if -view.n_past <= d < 0]
        return self.outside(kinds, past)[0]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: P) -> None:
        """Choose the kind of each week; shifts outside it are forbidden or priced."""
        view = ctx.view
        kinds = self.kinds(view, p)
        if len(kinds) < 2:
            return
        counted = np.any(list(kinds.values()), axis=0)
        others = [(counted & ~of).astype(np.int64) for of in kinds.values()]
        for a in view.scoped(entry):
            for week in weeks(view, entry):
                cap = self.cap(view, kinds, a, week)
                totals = [ctx.total(((a, d) for d in week), weight) for weight in others]
                self._bound(ctx, entry, totals, cap)

    @staticmethod
    def _bound(ctx: ModelContext, entry: RuleEntry, totals: list[Lin], cap: int) -> None:
        if any(total.highest() <= cap for total in totals):
            return
        if not any(total.variables for total in totals):
            if not entry.hard:
                ctx.price(entry, Lin(constant=min(t.constant for t in totals) - cap))
            return
        if entry.hard:
            # What cells that are not decided here make of the week is a fact too.
            cap = max(cap, min(total.constant for total in totals))
        chosen = [ctx.new_bool(_is_least(totals, k)) for k in range(len(totals))]
        ctx.model.add_exactly_one(chosen)
        most = max(total.highest() for total in totals) - cap
        if entry.hard:
            for total, kind in zip(totals, chosen, strict=True):
                loose = total.highest() - cap
                bound = ctx.model.add(total.expr() + loose * kind <= cap + loose)
                ctx.enforce(entry, bound)
            return
        over = ctx.new_int(
            0, most, lambda values: max(0, min(t.value(values) for t in totals) - cap)
        )
        for total, kind in zip(totals, chosen, strict=True):
            loose = total.highest() - cap
            ctx.model.add(over >= total.expr() - cap - loose + loose * kind)
        ctx.price(entry, Lin([over], [1], decided=True, reach=most - 1))

    def memory(self, view: ProblemView, entry: RuleEntry, p: P, a: int) -> Memory | None:
        """Remember which kinds hold every shift of the week so far.

        None for a soft entry or one with dates, and where the past roster has mixed kinds.
        """
        kinds = self.kinds(view, p)
        if not entry.hard or entry.first_day or entry.last_day or len(kinds) < 2:
            return None
        if self.cap(view, kinds, a, view.weeks[0]):
            return None
        table = np.array(list(kinds.values()))
        of = [frozenset(np.flatnonzero(table[:, s]).tolist()) for s in range(view.n_shifts)]
        whole = frozenset(range(len(kinds)))
        states = _closed(whole, [x for x in of if x])
        if len(states) > MOST_STATES:
            return None
        after = np.array(
            [
                [*(states.get(state & x, BARRED) if x else i for x in of), i]
                for state, i in states.items()
            ],
            dtype=np.int64,
        )
        step = np.repeat(after[None], view.n_days, axis=0)
        for d in range(view.n_days):
            if view.day(d).isoweekday() == 7:
                step[d][after != BARRED] = states[whole]
        left = whole
        for d in (d for d in view.weeks[0] if -view.n_past <= d < 0):
            s = int(view.past_shift[a, d])
            left = left & of[s] if s != OFF and of[s] else left
        return Memory(states[left], step, None, np.zeros(len(states)))

    def audit(self, seen: RosterView, entry: RuleEntry, p: P) -> list[Violation]:
        """Compare the shifts of each week with the kind that most of them are of."""
        view, found = seen.view, []
        kinds = self.kinds(view, p)
        if len(kinds) < 2:
            return []
        for a in view.scoped(entry):
            for week in weeks(view, entry):
                n, name = self.outside(kinds, [seen.shift(a, d) for d in week])
                off = n - self.cap(view, kinds, a, week)
                if off > 0:
                    found.append(
                        self.violation(
                            entry,
                            off,
                            agent_id=view.agents[a].id,
                            day=view.day(week[0]),
                            values={"n": n, "kind": name},
                        )
                    )
        return found


def _closed(whole: frozenset[int], parts: list[frozenset[int]]) -> dict[frozenset[int], int]:
    """Number every set that cutting by parts leaves of the whole, without the empty one."""
    found, fresh = {whole: 0}, [whole]
    while fresh:
        state = fresh.pop()
        for left in (state & part for part in parts):
            if left and left not in found:
                found[left] = len(found)
                fresh.append(left)
    return found


def _is_least(totals: list[Lin], k: int) -> Callable[[Mapping[int, int]], int]:
    def value(values: Mapping[int, int]) -> int:
        sums = [total.value(values) for total in totals]
        return int(sums.index(min(sums)) == k)

    return value
