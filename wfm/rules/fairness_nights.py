"""Fairness of nights: nobody has far more nights than the others over a rolling period."""

from __future__ import annotations

from wfm.core.problem import RuleEntry
from wfm.core.view import BoolArray, ProblemView
from wfm.rules.contract import RuleWords, Words
from wfm.rules.fairness import FairnessParameters, FairnessRule
from wfm.rules.night_eligibility import NightEligibility


class FairnessNights(FairnessRule[FairnessParameters]):
    """Night shifts beyond the fair share, among agents who may work nights all the horizon."""

    id = "fairness_nights"
    parameters = FairnessParameters
    words = RuleWords(
        title=Words("Fair nights", "夜班公平"),
        description=Words(
            "Nights are shared evenly among those who may work them, the last weeks included.",
            "夜班在可上夜班的坐席间均衡分配，含近几周。",
        ),
        violation=Words(
            "{agent} has {n} nights after {before} in the last {weeks} weeks; the fair share is "
            "{share}",
            "{agent} 夜班 {n} 个（前 {weeks} 周 {before} 个），公平份额为 {share} 个",
        ),
    )

    def counted(self, view: ProblemView, p: FairnessParameters, d: int) -> BoolArray:
        """Shifts that the catalogue marks as nights."""
        return view.shift_night

    def eligible(self, view: ProblemView, entry: RuleEntry) -> tuple[int, ...]:
        """Agents whom nothing bars from nights and whose shifts include one."""
        nights = {s.id for s in view.shifts if s.night}
        return tuple(
            a
            for a in view.scoped(entry)
            if not any(NightEligibility.barred(view, a, d) for d in range(view.n_days))
            and (not view.agents[a].shifts or nights & set(view.agents[a].shifts))
        )
