"""What a change makes worse: violations of one audit that another one does not hold."""

from __future__ import annotations

from collections import defaultdict

from wfm.core.score import AuditReport, Violation

Key = tuple[object, ...]


def worse(after: AuditReport, before: AuditReport) -> tuple[Violation, ...]:
    """Violations that are new or larger, in the order of `after`.

    Several entries of one rule may be broken at one time and place, so what stands unchanged is
    paired off first, and the rest by size.
    """
    same: dict[Key, int] = defaultdict(int)
    for v in before.violations:
        same[_exact(v)] += 1
    changed = []
    for v in after.violations:
        if same[_exact(v)]:
            same[_exact(v)] -= 1
        else:
            changed.append(v)
    left: dict[Key, list[float]] = defaultdict(list)
    for v in before.violations:
        if same[_exact(v)]:
            same[_exact(v)] -= 1
            left[_place(v)].append(v.amount)
    for amounts in left.values():
        amounts.sort()
    fresh = []
    for v in sorted(changed, key=lambda v: -v.amount):
        amounts = left[_place(v)]
        if not amounts or v.amount > amounts.pop():
            fresh.append(v)
    return tuple(v for v in changed if any(v is f for f in fresh))


def _place(v: Violation) -> Key:
    return (v.rule, v.source, v.agent_id, v.day, v.at)


def _exact(v: Violation) -> Key:
    return (*_place(v), v.amount, tuple(sorted((k, str(x)) for k, x in v.values.items())))
