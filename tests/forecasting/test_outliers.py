"""Tests that what strays is found, and that ordinary series are left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wfm.forecasting.days import day_matrix
from wfm.forecasting.outliers import FlagKind, Sensitivity, find_flags, nearest_same

pytestmark = pytest.mark.unit


def matrix(make_history, **options):
    """Day matrix of a synthetic series of 26 weeks."""
    return day_matrix(make_history(n_days=182, **options), "calls", 30)


def flags_of(found, *, counts=None, skipped=None, moved=None, sensitivity=None):
    """Flags of a matrix, with other counts when given."""
    if counts is not None:
        found = replace(found, counts=counts)
    skipped = np.zeros(len(found.days), dtype=bool) if skipped is None else skipped
    return find_flags(found, found.weekdays, skipped, moved, sensitivity)


def planted(counts, rng, n=24):
    """Counts with spikes, drops, outages and odd days put in, and where: day to (kind, slots)."""
    counts, truth = counts.copy(), {}
    for i, day in enumerate(rng.choice(len(counts), n, replace=False).tolist()):
        kind = list(FlagKind)[i % 4]
        slot = int(rng.integers(18, 32))
        slots = range(slot, slot + (4 if kind is FlagKind.OUTAGE else 1))
        if kind is FlagKind.LEVEL:
            slots = range(48)
            counts[day] = np.round(counts[day] * rng.choice([0.5, 1.8]))
        else:
            by = {FlagKind.SPIKE: 2.5, FlagKind.DROP: 0.2, FlagKind.OUTAGE: 0.0}[kind]
            counts[day, list(slots)] = np.round(counts[day, list(slots)] * by)
        truth[day] = (kind, set(slots))
    return counts, truth


@pytest.mark.parametrize("daily", [40.0, 400.0, 2000.0, 20000.0])
@pytest.mark.parametrize("noise", [0.0, 0.08])
def test_ordinary_series_are_left_alone(make_history, daily, noise):
    """Tests that Poisson counts, with and without a wandering level, give under 0.05 % flags."""
    cells = flagged = odd_days = 0
    for seed in range(3):
        found = matrix(make_history, daily=daily, noise=noise, seed=seed)
        flags = flags_of(found)
        cells += found.counts.size
        flagged += sum(len(f.slots) for f in flags if f.kind is not FlagKind.LEVEL)
        odd_days += sum(f.kind is FlagKind.LEVEL for f in flags)
    assert flagged / cells < 0.0005
    assert odd_days <= 1


def test_negative_binomial_series_are_left_alone(make_history):
    """Tests that rates which stray by a fifth from interval to interval are no outliers."""
    rng = np.random.default_rng(3)
    found = matrix(make_history, daily=4000.0)
    rate = np.nanmean(found.counts.reshape(-1, 7, 48), axis=0)[np.arange(182) % 7]
    counts = rng.poisson(rate * rng.gamma(25.0, 1 / 25.0, rate.shape)).astype(float)
    flags = flags_of(found, counts=counts)
    assert sum(len(f.slots) for f in flags) / counts.size < 0.005


@pytest.mark.parametrize("noise", [0.0, 0.08])
def test_planted_outliers_are_found(make_history, noise):
    """Tests that precision is at least 0.95 and recall 0.85 at 2,000 contacts a day."""
    hits = claims = planted_n = 0
    for seed in range(3):
        found = matrix(make_history, daily=2000.0, noise=noise, seed=seed + 20)
        counts, truth = planted(found.counts, np.random.default_rng(seed))
        flags = flags_of(found, counts=counts)
        right = [
            f
            for f in flags
            if f.day in truth
            and truth[f.day][1] & set(f.slots.tolist())
            and (f.kind is FlagKind.LEVEL) == (truth[f.day][0] is FlagKind.LEVEL)
        ]
        hits += len({f.day for f in right})
        claims += len(right) + len([f for f in flags if not any(f is r for r in right)])
        planted_n += len(truth)
    assert hits / planted_n >= 0.85
    assert hits / claims >= 0.95


def test_kinds_and_expected_values(make_history):
    """Tests that each kind is named, and that the expectation lies near what was overwritten."""
    found = matrix(make_history, daily=4000.0, noise=0.0)
    counts = found.counts.copy()
    counts[60, 22] *= 3
    counts[75, 22] = np.round(counts[75, 22] * 0.3)
    counts[90, 20:25] = 0
    counts[105] = np.round(counts[105] * 1.7)
    counts[120] = 0
    flags = flags_of(found, counts=counts)
    assert [(f.day, f.kind) for f in flags] == [
        (60, FlagKind.SPIKE),
        (75, FlagKind.DROP),
        (90, FlagKind.OUTAGE),
        (105, FlagKind.LEVEL),
        (120, FlagKind.OUTAGE),
    ]
    assert [np.sign(f.score) for f in flags] == [1, -1, -1, 1, -1]
    for flag in flags:
        before = found.counts[flag.day, flag.slots].sum()
        assert flag.expected.sum() == pytest.approx(before, rel=0.25)


def test_lasting_level_is_no_outlier(make_history):
    """Tests that a level which moves for good is history, not a fault."""
    found = matrix(make_history, daily=2000.0, noise=0.02)
    counts = found.counts.copy()
    counts[91:] = np.round(counts[91:] * 1.6)
    assert [f for f in flags_of(found, counts=counts) if f.kind is FlagKind.LEVEL] == []


def test_known_days_are_neither_judged_nor_compared(make_history):
    """Tests that a skipped day has no flag, and a moved one none of its level."""
    found = matrix(make_history, daily=2000.0, noise=0.02)
    counts = found.counts.copy()
    counts[70] = np.round(counts[70] * 0.3)
    counts[71, 24] *= 4
    counts[80] = np.round(counts[80] * 1.8)
    mask = np.zeros(182, dtype=bool)
    assert {70, 71, 80} <= {f.day for f in flags_of(found, counts=counts)}
    skipped, moved = mask.copy(), mask.copy()
    skipped[70], moved[[71, 80]] = True, True
    flags = flags_of(found, counts=counts, skipped=skipped, moved=moved)
    assert [(f.day, f.kind) for f in flags if 63 < f.day < 91] == [(71, FlagKind.SPIKE)]


def test_short_and_empty_series(make_history):
    """Tests that too little to compare with gives no flag rather than a guess."""
    found = matrix(make_history, daily=2000.0)
    assert flags_of(found.until(0)) == []
    counts = found.counts.copy()
    counts[10, 24] *= 10
    short = replace(found, counts=counts).until(21)
    assert flags_of(short) == []
    assert flags_of(found, counts=np.zeros_like(counts)) == []
    assert flags_of(found, counts=np.full_like(counts, np.nan)) == []


def test_missing_intervals_are_not_judged(make_history):
    """Tests that what was not counted is neither an outage nor a drop."""
    found = matrix(make_history, daily=2000.0)
    counts = found.counts.copy()
    counts[50, 20:30] = np.nan
    counts[64] = np.nan
    assert [f for f in flags_of(found, counts=counts) if f.day in (50, 64)] == []


def test_scale_does_not_matter_much(make_history):
    """Tests that the same faults are found in a series ten times as large."""
    found = matrix(make_history, daily=4000.0, noise=0.03)
    counts, _ = planted(found.counts, np.random.default_rng(5), n=16)
    small = {(f.day, f.kind) for f in flags_of(found, counts=counts)}
    large = {(f.day, f.kind) for f in flags_of(found, counts=counts * 10)}
    assert small <= large


def test_higher_scores_ask_for_more(make_history):
    """Tests that raising the scores never brings up more."""
    found = matrix(make_history, daily=1000.0, noise=0.05)
    counts, _ = planted(found.counts, np.random.default_rng(6), n=20)
    n = [
        len(flags_of(found, counts=counts, sensitivity=Sensitivity(s, s, s)))
        for s in (3.0, 5.0, 8.0, 12.0)
    ]
    assert n == sorted(n, reverse=True)
    assert n[0] > n[-1]


def test_nearest_same():
    """Tests that references are of the same type, usable, nearest first, never the day itself."""
    types = np.array([0, 0, 1, 0, 1, 0])
    usable = np.array([True, True, True, False, True, True])
    near = nearest_same(types, usable, 2)
    assert near.tolist() == [[1, 5], [0, 5], [4, -1], [1, 5], [2, -1], [1, 0]]
