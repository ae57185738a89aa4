"""Law packs: what a rule set may make stricter and never weaker."""

from __future__ import annotations

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Enforcement, RuleEntry, ScopeKind
from wfm.rules.contract import Limit
from wfm.rules.registry import catalogue, parameters_of


def merged(own: tuple[RuleEntry, ...], law: tuple[RuleEntry, ...]) -> tuple[RuleEntry, ...]:
    """Own entries, then those of the law that no own entry stands for.

    An own entry stands for the law's when it says the same rule of everybody at all times, with
    every bounded parameter at least as strict; its source then stays its own.
    """
    return (*own, *(entry for entry in law if not any(stands_for(o, entry) for o in own)))


def stands_for(own: RuleEntry, law: RuleEntry) -> bool:
    """Whether an own entry makes the law's entry superfluous."""
    if own.rule != law.rule or own.enforcement is not law.enforcement:
        return False
    if law.enforcement is not Enforcement.ENFORCED:
        return (own.parameters, own.source) == (law.parameters, law.source)
    wider = own.scope.kind is ScopeKind.ALL and own.first_day is None and own.last_day is None
    limits = catalogue()[law.rule].limits
    ours, theirs = parameters_of(own), parameters_of(law)
    # What no limit orders must be equal: two night spans are two entries.
    free = set(type(ours).model_fields) - set(limits)
    equal = all(getattr(ours, name) == getattr(theirs, name) for name in free)
    return wider and own.hard >= law.hard and equal and not weaker(own, law)


def weaker(own: RuleEntry, law: RuleEntry) -> list[tuple[str, object, object, Limit]]:
    """Bounded parameters in which an own entry is weaker: (name, own, law, limit)."""
    ours, theirs = parameters_of(own), parameters_of(law)
    found = []
    for name, limit in catalogue()[law.rule].limits.items():
        mine, bound = getattr(ours, name), getattr(theirs, name)
        if mine < bound if limit is Limit.AT_LEAST else mine > bound:
            found.append((name, mine, bound, limit))
    return found


def refuse_weaker(
    own: tuple[RuleEntry, ...], law: tuple[RuleEntry, ...], file: str, law_file: str
) -> None:
    """Refuse entries that are weaker than the hard entries of the law pack.

    Raises
    ------
    BadInputError
        Naming file, entry, value and the law's bound.
    """
    faults = []
    bound = [x for x in law if x.enforcement is Enforcement.ENFORCED and x.hard]
    for n, entry in enumerate(own, start=1):
        if entry.enforcement is not Enforcement.ENFORCED:
            continue
        for binding in (x for x in bound if _same(entry, x)):
            place = f"entry {n} ({entry.rule})"
            if not entry.hard and catalogue()[entry.rule].limits:
                faults.append(
                    Fault(
                        f"the law pack {law_file} makes this rule hard ({binding.source})",
                        'write kind = "hard"',
                        file=file,
                        column=f"{place} kind",
                        value="soft",
                    )
                )
            for name, mine, least, limit in weaker(entry, binding):
                what = "at least" if limit is Limit.AT_LEAST else "at most"
                faults.append(
                    Fault(
                        f"weaker than the law pack {law_file} ({binding.source})",
                        f"give {what} {least}",
                        file=file,
                        column=f"{place} {name}",
                        value=str(mine),
                    )
                )
    if faults:
        raise BadInputError(faults)


def _same(one: RuleEntry, other: RuleEntry) -> bool:
    """Whether two enforced entries say the same thing: rule and key."""
    if one.rule != other.rule:
        return False
    rule = catalogue()[one.rule]
    return rule.key(parameters_of(one)) == rule.key(parameters_of(other))
