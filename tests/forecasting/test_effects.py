"""Tests that effects of events are found in series with a planted truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from wfm.core.days import EventKind
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import day_matrix
from wfm.forecasting.effects import Effects, EffectSource, event_sd, widened
from wfm.forecasting.events import Event
from wfm.forecasting.folds import normalised
from wfm.forecasting.learned import learn_calendar

pytestmark = pytest.mark.unit
N_DAYS = 350
GAP = 28
FIRST = 40


def sale(day: date, **about) -> Event:
    about = {"name": "sale", "kind": EventKind.CAMPAIGN, "lead_days": 1, "lag_days": 1} | about
    return Event(start=day, end=day + timedelta(days=3), **about)


@pytest.fixture
def plant(make_history):
    """Plant a three-day event some times over, with a lead and a lag day."""

    def planted(n, during=1.4, lead=1.0, lag=1.0, *, seed=1, **about):
        matrix = day_matrix(make_history(date(2025, 1, 6), N_DAYS, seed=seed), "calls", 30)
        counts = matrix.counts.copy()
        starts = [FIRST + GAP * k for k in range(n)]
        for start in starts:
            counts[start : start + 3] *= during
            counts[start - 1] *= lead
            counts[start + 3] *= lag
        events = tuple(sale(matrix.days[start], **about) for start in starts)
        return replace(matrix, counts=np.round(counts)), events

    return planted


def effects(matrix, events, queue="") -> Effects:
    return learn_calendar(matrix, Calendar(events=tuple(events)), queue).effects


@pytest.mark.parametrize(
    ("n", "truth", "tolerance"),
    [(1, 1.4, 0.10), (2, 1.4, 0.07), (4, 1.4, 0.05), (11, 1.4, 0.03), (4, 0.7, 0.05)],
)
def test_a_planted_effect_is_found(plant, n, truth, tolerance):
    """Tests that the effect is met within 10 % after one past event, 3 % after eleven."""
    errors = []
    for seed in range(4):
        matrix, events = plant(n, truth, seed=seed)
        found = effects(matrix, events).known["sale", 0]
        assert (found.n_past, found.source) == (n, EffectSource.LEARNED)
        assert found.low < truth < found.high
        errors.append(abs(found.factor / truth - 1))
    assert np.mean(errors) <= tolerance


def test_lead_and_lag_days_have_effects_of_their_own(plant):
    """Tests that 20 % more before and 15 % less after are told from 40 % more in between."""
    matrix, events = plant(8, 1.4, 1.2, 0.85)
    known = effects(matrix, events).known
    assert known["sale", 0].factor == pytest.approx(1.4, rel=0.04)
    assert known["sale", -1].factor == pytest.approx(1.2, rel=0.06)
    assert known["sale", 1].factor == pytest.approx(0.85, rel=0.06)


def test_an_event_without_effect_is_left_near_one(plant):
    """Tests that noise alone is no effect."""
    matrix, events = plant(6, 1.0)
    assert all(
        effect.factor == pytest.approx(1.0, abs=0.06)
        for effect in effects(matrix, events).known.values()
    )


def test_more_occurrences_shrink_less_and_are_surer(plant):
    """Tests that a doubling is held back most after one occurrence, with the widest range."""
    few, many = (effects(*plant(n, 2.0)).known["sale", 0] for n in (1, 8))
    assert 1.5 < few.factor < many.factor
    assert many.factor == pytest.approx(2.0, rel=0.05)
    assert np.log(few.high / few.low) > 1.5 * np.log(many.high / many.low)


def test_a_new_name_starts_from_its_kind(plant):
    """Tests that a campaign never seen takes less than the past ones' effect, another kind none."""
    matrix, events = plant(6, 1.5)
    learned = effects(matrix, events)
    day = matrix.days[-1] + timedelta(days=3)
    other = learned.of(sale(day, name="autumn sale"), 0)
    assert other.source is EffectSource.KIND
    assert 1.1 < other.factor < learned.known["sale", 0].factor
    launch = learned.of(sale(day, name="card", kind=EventKind.LAUNCH), 0)
    assert (launch.factor, launch.source, launch.n_past) == (1.0, EffectSource.NONE, 0)
    assert not effects(*plant(6, 1.5, kind=EventKind.OTHER)).of_kind


def test_one_wild_day_is_not_believed(plant):
    """Tests that a lag day that was all but lost once takes no more than half off the next one."""
    matrix, events = plant(1, 1.4, 1.0, 0.1)
    known = effects(matrix, events).known["sale", 1]
    assert 0.5 < known.factor < 0.9
    assert known.low < 0.75 * known.high
    learned = learn_calendar(matrix, Calendar(events=events))
    freed = normalised(matrix, learned).counts.sum(axis=1)
    # What happened then is taken out of the history all the same, by half at least.
    assert freed[FIRST + 3] > 3 * matrix.counts[FIRST + 3].sum()


def test_names_of_one_kind_lean_on_each_other(plant):
    """Tests that a name seen once is held back less when its kind is known to be strong."""
    matrix, events = plant(7, 1.8)
    renamed = (*events[:-1], replace(events[-1], name="new sale"))
    alone = (replace(events[-1], name="new sale", kind=EventKind.LAUNCH),)
    counts = matrix.counts.copy()
    counts[: FIRST + 5 * GAP + 10] = np.nan
    together = effects(matrix, renamed).known["new sale", 0].factor
    assert together > effects(replace(matrix, counts=counts), alone).known["new sale", 0].factor
    assert together == pytest.approx(1.8, rel=0.1)


def test_effects_are_those_of_the_queue(plant):
    """Tests that an event of another queue teaches nothing."""
    matrix, events = plant(4, 1.4, queues=("cards",))
    assert effects(matrix, events, "cards").known["sale", 0].factor > 1.3
    assert not effects(matrix, events, "loans").known
    assert effects(matrix, events, "").known["sale", 0].factor > 1.3


def test_days_of_past_events_are_taken_out(plant):
    """Tests that a history freed of its events has the level that was there before them."""
    truth, _ = plant(0)
    for seed_effect in (1.6, 0.5):
        matrix, events = plant(5, seed_effect)
        learned = learn_calendar(matrix, Calendar(events=events))
        freed = normalised(matrix, learned).counts.sum(axis=1)
        rows = [FIRST + GAP * k + d for k in range(5) for d in range(3)]
        assert freed[rows].sum() == pytest.approx(truth.counts[rows].sum(), rel=0.05)
        others = np.setdiff1d(np.arange(N_DAYS), [r + d for r in rows for d in (-1, 0, 1)])
        assert np.array_equal(freed[others], matrix.counts[others].sum(axis=1))


def test_overlapping_events_are_told_apart(plant):
    """Tests that two events that meet half of the time keep their own effects."""
    matrix, events = plant(8, 1.5)
    counts, extra = matrix.counts.copy(), []
    for k in range(8):
        start = FIRST + GAP * k + (1 if k % 2 else 12)
        counts[start : start + 3] *= 0.8
        extra.append(sale(matrix.days[start], name="outing", kind=EventKind.OTHER))
    known = effects(replace(matrix, counts=counts), (*events, *extra)).known
    assert known["sale", 0].factor == pytest.approx(1.5, rel=0.06)
    assert known["outing", 0].factor == pytest.approx(0.8, rel=0.06)


def test_given_factors_win_and_say_nothing_of_the_total(plant):
    """Tests that a given factor stands for its queue while the total learns its own."""
    matrix, events = plant(4, 1.4, queues=("cards",), factor=1.1)
    given = effects(matrix, events, "cards")
    assert given.of(events[0], 0).source is EffectSource.GIVEN
    assert given.of(events[0], 0).factor == 1.1
    assert ("sale", 0) not in given.known
    assert effects(matrix, events, "").of(events[0], 0).factor > 1.3


def test_factors_of_days_to_come(plant):
    """Tests that lead, own and lag days get their factors and other days none."""
    matrix, events = plant(8, 1.4, 1.2, 0.85)
    learned = learn_calendar(matrix, Calendar(events=events))
    start = matrix.days[-1] + timedelta(days=10)
    learned = replace(learned, calendar=Calendar(events=(*events, sale(start))))
    days = [start + timedelta(days=k) for k in range(-2, 6)]
    factor = learned.event_factor(days)
    known = learned.effects.known
    assert factor.tolist() == [
        1.0,
        known["sale", -1].factor,
        *[known["sale", 0].factor] * 3,
        known["sale", 1].factor,
        1.0,
        1.0,
    ]


def test_outages_teach_lag_days_only(plant):
    """Tests that people calling back after an outage are learned, and the outage is not."""
    matrix, events = plant(4, 0.2, 1.0, 1.3, kind=EventKind.OUTAGE)
    counts = matrix.counts.copy()
    for event in events:
        row = matrix.days.index(event.start)
        counts[row : row + 3] = np.nan
    known = effects(replace(matrix, counts=counts), events).known
    assert ("sale", 0) not in known
    assert known["sale", 1].factor == pytest.approx(1.3, rel=0.07)


def test_too_short_a_history_teaches_nothing(make_history):
    """Tests that ten days, and days without a count, leave every factor at one."""
    matrix = day_matrix(make_history(n_days=10), "calls", 30)
    event = sale(matrix.days[4])
    assert not effects(matrix, [event]).known
    silent = replace(matrix, counts=np.full_like(matrix.counts, np.nan))
    assert not effects(silent, [event]).known
    zeros = day_matrix(make_history(n_days=60), "calls", 30)
    zeros = replace(zeros, counts=np.zeros_like(zeros.counts))
    assert effects(zeros, [sale(zeros.days[40])]).factors([event], [event.start]).tolist() == [1.0]


def test_intervals_of_events_know_that_the_effect_is_not_sure(plant):
    """Tests that quantiles reach further on event days, the further the fewer past events."""
    mean = np.full((2, 3), 100.0)
    quantiles = np.stack([mean - 20, mean - 13, mean + 13, mean + 20])
    levels, reach = (0.025, 0.10, 0.90, 0.975), []
    for n in (1, 8):
        matrix, events = plant(n, 1.4)
        learned = effects(matrix, events)
        day = matrix.days[-1] + timedelta(days=5)
        sd = event_sd(learned, [sale(day)], [day, day + timedelta(days=9)])
        wide = widened(quantiles, mean, levels, sd)
        assert np.array_equal(wide[:, 1], quantiles[:, 1])
        assert (np.diff(wide[:, 0], axis=0) > 0).all()
        assert (wide[:2, 0] < quantiles[:2, 0]).all()
        assert (wide[2:, 0] > quantiles[2:, 0]).all()
        reach.append(wide[3, 0, 0])
    assert reach[0] > reach[1]
    assert widened(quantiles, mean, levels, np.zeros(2)) is quantiles
