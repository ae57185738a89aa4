"""Why hard rules and facts contradict each other, in words."""

from __future__ import annotations

from wfm.rostering.result import Conflict
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.context import ModelContext
from wfm.rules.contract import Words
from wfm.rules.modelling import Modeller
from wfm.rules.registry import catalogue


def conflicts_of(modeller: Modeller, budget: Budget, seed: int) -> tuple[Conflict, ...]:
    """Explain why no roster keeps every hard entry.

    Returns
    -------
    tuple of Conflict
        At least one; its set of entries is minimal when time allowed to shrink it.
    """
    rules = modeller.view.problem.rules
    hard = [
        i
        for i, entry in enumerate(rules)
        if any(entry is e for e, _, _ in modeller.entries) and entry.hard
    ]
    core = list(hard)
    for i in hard:
        without = [j for j in core if j != i]
        if _infeasible(modeller, without, budget, seed):
            core = without
    titles = [(rules[i].source, catalogue()[rules[i].rule].words.title) for i in core]
    names_en = tuple(f"{t.en} ({source})" if source else t.en for source, t in titles)
    names_zh = "、".join(f"{t.zh}（{source}）" if source else t.zh for source, t in titles)
    what = Words(
        "These can't all hold: " + "; ".join(names_en) + ".",
        f"以下规则不能同时满足：{names_zh}。",
    )
    mend = Words(
        "Loosen one of them, or change the leave, pins or contracts that they meet.",
        "请放宽其中一条，或调整相关的休假、锁定单元格或合同。",
    )
    return (Conflict(what, mend, names_en),)


def _infeasible(modeller: Modeller, kept: list[int], budget: Budget, seed: int) -> bool:
    ctx: ModelContext = modeller.context(with_breaks=False, guarded=True)
    ctx.model.clear_objective()  # type: ignore[no-untyped-call]
    for i, guard in ctx.guards.items():
        ctx.model.add(guard == int(i in kept))
    return run(ctx.model, budget, 20.0, seed, first=True).outcome is Outcome.INFEASIBLE
