"""Rules that are checked when leave or a swap is asked for: parameters, words, dates.

They have no model: `wfm.operations` reads an entry's parameters and asks the questions.
`swap_limits` and `leave_cap` are rules of the roster too, with the same parameters.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import Field, model_validator

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import LeaveType
from wfm.core.problem import Enforcement, RuleEntry
from wfm.rules.contract import NoParameters, Parameters, RuleWords, Words
from wfm.rules.leave_cap import LeaveCap, LeaveCapParameters
from wfm.rules.registry import read_parameters
from wfm.rules.swap_limits import SwapLimits, SwapLimitsParameters

NOTICE_MAX = 365


class SwapNoticeParameters(Parameters):
    """Notice of a swap on the agent's own initiative."""

    working_days: int = Field(
        default=1, ge=0, le=30, description="Working days before the earlier of the two days"
    )


class SwapRosterParameters(Parameters):
    """Whether a swap must keep every hard rule of the roster, for both sides."""

    new_violations_allowed: int = Field(
        default=0, ge=0, le=100, description="Hard violations that a swap may add"
    )


class LeaveNoticeParameters(Parameters):
    """Notice per kind of leave, before its first day: calendar months, then days."""

    annual_months: int = Field(default=1, ge=0, le=12, description="Annual leave (months)")
    marriage_months: int = Field(default=1, ge=0, le=12, description="Marriage leave (months)")
    maternity_months: int = Field(default=1, ge=0, le=12, description="Maternity leave (months)")
    personal_days: int = Field(default=3, ge=0, le=NOTICE_MAX, description="Personal leave (days)")
    compensatory_days: int = Field(
        default=3, ge=0, le=NOTICE_MAX, description="Time off for overtime (days)"
    )
    training_days: int = Field(default=3, ge=0, le=NOTICE_MAX, description="Training (days)")
    sick_days: int = Field(
        default=3, ge=0, le=NOTICE_MAX, description="Sick leave planned ahead (days)"
    )
    bereavement_days: int = Field(
        default=0, ge=0, le=NOTICE_MAX, description="Bereavement leave (days)"
    )

    def last_day_to_ask(self, kind: LeaveType, first_day: date) -> date:
        """Last day on which leave from `first_day` may be asked for with due notice.

        Examples
        --------
        >>> LeaveNoticeParameters().last_day_to_ask(LeaveType.ANNUAL, date(2026, 3, 31))
        datetime.date(2026, 2, 28)
        """
        months = int(getattr(self, f"{kind.value}_months", 0))
        days = int(getattr(self, f"{kind.value}_days", 0))
        return months_before(first_day, months) - timedelta(days=days)


class LeaveRetrospectiveParameters(Parameters):
    """Which leave may be told afterwards."""

    types: tuple[LeaveType, ...] = Field(
        default=(LeaveType.SICK,), description="Kinds of leave that may be told afterwards"
    )
    within_days: int = Field(
        default=3, ge=0, le=60, description="Days after the first day by which it is told (days)"
    )


class LeaveEvidenceParameters(Parameters):
    """Which leave needs proof."""

    types: tuple[LeaveType, ...] = Field(
        default=(LeaveType.SICK,), description="Kinds of leave that need proof"
    )


class BlockedDays(Parameters):
    """Days on which leave is not granted."""

    first_day: date = Field(description="First blocked day")
    last_day: date = Field(description="Last blocked day")
    types: tuple[LeaveType, ...] = Field(
        default=(LeaveType.ANNUAL,), description="Kinds of leave that are blocked"
    )

    @model_validator(mode="after")
    def _in_order(self) -> BlockedDays:
        if self.last_day < self.first_day:
            raise ValueError("last_day must not be before first_day")
        return self

    def blocks(self, kind: LeaveType, first_day: date, last_day: date) -> bool:
        """Whether leave of a kind touches a blocked day."""
        return kind in self.types and self.first_day <= last_day and first_day <= self.last_day


class LeaveBlockedDaysParameters(Parameters):
    """Days on which some kinds of leave may not be granted."""

    spans: tuple[BlockedDays, ...] = Field(min_length=1, description="Blocked days, both included")


@dataclass(frozen=True, slots=True)
class RequestRule:
    """A rule that is checked on request.

    Parameters
    ----------
    id : str
    parameters : type of Parameters
    words : RuleWords
        `violation` is the sentence of a refusal.
    overridable : bool
        Whether an approver may pass it with a logged reason ("in principle" in the article).
    """

    id: str
    parameters: type[Parameters]
    words: RuleWords
    overridable: bool = False


def _words(
    title: tuple[str, str], description: tuple[str, str], refusal: tuple[str, str]
) -> RuleWords:
    return RuleWords(Words(*title), Words(*description), Words(*refusal))


_RULES = (
    RequestRule(
        "swap_notice",
        SwapNoticeParameters,
        _words(
            ("Notice of a swap", "换班提前申请"),
            (
                "A swap is asked for at least so many working days ahead, on a form.",
                "换班须至少提前规定的工作日数书面申请。",
            ),
            (
                "The swap of {day} had to be asked for by {by}",
                "{day} 的换班最迟应于 {by} 申请",
            ),
        ),
    ),
    RequestRule(
        "swap_limits",
        SwapLimitsParameters,
        _words(
            ("Swap limit", "换班次数上限"),
            (SwapLimits.words.description.en, SwapLimits.words.description.zh),
            (
                "{agent} has {n} own swaps in {month} already, at most {max_n} may be in principle",
                "{agent} 在 {month} 已主动换班 {n} 次，原则上不超过 {max_n} 次",
            ),
        ),
        overridable=True,
    ),
    RequestRule(
        "swap_class",
        NoParameters,
        _words(
            ("Day with day, night with night", "日夜班不互换"),
            (
                "In principle day shifts are not swapped with night shifts.",
                "原则上日班与夜班人员不得互换。",
            ),
            (
                "Shift {first} is a {first_class} shift and {second} a {second_class} shift",
                "班次 {first} 为{first_class}，班次 {second} 为{second_class}",
            ),
        ),
        overridable=True,
    ),
    RequestRule(
        "swap_roster",
        SwapRosterParameters,
        _words(
            ("Rules after the swap", "换班后合规"),
            (
                "After the swap every hard rule of the roster holds for both agents.",
                "换班后双方均须符合全部硬性排班规则。",
            ),
            ("After the swap: {what}", "换班后：{what}"),
        ),
    ),
    RequestRule(
        "leave_notice",
        LeaveNoticeParameters,
        _words(
            ("Notice of leave", "请假提前申请"),
            (
                "Leave is asked for three days ahead; annual, marriage and maternity leave one "
                "month ahead; bereavement leave at any time.",
                "请假须提前三天申请；年假、婚假、产假提前一个月；丧假不受此限。",
            ),
            (
                "{kind} leave from {day} had to be asked for by {by}",
                "自 {day} 起的{kind}最迟应于 {by} 申请",
            ),
        ),
    ),
    RequestRule(
        "leave_retrospective",
        LeaveRetrospectiveParameters,
        _words(
            ("Leave told afterwards", "事后补假"),
            (
                "Sudden illness is told at once and the formalities follow; no other leave may be "
                "asked for afterwards.",
                "突发疾病应立即告知、事后补办手续；其他假别不得事后补请。",
            ),
            (
                "{kind} leave from {day} may not be asked for on {asked}, after it began",
                "自 {day} 起的{kind}不得于 {asked} 事后补请",
            ),
        ),
    ),
    RequestRule(
        "leave_evidence",
        LeaveEvidenceParameters,
        _words(
            ("Proof of illness", "病假证明"),
            ("Sick leave needs a medical note.", "病假须提供医院证明。"),
            ("{kind} leave needs proof and none is shown", "{kind}须提供证明，尚未提交"),
        ),
        overridable=True,
    ),
    RequestRule(
        "leave_blocked_days",
        LeaveBlockedDaysParameters,
        _words(
            ("Days without leave", "停休日"),
            (
                "On days of exceptional load, such as a product launch, some kinds of leave are "
                "not granted.",
                "业务高峰日（如新产品上线）不批准某些假别。",
            ),
            (
                "{kind} leave is not granted from {first} to {last}",
                "{first} 至 {last} 不批准{kind}",
            ),
        ),
        overridable=True,
    ),
    RequestRule(
        "leave_cap",
        LeaveCapParameters,
        _words(
            ("Leave cap", "年假同休上限"),
            (LeaveCap.words.description.en, LeaveCap.words.description.zh),
            (
                "{group} on {day}: {n} on annual leave already, the cap is {max_agents}",
                "{group} {day}：已有 {n} 人休年假，上限 {max_agents} 人",
            ),
        ),
    ),
)

REQUEST_RULES: dict[str, RequestRule] = {rule.id: rule for rule in _RULES}
"""Every rule that is checked on request, by id."""


def request_parameters(entry: RuleEntry, file: str = "") -> Parameters:
    """Check an entry against its request rule and return the parameters.

    Raises
    ------
    BadInputError
        When there is no such request rule or a parameter is unknown or out of its range.
    """
    rule = REQUEST_RULES.get(entry.rule)
    if rule is None:
        known = ", ".join(REQUEST_RULES)
        raise BadInputError(
            Fault(
                "no such rule is checked on request",
                f"use one of {known}",
                file=file,
                value=entry.rule,
            )
        )
    return read_parameters(entry.rule, rule.parameters, entry.parameters, file)


def request_entries(
    rules: tuple[RuleEntry, ...], day: date
) -> list[tuple[RuleEntry, RequestRule, Parameters]]:
    """Entries to check a request by, in force on a day.

    Entries that every roster is audited by and that have a request rule too are among them;
    entries that are only recorded are not.
    """
    return [
        (entry, REQUEST_RULES[entry.rule], request_parameters(entry))
        for entry in rules
        if entry.rule in REQUEST_RULES
        and entry.enforcement is not Enforcement.RECORDED
        and entry.valid_on(day)
    ]


def months_before(day: date, months: int) -> date:
    """Same day so many calendar months earlier, or the last day of that month.

    Examples
    --------
    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
