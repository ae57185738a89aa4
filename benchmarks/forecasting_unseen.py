"""Hourly and half-hourly series round the clock over years, drawn from processes of their own.

Run ``python -m benchmarks.forecasting_unseen``; part of ``python -m benchmarks``. No real series of
this kind is free to ship, so each is drawn from a process of its own that is *not* the one our
models assume: changing shapes, trends, weather, outliers, shifted weeks, heavy-tailed noise. The
seeds are fixed; settings of the models must not be chosen to please them.

What has been seen: the rule for the origins that intervals learn from was chosen after looking at
seeds 11 and 5 (and both banks), and seed 23 was fresh then. The moving level was worked out on
other generators with other seeds, after the results of 11, 5 and 23 had been read; seeds 41, 67 and
89 were drawn for the first time when it was done, and nothing was changed after. Drifting profiles
and the year's finer shape (decision 0023) were worked out on other generators and seeds after the
results of all six had been read; no seed is fresh for them.

Two oracles stand beside the forecast: who knows the true mean, and who knows the process and all
but the future, so that a row beyond the bar says whether anybody could have met it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.time import TimeGrid
from wfm.forecasting.backtest import backtest
from wfm.forecasting.calendar import Calendar, build_calendar

FIRST_DAY = date(2022, 1, 3)
N_DAYS = 3 * 365
ORIGINS = 26
HABIT = "weekday_mean_8"
SEEDS = (11, 5, 23)
FRESH_SEEDS = (41, 67, 89)
"""Not drawn before the moving level was settled."""
MOST = 0.94
COVERED = {"80 %": (0.75, 0.88), "95 %": (0.92, 0.99)}
"""Bars: WAPE against the mean of the last eight same weekdays, coverage of intervals."""


Happening = tuple[int, np.ndarray, np.ndarray]
"""Day on which something of chance begins, and the log of its effect on each interval: as it came,
and as it was to be expected before it began."""


class Clock:
    """Hours, weekdays and days of a grid, as arrays of its intervals."""

    def __init__(self, grid: TimeGrid) -> None:
        self.hour = (grid.local.hour + grid.local.minute / 60).to_numpy()
        self.day = np.repeat(np.arange(grid.n_days), np.diff(grid.day_starts))
        self.weekday = np.array([d.weekday() for d in grid.days])[self.day]
        self.year_phase = self.day / 365.25
        self.days = grid.days
        self.scale = grid.interval_min / 60

    def bump(self, at: Any, width: float) -> np.ndarray:
        """A bell around an hour of the day, round the clock."""
        gap = (self.hour - at + 12) % 24 - 12
        return np.exp(-((gap / width) ** 2) / 2)


@dataclass(frozen=True)
class Level:
    """Log of a level that wanders from day to day and is pulled back, shape (n_days,)."""

    values: np.ndarray
    step: float
    pull: float


def wandering(random: np.random.Generator, n: int, step: float, pull: float = 0.02) -> Level:
    """Draw a level that starts at 0."""
    out = np.zeros(n)
    for i in range(1, n):
        out[i] = (1 - pull) * out[i - 1] + random.normal(0, step)
    return Level(out, step, pull)


@dataclass(frozen=True)
class Expected:
    """What a series is drawn from.

    Parameters
    ----------
    mean : ndarray, shape (n_intervals,)
        True mean of each interval's count.
    size : float or None
        Of the count as a negative binomial; none is Poisson.
    sure : ndarray, shape (n_intervals,)
        The mean with the level at 0 and nothing of chance: who knows the process knows it.
    level : Level
        The wandering.
    happenings : sequence of Happening
        What begins by chance.
    """

    mean: np.ndarray
    size: float | None
    sure: np.ndarray
    level: Level
    happenings: Sequence[Happening] = ()


def on_holidays(clock: Clock, country: str, factor: float) -> np.ndarray:
    """A factor on public holidays, 1 elsewhere."""
    table = build_calendar(country, range(FIRST_DAY.year, FIRST_DAY.year + 4)).holidays
    return np.where(np.array([day in table for day in clock.days]), factor, 1.0)[clock.day]


def emergency_line(clock: Clock, random: np.random.Generator) -> Expected:
    """Evening and weekend-night peaks, summer high, heat waves, no holiday effect to speak of."""
    night = np.isin(clock.weekday, (4, 5)) * clock.bump(24, 2.5) * 1.2
    shape = 0.45 + clock.bump(18, 5.0) + night
    year = 1 + 0.12 * np.sin(2 * np.pi * (clock.year_phase - 0.3))
    heat = np.zeros(len(clock.days))
    waves = []
    for start in random.choice(len(clock.days) - 8, 14, replace=False):
        wave = np.zeros(len(clock.days))
        wave[start : start + random.integers(2, 6)] += random.uniform(0.05, 0.2)
        heat += wave
        waves.append((int(start), wave[clock.day], np.zeros(len(clock.day))))
    level = wandering(random, len(clock.days), 0.02)
    sure = 42 * shape * year * clock.scale
    return Expected(sure * np.exp(heat + level.values)[clock.day], None, sure, level, waves)


def parcel_hotline(clock: Clock, random: np.random.Generator) -> Expected:
    """Strong weekly shape, a growing business, a Christmas season, quiet holidays, bursts."""
    week = np.array([1.35, 1.2, 1.1, 1.05, 1.0, 0.55, 0.3])[clock.weekday]
    shape = 0.04 + clock.bump(10, 2.5) + 0.7 * clock.bump(16, 2.0)
    season = 1 + 0.6 * np.exp(-(((clock.year_phase % 1 - 0.955) / 0.04) ** 2) / 2)
    growth = np.exp(0.15 * clock.year_phase)
    level = wandering(random, len(clock.days), 0.04, 0.05)
    sure = 160 * week * shape * season * growth * on_holidays(clock, "DE", 0.45) * clock.scale
    burst = np.where(random.random(len(sure)) < 0.002, random.uniform(1.5, 3.0, len(sure)), 1.0)
    return Expected(sure * burst * np.exp(level.values)[clock.day], 25.0, sure, level)


def game_support(clock: Clock, random: np.random.Generator) -> Expected:
    """Shape that drifts through the year, releases that jump and fade, weekend high."""
    week = np.array([0.9, 0.88, 0.9, 0.95, 1.1, 1.3, 1.25])[clock.weekday]
    peak = 20 + 1.5 * np.sin(2 * np.pi * clock.year_phase)
    shape = 0.2 + clock.bump(peak, 3.5)
    release = np.zeros(len(clock.days))
    releases = []
    for start in range(40, len(clock.days), 61):
        after = np.arange(len(clock.days) - start)
        fading = np.zeros((2, len(clock.days)))
        fading[0, start:] = random.uniform(0.2, 0.7) * np.exp(-after / random.uniform(4, 12))
        fading[1, start:] = 0.45 * np.exp(-after / 8)
        release += fading[0]
        releases.append((start, *fading[:, clock.day]))
    level = wandering(random, len(clock.days), 0.05, 0.03)
    sure = 75 * week * shape * clock.scale
    return Expected(sure * np.exp(release + level.values)[clock.day], 12.0, sure, level, releases)


def utility_faults(clock: Clock, random: np.random.Generator) -> Expected:
    """Storms in winter, heavy tails, a mild weekday shape: close to what can't be foreseen."""
    shape = 0.3 + clock.bump(8, 2.0) + 0.8 * clock.bump(18, 3.0)
    week = np.array([1.1, 1.05, 1.0, 1.0, 1.0, 0.85, 0.8])[clock.weekday]
    year = 1 + 0.25 * np.cos(2 * np.pi * clock.year_phase)
    storm = np.zeros(len(clock.day))
    storms = []
    for _ in range(25):
        start = random.integers(0, len(storm) - 200)
        if random.random() < 0.5 + 0.5 * np.cos(2 * np.pi * clock.year_phase[start]):
            length = random.integers(6, 60)
            one = np.zeros(len(clock.day))
            one[start : start + length] = random.uniform(0.2, 0.9)
            storm += one
            storms.append((int(clock.day[start]), one, np.zeros(len(one))))
    noise = random.standard_t(4, len(clock.day)) * 0.1
    level = wandering(random, len(clock.days), 0.06, 0.2)
    sure = 60 * shape * week * year * clock.scale
    mean = sure * np.exp(level.values[clock.day] + np.clip(storm + noise, -1, 1.5))
    return Expected(mean, None, sure, level, storms)


def travel_desk(clock: Clock, random: np.random.Generator) -> Expected:
    """Two zones of customers, strong year, a slow loss of volume to self-service, pay-day bumps."""
    shape = 0.1 + clock.bump(11, 3.0) + 0.5 * clock.bump(3, 3.0)
    week = np.array([1.2, 1.1, 1.05, 1.0, 0.95, 0.8, 0.75])[clock.weekday]
    year = np.exp(0.3 * np.sin(2 * np.pi * (clock.year_phase - 0.1)))
    loss = 1 - 0.08 * clock.year_phase
    pay = np.array([1.12 if d.day in (1, 2, 15) else 1.0 for d in clock.days])[clock.day]
    level = wandering(random, len(clock.days), 0.03, 0.05)
    sure = 90 * shape * week * year * loss * pay * on_holidays(clock, "US", 0.7) * clock.scale
    return Expected(sure * np.exp(level.values)[clock.day], 40.0, sure, level)


SERIES: dict[str, tuple[Callable[[Clock, np.random.Generator], Expected], str | None, str]] = {
    "emergency line": (emergency_line, None, "America/Chicago"),
    "parcel hotline": (parcel_hotline, "DE", "Europe/Berlin"),
    "game support": (game_support, None, "America/Los_Angeles"),
    "utility faults": (utility_faults, None, "Europe/Paris"),
    "travel desk": (travel_desk, "US", "America/New_York"),
}


def drawn(
    name: str, interval_min: int, n_days: int, seed: int
) -> tuple[pd.DataFrame, Expected, Clock]:
    """History frame of one series, what it was drawn from, and the clock of its intervals."""
    make, _, zone = SERIES[name]
    grid = TimeGrid(FIRST_DAY, n_days, interval_min, zone)
    random = np.random.default_rng(seed)
    clock = Clock(grid)
    expected = make(clock, random)
    mean, size = expected.mean, expected.size
    volume = (
        random.poisson(mean)
        if size is None
        else random.negative_binomial(size, size / (size + mean))
    )
    columns = {
        "timestamp": grid.local,
        "queue": name,
        "volume": volume.astype(float),
        "aht_s": np.nan,
        "abandoned": np.nan,
        "state": "open",
    }
    return pd.DataFrame(columns), expected, clock


def filtered(expected: Expected, volume: np.ndarray, clock: Clock) -> np.ndarray:
    """Log level of each day as the counts up to it tell, shape (n_days,), by a Kalman filter.

    All else of the past is known to it, and the process's own step and pull, too.
    """
    level, n = expected.level, len(clock.days)
    spread = expected.mean + (expected.mean**2 / expected.size if expected.size else 0.0)
    total, usual, variance = (
        np.bincount(clock.day, values, n)
        for values in (volume, expected.mean / np.exp(level.values)[clock.day], spread)
    )
    noise = variance / np.bincount(clock.day, expected.mean, n) ** 2
    seen = np.log((total + 0.5) / usual)
    kept, state, doubt = 1 - level.pull, 0.0, 0.0
    out = np.zeros(n)
    for day in range(1, n):
        state, doubt = kept * state, kept**2 * doubt + level.step**2
        gain = doubt / (doubt + noise[day])
        state, doubt = state + gain * (seen[day] - state), (1 - gain) * doubt
        out[day] = state
    return out


def foreseen(
    predictions: pd.DataFrame, history: pd.DataFrame, expected: Expected, clock: Clock
) -> np.ndarray:
    """Forecast of who knows the process and all that had begun, for each row of a back-test.

    What is left is the count's own chance, what begins later, and where the level wanders to; how
    high it stands is learned from the counts. It is the middle of what may come, as absolute
    errors want it: a gamma's median lies below its mean by a third of the mean over its size.
    """
    levels = filtered(expected, history["volume"].to_numpy(), clock)
    stamps = pd.DatetimeIndex(history["timestamp"])
    first = {str(day): i for i, day in enumerate(clock.days)}
    skew = 1 - 1 / (3 * expected.size) if expected.size else 1.0
    out = np.empty(len(predictions))
    for origin, rows in predictions.groupby("origin").indices.items():
        now = first[str(origin)]
        begun = np.zeros(len(stamps))
        for start, came, awaited in expected.happenings:
            begun += came if start < now else awaited
        ahead = np.clip(clock.day - now + 1, 0, None)
        log_level = levels[now - 1] * (1 - expected.level.pull) ** ahead
        told = pd.Series(expected.sure * np.exp(begun + log_level) * skew, index=stamps)
        out[rows] = told.loc[predictions["timestamp"].iloc[rows]].to_numpy()
    return out


def against_habit(predictions: pd.DataFrame, forecast: np.ndarray, band: str) -> float:
    """WAPE of a forecast of each row over that of the mean of 8."""
    first, last = (int(day) for day in band.split("-"))
    rows = predictions["lead_day"].between(first, last).to_numpy()
    volume = predictions["volume"].to_numpy()[rows]
    habit = predictions[HABIT].to_numpy()[rows]
    return float(np.abs(volume - forecast[rows]).sum() / np.abs(volume - habit).sum())


def measure(
    name: str, interval_min: int, *, n_days: int = N_DAYS, origins: int = ORIGINS, seed: int = 11
) -> list[dict[str, Any]]:
    """One row for each band of leads: error against the mean of 8, coverage, pinball."""
    country = SERIES[name][1]
    years = range(FIRST_DAY.year, FIRST_DAY.year + 5)
    calendar = build_calendar(country, years) if country else Calendar()
    history, expected, clock = drawn(name, interval_min, n_days, seed)
    found = backtest(history, calendar=calendar, origins=origins)
    rows_of = found.predictions
    true = pd.Series(expected.mean, index=pd.DatetimeIndex(history["timestamp"]))
    oracles = {
        "all but the future": foreseen(rows_of, history, expected, clock),
        "true mean": true.loc[rows_of["timestamp"]].to_numpy(),
    }
    rows = []
    for band, scores in found.leads.items():
        habits = scores["baselines"]
        row = {
            "series": name,
            "seed": seed,
            "minutes": interval_min,
            "leads": band,
            "origins": found.n_origins,
            "WAPE": round(scores["wape"], 4),
            "/ mean of 8": round(scores["wape"] / habits[HABIT]["wape"], 3),
            **{
                f"{who} / mean of 8": round(against_habit(rows_of, values, band), 3)
                for who, values in oracles.items()
            },
            "/ best habit": round(
                scores["wape"] / min(habit["wape"] for habit in habits.values()), 3
            ),
            "bias": round(scores["bias"], 3),
            "80 %": round(scores["coverage_80"], 3),
            "95 %": round(scores["coverage_95"], 3),
            "day 80 %": round(scores["day_total_coverage_80"], 3),
            "day 95 %": round(scores["day_total_coverage_95"], 3),
            "pinball / Poisson": round(scores["pinball"] / scores["pinball_poisson"], 3),
            "CPU-s": round(found.cpu_s, 2),
        }
        missed = [bar for bar, (least, most) in COVERED.items() if not least <= row[bar] <= most]
        missed += ["WAPE"] if row["/ mean of 8"] > MOST else []
        rows.append({**row, "missed": ", ".join(missed)})
    return rows


def rows(smoke: bool) -> list[dict[str, Any]]:
    """Rows for the registry: every series by the hour, drawn six times; two by the half-hour."""
    if smoke:
        return measure("emergency line", 60, n_days=120, origins=2)
    found = []
    for seed in (*SEEDS, *FRESH_SEEDS):
        found += [row for name in SERIES for row in measure(name, 60, seed=seed)]
    for seed in (SEEDS[0], FRESH_SEEDS[0]):
        for name in ("parcel hotline", "game support"):
            found += measure(name, 30, seed=seed)
    return found


def main() -> None:
    """Print the table."""
    for row in rows(False):
        print(row)


if __name__ == "__main__":
    main()
