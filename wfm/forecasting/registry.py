"""The one list of forecasting models; adding one is a file, its test and a line here."""

from __future__ import annotations

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.contract import Forecaster
from wfm.forecasting.models import boosted_trees
from wfm.forecasting.models.boosted_trees import BoostedTrees
from wfm.forecasting.models.factor import Factor
from wfm.forecasting.models.harmonic import Harmonic
from wfm.forecasting.models.holt_winters import HoltWinters
from wfm.forecasting.models.mean_of_three import MeanOfThree
from wfm.forecasting.models.mstl import Mstl
from wfm.forecasting.models.poisson_glm import PoissonGlm
from wfm.forecasting.models.seasonal_naive import SeasonalNaive
from wfm.forecasting.models.top_down import TopDown
from wfm.forecasting.models.weekday_mean import WeekdayMean8
from wfm.forecasting.models.weekday_median import WeekdayMedian6

FORECASTERS: tuple[Forecaster, ...] = (
    SeasonalNaive(),
    WeekdayMean8(),
    WeekdayMedian6(),
    Factor(),
    TopDown(),
    PoissonGlm(),
    HoltWinters(),
    Mstl(),
    Harmonic(),
    *((BoostedTrees(),) if boosted_trees.installed() else ()),
    MeanOfThree(),
)
BASELINES = ("seasonal_naive", "weekday_mean_8", "weekday_median_6")
"""What every back-test shows beside the model."""
DEFAULT = "mean_of_three"


def forecaster(name: str) -> Forecaster:
    """Return the model of that name.

    Raises
    ------
    BadInputError
        When there is none, or when it needs an extra that is not installed.
    """
    for model in FORECASTERS:
        if model.name == name:
            return model
    if name == boosted_trees.NAME:
        boosted_trees.library()
    known = ", ".join(model.name for model in FORECASTERS)
    raise BadInputError(Fault("unknown forecasting model", f"use one of {known}", value=name))
