"""The running day's handle time: the rest of the day against the plan.

Run ``python -m benchmarks.forecasting_today`` for generated days, which are part of
``python -m benchmarks``; `benchmarks.forecasting` measures a real centre's queues the same way.
Plans are a week's, made at its start from what came before; at 10:00, 12:00 and 14:00 the rest of
each day is revised by what the day has shown. Beside it stands the plain ratio of the day so far,
which is what a spreadsheet does.

Generated days are drawn around a steady profile: half-hours from 08:00 to 20:00 with so many
contacts, single handle times that vary by their mean, and days that are slow or quick as a whole by
a standard deviation of 0, 10 or 20 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from wfm.forecasting.aht import fit_aht
from wfm.forecasting.days import FloatArray, IntArray, day_matrix
from wfm.forecasting.intraday_aht import AhtCourse, fit_aht_course

Row = dict[str, Any]
HOURS = (10, 12, 14)
FIRST_DAY = 112
INTERVAL_MIN = 30
GENERATED = ((5.0, 0.0), (5.0, 0.1), (40.0, 0.0), (40.0, 0.1), (40.0, 0.2), (200.0, 0.1))
"""Contacts a half-hour, spread of the days."""
SEEDS = (1, 2, 3)


def of_history(history: pd.DataFrame) -> list[Row]:
    """Rows of every queue of a history with handle times."""
    found = []
    for queue, part in history.groupby("queue", sort=True):
        times = day_matrix(part.assign(volume=part["aht_s"]), str(queue), INTERVAL_MIN)
        answered = part["volume"] - part["abandoned"].fillna(0.0)
        handled = day_matrix(part.assign(volume=answered), str(queue), INTERVAL_MIN)
        found += measure(str(queue), times.counts, handled.counts, times.weekdays)
    return found


def rows(smoke: bool) -> list[Row]:
    """Rows of days drawn from a known process, mean of the seeds."""
    found = []
    for contacts, day_sd in GENERATED[:1] if smoke else GENERATED:
        name = f"{contacts:.0f} a half-hour, days {day_sd:.0%}"
        seeds = SEEDS[:1] if smoke else SEEDS
        parts = [measure(name, *_drawn(contacts, day_sd, seed)) for seed in seeds]
        found += [_mean(same) for same in zip(*parts, strict=True)]
    return found


def measure(name: str, aht_s: FloatArray, handled: FloatArray, types: IntArray) -> list[Row]:
    """Errors of the rest of the day at each hour, weighted by contacts, against the plan's.

    Parameters
    ----------
    name : str
    aht_s, handled, types
        As `wfm.forecasting.aht.fit_aht`.
    """
    errors = {hour: np.zeros((2, 3)) for hour in HOURS}
    for planned_s, course, day in _plans(aht_s, handled, types):
        for hour, error in errors.items():
            error += _of_day(planned_s, aht_s[day], handled[day], course, hour)
    return [
        {
            "series": name,
            "from": f"{hour}:00",
            "interval / plan": round(error[0, 1] / error[0, 0], 3),
            "rest of day / plan": round(error[1, 1] / error[1, 0], 3),
            "plain ratio, interval / plan": round(error[0, 2] / error[0, 0], 3),
            "plain ratio, rest of day / plan": round(error[1, 2] / error[1, 0], 3),
        }
        for hour, error in errors.items()
    ]


def _plans(
    aht_s: FloatArray, handled: FloatArray, types: IntArray
) -> Iterator[tuple[FloatArray, AhtCourse, int]]:
    """Plan of each day of the last weeks, with what the weeks before it taught."""
    for origin in range(FIRST_DAY, len(aht_s) - 7, 7):
        past = aht_s[:origin], handled[:origin], types[:origin]
        fit = fit_aht(*past)
        course = fit_aht_course(fit, *past)
        if course is not None:
            for day in range(origin, origin + 7):
                yield fit.predict(types[day : day + 1])[0], course, day


def _of_day(
    planned_s: FloatArray, actual_s: FloatArray, handled: FloatArray, course: AhtCourse, hour: int
) -> FloatArray:
    """Sums of errors of plan, revision and plain ratio: by the interval, and of the whole rest."""
    now = hour * 60 // INTERVAL_MIN
    known = np.isfinite(actual_s) & (handled > 0)
    seen, rest = known.copy(), known.copy()
    seen[now:], rest[:now] = False, False
    revised = course.ratio(planned_s[:now], actual_s[:now], handled[:now])
    due = float((handled * planned_s)[seen].sum())
    plain = float((handled * actual_s)[seen].sum()) / due if due else 1.0
    n, came, plan = handled[rest], actual_s[rest], planned_s[rest]
    strays = [n * (came - ratio * plan) for ratio in (1.0, revised, plain)]
    return np.array([[np.abs(s).sum() for s in strays], [abs(s.sum()) for s in strays]])


def _drawn(contacts: float, day_sd: float, seed: int) -> tuple[FloatArray, FloatArray, IntArray]:
    random = np.random.default_rng(seed)
    n_days = 300
    handled = np.zeros((n_days, 48))
    handled[:, 16:40] = random.poisson(contacts, (n_days, 24))
    due = 240 * np.linspace(0.9, 1.1, 48) * np.exp(random.normal(0, day_sd, (n_days, 1)))
    some = np.maximum(handled, 1.0)
    means = np.where(handled > 0, due * random.gamma(some) / some, np.nan)
    return means, handled, np.arange(n_days) % 7


def _mean(rows: tuple[Row, ...]) -> Row:
    figures = {key for key in rows[0] if isinstance(rows[0][key], float)}
    return {
        key: round(float(np.mean([row[key] for row in rows])), 3) if key in figures else value
        for key, value in rows[0].items()
    }


def main() -> None:
    """Print the table."""
    for row in rows(False):
        print(row)


if __name__ == "__main__":
    main()
