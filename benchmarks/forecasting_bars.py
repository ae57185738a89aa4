"""The bars that the forecasts are held to, beside what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Row = dict[str, Any]
LEADS = {"1-7": "S", "15-28": "L"}
RATIOS = {
    "bank 30 min": (0.80, 0.76),
    "bank 5 min": (0.84, 0.82),
    "anonymous bank": (0.87, 0.84),
}
"""WAPE against the median of the last six same weekdays: must, aim."""
INTRADAY = {"10:00": (0.84, 0.80), "12:00": (0.82, 0.78)}
COVERAGE = {
    "coverage_80": ("80 % intervals", (0.77, 0.86), (0.79, 0.83)),
    "coverage_95": ("95 % intervals", (0.93, 0.98), (0.94, 0.96)),
    "day_total_coverage_95": ("95 % intervals of day totals", (0.92, 1.0), (0.94, 0.97)),
}
PINBALL = (0.90, 0.86)
CPU_S = (0.20, 0.05)


def bars(report: Mapping[str, Any]) -> list[Row]:
    """One row for each bar, series and band of leads.

    Parameters
    ----------
    report : mapping
        As `benchmarks.forecasting` makes it; a series that was not measured has no row.
    """
    return [row for name in RATIOS if name in report for row in _of_series(name, report[name])]


def queue_rows(found: Mapping[str, Any]) -> list[Row]:
    """One row for each queue and band of leads: three scores beside the habits'.

    Of a queue that mostly has no contact in an interval, WAPE is least for the median, which is
    nothing and staffs nobody; RMSE and bias tell whether the mean is right.
    """
    return [
        {"queue": queue, "leads": lead}
        | {
            f"{key} {name}": round(scores[key], 3)
            for key in ("wape", "rmse", "bias")
            for name, scores in {
                "model": of_model,
                "median of 6": of_model["baselines"]["weekday_median_6"],
                "mean of 8": of_model["baselines"]["weekday_mean_8"],
            }.items()
        }
        for queue, leads in found["queues"].items()
        for lead, of_model in leads.items()
    ]


def _of_series(name: str, found: Mapping[str, Any]) -> Iterator[Row]:
    for lead, letter in LEADS.items():
        scores = found["leads"][lead]
        yield _most(
            f"WAPE / median of 6, {letter}", name, RATIOS[name], scores["ratio_to_median_6"]
        )
        yield _most(f"pinball / Poisson, {letter}", name, PINBALL, scores["pinball_ratio"])
        for key, (title, must, aim) in COVERAGE.items():
            yield _between(f"{title}, {letter}", name, must, aim, scores[key])
    if name == "bank 30 min":
        for when, limits in INTRADAY.items():
            day = found["intraday"][when]
            yield _most(f"from {when} / frozen", name, limits, day["wape"] / day["frozen_wape"])
    yield _most("CPU-s a queue, fit and 28 days", name, CPU_S, found["cpu_s_per_queue_28_days"])


def _most(bar: str, series: str, limits: tuple[float, float], value: float) -> Row:
    must, aim = limits
    return {
        "bar": bar,
        "series": series,
        "must": f"<= {must:.2f}",
        "aim": f"<= {aim:.2f}",
        "measured": round(value, 3),
        "met": _word(value <= must, value <= aim),
    }


def _between(
    bar: str, series: str, must: tuple[float, float], aim: tuple[float, float], value: float
) -> Row:
    return {
        "bar": bar,
        "series": series,
        "must": f"{must[0]:.2f}-{must[1]:.2f}",
        "aim": f"{aim[0]:.2f}-{aim[1]:.2f}",
        "measured": round(value, 3),
        "met": _word(must[0] <= value <= must[1], aim[0] <= value <= aim[1]),
    }


def _word(must: bool, aim: bool) -> str:
    return "aim" if aim else "must" if must else "missed"
