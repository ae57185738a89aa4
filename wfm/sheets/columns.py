"""Columns of every table that people fill in: names, other headers, explanations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Header that templates and exports carry.
    zh : str
        Chinese header; reads the same.
    en_note, zh_note : str
        What to write into it.
    required : bool
        Whether the column must be there and every row must fill it.
    aliases : tuple of str
        Further headers that read the same; case, spaces, hyphens and underscores don't matter.
    """

    name: str
    zh: str
    en_note: str
    zh_note: str
    required: bool = False
    aliases: tuple[str, ...] = ()


_AGENT = Column(
    "agent_id",
    "工号",
    "id of an agent in the people table",
    "人员表中的工号",
    required=True,
    aliases=("agent", "id", "employee", "employee id", "坐席", "员工号", "坐席工号"),
)

PEOPLE = (
    Column(
        "id",
        "工号",
        "unique id, e.g. A001",
        "唯一工号，如 A001",
        required=True,
        aliases=("agent", "agent id", "employee", "employee id", "员工号", "坐席工号"),
    ),
    Column(
        "team", "班组", "id of a team of centre.toml", "centre.toml 中的班组代码", True, ("组",)
    ),
    Column(
        "contract",
        "合同",
        "id of a contract of centre.toml",
        "centre.toml 中的合同代码",
        True,
        ("合同类型",),
    ),
    Column(
        "skills",
        "技能",
        "ids of skills of centre.toml, separated by ;",
        "centre.toml 中的技能代码，用 ; 分隔",
        aliases=("skill",),
    ),
    Column(
        "first_day",
        "入职日期",
        "first day of employment; empty: always",
        "入职第一天；空白表示一直在职",
        aliases=("start date", "joined", "入职日"),
    ),
    Column(
        "last_day",
        "离职日期",
        "last day of employment, included; empty: open",
        "在职最后一天（含）；空白表示未定",
        aliases=("end date", "left", "离职日"),
    ),
    Column(
        "productivity_pct",
        "效率",
        "what one interval on the phones counts for, 0 to 100; empty: 100",
        "在线一个时段折算的百分比，0 至 100；空白为 100",
        aliases=("productivity", "productivity %", "效率百分比"),
    ),
    Column(
        "mentor",
        "师傅",
        "id of the agent beside whom a trainee sits",
        "带教坐席的工号",
        aliases=("带教", "带教人"),
    ),
    Column(
        "shifts",
        "可排班次",
        "ids of shifts that may be given, separated by ; (empty: all)",
        "可排班次代码，用 ; 分隔；空白表示全部",
        aliases=("allowed shifts",),
    ),
    Column(
        "conditions",
        "特殊情况",
        "pregnant, nursing, no_nights, no_overtime; with dates as nursing:2026-01-01..2026-12-31;"
        " several separated by ;",
        "怀孕、哺乳、不上夜班、不加班；带日期写作 哺乳:2026-01-01..2026-12-31；多项用 ; 分隔",
        aliases=("condition", "限制"),
    ),
    Column(
        "account_min",
        "工时账户",
        "opening balance of the time account in minutes, -120 for two hours owed; empty: 0",
        "工时账户期初余额（分钟），欠 2 小时写作 -120；空白为 0",
        aliases=("account", "time account", "账户余额"),
    ),
)

LEAVE = (
    _AGENT,
    Column(
        "type",
        "类型",
        "annual, sick, personal, marriage, maternity, bereavement, compensatory, training",
        "年假、病假、事假、婚假、产假、丧假、调休、培训",
        True,
        ("leave type", "假别", "休假类型"),
    ),
    Column("first_day", "开始日期", "first day of leave", "休假第一天", True, ("start", "from")),
    Column(
        "last_day",
        "结束日期",
        "last day of leave, included",
        "休假最后一天（含）",
        True,
        ("end", "to", "until"),
    ),
)

PAST_ROSTER = (
    _AGENT,
    Column(
        "day",
        "日期",
        "day on which the shift starts",
        "班次开始的日期",
        True,
        aliases=("date",),
    ),
    Column(
        "shift_id",
        "班次",
        "id of a shift of the catalogue; OFF for a day off (may be left out)",
        "班次代码；休 表示休息（可不写）",
        required=True,
        aliases=("shift",),
    ),
    Column(
        "meal_start",
        "用餐开始",
        "local time HH:MM; with a length as 11:30+30; several separated by ;",
        "当地时间 HH:MM；带时长写作 11:30+30；多项用 ; 分隔",
        aliases=("meal", "用餐"),
    ),
    Column(
        "rest_start",
        "休息开始",
        "as meal_start",
        "同用餐开始",
        aliases=("rest", "小休"),
    ),
    Column("nursing_start", "哺乳开始", "as meal_start", "同用餐开始", aliases=("nursing",)),
)


def _break_columns(kind: str, zh: str) -> tuple[Column, ...]:
    return (
        Column(
            f"{kind}_min", f"{zh}分钟", f"length of the {kind}; empty: none", f"{zh}时长；空白为无"
        ),
        Column(f"{kind}_earliest", f"{zh}最早开始", "earliest start HH:MM", "最早开始时间 HH:MM"),
        Column(f"{kind}_latest", f"{zh}最晚开始", "latest start HH:MM", "最晚开始时间 HH:MM"),
        Column(
            f"{kind}_paid",
            f"{zh}计薪",
            f"yes or no; empty: {'no' if kind == 'meal' else 'yes'}",
            f"是 或 否；空白为{'否' if kind == 'meal' else '是'}",
        ),
    )


SHIFTS = (
    Column(
        "id",
        "班次",
        "unique id, e.g. E1",
        "唯一代码，如 E1",
        required=True,
        aliases=("shift", "shift id", "班次代码"),
    ),
    Column("code_en", "英文代码", "what an English shift sheet shows", "英文班表显示", True),
    Column("code_zh", "中文代码", "what a Chinese shift sheet shows", "中文班表显示", True),
    Column("start", "开始", "local start HH:MM", "开始时间 HH:MM", True, ("开始时间",)),
    Column(
        "end",
        "结束",
        "local end HH:MM; at or before the start it is the next day's",
        "结束时间 HH:MM；不晚于开始时间则为次日",
        required=True,
        aliases=("结束时间",),
    ),
    Column("swap_class", "换班类别", "day or night; empty: day", "日 或 夜；空白为日"),
    Column("night", "夜班", "yes if it counts as a night", "计为夜班则写 是"),
    Column("before_min", "班前分钟", "handover before the start", "班前交接分钟"),
    Column("after_min", "班后分钟", "handover after the end", "班后交接分钟"),
    Column("handover_paid", "交接计薪", "yes or no; empty: no", "是 或 否；空白为否"),
    *_break_columns("meal", "用餐"),
    *_break_columns("rest", "休息"),
    Column(
        "gap_start",
        "间隔开始",
        "split shift: end of the first part HH:MM; empty: not split",
        "分段班第一段结束 HH:MM；空白为不分段",
    ),
    Column("gap_end", "间隔结束", "start of the second part HH:MM", "第二段开始 HH:MM"),
    Column(
        "bags",
        "班次包",
        "names of bags it belongs to, separated by ;",
        "所属班次包，用 ; 分隔",
        aliases=("bag",),
    ),
    Column(
        "latest_start",
        "最晚上班",
        "flexible shift: it may start from start to this time, same length; empty: fixed",
        "弹性班：上班时间可在“开始”至此之间，时长不变；空白为固定",
    ),
    Column(
        "start_step_min",
        "上班步长",
        "minutes between the starts of a flexible shift; empty: the interval",
        "弹性班上班时间的步长（分钟）；空白为排班间隔",
    ),
)

HISTORY = (
    Column(
        "timestamp",
        "时间",
        "start of the interval, local: 2026-03-02 08:30; where clocks change, add the offset",
        "时段开始的当地时间，如 2026-03-02 08:30；夏令时切换时请带时差",
        required=True,
    ),
    Column("queue", "队列", "id of a queue of centre.toml", "centre.toml 中的队列代码"),
    Column("volume", "话务量", "contacts offered, 0 or more", "呼入量，不小于 0", True),
    Column("aht_s", "平均处理时长", "average handle time in seconds", "平均处理时长（秒）"),
    Column("abandoned", "放弃量", "contacts abandoned, 0 or more", "放弃量，不小于 0"),
)

ATTENDANCE = (
    _AGENT,
    Column("day", "日期", "day on which the span starts", "时段开始的日期", True, ("date",)),
    Column(
        "start",
        "开始",
        "local start HH:MM, so that hours can be told apart; empty: only the day is known",
        "开始时间 HH:MM，用于区分时段；空白表示只知道日期",
        aliases=("开始时间",),
    ),
    Column("scheduled_min", "应出勤分钟", "minutes scheduled", "排定分钟", True, ("scheduled",)),
    Column(
        "absent_min",
        "缺勤分钟",
        "of them not worked; empty: none",
        "其中缺勤的分钟；空白为无",
        aliases=("absent",),
    ),
    Column(
        "reason",
        "原因",
        "sick, absent, late, left_early, personal, other (unplanned); leave, training, meeting, "
        "break (planned, no shrinkage); empty: other",
        "病假、旷工、迟到、早退、事假、其他（计划外）；休假、培训、会议、休息（计划内，不计损耗）；空白为其他",
    ),
)

WAITS = (
    Column(
        "abandoned",
        "放弃",
        "of a call: yes if the caller gave up, no if answered; of an interval: how many gave up",
        "逐通记录：放弃写 是，接通写 否；按时段：放弃数量",
        required=True,
        aliases=("放弃量",),
    ),
    Column("wait_s", "等待秒", "of a call: seconds until answered or given up", "逐通等待秒数"),
    Column("volume", "话务量", "of an interval: contacts offered", "按时段：呼入量"),
    Column(
        "mean_wait_s",
        "平均等待秒",
        "of an interval: mean wait of all contacts, those that gave up too",
        "按时段：全部来电（含放弃）的平均等待秒数",
    ),
)

WISHES = (
    _AGENT,
    Column(
        "wish",
        "意愿",
        "shift, day_off, no_nights",
        "班次、休息、不上夜班",
        True,
        ("kind", "种类"),
    ),
    Column("first_day", "开始日期", "first day of the wish", "意愿第一天", True, ("start", "from")),
    Column(
        "last_day",
        "结束日期",
        "last day of the wish, included",
        "意愿最后一天（含）",
        True,
        ("end", "to", "until"),
    ),
    Column(
        "shifts",
        "班次",
        "for the wish shift: ids of shifts, any will do, separated by ;",
        "意愿为班次时：班次代码，任一即可，用 ; 分隔",
        aliases=("shift",),
    ),
    Column(
        "importance",
        "重要程度",
        "normal, important; empty: normal",
        "一般、重要；空白为一般",
        aliases=("weight",),
    ),
)

ACTIVITIES = (
    Column("id", "代码", "unique id, e.g. MEET-T1", "唯一代码，如 MEET-T1", True, ("activity",)),
    Column(
        "kind",
        "种类",
        "training, meeting, briefing, one_to_one, outbound, other",
        "培训、会议、班前会、一对一、外呼、其他",
        required=True,
    ),
    Column("title_en", "英文名称", "what it is called in English", "英文名称"),
    Column("title_zh", "中文名称", "what it is called in Chinese", "中文名称"),
    Column("length_min", "分钟", "minutes off the phones", "离线分钟", True, ("length",)),
    Column("from", "最早", "window HH:MM; empty: any time", "时段开始 HH:MM；空白为不限"),
    Column(
        "to",
        "最晚",
        "end of the window HH:MM; at or before its start it is the next day's",
        "时段结束 HH:MM；不晚于开始则为次日",
    ),
    Column(
        "recurrence",
        "周期",
        "once, weekly, daily; empty: weekly",
        "一次、每周、每天；空白为每周",
    ),
    Column(
        "weekdays",
        "星期",
        "allowed weekdays, e.g. mon;wed; empty: all",
        "可选星期，如 周一;周三",
    ),
    Column("first_day", "开始日期", "first day; empty: no limit", "首日；空白为不限"),
    Column("last_day", "结束日期", "last day; empty: no limit", "末日；空白为不限"),
    Column("together", "集体", "yes if all meet at one time", "同时参加则写 是"),
    Column(
        "min_participants",
        "最少人数",
        "fewest who have to meet, where all meet",
        "集体活动的最少人数",
    ),
    Column("agents", "人员", "ids of participants, separated by ;", "参加者工号，用 ; 分隔"),
    Column("teams", "班组", "ids of teams that take part", "参加的班组代码"),
    Column("skills", "技能", "skills whose holders take part", "具备所列技能者参加"),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "people": PEOPLE,
    "leave": LEAVE,
    "past_roster": PAST_ROSTER,
    "shifts": SHIFTS,
    "history": HISTORY,
    "attendance": ATTENDANCE,
    "activities": ACTIVITIES,
    "wishes": WISHES,
    "waits": WAITS,
}
"""Columns of each kind of table."""


def header_key(text: str) -> str:
    """Return a header without case, spaces, hyphens and underscores, for comparing."""
    return "".join(c for c in text.casefold() if c not in " -_　\t\r\n")


def header_names(columns: tuple[Column, ...]) -> dict[str, str]:
    """Map every header that may be written, as a key, to its column's name."""
    names: dict[str, str] = {}
    for column in columns:
        for text in (column.name, column.zh, *column.aliases):
            names.setdefault(header_key(text), column.name)
    return names
