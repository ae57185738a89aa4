from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import DayMatrix, day_matrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.models.factor import Factor
from wfm.forecasting.models.mean_of_three import MeanOfThree
from wfm.forecasting.models.poisson_glm import PoissonGlm
from wfm.forecasting.models.top_down import TopDown
from wfm.forecasting.profiles import reshaped

pytestmark = pytest.mark.unit

ROWS = st.lists(st.floats(0, 1e6), min_size=8, max_size=8)


def test_reshaped_by_hand():
    """Tests that 12 contacts on two open slots are spread 1 : 3, the closed slot left out."""
    rows = np.array([[6.0, 6.0, 0.0], [1.0, 0.0, 2.0]])
    like = np.array([[10.0, 30.0, 60.0], [0.0, 5.0, 0.0]])
    assert reshaped(rows, like).tolist() == [[3.0, 9.0, 0.0], [1.0, 0.0, 2.0]]


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, like=ROWS)
def test_sums_and_closed_slots_stay(rows, like):
    """Tests that no contact is won or lost, and none goes where the row had nothing."""
    rows, like = np.array(rows).reshape(2, 4), np.array(like).reshape(2, 4)
    told = reshaped(rows, like)
    assert told.sum(axis=1) == pytest.approx(rows.sum(axis=1), rel=1e-9)
    assert (told >= 0).all()
    assert not told[rows == 0].any()
    assert reshaped(told, like) == pytest.approx(told, rel=1e-9)


def predictions(history: DayMatrix, model) -> np.ndarray:
    fitted, _ = fit_at(model, history, Calendar())
    return fitted.predict(days_from(history.days[-1] + timedelta(days=1), 14))


def test_the_mean_spreads_totals_half_as_the_factor_model(make_history):
    """Tests that the day is the mean of three days, its shape the factor model's by half."""
    history = day_matrix(make_history(n_days=140), "calls", 30)
    members = [predictions(history, model) for model in (Factor(), TopDown(), PoissonGlm())]
    told = predictions(history, MeanOfThree())
    assert told.sum(axis=1) == pytest.approx(np.mean(members, axis=0).sum(axis=1))
    factor, *others = (rows / rows.sum(axis=1, keepdims=True) for rows in members)
    totals = [rows.sum(axis=1, keepdims=True) for rows in members]
    expected = totals[0] * factor
    for total, own in zip(totals[1:], others, strict=True):
        expected = expected + total * (own + factor) / 2
    assert told == pytest.approx(expected / 3)


def test_a_sparse_queue_has_no_shape_lent(make_history):
    """Tests that without a factor model the mean is that of the two others, slot by slot."""
    history = day_matrix(make_history(n_days=140, daily=60.0), "calls", 30)
    members = [predictions(history, model) for model in (TopDown(), PoissonGlm())]
    assert predictions(history, MeanOfThree()) == pytest.approx(np.mean(members, axis=0))
