"""problem.json and roster.json as plain values: what is written can be read back unchanged."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from wfm.core.activities import activity_faults
from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import FORMAT, HUNDREDTHS, POOLED, Demand, Problem
from wfm.core.roster import Assignment, Roster
from wfm.core.shifts import gap_faults
from wfm.core.time import TimeGrid


@cache
def _problems() -> TypeAdapter[Problem]:
    return TypeAdapter(Problem)


@cache
def _assignments() -> TypeAdapter[tuple[Assignment, ...]]:
    return TypeAdapter(tuple[Assignment, ...])


SPLIT_RULE = "split_shifts"
"""Rule that a problem with split shifts needs: nobody gets one where no rule set allows it."""

_LATER_OF_SHIFTS = ("gap", "bags", "family", "latest_start_min", "start_step_min")


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """Return the problem as JSON-ready values."""
    value: dict[str, Any] = _problems().dump_python(problem, mode="json")
    if problem.traffic is None:
        # Left out rather than null: a problem without it keeps the fingerprint it always had.
        del value["traffic"]
    if not problem.activities:
        del value["activities"]
    for name in ("past", "base"):
        _without_empty(value[name])
    for demand in value["demands"]:
        if demand["steps"] is None:
            del demand["steps"]
    for agent in value["agents"]:
        if not agent["account_min"]:
            del agent["account_min"]
    for shift in value["shifts"]:
        for name in _LATER_OF_SHIFTS:
            if not shift[name]:
                del shift[name]
    return value


def fingerprint(problem: Problem) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the problem's canonical JSON."""
    text = json.dumps(problem_to_dict(problem), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def problem_from_dict(value: dict[str, Any], file: str = "problem.json") -> Problem:
    """Read a problem and check that its parts fit together.

    Raises
    ------
    BadInputError
        Naming the place and the value, when a field is missing or wrong, an id is unknown or
        given twice, or the file's format is newer than this version reads.
    """
    found = value.get("format", FORMAT) if isinstance(value, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise BadInputError(
            Fault(
                f"format {found} is newer than this version reads ({FORMAT})",
                "update wfm, or write the file again with this version",
                file=file,
            )
        )
    try:
        problem = _problems().validate_python(value, strict=False)
    except ValidationError as error:
        raise _bad(error, file) from error
    check_problem(problem, file)
    return problem


def _without_empty(rows: list[dict[str, Any]] | None) -> None:
    """Leave activities out of assignments without any, for the same reason."""
    for row in rows or ():
        if not row["activities"]:
            del row["activities"]


def roster_to_dict(roster: Roster, **about: Any) -> dict[str, Any]:
    """Return the roster as JSON-ready values; `about` (status, bound, ...) is kept beside it."""
    rows = list(_assignments().dump_python(roster.assignments, mode="json"))
    _without_empty(rows)
    return {"format": FORMAT, **about, "assignments": rows}


def roster_from_dict(value: dict[str, Any], file: str = "roster.json") -> Roster:
    """Read a roster.

    Raises
    ------
    BadInputError
        When a field is missing or wrong, or an agent has two shifts on one day.
    """
    try:
        rows = _assignments().validate_python(value["assignments"])
    except ValidationError as error:
        raise _bad(error, file) from error
    except (KeyError, TypeError) as error:
        raise BadInputError(
            Fault(
                "there is no list of assignments", "give a roster.json of this program", file=file
            )
        ) from error
    twice = [key for key, n in Counter((r.agent_id, r.day) for r in rows).items() if n > 1]
    if twice:
        raise BadInputError(
            [
                Fault(
                    "the agent has two shifts on one day",
                    "keep one of them",
                    file=file,
                    value=f"{agent} {day}",
                )
                for agent, day in twice
            ]
        )
    return Roster(rows)


def check_problem(problem: Problem, file: str = "problem.json") -> None:
    """Check that ids are unique and known and that the demand fits the grid.

    Raises
    ------
    BadInputError
        With every fault found.
    """
    faults: list[Fault] = []

    def fault(what: str, mend: str, column: str, value: object) -> None:
        faults.append(Fault(what, mend, file=file, column=column, value=str(value)))

    grid = TimeGrid(problem.first_day, problem.n_days, problem.interval_min, problem.zone)
    ids_of = {
        "agents": [a.id for a in problem.agents],
        "contracts": [c.id for c in problem.contracts],
        "shifts": [s.id for s in problem.shifts],
    }
    for column, names in ids_of.items():
        for name, count in Counter(names).items():
            if count > 1:
                fault("the id is given twice", "give every one its own id", column, name)
    agents = {a.id for a in problem.agents}
    contracts = {c.id for c in problem.contracts}
    shifts = {s.id for s in problem.shifts}
    for agent in problem.agents:
        if agent.contract not in contracts:
            fault("the contract is unknown", "add it or mend the agent", "agents", agent.contract)
        if agent.mentor is not None and agent.mentor not in agents:
            fault("the mentor is unknown", "name an agent of the centre", "agents", agent.mentor)
        for shift_id in agent.shifts:
            if shift_id not in shifts:
                fault("the shift is unknown", "use an id of the catalogue", "agents", shift_id)
    for column, ids in {
        "leave": [x.agent_id for x in problem.leave],
        "pins": [x.agent_id for x in problem.pins],
        "wishes": [x.agent_id for x in problem.wishes],
        "past": [x.agent_id for x in problem.past],
        "base": [x.agent_id for x in problem.base or ()],
    }.items():
        for name in sorted(set(ids) - agents):
            fault("the agent is unknown", "name an agent of the centre", column, name)
    named = [x.shift_id for x in (*problem.past, *(problem.base or ()))]
    named += [p.shift_id for p in problem.pins if p.shift_id is not None]
    named += [shift_id for wish in problem.wishes for shift_id in wish.shift_ids]
    for shift_id in sorted(set(named) - shifts):
        fault("the shift is unknown", "use an id of the catalogue", "shifts", shift_id)
    for shift in problem.shifts:
        if not 0 < shift.length_min <= 24 * 60:
            fault("a shift lasts more than 0 and at most 24 h", "mend it", "shifts", shift.id)
        if shift.start_min % problem.interval_min or shift.length_min % problem.interval_min:
            fault(
                f"start and length must be multiples of {problem.interval_min} minutes",
                "mend the shift or choose a finer interval",
                "shifts",
                shift.id,
            )
        for what in gap_faults(shift):
            fault(what, "mend the shift", "shifts", shift.id)
        if shift.gap and any(m % problem.interval_min for part in shift.parts for m in part):
            fault(
                f"the parts must start and end on multiples of {problem.interval_min} minutes",
                "mend the gap or choose a finer interval",
                "shifts",
                shift.id,
            )
        if shift.flexible:
            fault(
                "a problem holds no flexible shift",
                "give one shift a start, e.g. F@07:30 of the family F",
                "shifts",
                shift.id,
            )
    ruled = any(entry.rule == SPLIT_RULE for entry in problem.rules)
    if not ruled and any(shift.gap is not None for shift in problem.shifts):
        fault(
            "there are split shifts and no rule says who may have them",
            f"add an entry {SPLIT_RULE}; max_week = 0 bars them",
            "rules",
            SPLIT_RULE,
        )
    if not any(d.group == POOLED and d.skill is None for d in problem.demands):
        fault("there is no pooled demand", f"add the group {POOLED!r}", "demands", "")
    for wish in problem.wishes:
        if wish.weight < 1:
            fault("the weight of a wish is below 1", "write 1 or more", "wishes", wish.weight)
    for demand in problem.demands:
        if len(demand.required) < grid.n_intervals:
            fault(
                f"the demand has {len(demand.required)} intervals, the horizon {grid.n_intervals}",
                "give one number an interval",
                "demands",
                demand.group,
            )
        if any(n < 0 for n in demand.required):
            fault("a requirement is negative", "write 0 or more", "demands", demand.group)
        for what, value in _step_faults(demand):
            fault(what, "write the steps as docs/formats.md says", "demands", value)
    for what, mend, value in activity_faults(
        problem.activities, problem.agents, problem.first_day, problem.n_days
    ):
        fault(what, mend, "activities", value)
    for what, queue in _traffic_faults(problem, grid.n_intervals):
        fault(what, "write the calls as docs/formats.md says", "traffic", queue)
    if faults:
        raise BadInputError(faults)


def _step_faults(demand: Demand) -> list[tuple[str, str]]:
    """What is wrong with the prices of a demand, and where first."""
    if demand.steps is None:
        return []
    if len(demand.steps) != len(demand.required):
        return [("there is not one list of steps an interval", demand.group)]
    found: dict[str, str] = {}
    for t, (required, steps) in enumerate(zip(demand.required, demand.steps, strict=True)):
        points = [price for _, price in steps]
        at = f"{demand.group}, interval {t}: {[list(step) for step in steps]}"
        if any(width <= 0 for width, _ in steps):
            found.setdefault("a step has no width", at)
        elif steps and sum(width for width, _ in steps) != HUNDREDTHS * required:
            found.setdefault("the widths do not add up to the requirement", at)
        if any(price < 0 for price in points) or points != sorted(points):
            found.setdefault("the points are negative or fall", at)
    return list(found.items())


def _traffic_faults(problem: Problem, n_intervals: int) -> list[tuple[str, str]]:
    """What is wrong with the calls of a problem, and in which queue."""
    if problem.traffic is None:
        return []
    found = []
    names = [t.queue for t in problem.traffic.queues]
    found += [
        ("the queue is given twice", name) for name in {n for n in names if names.count(n) > 1}
    ]
    if len({len(t.volume) for t in problem.traffic.queues}) != 1:
        found.append(("the queues are not over the same intervals", ", ".join(names)))
    for calls in problem.traffic.queues:
        if len(calls.volume) < n_intervals or len(calls.aht_s) != len(calls.volume):
            found.append(("volume and aht_s do not cover the horizon", calls.queue))
        if not all(0 <= v < math.inf for v in calls.volume):
            found.append(("a volume is negative or no number", calls.queue))
        pairs = zip(calls.volume, calls.aht_s, strict=False)
        if not all(0 <= a < math.inf and (a > 0 or v == 0) for v, a in pairs):
            found.append(("a handle time is not above 0 where calls are expected", calls.queue))
        if calls.patience_s is not None and not 0 < calls.patience_s < math.inf:
            found.append(("the patience is not above 0", calls.queue))
        if not 0 <= calls.redial_share < 1:
            found.append(("the share of redials is not within 0 and 1", calls.queue))
    return found


def _bad(error: ValidationError, file: str) -> BadInputError:
    return BadInputError(
        [
            Fault(
                e["msg"],
                "write the field as docs/formats.md says",
                file=file,
                column=".".join(str(part) for part in e["loc"]),
                value=str(e["input"])[:60],
            )
            for e in error.errors()
        ]
    )
