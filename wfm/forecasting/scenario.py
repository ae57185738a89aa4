"""Scenarios: named sets of changes to a forecast, and to what is promised of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario_parts import (
    CONFIG,
    AhtFactor,
    Containment,
    Factor,
    Growth,
    Move,
    Name,
    Opening,
    OtherSite,
    Pool,
    ScenarioEvent,
    Target,
)

__all__ = [
    "STAGES",
    "Growth",
    "Move",
    "Opening",
    "OtherSite",
    "Pool",
    "Scenario",
    "ScenarioEvent",
    "Target",
    "scenario_from",
]

STAGES: dict[str, tuple[str, ...]] = {
    "growth": ("growth", "growths", "queue_factors"),
    "events": ("events",),
    "self-service": ("self_service_share", "queue_self_service"),
    "handle time": ("aht_factor", "queue_aht"),
    "opening hours": ("openings",),
    "moves": ("moves",),
    "other sites": ("sites",),
    "pools": ("pools",),
    "target": ("target",),
    "shrinkage": ("shrinkage",),
    "minimum": ("min_agents",),
}
"""What a scenario's parts are put on in, in this order: stage to fields. The first seven change
the forecast, the rest how it is sized."""


@dataclass(frozen=True, config=CONFIG)
class Scenario:
    """A named set of changes.

    Parameters
    ----------
    name : str
        Shown everywhere.
    on : tuple of str
        Scenarios that this one builds on; they are put on first, in this order.
    growth : float
        Factor on all volume, 0 to 10.
    growths : tuple of Growth
        Factors from a day on, ramped, per queue.
    queue_factors : dict of str to float
        Further factor per queue.
    events : tuple of ScenarioEvent
        Factors on some days; they multiply.
    self_service_share : float
        Share of the volume that more self-service takes away, 0 to 0.9.
    queue_self_service : dict of str to float
        Share per queue, of what the share above left.
    aht_factor : float
        Factor on handle time, 0.1 to 5.
    queue_aht : dict of str to float
        Further factor per queue.
    openings : tuple of Opening
        Other opening hours; of several for one day the last holds.
    moves : tuple of Move
        Calls that go to another queue or away, in this order.
    sites : tuple of OtherSite
        Calls of other centres.
    pools : tuple of Pool
        Groups that answer apart; without any, everybody answers everything.
    target : Target or None
        Service target instead of the centre's.
    shrinkage : float or None
        Unplanned shrinkage instead of the centre's, 0 to 0.9.
    min_agents : int or None
        Fewest agents in any interval instead of the centre's.
    note : str
        The planner's own words.
    """

    name: Name
    on: tuple[Name, ...] = ()
    growth: Factor = 1.0
    growths: tuple[Growth, ...] = ()
    queue_factors: dict[str, Factor] = Field(default_factory=dict)
    events: tuple[ScenarioEvent, ...] = ()
    self_service_share: Containment = 0.0
    queue_self_service: dict[str, Containment] = Field(default_factory=dict)
    aht_factor: AhtFactor = 1.0
    queue_aht: dict[str, AhtFactor] = Field(default_factory=dict)
    openings: tuple[Opening, ...] = ()
    moves: tuple[Move, ...] = ()
    sites: tuple[OtherSite, ...] = ()
    pools: tuple[Pool, ...] = ()
    target: Target | None = None
    shrinkage: Containment | None = None
    min_agents: Annotated[int, Field(ge=0, le=10_000)] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        if self.name in self.on:
            raise ValueError("a scenario can't build on itself")
        for what, names in (
            ("scenario to build on", list(self.on)),
            ("pool", [pool.name for pool in self.pools]),
            ("queue in the pools", [q for pool in self.pools for q in pool.queues]),
            ("site", [site.name for site in self.sites]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"a {what} is named twice: {', '.join(twice)}")
        return self

    @property
    def stages(self) -> tuple[str, ...]:
        """Stages in which it changes something, in their order."""
        plain = _PLAIN
        return tuple(
            stage
            for stage, fields in STAGES.items()
            if any(getattr(self, name) != getattr(plain, name) for name in fields)
        )

    @property
    def changes_forecast(self) -> bool:
        """Whether volume or handle time differ from the forecast's."""
        return any(stage in FORECAST_STAGES for stage in self.stages)

    @property
    def queues(self) -> set[str]:
        """Queues that it says something of; those of other sites are not among them."""
        named = {*self.queue_factors, *self.queue_self_service, *self.queue_aht}
        for queues in (
            *(part.queues for part in self.growths),
            *(part.queues for part in self.events),
            *(part.queues for part in self.pools),
        ):
            named.update(queues)
        for move in self.moves:
            named |= {move.queue, move.to} - {""}
        return named


FORECAST_STAGES = tuple(STAGES)[:7]
"""Stages that change volume or handle time."""

_PLAIN = Scenario(name="plain")


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
                    _said(one["type"], str(one["msg"])),
                    "see docs/formats.md for the fields of a scenario and their ranges",
                    file,
                    column=".".join(str(part) for part in one["loc"]),
                    value="" if one["type"] == "value_error" else str(one["input"])[:80],
                )
                for one in error.errors()
            ]
        ) from error
    except TypeError as error:
        raise BadInputError(
            Fault("a scenario's field names must be text", "check the names", file)
        ) from error


def _said(kind: str, message: str) -> str:
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return "the field is unknown"
    if kind in ("missing", "missing_argument"):
        return "the field is missing"
    text = message.removeprefix("Value error, ")
    return text[:1].lower() + text[1:]
