"""The trees beside a stand-in for LightGBM: features, usual counts, and what is put on top."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import DayMatrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.models import boosted_trees
from wfm.forecasting.models.boosted_trees import BoostedTrees

pytestmark = pytest.mark.unit
MONDAY = date(2026, 1, 5)


class Level:
    """Stands in for trees: one factor for all rows, the counts over their usual ones."""

    def __init__(self, label, init_score):
        self.raw = float(np.log(label.sum() / np.exp(init_score).sum()))
        self.width = None

    def predict(self, features, raw_score):
        assert raw_score
        return np.full(len(features), self.raw)


@pytest.fixture
def stand_in(monkeypatch):
    """LightGBM replaced by one factor; remembers the rows that it was given."""
    seen = {}

    def dataset(features, label, init_score, params):
        seen.update(features=features, label=label, init_score=init_score)
        return seen

    def train(settings, data, num_boost_round):
        assert settings["deterministic"] and settings["num_threads"] == 1
        return Level(data["label"], data["init_score"])

    monkeypatch.setattr(
        boosted_trees, "library", lambda: SimpleNamespace(Dataset=dataset, train=train)
    )
    return seen


def weeks(levels, interval_min: int = 30) -> DayMatrix:
    """One week after the other, each at its level, busier on Mondays."""
    levels = np.repeat(np.asarray(levels, dtype=float), 7)
    days = days_from(MONDAY, len(levels))
    weekday = np.array([2.0 if day.weekday() == 0 else 1.0 for day in days])
    counts = np.outer(levels * weekday, np.ones(1440 // interval_min))
    return DayMatrix(days, interval_min, counts, np.ones_like(counts, dtype=bool))


def after(history: DayMatrix):
    fitted, _ = fit_at(BoostedTrees(), history, Calendar())
    return fitted, fitted.predict(days_from(history.days[-1] + timedelta(days=1), 7))


def test_steady_weeks_go_on(stand_in):
    """Tests that the factor is one and the usual week comes back."""
    fitted, values = after(weeks([20] * 12))
    assert fitted.notes == ()
    assert values == pytest.approx(weeks([20]).counts)


def test_a_day_is_explained_by_what_was_known_two_weeks_before(stand_in):
    """Tests that the usual count of a training day leaves out the weeks just before it."""
    after(weeks([10] * 8 + [40] * 2))
    # Every usual count is of the quiet weeks: the busy ones are too recent for any day.
    ratio = np.unique(np.round(np.exp(stand_in["init_score"]), 6))
    assert len(ratio) == 2
    assert ratio[1] == pytest.approx(2 * ratio[0])


def test_rows_that_were_not_counted_teach_nothing(stand_in):
    """Tests that lost days are no training rows, while they have been looked at as features."""
    history = weeks([20] * 12)
    after(history)
    full = len(stand_in["label"])
    history.counts[60] = np.nan
    after(history)
    assert len(stand_in["label"]) == full - 48


def test_seven_weeks_are_too_few(stand_in):
    """Tests that a short history falls back to weekday means and says so."""
    fitted, values = after(weeks([20] * 7))
    assert fitted.notes == ("short_history_weekday_mean",)
    assert values == pytest.approx(weeks([20]).counts)
    assert not stand_in


def test_a_silent_queue_stays_silent(stand_in):
    """Tests that nothing but zeros trains nothing and forecasts nothing."""
    _, values = after(weeks([0] * 12))
    assert (values == 0).all()
