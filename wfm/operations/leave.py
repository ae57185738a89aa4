"""Checks of leave: facts, notice per type (art. 38, 39), proof (38), places on a day (art. 40)."""

from __future__ import annotations

from datetime import date, timedelta

from wfm.core.people import Agent, LeaveType
from wfm.core.problem import RuleEntry
from wfm.core.view import ProblemView
from wfm.operations.activities import activity_findings
from wfm.operations.asks import Desktop, Finding, LeaveAsk
from wfm.rostering.carried import carry
from wfm.rules.contract import Words
from wfm.rules.leave_cap import LeaveCapParameters
from wfm.rules.modelling import Modeller
from wfm.rules.requests import (
    LeaveBlockedDaysParameters,
    LeaveEvidenceParameters,
    LeaveNoticeParameters,
    LeaveRetrospectiveParameters,
    RequestRule,
    request_entries,
)

LEAVE_WORDS: dict[LeaveType, Words] = {
    LeaveType.ANNUAL: Words("Annual", "年假"),
    LeaveType.SICK: Words("Sick", "病假"),
    LeaveType.PERSONAL: Words("Personal", "事假"),
    LeaveType.MARRIAGE: Words("Marriage", "婚假"),
    LeaveType.MATERNITY: Words("Maternity", "产假"),
    LeaveType.BEREAVEMENT: Words("Bereavement", "丧假"),
    LeaveType.COMPENSATORY: Words("Compensatory", "调休"),
    LeaveType.TRAINING: Words("Training", "培训"),
}


def check_leave(desk: Desktop, ask: LeaveAsk) -> list[Finding]:
    """Check leave against every rule in force; facts that nobody can change come first."""
    agent = desk.agent(ask.agent_id)
    facts = _facts(desk, ask, agent)
    if facts or agent is None:
        return facts
    found: list[Finding] = []
    for entry, rule, p in request_entries(desk.rules, ask.first_day):
        if not entry.scope.holds_for(agent):
            continue
        match p:
            case LeaveNoticeParameters():
                found += _notice(desk, ask, entry, rule, p)
            case LeaveRetrospectiveParameters():
                found += _retrospective(desk, ask, entry, rule, p)
            case LeaveEvidenceParameters():
                if ask.type in p.types:
                    found.append(_finding(entry, rule, ask.evidence, ask))
            case LeaveBlockedDaysParameters():
                found += _blocked(ask, entry, rule, p)
            case LeaveCapParameters():
                found += _places(desk, ask, agent, entry, rule, p)
            case _:
                pass  # a rule of swaps
    found.append(_shifts_freed(desk, ask))
    return found + _activities(desk, ask)


def _facts(desk: Desktop, ask: LeaveAsk, agent: Agent | None) -> list[Finding]:
    """What no rule and no approver can change."""
    if agent is None:
        return [_no(f"There is no agent {ask.agent_id}.", f"没有坐席 {ask.agent_id}。")]
    if ask.last_day < ask.first_day:
        return [_no("The leave ends before it starts.", "假期结束早于开始。")]
    if not (agent.employed_on(ask.first_day) and agent.employed_on(ask.last_day)):
        return [_no(f"{agent.id} is not employed on those days.", f"{agent.id} 在这些日期不在职。")]
    for x in desk.leave:
        if x.agent_id == agent.id and x.first_day <= ask.last_day and ask.first_day <= x.last_day:
            words = LEAVE_WORDS[x.type]
            return [
                _no(
                    f"{agent.id} is on leave from {x.first_day} to {x.last_day} already "
                    f"({words.en.lower()}).",
                    f"{agent.id} 在 {x.first_day} 至 {x.last_day} 已有{words.zh}。",
                )
            ]
    return []


def _notice(
    desk: Desktop, ask: LeaveAsk, entry: RuleEntry, rule: RequestRule, p: LeaveNoticeParameters
) -> list[Finding]:
    by = p.last_day_to_ask(ask.type, ask.first_day)
    if desk.now.date() > by and _may_follow(desk, ask):
        words = Words(
            "Told at once, formalities afterwards: sudden illness needs no notice",
            "突发疾病：即时告知、事后补办，不受提前申请限制",
        )
        return [Finding(entry.rule, entry.source, True, rule.overridable, words)]
    return [_finding(entry, rule, desk.now.date() <= by, ask, by=by)]


def _may_follow(desk: Desktop, ask: LeaveAsk) -> bool:
    """Whether this is leave that may be told afterwards, and is told as such."""
    return ask.retrospective and any(
        ask.type in p.types
        for _, _, p in request_entries(desk.rules, ask.first_day)
        if isinstance(p, LeaveRetrospectiveParameters)
    )


def _retrospective(
    desk: Desktop,
    ask: LeaveAsk,
    entry: RuleEntry,
    rule: RequestRule,
    p: LeaveRetrospectiveParameters,
) -> list[Finding]:
    today = desk.now.date()
    # Leave that needs no notice (bereavement) may be asked for on its first day.
    if today < ask.first_day or (today == ask.first_day and ask.type not in p.types):
        return []
    in_time = today <= ask.first_day + timedelta(days=p.within_days)
    return [_finding(entry, rule, ask.type in p.types and in_time, ask, asked=today)]


def _blocked(
    ask: LeaveAsk, entry: RuleEntry, rule: RequestRule, p: LeaveBlockedDaysParameters
) -> list[Finding]:
    kinds = {kind for span in p.spans for kind in span.types}
    if ask.type not in kinds:
        return []
    found = [
        _finding(entry, rule, False, ask, first=span.first_day, last=span.last_day)
        for span in p.spans
        if span.blocks(ask.type, ask.first_day, ask.last_day)
    ]
    return found or [_finding(entry, rule, True, ask)]


def _places(
    desk: Desktop,
    ask: LeaveAsk,
    agent: Agent,
    entry: RuleEntry,
    rule: RequestRule,
    p: LeaveCapParameters,
) -> list[Finding]:
    if ask.type is not LeaveType.ANNUAL:
        return []
    mates = {a.id for a in desk.agents if p.group == "centre" or a.team == agent.team} - {agent.id}
    team = p.group == "team"
    found = []
    for day in _days(ask):
        n = sum(
            1
            for x in desk.leave
            if x.agent_id in mates and x.type is LeaveType.ANNUAL and x.covers(day)
        )
        if n >= p.max_agents:
            values: dict[str, object] = {"n": n, "max_agents": p.max_agents, "day": day}
            words = Words(
                rule.words.violation.en.format(
                    group=agent.team if team else "the centre", **values
                ),
                rule.words.violation.zh.format(group=agent.team if team else "全中心", **values),
            )
            found.append(Finding(entry.rule, entry.source, False, rule.overridable, words))
    return found or [
        Finding(entry.rule, entry.source, True, rule.overridable, rule.words.description)
    ]


def _shifts_freed(desk: Desktop, ask: LeaveAsk) -> Finding:
    """Shifts of the published roster that fall free: to know, not to refuse."""
    shifts = (
        []
        if desk.roster is None
        else [
            f"{cell.day:%m-%d} {cell.shift_id}"
            for cell in desk.roster
            if cell.agent_id == ask.agent_id and ask.granted().covers(cell.day)
        ]
    )
    words = (
        Words(
            f"Published shifts that fall free: {', '.join(shifts)}",
            f"将空出的已发布班次：{'、'.join(shifts)}",
        )
        if shifts
        else Words("No published shift is touched", "不影响已发布班次")
    )
    return Finding("published_roster", "", True, False, words)


def _activities(desk: Desktop, ask: LeaveAsk) -> list[Finding]:
    """Where the activities of the shifts that fall free go: to know, not to refuse."""
    if desk.problem is None or desk.roster is None:
        return []
    freed = [
        (cell.agent_id, cell.day)
        for cell in desk.roster
        if cell.agent_id == ask.agent_id and ask.granted().covers(cell.day)
    ]
    after = desk.roster.with_cells((cell, None) for cell in freed)
    carried = carry(Modeller(ProblemView(desk.problem)), desk.roster, after)
    return activity_findings(carried, desk.problem, to_know=True)


def _finding(
    entry: RuleEntry, rule: RequestRule, ok: bool, ask: LeaveAsk, **values: object
) -> Finding:
    """Finding in the rule's words: its description when kept, its refusal when not."""
    if ok:
        return Finding(entry.rule, entry.source, True, rule.overridable, rule.words.description)
    kind = LEAVE_WORDS[ask.type]
    values = {"day": ask.first_day, **values}
    words = Words(
        rule.words.violation.en.format(kind=kind.en, **values),
        rule.words.violation.zh.format(kind=kind.zh, **values),
    )
    return Finding(entry.rule, entry.source, False, rule.overridable, words)


def _days(ask: LeaveAsk) -> list[date]:
    return [
        ask.first_day + timedelta(days=k) for k in range((ask.last_day - ask.first_day).days + 1)
    ]


def _no(en: str, zh: str) -> Finding:
    return Finding("facts", "", False, False, Words(en, zh))
