"""A comparison of scenarios as files: a workbook with every table, CSV for machines."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import STAGES
from wfm.service import centres
from wfm.service.desk import Desk, Right
from wfm.service.export_words import DEFINITIONS, chosen
from wfm.service.scenario_compare import Comparison
from wfm.service.scenario_plans import BASE, source_parts
from wfm.sheets.forecast_book import ForecastSheet, write_forecast_book

TABLES = ("rows", "differences", "curves")
"""Tables of a comparison that can be had as CSV."""

WORDS: Mapping[str, tuple[str, str]] = {
    "rows": ("Scenarios", "情景对比"),
    "differences": ("Causes", "差异原因"),
    "curves": ("Curves", "时段曲线"),
    "about": ("About", "说明"),
    BASE: ("Plan of record", "正式计划"),
    "scenario": ("scenario", "情景"),
    "volume": ("contacts", "来电量"),
    "aht_s": ("handle time (s)", "平均处理时长（秒）"),
    "workload_hours": ("workload (hours)", "工作量（小时）"),
    "peak_agents": ("seats at the peak", "高峰坐席"),
    "required_hours": ("required hours", "需求工时"),
    "paid_hours": ("paid hours", "计薪工时"),
    "agents_fte": ("full-time agents", "全职人数"),
    "cost_hours": ("paid hours beyond the reference", "较基准增加的计薪工时"),
    "cost": ("cost", "成本"),
    "cost_change": ("cost beyond the reference", "较基准增加的成本"),
    "target": ("target", "服务目标"),
    "shrinkage": ("unplanned shrinkage", "非计划损耗"),
    "service_level": ("service level with the plan's seats", "按计划坐席的服务水平"),
    "asa_s": ("ASA (s) with the plan's seats", "按计划坐席的平均应答时长（秒）"),
    "answer_rate": ("answer rate with the plan's seats", "按计划坐席的接通率"),
    "occupancy": ("occupancy with the plan's seats", "按计划坐席的占用率"),
    "intervals_below": ("intervals below the target", "未达标时段"),
    "layer": ("scenario that says so", "所属情景"),
    "cause": ("cause", "原因"),
    "agent_hours": ("required hours", "需求工时"),
    "timestamp": ("time", "时间"),
    "agents": ("agents", "坐席"),
    "name": ("name", "项目"),
    "value": ("value", "内容"),
    "centre": ("centre", "中心"),
    "week": ("week", "周"),
    "currency": ("currency", "货币"),
    "reference": ("reference", "基准"),
    "order": ("causes are put on in this order", "原因依次计入的顺序"),
    "sl_definition": ("service-level definition", "服务水平定义"),
    "source": ("other site", "其他中心"),
    "of a plan": ("plan of record, version {version}", "正式计划，版本 {version}"),
    "of a file": ("{file}, fingerprint {mark}", "{file}，指纹 {mark}"),
    "local": ("Local time of {zone}.", "{zone} 当地时间。"),
    "sums": (
        "Each scenario's causes sum to its difference from the reference.",
        "各情景的原因之和等于其与基准之差。",
    ),
    "growth": ("growth", "来电增长"),
    "events": ("events", "事件"),
    "self-service": ("self-service", "自助服务"),
    "handle time": ("handle time", "处理时长"),
    "opening hours": ("opening hours", "营业时间"),
    "moves": ("queues moved", "队列转移"),
    "other sites": ("other sites", "其他中心"),
    "pools": ("who answers what", "分组应答"),
    "shrinkage stage": ("shrinkage", "损耗"),
    "minimum": ("minimum agents", "最低坐席"),
    "changed since": ("changed since the promotion", "确定计划后的变化"),
}
"""What the workbook says, in English and Chinese."""

_SHARES = ("shrinkage", "service_level", "answer_rate", "occupancy")
_WHOLE = ("peak_agents", "intervals_below", "agents")
_TEXTS = ("scenario", "target", "layer", "cause", "name", "value")


def comparison_csv(result: Comparison, table: str) -> bytes:
    """Return one table of a comparison as CSV, with plain names and offsets in the timestamps.

    Raises
    ------
    BadInputError
        When there is no such table.
    """
    if table not in TABLES:
        raise BadInputError(
            Fault("there is no such table", f"use one of {', '.join(TABLES)}", value=table)
        )
    frame = getattr(result, table).copy()
    if "timestamp" in frame:
        frame["timestamp"] = frame["timestamp"].map(lambda stamp: stamp.isoformat())
    return bytes(frame.to_csv(index=False, float_format="%.10g").encode("utf-8-sig"))


def comparison_workbook(
    desk: Desk, centre_id: str, week: date, result: Comparison, language: str = "en"
) -> bytes:
    """Return a comparison as a workbook.

    Sheets: the scenarios side by side, the causes of each difference, the curves of the week, and
    how it was made.
    """
    desk.actor.need(Right.READ)
    centre = centres.centre(desk, centre_id)

    def say(key: str) -> str:
        return chosen(WORDS, key, language)

    title = f"{centre.name(language)} · {week.isoformat()}"
    about = [
        ("centre", centre.name(language)),
        ("week", week.isoformat()),
        ("reference", say(str(result.rows["scenario"].iloc[0]))),
        ("currency", result.currency),
        ("sl_definition", chosen(DEFINITIONS, centre.target.definition, language)),
        ("order", " → ".join(say(_stage(stage)) for stage in STAGES)),
        *(
            ("source", f"{name.partition(':')[2]}: {_source(text, say)}")
            for name, text in result.sources.items()
        ),
    ]
    frames = {
        "rows": (result.rows, ()),
        "differences": (result.differences, (say("sums"),)),
        "curves": (result.curves, (say("local").format(zone=centre.zone),)),
        "about": (pd.DataFrame([(say(k), v) for k, v in about], columns=["name", "value"]), ()),
    }
    sheets = [
        ForecastSheet(
            say(name),
            title,
            _named(frame, say),
            tuple(_kind(str(column)) for column in frame.columns),
            notes,
        )
        for name, (frame, notes) in frames.items()
    ]
    out = io.BytesIO()
    write_forecast_book(out, sheets, language)
    return out.getvalue()


def _source(text: str, say: Callable[[str], str]) -> str:
    """Where another site's calls came from, in the language."""
    file, mark, version = source_parts(text)
    if file:
        return say("of a file").format(file=file, mark=mark)
    return say("of a plan").format(version=version)


def _stage(stage: str) -> str:
    """Key of a stage's words; the column of the same name means another thing."""
    return "shrinkage stage" if stage == "shrinkage" else stage


def _named(frame: pd.DataFrame, words: Callable[[str], str]) -> pd.DataFrame:
    shown = frame.copy()
    if "scenario" in shown:
        shown["scenario"] = [words(str(name)) for name in shown["scenario"]]
    if "cause" in shown:
        shown["cause"] = [words(_stage(str(cause))) for cause in shown["cause"]]
    if "asa_s" in shown:
        # Spreadsheets hold no infinity; a queue without end is said, not left empty.
        waits = shown["asa_s"].astype(object)
        shown["asa_s"] = waits.where(~np.isinf(shown["asa_s"].astype(float)), "∞")
    return shown.rename(columns={str(c): words(str(c)) for c in shown.columns})


def _kind(column: str) -> str:
    if column == "timestamp":
        return "stamp"
    if column in _TEXTS:
        return "text"
    if column in _SHARES:
        return "share"
    return "integer" if column in _WHOLE else "number"
