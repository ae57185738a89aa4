"""Forecast versions as files: CSV for machines, a workbook for people."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.time import DAY_MIN, clock
from wfm.forecasting.overrides import Override
from wfm.service import centres, forecasts, overrides
from wfm.service.desk import Desk
from wfm.service.export_words import HOWS, METHODS, QUANTITIES, chosen
from wfm.service.forecasts import ForecastVersion
from wfm.sheets.forecast_book import ForecastSheet, write_forecast_book

FIGURES = ("volume", "aht_s", "q025", "q10", "q90", "q975")

WORDS: Mapping[str, tuple[str, str]] = {
    "intervals": ("Intervals", "时段"),
    "day_totals": ("Day totals", "日合计"),
    "backtest": ("Back-test", "回测"),
    "overrides": ("Overrides", "人工调整"),
    "about": ("About", "说明"),
    "timestamp": ("time", "时间"),
    "day": ("day", "日期"),
    "queue": ("queue", "队列"),
    "volume": ("contacts", "来电量"),
    "aht_s": ("handle time (s)", "平均处理时长（秒）"),
    "made": ("contacts by the model", "模型来电量"),
    "overridden": ("overridden", "人工调整"),
    "lead": ("days ahead", "提前天数"),
    "method": ("method", "方法"),
    "wape": ("error (WAPE)", "误差（WAPE）"),
    "bias": ("bias", "偏差"),
    "rmse": ("root mean square error", "均方根误差"),
    "mase": ("scaled error (MASE)", "标度误差（MASE）"),
    "day_total_wape": ("day totals (WAPE)", "日合计误差（WAPE）"),
    "coverage_80": ("80 % interval holds", "80% 区间命中率"),
    "coverage_95": ("95 % interval holds", "95% 区间命中率"),
    "number": ("no.", "序号"),
    "first_day": ("first day", "起始日"),
    "last_day": ("last day", "结束日"),
    "hours": ("hours", "时间段"),
    "quantity": ("what", "内容"),
    "how": ("how", "方式"),
    "value": ("value", "数值"),
    "author": ("who", "操作人"),
    "reason": ("why", "原因"),
    "made_at": ("when", "时间点"),
    "withdrawn": ("withdrawn", "撤销"),
    "name": ("name", "项目"),
    "centre": ("centre", "中心"),
    "version": ("version", "版本"),
    "scenario": ("scenario", "情景"),
    "model": ("model", "模型"),
    "plan": ("plan of record", "正式计划"),
    "history_revision": ("history revision", "历史数据修订"),
    "overrides_revision": ("overrides revision", "人工调整修订"),
    "note": ("note", "备注"),
    "all": ("all queues", "全部队列"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "local": ("Local time of {zone}.", "{zone} 当地时间。"),
}
"""What the workbook says, in English and Chinese."""


def forecast_csv(desk: Desk, forecast_id: int) -> bytes:
    """Return a version as CSV, overrides in force, with offsets in the timestamps."""
    frame = forecasts.forecast(desk, forecast_id).frame.copy()
    frame["timestamp"] = frame["timestamp"].map(lambda stamp: stamp.isoformat())
    return frame.to_csv(index=False, float_format="%.6g").encode()


def forecast_workbook(
    desk: Desk, forecast_id: int, language: str = "en", note: Callable[[str], str] = str
) -> bytes:
    """Return a version as a workbook, overrides in force.

    Sheets: intervals, day totals, back-test (every method and queue), overrides of its days
    (withdrawn ones too), and what the version was made from. Queues, methods and choices stand
    there by their names in the language.

    Parameters
    ----------
    note : callable
        Puts a note of the version into the language.
    """
    version = forecasts.forecast(desk, forecast_id)
    centre = centres.centre(desk, version.centre)
    say = _Say(language, centre)
    name = centre.name(language)
    title = f"{name} · {say('version')} {version.info.version}"
    sheets = (
        _intervals(version, title, centre.zone, say),
        _day_totals(version, title, say),
        _backtest(version, title, say),
        _overrides(desk, version, title, say),
        _about(desk, version, title, name, say, note),
    )
    out = io.BytesIO()
    write_forecast_book(out, sheets, language)
    return out.getvalue()


class _Say:
    """Words of a language, a centre's queues among them."""

    def __init__(self, language: str, centre: Centre) -> None:
        self.language = language
        self.queues = {queue.id: queue.name(language) for queue in centre.queues}

    def __call__(self, key: str) -> str:
        return chosen(WORDS, key, self.language)

    def queue(self, key: str) -> str:
        """Name of a queue; of all of them for an empty key."""
        return self.queues.get(key, key) if key else self("all")

    def named(self, column: Iterable[str]) -> list[str]:
        """Names of a column of queues."""
        return [self.queue(str(key)) for key in column]


def _intervals(version: ForecastVersion, title: str, zone: str, say: _Say) -> ForecastSheet:
    keys = ["timestamp", "queue"]
    marks = pd.MultiIndex.from_frame(version.marks[keys])
    marked = pd.MultiIndex.from_frame(version.frame[keys]).isin(marks)
    frame = version.frame[[*keys, *FIGURES]].assign(
        queue=say.named(version.frame["queue"]),
        made=version.made["volume"],
        overridden=[say("yes") if hit else "" for hit in marked],
    )
    kinds = ("stamp", "text", *["number"] * 7, "text")
    note = say("local").format(zone=zone)
    return _sheet("intervals", title, frame, kinds, say, (note,))


def _day_totals(version: ForecastVersion, title: str, say: _Say) -> ForecastSheet:
    kinds = ("day", "text", *["number"] * 5)
    totals = version.day_totals
    return _sheet("day_totals", title, totals.assign(queue=say.named(totals["queue"])), kinds, say)


def _backtest(version: ForecastVersion, title: str, say: _Say) -> ForecastSheet:
    names = ("rmse", "mase")
    shares = ("wape", "bias", "day_total_wape", "coverage_80", "coverage_95")
    rows: list[dict[str, Any]] = []
    result = version.backtest or {}
    parts = {"": result.get("leads", {}), **result.get("queues", {})}
    for queue, bands in parts.items():
        for lead, scores in bands.items():
            methods = {version.info.model: scores, **scores.get("baselines", {})}
            rows += [
                {
                    "queue": say.queue(queue),
                    "lead": lead,
                    "method": chosen(METHODS, method, say.language),
                }
                | {name: figures.get(name) for name in (*shares, *names)}
                for method, figures in methods.items()
            ]
    columns = ["queue", "lead", "method", *shares, *names]
    frame = pd.DataFrame(rows, columns=columns)
    return _sheet("backtest", title, frame, (*["text"] * 3, *["share"] * 5, *["number"] * 2), say)


def _overrides(desk: Desk, version: ForecastVersion, title: str, say: _Say) -> ForecastSheet:
    last = version.info.first_day + timedelta(days=version.info.n_days - 1)
    found = overrides.overrides(desk, version.centre)
    columns = ["number", "first_day", "last_day", "hours", "queue", "quantity", "how", "value"]
    columns += ["author", "reason", "made_at", "withdrawn"]
    rows = [
        (
            e.id,
            e.override.first_day,
            e.override.last_day,
            _hours(e.override),
            ", ".join(say.named(e.override.queues or ("",))),
            chosen(QUANTITIES, e.override.quantity.value, say.language),
            chosen(HOWS, e.override.how.value, say.language),
            e.override.value,
            e.author,
            e.reason,
            f"{e.made_at:%Y-%m-%d %H:%M} UTC",
            "" if e.in_force else f"{e.withdrawn_by}: {e.withdrawn_why}",
        )
        for e in overrides.touching(found, version.info.first_day, last)
    ]
    kinds = ("integer", "day", "day", *["text"] * 4, "number", *["text"] * 4)
    return _sheet("overrides", title, pd.DataFrame(rows, columns=columns), kinds, say)


def _about(
    desk: Desk,
    version: ForecastVersion,
    title: str,
    centre: str,
    say: _Say,
    note: Callable[[str], str],
) -> ForecastSheet:
    info = version.info
    plans = forecasts.plans_a_week(desk, version.centre, info)
    rows = [
        ("centre", centre),
        ("version", str(info.version)),
        ("scenario", info.scenario),
        ("first_day", info.first_day.isoformat()),
        ("model", chosen(METHODS, info.model, say.language)),
        ("author", info.author),
        ("made_at", f"{info.made_at:%Y-%m-%d %H:%M} UTC"),
        ("plan", say("yes") if plans else say("no")),
        ("history_revision", str(version.provenance.get("history_revision", ""))),
        ("overrides_revision", str(version.overrides_revision)),
        *(("note", note(text)) for text in version.notes),
    ]
    frame = pd.DataFrame([(say(k), v) for k, v in rows], columns=["name", "value"])
    return _sheet("about", title, frame, ("text", "text"), say)


def _sheet(
    name: str,
    title: str,
    frame: pd.DataFrame,
    kinds: tuple[str, ...],
    say: _Say,
    notes: tuple[str, ...] = (),
) -> ForecastSheet:
    named = frame.rename(columns={c: say(c) for c in frame.columns if c in WORDS})
    return ForecastSheet(say(name), f"{title} · {say(name)}", named, kinds, notes)


def _hours(one: Override) -> str:
    end = "24:00" if one.end_min == DAY_MIN else clock(one.end_min)
    return f"{clock(one.start_min)}-{end}"
