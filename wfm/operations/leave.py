"""Checks of leave: notice per type (art. 38, 39), places on a day (art. 40), facts."""

from __future__ import annotations

from datetime import date, timedelta

from wfm.core.people import LeaveType
from wfm.core.problem import RuleEntry
from wfm.operations.asks import Desktop, Finding, LeaveAsk
from wfm.rules.contract import Words
from wfm.rules.requests import (
    REQUEST_RULES,
    AnnualLeavePlacesParameters,
    LeaveNoticeParameters,
    request_parameters,
)

LEAVE_WORDS: dict[LeaveType, Words] = {
    LeaveType.ANNUAL: Words("annual", "年假"),
    LeaveType.SICK: Words("sick", "病假"),
    LeaveType.PERSONAL: Words("personal", "事假"),
    LeaveType.MARRIAGE: Words("marriage", "婚假"),
    LeaveType.MATERNITY: Words("maternity", "产假"),
    LeaveType.BEREAVEMENT: Words("bereavement", "丧假"),
    LeaveType.COMPENSATORY: Words("compensatory", "调休"),
    LeaveType.TRAINING: Words("training", "培训"),
}


def check_leave(desk: Desktop, ask: LeaveAsk) -> list[Finding]:
    """Check leave against every rule in force; facts come first."""
    facts = _facts(desk, ask)
    if any(not f.ok for f in facts):
        return facts
    found = list(facts)
    for entry in desk.entries("leave_notice"):
        p = request_parameters(entry)
        assert isinstance(p, LeaveNoticeParameters)
        if ask.type in p.types:
            found += _notice(desk, ask, entry, p)
    for entry in desk.entries("leave_places"):
        p = request_parameters(entry)
        assert isinstance(p, AnnualLeavePlacesParameters)
        if ask.type in p.types:
            found += _places(desk, ask, entry, p)
    found.append(_shifts_freed(desk, ask))
    return found


def months_before(day: date, months: int) -> date:
    """Same day of the month, some months earlier; the last day where there is none."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _facts(desk: Desktop, ask: LeaveAsk) -> list[Finding]:
    """What no rule and no approver can change."""
    agent = desk.agent(ask.agent_id)
    if agent is None:
        return [_no("There is no agent {a}.", "没有客服代表 {a}。", a=ask.agent_id)]
    if ask.last_day < ask.first_day:
        return [_no("The leave ends before it starts.", "假期结束早于开始。")]
    if not (agent.employed_on(ask.first_day) and agent.employed_on(ask.last_day)):
        return [_no("{a} is not employed on those days.", "{a} 在这些日期不在职。", a=agent.id)]
    clash = next(
        (
            x
            for x in desk.leave
            if x.agent_id == agent.id
            and x.first_day <= ask.last_day
            and ask.first_day <= x.last_day
        ),
        None,
    )
    if clash is not None:
        return [
            _no(
                "{a} has {t} leave from {f} to {l} already.",
                "{a} 在 {f} 至 {l} 已有{z}。",
                a=agent.id,
                t=LEAVE_WORDS[clash.type].en,
                z=LEAVE_WORDS[clash.type].zh,
                f=clash.first_day,
                l=clash.last_day,
            )
        ]
    return []


def _notice(
    desk: Desktop, ask: LeaveAsk, entry: RuleEntry, p: LeaveNoticeParameters
) -> list[Finding]:
    today = desk.now.date()
    latest = (
        months_before(ask.first_day, p.months)
        if p.months
        else ask.first_day - timedelta(days=p.days)
    )
    due = (ask.first_day - latest).days
    found = (ask.first_day - today).days
    words = REQUEST_RULES["leave_notice"].words.violation
    kind = LEAVE_WORDS[ask.type]
    in_time = today <= latest
    if not in_time and p.retrospective and ask.retrospective:
        findings = [
            Finding(
                entry.rule,
                entry.source,
                True,
                False,
                Words(
                    "told afterwards, as sudden illness may be",
                    "突发疾病，事后补办手续",
                ),
            )
        ]
    else:
        findings = [
            Finding(
                entry.rule,
                entry.source,
                in_time,
                False,
                Words(
                    words.en.format(found=found, need=due, type=kind.en),
                    words.zh.format(found=found, need=due, type=kind.zh),
                ),
            )
        ]
    if p.evidence:
        findings.append(
            Finding(
                entry.rule,
                entry.source,
                ask.evidence,
                True,
                Words("proof has been shown", "已提供证明")
                if ask.evidence
                else Words("proof is still to be shown", "尚未提供证明"),
            )
        )
    return findings


def _places(
    desk: Desktop, ask: LeaveAsk, entry: RuleEntry, p: AnnualLeavePlacesParameters
) -> list[Finding]:
    agent = desk.agent(ask.agent_id)
    assert agent is not None
    mates = {a.id for a in desk.agents if p.group == "centre" or a.team == agent.team} - {agent.id}
    name = agent.team if p.group == "team" else "the centre"
    words = REQUEST_RULES["leave_places"].words
    days = [
        ask.first_day + timedelta(days=k) for k in range((ask.last_day - ask.first_day).days + 1)
    ]
    taken = {
        day: sum(
            1 for x in desk.leave if x.agent_id in mates and x.type in p.types and x.covers(day)
        )
        for day in days
    }
    full = [day for day in days if taken[day] >= p.places]
    if not full:
        return [Finding(entry.rule, entry.source, True, True, words.description)]
    return [
        Finding(
            entry.rule,
            entry.source,
            False,
            True,
            Words(
                words.violation.en.format(found=taken[day], group=name, day=day, need=p.places),
                words.violation.zh.format(
                    found=taken[day],
                    group=agent.team if p.group == "team" else "全中心",
                    day=day,
                    need=p.places,
                ),
            ),
        )
        for day in full
    ]


def _shifts_freed(desk: Desktop, ask: LeaveAsk) -> Finding:
    """Shifts of the published roster that would be without an agent: to know, not to refuse."""
    shifts = (
        []
        if desk.roster is None
        else [
            f"{cell.day:%m-%d} {cell.shift_id}"
            for cell in desk.roster
            if cell.agent_id == ask.agent_id and ask.granted().covers(cell.day)
        ]
    )
    if not shifts:
        words = Words("no published shift is touched", "不影响已发布班次")
    else:
        words = Words(
            f"published shifts that fall free: {', '.join(shifts)}",
            f"将空出的已发布班次：{'、'.join(shifts)}",
        )
    return Finding("published_roster", "", True, False, words)


def _no(en: str, zh: str, **values: object) -> Finding:
    return Finding("facts", "", False, False, Words(en.format(**values), zh.format(**values)))
