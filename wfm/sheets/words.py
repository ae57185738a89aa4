"""Words and codes of the shift sheet, in English and Chinese (DOMAIN.md 6)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from wfm.core.activities import ActivityKind
from wfm.core.people import LeaveType
from wfm.core.problem import Problem
from wfm.core.score import Unit
from wfm.core.shifts import BreakKind, Shift
from wfm.core.time import DAY_MIN

LANGUAGES = ("en", "zh")

OFF_CODE = {"en": "OFF", "zh": "休"}
ABSENT_CODE = "—"
"""A day on which the agent is not employed."""

LEAVE_CODE: dict[LeaveType, dict[str, str]] = {
    LeaveType.ANNUAL: {"en": "AL", "zh": "年"},
    LeaveType.SICK: {"en": "SL", "zh": "病"},
    LeaveType.PERSONAL: {"en": "PL", "zh": "事"},
    LeaveType.MARRIAGE: {"en": "ML", "zh": "婚"},
    LeaveType.MATERNITY: {"en": "MAT", "zh": "产"},
    LeaveType.BEREAVEMENT: {"en": "BL", "zh": "丧"},
    LeaveType.COMPENSATORY: {"en": "CL", "zh": "调"},
    LeaveType.TRAINING: {"en": "TR", "zh": "训"},
}
LEAVE_NAME: dict[LeaveType, dict[str, str]] = {
    LeaveType.ANNUAL: {"en": "annual leave", "zh": "年假"},
    LeaveType.SICK: {"en": "sick leave", "zh": "病假"},
    LeaveType.PERSONAL: {"en": "personal leave", "zh": "事假"},
    LeaveType.MARRIAGE: {"en": "marriage leave", "zh": "婚假"},
    LeaveType.MATERNITY: {"en": "maternity leave", "zh": "产假"},
    LeaveType.BEREAVEMENT: {"en": "bereavement leave", "zh": "丧假"},
    LeaveType.COMPENSATORY: {"en": "time off in lieu", "zh": "调休"},
    LeaveType.TRAINING: {"en": "training", "zh": "培训"},
}
WORK_LETTER = {"en": "w", "zh": "工"}
BREAK_LETTER: dict[BreakKind, dict[str, str]] = {
    BreakKind.MEAL: {"en": "M", "zh": "餐"},
    BreakKind.REST: {"en": "R", "zh": "歇"},
    BreakKind.NURSING: {"en": "N", "zh": "哺"},
}
ACTIVITY_LETTER: dict[ActivityKind, dict[str, str]] = {
    ActivityKind.TRAINING: {"en": "TR", "zh": "训"},
    ActivityKind.MEETING: {"en": "ME", "zh": "会"},
    ActivityKind.BRIEFING: {"en": "BR", "zh": "班"},
    ActivityKind.ONE_TO_ONE: {"en": "1:1", "zh": "谈"},
    ActivityKind.OUTBOUND: {"en": "OB", "zh": "呼"},
    ActivityKind.OTHER: {"en": "X", "zh": "他"},
}
ACTIVITY_NAME: dict[ActivityKind, dict[str, str]] = {
    ActivityKind.TRAINING: {"en": "training", "zh": "培训"},
    ActivityKind.MEETING: {"en": "meeting", "zh": "会议"},
    ActivityKind.BRIEFING: {"en": "briefing", "zh": "班前会"},
    ActivityKind.ONE_TO_ONE: {"en": "one-to-one", "zh": "一对一辅导"},
    ActivityKind.OUTBOUND: {"en": "outbound block", "zh": "外呼"},
    ActivityKind.OTHER: {"en": "other activity", "zh": "其他活动"},
}
BREAK_NAME: dict[BreakKind, dict[str, str]] = {
    BreakKind.MEAL: {"en": "meal", "zh": "用餐"},
    BreakKind.REST: {"en": "rest break", "zh": "小休"},
    BreakKind.NURSING: {"en": "nursing hour", "zh": "哺乳"},
}
UNIT_NAME: dict[Unit, str] = {
    Unit.MINUTES: "分钟",
    Unit.DAYS: "天",
    Unit.SHIFTS: "班次",
    Unit.AGENT_INTERVALS: "人·时段",
    Unit.BREAKS: "次休息",
    Unit.CELLS: "格",
    Unit.AGENTS: "人",
    Unit.REQUESTS: "项申请",
}
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


class ShiftClass(StrEnum):
    """Class that colours a shift and that the day's counts are summed by."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    NIGHT = "night"


CLASS_NAME: dict[ShiftClass, dict[str, str]] = {
    ShiftClass.EARLY: {"en": "Early (start before 10:00)", "zh": "早班（10:00 前上班）"},
    ShiftClass.MIDDLE: {"en": "Middle (start 10:00-13:59)", "zh": "中班（10:00-13:59 上班）"},
    ShiftClass.LATE: {"en": "Late (start 14:00-19:59)", "zh": "晚班（14:00-19:59 上班）"},
    ShiftClass.NIGHT: {"en": "Night", "zh": "夜班"},
}

WORDS: dict[str, tuple[str, str]] = {
    "agent": ("Agent", "坐席"),
    "role": ("Role", "岗位"),
    "leader": ("leader", "班长"),
    "trainee": ("trainee", "见习"),
    "team": ("Team {team}", "{team} 组"),
    "team_column": ("Team", "班组"),
    "team_size": ("{n} agents", "{n} 人"),
    "hours": ("Hours", "工时"),
    "nights": ("Nights", "夜班"),
    "days_off": ("Days off", "休息"),
    "leave": ("Leave", "请假"),
    "holiday": ("holiday", "节日"),
    "on_duty": ("Agents starting work", "当日上班人数"),
    "total": ("All shifts", "合计"),
    "on_leave": ("On leave", "请假"),
    "legend": ("Legend", "图例"),
    "pinned": (
        "◆ fixed cell: no re-run changes it",
        "◆ 已锁定：重新排班不会改动",
    ),
    "clash": ("a shift over granted leave shows both codes", "班次与已批假期冲突时并列显示"),
    "paid": ("{hours} h paid", "计薪 {hours} 小时"),
    "break_paid": ("{kind} {min} paid", "{kind} {min} 分（计薪）"),
    "break_unpaid": ("{kind} {min} unpaid", "{kind} {min} 分（不计薪）"),
    "no_breaks": ("no break", "无休息"),
    "handover": ("handover {min}", "提前交接 {min} 分"),
    "week_title": ("Shift sheet · {first} to {last}", "排班表 · {first} 至 {last}"),
    "week_sheet": ("Week {day}", "周 {day}"),
    "day_sheet": ("{weekday} {day}", "{weekday} {day}"),
    "day_title": ("Day sheet · {weekday} {day}", "当日班表 · {weekday} {day}"),
    "draft": ("DRAFT", "草案"),
    "published": ("PUBLISHED", "已发布"),
    "revision": ("revision {revision}", "版本 {revision}"),
    "rule_set": ("Rule set: {name}", "规则集：{name}"),
    "made_at": ("made {at}", "生成于 {at}"),
    "page": ("Page &P of &N", "第 &P 页，共 &N 页"),
    "shift": ("Shift", "班次"),
    "span": ("Hours", "时间"),
    "on_phones": ("On the phones", "在线"),
    "required": ("Required", "需求"),
    "difference": ("Difference", "差额"),
    "difference_of": ("Difference, {group}", "差额（{group}）"),
    "activities": ("Activities", "离线活动"),
    "split_gap": ("Gap", "分段间隔"),
    "day_legend": (
        "{work} at work · {meal} meal · {rest} rest break · {nursing} nursing hour · "
        "← began the day before · → ends the next day",
        "{work} 工作 · {meal} 用餐 · {rest} 小休 · {nursing} 哺乳 · ← 前一日开始 · → 次日结束",
    ),
    "coverage": ("Coverage", "覆盖"),
    "coverage_title": (
        "Coverage · agents required and on the phones",
        "话务覆盖 · 需求人数与在线人数",
    ),
    "interval_note": (
        "Each row is {min} minutes from the time shown, local time {zone}. Trainees count by "
        "their share.",
        "每行为所示时刻起的 {min} 分钟，当地时间 {zone}。见习坐席按折算比例计入。",
    ),
    "timestamp": ("Start", "时段开始"),
    "day": ("Day", "日期"),
    "all_agents": ("All agents", "全部坐席"),
    "scheduled": ("On the phones", "在线"),
    "required_hours": ("Required agent-hours", "需求人时"),
    "scheduled_hours": ("Scheduled agent-hours", "在线人时"),
    "short_hours": ("Short agent-hours", "缺口人时"),
    "short_intervals": ("Intervals short", "缺人时段"),
    "agents_axis": ("agents", "人数"),
    "sum": ("Sum", "合计"),
    "list": ("Agents", "明细"),
    "list_title": ("Shifts agent by agent", "坐席班次明细"),
    "date": ("Date", "日期"),
    "weekday": ("Weekday", "星期"),
    "start": ("Start", "上班"),
    "end": ("End", "下班"),
    "meal": ("Meal", "用餐"),
    "rest": ("Rest break", "小休"),
    "nursing": ("Nursing hour", "哺乳"),
    "paid_hours": ("Paid hours", "计薪工时"),
    "fairness": ("Fairness", "公平性"),
    "fairness_title": ("How evenly the unpopular is shared", "不受欢迎班次的分担情况"),
    "fairness_note": (
        "Over {weeks} past weeks and this roster. Who was there on fewer than half of the days is "
        "not compared; spreads are scaled to all days, refused wishes in percent of the own. "
        "Gini 0: all have the same.",
        "统计过去 {weeks} 周与本期排班。在岗不足半数天数者不参与比较；比较值折算到整个周期，"
        "未满足意愿按本人意愿的百分比计。基尼系数 0 表示完全均等。",
    ),
    "shared_out": ("Shared out", "分担项目"),
    "compared": ("Agents compared", "参与比较人数"),
    "fewest": ("Fewest", "最少"),
    "mean": ("Mean", "平均"),
    "most": ("Most", "最多"),
    "spread": ("Spread", "差距"),
    "gini": ("Gini", "基尼系数"),
    "days_there": ("Days there", "在岗天数"),
    "before": ("before", "以往"),
    "this_roster": ("roster", "本期"),
    "burden_nights": ("Nights", "夜班"),
    "burden_weekends": ("Weekend shifts", "周末班"),
    "burden_holidays": ("Holiday shifts", "节假日班"),
    "burden_starts": ("Unpopular starts", "不受欢迎的上班时间"),
    "burden_refused": ("Wishes refused", "未满足的意愿"),
    "wishes": ("Wishes", "意愿"),
    "wished": ("asked", "提出"),
    "granted": ("granted", "满足"),
    "notes": ("Notes", "说明"),
    "notes_title": ("What stands behind this roster", "排班说明"),
    "status": ("Status", "状态"),
    "solve_status": ("Result of the run", "求解状态"),
    "cost": ("Cost, points", "代价（分）"),
    "bound": ("Proven lower bound, points", "已证下界（分）"),
    "gap": ("Gap to the bound", "与下界差距"),
    "excess": ("Excess over the bound", "超出下界"),
    "hard": ("Hard violations", "硬性违规"),
    "unknown": ("not known", "未知"),
    "none": ("none", "无"),
    "costs": ("Cost per rule", "各规则代价"),
    "rule": ("Rule", "规则"),
    "article": ("Article", "依据"),
    "amount": ("Amount", "数量"),
    "unit": ("Unit", "单位"),
    "points": ("Points", "分"),
    "finding": ("Finding", "问题"),
    "findings": ("Findings", "审核发现"),
    "findings_shown": (
        "{shown} of {n} findings, the gravest first",
        "共 {n} 条，列出最严重的 {shown} 条",
    ),
    "hard_mark": ("HARD", "硬性"),
    "unchecked": ("What the audit did not check", "审核未检查的条目"),
    "sl_definition": ("Service level", "服务水平定义"),
    "remarks": ("Remarks", "备注"),
    "provenance": ("Where it comes from", "数据来源"),
    "terms": ("Terms", "术语"),
    "term_required": (
        "Required: agents needed on the phones in an interval, by forecast and target.",
        "需求：按预测与服务目标，某时段需要在线的坐席人数。",
    ),
    "term_phones": (
        "On the phones: agents inside a shift and not on a break; trainees count by their share.",
        "在线：在班且不在休息的坐席；见习坐席按比例折算。",
    ),
    "term_hours": (
        "Hours: paid hours of the shifts that start in the week; leave is not included.",
        "工时：本周开始的班次的计薪小时数，不含请假。",
    ),
    "term_off": (
        "Days off: days of the sheet without a shift and without leave.",
        "休息：本表内既无班次也无请假的天数。",
    ),
    "term_bound": (
        "Bound: no roster under these rules can cost less than this.",
        "下界：在这些规则下，任何排班的代价都不会低于该值。",
    ),
    "term_gap": ("Gap: (cost - bound) / cost.", "差距：（代价 − 下界）/ 代价。"),
    "term_excess": (
        "Excess: (cost - bound) as a share of the price of all required agent-intervals.",
        "超出：（代价 − 下界）占全部需求人时段参考价的比例。",
    ),
    "term_day": (
        "A shift belongs to the day on which it starts.",
        "班次归属其开始的那一天。",
    ),
}


def say(key: str, language: str, /, **values: object) -> str:
    """Word or sentence of the sheet in a language, with its placeholders filled."""
    en, zh = WORDS[key]
    return (zh if language == "zh" else en).format(**values)


def shift_class(shift: Shift) -> ShiftClass:
    """Class of a shift by its start; whatever counts as a night is one."""
    start = shift.start_min % DAY_MIN
    if shift.night or start >= 20 * 60 or start < 4 * 60:
        return ShiftClass.NIGHT
    if start < 10 * 60:
        return ShiftClass.EARLY
    return ShiftClass.MIDDLE if start < 14 * 60 else ShiftClass.LATE


def unit_name(unit: Unit, language: str) -> str:
    """Natural unit in a language."""
    return UNIT_NAME[unit] if language == "zh" else unit.value


def weekday(day: date, language: str) -> str:
    """Short name of a day's weekday."""
    return WEEKDAYS[language][day.weekday()]


def day_label(day: date, language: str) -> str:
    """Day with its weekday, short, e.g. ``Mon 10-05``."""
    name = weekday(day, language)
    # Charts break labels at spaces.
    return f"{day:%m-%d}{name}" if language == "zh" else f"{name} {day:%m-%d}"


def shift_codes(problem: Problem, language: str) -> Mapping[str, str]:
    """Code of each shift id on a sheet, each one different.

    A code that two shifts share, or that means a day off or leave, gives way to the shift's id.
    """
    reserved = {normal(code) for code in day_codes()}
    wanted = {s.id: (s.code_zh if language == "zh" else s.code_en) for s in problem.shifts}
    uses = Counter(normal(code) for code in wanted.values())
    ids = Counter(normal(shift_id) for shift_id in wanted)

    def code_of(shift_id: str, code: str) -> str:
        key = normal(code)
        if key and uses[key] == 1 and key not in reserved and ids[key] == (key == normal(shift_id)):
            return code
        return f"#{shift_id}" if normal(shift_id) in reserved else shift_id

    return {shift_id: code_of(shift_id, code) for shift_id, code in wanted.items()}


def day_codes() -> dict[str, LeaveType | None]:
    """Every code that is no shift, in both languages: a leave type, or None for a day off."""
    codes: dict[str, LeaveType | None] = dict.fromkeys((*OFF_CODE.values(), ABSENT_CODE))
    for kind, names in LEAVE_CODE.items():
        for code in names.values():
            codes[code] = kind
    return codes


def normal(code: str) -> str:
    """Code as it is compared: spaces around, width and case of letters do not matter."""
    return unicodedata.normalize("NFKC", code).strip().casefold()
