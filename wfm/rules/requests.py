"""Rules that are checked when leave or a swap is asked for: parameters and words.

A rule set names them as entries with ``enforcement = "on_request"``; `wfm.operations` checks them.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field, ValidationError

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import LeaveType
from wfm.core.problem import RuleEntry
from wfm.rules.contract import NoParameters, Parameters, RuleWords, Words


class SwapNoticeParameters(Parameters):
    """Parameters of ``swap_notice``."""

    working_days: int = Field(
        default=1, ge=0, le=30, description="Working days before the earlier of the two shifts"
    )


class SwapQuotaParameters(Parameters):
    """Parameters of ``swap_quota``."""

    per_month: int = Field(
        default=2, ge=0, le=31, description="Own swaps of an initiator in a calendar month"
    )


class LeaveNoticeParameters(Parameters):
    """Parameters of ``leave_notice``."""

    days: int = Field(default=3, ge=0, le=365, description="Calendar days of notice")
    months: int = Field(default=0, ge=0, le=12, description="Months of notice, instead of days")
    types: tuple[LeaveType, ...] = Field(description="Leave types that this entry speaks of")
    retrospective: bool = Field(
        default=False, description="Whether it may be told afterwards (sudden illness)"
    )
    evidence: bool = Field(default=False, description="Whether proof is needed")


class AnnualLeavePlacesParameters(Parameters):
    """Parameters of ``leave_places``."""

    places: int = Field(default=1, ge=0, le=1000, description="Agents on leave at once")
    group: str = Field(
        default="team", pattern="^(team|centre)$", description="Cap group: team or centre"
    )
    types: tuple[LeaveType, ...] = Field(
        default=(LeaveType.ANNUAL,), description="Leave types that count"
    )


@dataclass(frozen=True, slots=True)
class RequestRule:
    """A rule of requests; `overridable` where the article says "in principle"."""

    id: str
    parameters: type[Parameters]
    overridable: bool
    words: RuleWords


def _rule(
    name: str,
    parameters: type[Parameters],
    overridable: bool,
    titles: tuple[str, str],
    descriptions: tuple[str, str],
    violations: tuple[str, str],
) -> RequestRule:
    words = RuleWords(Words(*titles), Words(*descriptions), Words(*violations))
    return RequestRule(name, parameters, overridable, words)


REQUEST_RULES: dict[str, RequestRule] = {
    rule.id: rule
    for rule in (
        _rule(
            "swap_notice",
            SwapNoticeParameters,
            False,
            ("Notice of a swap", "换班提前申请"),
            (
                "A swap is asked for at least so many working days before the shift.",
                "换班须至少提前若干个工作日申请。",
            ),
            (
                "asked {found} working days ahead; {need} are due",
                "提前 {found} 个工作日申请，应提前 {need} 个工作日",
            ),
        ),
        _rule(
            "swap_quota",
            SwapQuotaParameters,
            True,
            ("Own swaps a month", "每月主动换班次数"),
            (
                "In principle an agent initiates at most so many swaps in a calendar month.",
                "原则上每名客服代表每月主动换班不超过规定次数。",
            ),
            (
                "{agent} has {found} own swaps in {month}; {need} are the limit",
                "{agent} 在 {month} 已主动换班 {found} 次，上限 {need} 次",
            ),
        ),
        _rule(
            "swap_class",
            NoParameters,
            True,
            ("No swap between day and night", "白班与夜班不互换"),
            (
                "In principle day staff and night staff do not swap.",
                "原则上白班人员与夜班人员不得互换。",
            ),
            (
                "{first} is a {class1} shift, {second} a {class2} shift",
                "{first} 属 {class1} 班，{second} 属 {class2} 班",
            ),
        ),
        _rule(
            "leave_notice",
            LeaveNoticeParameters,
            False,
            ("Notice of leave", "请假提前申请"),
            (
                "Leave is asked for ahead, by type; sudden illness may be told afterwards.",
                "请假按类别提前申请；突发疾病可事后补办手续。",
            ),
            (
                "asked {found} days ahead; {need} are due for {type} leave",
                "提前 {found} 天申请，{type}应提前 {need} 天",
            ),
        ),
        _rule(
            "leave_places",
            AnnualLeavePlacesParameters,
            True,
            ("Annual leave at the same time", "同时休年假人数"),
            (
                "At most so many agents of a cap group are on annual leave on one day.",
                "同一组别同一天休年假的人数不得超过上限。",
            ),
            (
                "{found} of {group} are on annual leave on {day} already; {need} is the limit",
                "{day} {group} 已有 {found} 人休年假，上限 {need} 人",
            ),
        ),
    )
}


def request_parameters(entry: RuleEntry, file: str = "") -> Parameters:
    """Check an entry of a request rule and return its parameters.

    Raises
    ------
    BadInputError
        When the rule is unknown, or a parameter is unknown or out of its range.
    """
    rule = REQUEST_RULES.get(entry.rule)
    if rule is None:
        known = ", ".join(sorted(REQUEST_RULES))
        raise BadInputError(
            Fault("there is no such request rule", f"use one of {known}", file, value=entry.rule)
        )
    try:
        return rule.parameters.model_validate(entry.parameters)
    except ValidationError as error:
        raise BadInputError(
            [
                Fault(
                    f"rule {entry.rule}: {e['msg']}",
                    "give a value that docs/rules.md allows",
                    file=file,
                    column=".".join(str(part) for part in e["loc"]),
                    value=str(e["input"]),
                )
                for e in error.errors()
            ]
        ) from error
