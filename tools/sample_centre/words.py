"""The sample centre itself: names, notes, queues, teams, scenarios, provenance."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sample_centre import history
from sample_centre.people import CONTRACTS, TEAMS
from wfm.core.centre import (
    Centre,
    Queue,
    ServiceTarget,
    Site,
    Skill,
    Team,
)
from wfm.core.days import Closure, OpeningHours
from wfm.core.time import DAY_MIN

PLANNING_WEEK = date(2026, 11, 23)
PAST_FIRST_DAY = date(2026, 10, 26)
SEATS = 60
NIGHT_MINIMUM = 2
HOUR_COST_CNY = 45.0
"""Made up, like the people: so that scenarios can be compared in money."""
"""Agents on the phones whenever the source has no calls: the rule set's safety minimum."""

NOTE_EN = (
    "Derived from real data, not a real centre: volume and handle time are those of a bank's "
    'call centre of 1999 ("Anonymous Bank" data, Technion, I. Guedj and A. Mandelbaum, 2000), '
    "moved to this year and scaled; people, shifts and leave are made up. The source was not "
    "staffed at night nor on most of the weekend: there the safety minimum of two agents is on "
    "duty and no volume is forecast."
)
NOTE_ZH = (
    "由真实数据加工而成，并非真实中心：话务量与处理时长来自某银行呼叫中心1999年的数据"
    "（“Anonymous Bank”数据，Technion，I. Guedj 与 A. Mandelbaum，2000），平移至今年并按比例放大；"
    "人员、班次与休假均为虚构。原中心夜间及周末大部分时间无人值守：这些时段按安全最低人数两人值班，"
    "不作话务预测。"
)


def make_centre() -> Centre:
    """Return the centre."""
    return Centre(
        id="sample_bank",
        name_en="Sample bank",
        name_zh="示例银行客服中心",
        note_en=NOTE_EN,
        note_zh=NOTE_ZH,
        zone="Asia/Shanghai",
        country="CN",
        holidays_move_volume=False,
        interval_min=30,
        opening=OpeningHours(tuple(_span(*hours) for hours in history.OPENING.values())),
        queues=(
            Queue("regular", "Regular services", "综合业务"),
            Queue("securities", "Securities", "证券业务", "securities"),
            Queue("internet_support", "Internet support", "网银支持"),
            Queue("english", "English", "英语服务", "english"),
            Queue("new_customer", "New customers", "新客户"),
            Queue("callback", "Call-backs", "回拨"),
        ),
        skills=(
            Skill("shift_leader", "Shift leader", "班长"),
            Skill("minnan", "Minnan dialect", "闽南语"),
            Skill("securities", "Securities", "证券"),
            Skill("english", "English", "英语"),
        ),
        sites=(Site("main", "Main site", "主职场", SEATS),),
        teams=tuple(
            Team(team, f"Team {n}", f"第{zh}组", "main")
            for n, (team, zh) in enumerate(zip(TEAMS, "一二三四", strict=True), start=1)
        ),
        contracts=CONTRACTS,
        target=ServiceTarget(0.8, 10, "offered"),
        model="erlang-c",
        min_agents=NIGHT_MINIMUM,
        absent="missing",
        rule_set="model_bank.toml",
        closures=tuple(Closure(a, b, "source holiday") for a, b in history.closures()),
        planning_week=PLANNING_WEEK,
        hour_cost=HOUR_COST_CNY,
    )


def _span(first: time, last: time) -> tuple[tuple[int, int], ...]:
    end = last.hour * 60 + last.minute or DAY_MIN
    return ((first.hour * 60 + first.minute, end),)


def make_scenarios() -> dict[str, dict[str, Any]]:
    """Scenarios by file name."""
    return {
        "card_promotion": {
            "name": "Card promotion",
            "growth": 1.0,
            "note": "A credit-card campaign from Wednesday to Friday brings calls of customers.",
            "queue_factors": {"new_customer": 1.15},
            "events": [
                {
                    "name": "credit-card campaign",
                    "start": date(2026, 11, 25),
                    "end": date(2026, 11, 28),
                    "factor": 1.2,
                    "queues": ["regular", "new_customer"],
                }
            ],
        },
        "more_self_service": {
            "name": "More self-service",
            "self_service_share": 0.08,
            "aht_factor": 1.03,
            "note": "The voice menu answers balance inquiries; what remains takes longer.",
        },
        "campaign_with_voice_menu": {
            "name": "Campaign with voice menu",
            "on": ["Card promotion", "More self-service"],
            "note": "Both at once.",
        },
        "desks_apart": {
            "name": "Desks apart",
            "pools": [
                {"name": "securities desk", "queues": ["securities"]},
                {"name": "english desk", "queues": ["english"]},
            ],
            "note": "Securities and English answered by desks of their own.",
        },
        "call_backs_moved": {
            "name": "Call-backs moved",
            "moves": [{"queue": "callback", "to": "regular", "share": 0.5}],
            "target": {"service_level": 0.85, "threshold_s": 20.0},
            "note": "Half of the call-backs become regular calls, under a kinder target.",
        },
    }


def make_provenance(made: history.Made, figures: dict[str, float]) -> dict[str, Any]:
    """What was done to the source, in order."""
    return {
        "format": 1,
        "script": "tools/make_sample_centre.py",
        "source": {
            "name": "Anonymous Bank call-centre data, 1999",
            "acknowledgement": "Technion, I. Guedj and A. Mandelbaum, 2000",
            "terms": "free for use with acknowledgement; only half-hour aggregates are used",
            "file": history.SOURCE_FILE,
            "first_day": date(1999, 1, 1),
            "last_day": history.LAST_SOURCE_DAY,
        },
        "scale": {
            "factor": history.FACTOR,
            "applied_to": "volume and abandoned, every queue and half-hour; handle time is not",
            **figures,
        },
        "transformation": [
            {"what": text}
            for text in (
                f"Dates are moved by {history.SHIFT_DAYS} days: 1412 whole weeks and one day, so "
                "that the source's Sunday to Thursday are Monday to Friday, its Friday (half day) "
                "is Saturday, and its Saturday evening is Sunday evening.",
                "Days after 30 October 1999, the end of the last whole week, are left out "
                f"({made.after_last_day} contacts of the source).",
                "Contacts outside 07:00-24:00 on weekdays, 07:00-14:00 on Saturday and "
                "19:00-24:00 on Sunday, and before 18:00 on holidays, are left out "
                f"({made.outside_hours} contacts of the source).",
                "A half-hour without a contact of a queue is written as volume 0 where it lies "
                "between the day's first and last contact of any queue and fewer than "
                f"{history.QUIET_SLOTS} in a row are empty; others stay absent (missing).",
                "August 1999 and 11-12 January 1999 are missing in the source and stay missing.",
                "The source's holidays are closures of the same length; in the evening of most of "
                "them the source took contacts again, and these are kept.",
                "Scaled contacts are rounded so that each queue's running total stays right.",
                "Handle time is rounded to a tenth of a second.",
                "Agents, contracts, skills, leave, shifts and the past roster are made up; the "
                "past roster keeps the rule set.",
            )
        ],
        "closure": [
            {"first_day": c.first_day, "last_day": c.last_day, "source_first_day": a}
            for c, (a, _) in zip(make_centre().closures, history.HOLIDAYS, strict=True)
        ],
    }
