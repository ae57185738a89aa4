"""Scenarios: what a planner asks of a forecast, put on it as factors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import ConfigDict, Field, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST

QUANTILES = ("q025", "q10", "q90", "q975")
_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False)

Factor = Annotated[float, Field(ge=0, le=10)]


@dataclass(frozen=True, config=_CONFIG)
class ScenarioEvent:
    """Something expected on some days.

    Parameters
    ----------
    name : str
        What happens.
    start, end : date
        First day and the day after the last one (half-open).
    factor : float
        Volume is multiplied by this, 0 to 10.
    queues : tuple of str
        Empty for all.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    start: date
    end: date
    factor: Factor
    queues: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _starts_first(self) -> ScenarioEvent:
        if self.end <= self.start:
            raise ValueError("end must be after start; the end day itself is not part of it")
        return self


@dataclass(frozen=True, config=_CONFIG)
class Target:
    """Service target that a scenario asks for instead of the centre's.

    Parameters
    ----------
    service_level : float
        Share answered in time, 0.01 to 0.999.
    threshold_s : float
        Within so many seconds, 0 to 3600.
    """

    service_level: Annotated[float, Field(ge=0.01, le=0.999)]
    threshold_s: Annotated[float, Field(ge=0, le=3600)]


@dataclass(frozen=True, config=_CONFIG)
class Scenario:
    """A named set of changes to a forecast.

    Parameters
    ----------
    name : str
        Shown everywhere.
    growth : float
        Factor on all volume, 0 to 10.
    queue_factors : dict of str to float
        Further factor per queue.
    events : tuple of ScenarioEvent
        Factors on some days; they multiply.
    aht_factor : float
        Factor on handle time, 0.1 to 5.
    self_service_share : float
        Share of the volume that more self-service takes away, 0 to 0.9.
    target : Target or None
        Service target instead of the centre's; read by sizing.
    shrinkage : float or None
        Unplanned shrinkage instead of the centre's, 0 to 0.9; read by sizing.
    note : str
        The planner's own words.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    growth: Factor = 1.0
    queue_factors: dict[str, Factor] = Field(default_factory=dict)
    events: tuple[ScenarioEvent, ...] = ()
    aht_factor: Annotated[float, Field(ge=0.1, le=5)] = 1.0
    self_service_share: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    target: Target | None = None
    shrinkage: Annotated[float, Field(ge=0, le=0.9)] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""

    @property
    def changes_forecast(self) -> bool:
        """Whether volume or handle time differ from the forecast's."""
        return bool(
            self.growth != 1
            or self.aht_factor != 1
            or self.self_service_share
            or self.queue_factors
            or self.events
        )


def scenario_from(values: Mapping[str, Any], file: str = "") -> Scenario:
    """Make a scenario from plain values, e.g. of a form or a TOML file.

    Raises
    ------
    BadInputError
        With one fault for each value that is unknown, of the wrong kind or out of range.
    """
    try:
        return Scenario(**values)
    except ValidationError as error:
        raise BadInputError(
            [
                Fault(
                    str(one["msg"])[:1].lower() + str(one["msg"])[1:],
                    "see docs/formats.md for the fields of a scenario and their ranges",
                    file,
                    column=".".join(str(part) for part in one["loc"]),
                    value=str(one["input"])[:80],
                )
                for one in error.errors()
            ]
        ) from error
    except TypeError as error:
        raise BadInputError(
            Fault("a scenario's field names must be text", "check the names", file)
        ) from error


def apply_scenario(scenario: Scenario, forecast: pd.DataFrame) -> pd.DataFrame:
    """Put a scenario on a forecast frame.

    Parameters
    ----------
    scenario : Scenario
        Its target and shrinkage are for sizing and change nothing here.
    forecast : DataFrame
        As `wfm.core.frames.FORECAST`.

    Returns
    -------
    DataFrame
        As `wfm.core.frames.FORECAST`. Quantiles keep their distance from the mean in proportion,
        or by the root of the factor where volume falls (counting noise falls slower).

    Raises
    ------
    BadInputError
        When the scenario names a queue that the forecast does not have.
    """
    queues = set(forecast["queue"])
    named = set(scenario.queue_factors).union(*(event.queues for event in scenario.events))
    unknown = sorted(named - queues)
    if unknown:
        raise BadInputError(
            [
                Fault(
                    f"scenario {scenario.name} names a queue that the forecast does not have",
                    f"use one of {', '.join(sorted(queues))}",
                    column="queue",
                    value=queue,
                )
                for queue in unknown
            ]
        )
    factor = volume_factor(scenario, forecast)
    reach = np.maximum(factor, np.sqrt(factor))
    mean = forecast["volume"].to_numpy(dtype=float)
    changed = {"volume": mean * factor, "aht_s": forecast["aht_s"] * scenario.aht_factor}
    for name in QUANTILES:
        distance = forecast[name].to_numpy(dtype=float) - mean
        changed[name] = np.maximum(mean * factor + distance * reach, 0.0)
    return FORECAST.validate(forecast.assign(**changed))


def volume_factor(
    scenario: Scenario, forecast: pd.DataFrame
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Factor on the volume of each row, shape (n_rows,)."""
    factor = np.full(len(forecast), scenario.growth * (1 - scenario.self_service_share))
    queue = forecast["queue"].to_numpy()
    for name, value in scenario.queue_factors.items():
        factor[queue == name] *= value
    days = pd.DatetimeIndex(forecast["timestamp"]).tz_localize(None).normalize()
    for event in scenario.events:
        inside = np.asarray((days >= pd.Timestamp(event.start)) & (days < pd.Timestamp(event.end)))
        if event.queues:
            inside &= np.isin(queue, event.queues)
        factor[inside] *= event.factor
    return factor
