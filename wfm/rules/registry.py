"""The list of rules. Adding one: a file, its test, a line here."""

from __future__ import annotations

from functools import cache
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Enforcement, RuleEntry, ScopeKind
from wfm.rules.activities_placed import ActivitiesPlaced
from wfm.rules.allowed_shifts import AllowedShifts
from wfm.rules.averaged_hours import AveragedHours
from wfm.rules.break_stagger import BreakStagger
from wfm.rules.consecutive_days import ConsecutiveDays
from wfm.rules.contract import Parameters, Rule, Strength
from wfm.rules.coverage import Coverage
from wfm.rules.daily_hours import DailyHours
from wfm.rules.days_off_blocks import DaysOffBlocks
from wfm.rules.days_off_in_pairs import DaysOffInPairs
from wfm.rules.fairness_holidays import FairnessHolidays
from wfm.rules.fairness_nights import FairnessNights
from wfm.rules.fairness_starts import FairnessStarts
from wfm.rules.fairness_weekends import FairnessWeekends
from wfm.rules.fairness_wishes import FairnessWishes
from wfm.rules.forbidden_successions import ForbiddenSuccessions
from wfm.rules.forward_rotation import ForwardRotation
from wfm.rules.holiday_run import HolidayRun
from wfm.rules.leave_cap import LeaveCap
from wfm.rules.leave_granted import LeaveGranted
from wfm.rules.max_changes import MaxChanges
from wfm.rules.meal_and_rest import MealAndRest
from wfm.rules.mentor_with_trainee import MentorWithTrainee
from wfm.rules.night_average import NightAverage
from wfm.rules.night_eligibility import NightEligibility
from wfm.rules.night_limits import NightLimits
from wfm.rules.nursing_hour import NursingHour
from wfm.rules.one_bag_a_week import OneBagAWeek
from wfm.rules.one_start_a_week import OneStartAWeek
from wfm.rules.overtime_caps import OvertimeCaps
from wfm.rules.pairing import Pairing
from wfm.rules.period_hours import PeriodHours
from wfm.rules.pinned_cells import PinnedCells
from wfm.rules.preferences import Preferences
from wfm.rules.rest_between_shifts import RestBetweenShifts
from wfm.rules.rolling_hours import RollingHours
from wfm.rules.rotation import Rotation
from wfm.rules.safety_minimum import SafetyMinimum
from wfm.rules.seats import Seats
from wfm.rules.shift_bags import ShiftBags
from wfm.rules.shift_leader import ShiftLeader
from wfm.rules.shift_limits import ShiftLimits
from wfm.rules.shift_staffing import ShiftStaffing
from wfm.rules.skill_minimum import SkillMinimum
from wfm.rules.split_shifts import SplitShifts
from wfm.rules.stability import Stability
from wfm.rules.start_stability import StartStability
from wfm.rules.swap_limits import SwapLimits
from wfm.rules.unavailable import Unavailable
from wfm.rules.visitor_blackout import VisitorBlackout
from wfm.rules.weekends_off import WeekendsOff
from wfm.rules.weekly_hours import WeeklyHours
from wfm.rules.weekly_rest_day import WeeklyRestDay
from wfm.rules.work_blocks import WorkBlocks

RULES: tuple[type[Rule[Any]], ...] = (
    Coverage,
    SafetyMinimum,
    ShiftLeader,
    SkillMinimum,
    ShiftStaffing,
    WeeklyHours,
    DailyHours,
    OvertimeCaps,
    AveragedHours,
    PeriodHours,
    RollingHours,
    ConsecutiveDays,
    HolidayRun,
    WeeklyRestDay,
    RestBetweenShifts,
    ForbiddenSuccessions,
    NightLimits,
    NightAverage,
    NightEligibility,
    NursingHour,
    AllowedShifts,
    ShiftBags,
    OneBagAWeek,
    OneStartAWeek,
    SplitShifts,
    ShiftLimits,
    Rotation,
    ForwardRotation,
    MealAndRest,
    BreakStagger,
    ActivitiesPlaced,
    VisitorBlackout,
    Seats,
    MentorWithTrainee,
    Pairing,
    LeaveGranted,
    LeaveCap,
    SwapLimits,
    PinnedCells,
    Unavailable,
    MaxChanges,
    Stability,
    WorkBlocks,
    DaysOffInPairs,
    DaysOffBlocks,
    WeekendsOff,
    StartStability,
    Preferences,
    FairnessNights,
    FairnessWeekends,
    FairnessHolidays,
    FairnessStarts,
    FairnessWishes,
)

Triple = tuple[RuleEntry, Rule[Any], Any]
"""An entry, its rule, and its parameters."""

ONE_AT_A_TIME = RuleEntry(
    RestBetweenShifts.id, {"min_hours": 0.0}, source="nobody works two shifts at once"
)
"""In force where no entry keeps shifts apart: counts of people would tell two of one agent."""


@cache
def catalogue() -> dict[str, Rule[Any]]:
    """Every rule by id."""
    return {kind.id: kind() for kind in RULES}


def read_parameters(
    name: str, kind: type[Parameters], values: dict[str, Any], file: str = ""
) -> Parameters:
    """Check the parameters of an entry.

    Raises
    ------
    BadInputError
        With every parameter that is unknown or out of its range, and what would be right.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise BadInputError(
            [
                Fault(
                    f"rule {name}: {e['msg']}",
                    _mend(kind, e["loc"]),
                    file=file,
                    column=".".join([name, *(str(part) for part in e["loc"])]),
                    value=str(e["input"])[:60],
                )
                for e in error.errors()
            ]
        ) from error


def range_of(field: FieldInfo) -> str:
    """Range of a numeric parameter in words, empty when it has none.

    Examples
    --------
    >>> from pydantic import Field
    >>> range_of(Field(default=11.0, ge=0, le=24))
    '0 to 24'
    """
    low = next((m.ge for m in field.metadata if isinstance(m, Ge)), None)
    above = next((m.gt for m in field.metadata if isinstance(m, Gt)), None)
    high = next((m.le for m in field.metadata if isinstance(m, Le)), None)
    start = f"above {above}" if above is not None else "" if low is None else f"{low}"
    if high is None:
        return f"{start} or more" if low is not None else start
    return f"{start} to {high}" if start else f"at most {high}"


def _mend(kind: type[Parameters], loc: tuple[int | str, ...]) -> str:
    field = kind.model_fields.get(str(loc[0])) if loc else None
    if field is None:
        known = ", ".join(kind.model_fields) or "none"
        return f"use one of the rule's parameters: {known}"
    bounds = range_of(field)
    meaning = field.description or str(loc[0])
    return f"give {bounds}: {meaning}" if bounds else f"give a value for: {meaning}"


def parameters_of(entry: RuleEntry, file: str = "") -> Parameters:
    """Check an entry against its rule and return the rule's parameters.

    Raises
    ------
    BadInputError
        When the rule is unknown, a parameter is unknown or out of its range, the rule can't be
        hard or can't be soft, or a soft entry has no weight.
    """
    rule = catalogue().get(entry.rule)
    if rule is None:
        known = ", ".join(sorted(catalogue()))
        raise BadInputError(
            Fault("there is no such rule", f"use one of {known}", file=file, value=entry.rule)
        )
    parameters = read_parameters(entry.rule, rule.parameters, entry.parameters, file)
    wrong = {Strength.HARD: not entry.hard, Strength.SOFT: entry.hard, Strength.EITHER: False}
    if wrong[rule.strength]:
        raise BadInputError(
            Fault(
                f"rule {entry.rule} can only be {rule.strength}",
                f'write kind = "{rule.strength}"',
                file=file,
                column="kind",
                value="hard" if entry.hard else "soft",
            )
        )
    if not entry.hard and entry.weight <= 0:
        raise BadInputError(
            Fault(
                f"rule {entry.rule} is soft and has no weight",
                "give a whole number of points above 0",
                file=file,
                column="weight",
                value=str(entry.weight),
            )
        )
    what = rule.check(entry, parameters)
    if what:
        raise BadInputError(
            Fault(f"rule {entry.rule}: {what}", "mend the entry", file=file, column=entry.rule)
        )
    return parameters


def enforced(rules: tuple[RuleEntry, ...]) -> list[Triple]:
    """Entries that every roster is made and audited by, with their rule and parameters.

    Where none keeps everybody's shifts apart, `ONE_AT_A_TIME` does.
    """
    known = catalogue()
    held = [entry for entry in rules if entry.enforcement is Enforcement.ENFORCED]
    triples = [(entry, known[entry.rule], parameters_of(entry)) for entry in held]
    return triples if any(_apart(entry) for entry in held) else one_at_a_time(triples)


def one_at_a_time(triples: list[Triple]) -> list[Triple]:
    """Entries with `ONE_AT_A_TIME` among them."""
    if any(entry is ONE_AT_A_TIME for entry, _, _ in triples):
        return triples
    held = ONE_AT_A_TIME, catalogue()[ONE_AT_A_TIME.rule], parameters_of(ONE_AT_A_TIME)
    return [*triples, held]


def _apart(entry: RuleEntry) -> bool:
    """Whether an entry forbids everybody, always, two shifts that overlap."""
    always = entry.first_day is None and entry.last_day is None
    everybody = entry.scope.kind is ScopeKind.ALL
    return entry.rule == RestBetweenShifts.id and entry.hard and always and everybody
