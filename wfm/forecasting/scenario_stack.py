"""Scenarios put on one after another: what builds on what, and what holds in the end."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import STAGES, OtherSite, Scenario, Target
from wfm.forecasting.scenario_apply import Frames, apply_scenario

REST = ""
"""Name of the group that answers every queue which no pool has."""

MOST_LAYERS = 20


@dataclass(frozen=True)
class Step:
    """One stage of one layer: the unit in which differences are explained."""

    layer: str
    stage: str


@dataclass(frozen=True)
class Stack:
    """Scenarios in the order in which they are put on; empty for the plan itself.

    Every stage of the first layer comes before any of the second. Volume and handle time are
    changed by all of them in turn; of pools, target, shrinkage and minimum the last layer that
    says one holds.
    """

    layers: tuple[Scenario, ...] = ()

    @property
    def name(self) -> str:
        """Name of the scenario that the others carry; empty for none."""
        return self.layers[-1].name if self.layers else ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is put on, in order."""
        return tuple(Step(layer.name, stage) for layer in self.layers for stage in layer.stages)

    @property
    def target(self) -> Target | None:
        """Target that holds; None for the centre's."""
        return next((x.target for x in reversed(self.layers) if x.target is not None), None)

    @property
    def shrinkage(self) -> float | None:
        """Shrinkage that holds; None for the centre's."""
        return next((x.shrinkage for x in reversed(self.layers) if x.shrinkage is not None), None)

    @property
    def min_agents(self) -> int | None:
        """Minimum that holds; None for the centre's."""
        return next((x.min_agents for x in reversed(self.layers) if x.min_agents is not None), None)

    @property
    def sites(self) -> tuple[OtherSite, ...]:
        """Other sites whose calls are added, of all layers."""
        return tuple(site for layer in self.layers for site in layer.sites)

    def groups(self, queues: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Queues by the group that answers them; one group named `REST` when all are pooled.

        Parameters
        ----------
        queues : iterable of str
            Of the frame after `apply`.
        """
        pools = next((x.pools for x in reversed(self.layers) if x.pools), ())
        of_queue = {queue: pool.name for pool in pools for queue in pool.queues}
        apart = {site.queue(""): site.name for site in self.sites if not site.pooled}
        found: dict[str, list[str]] = {}
        for queue in queues:
            own = next((name for start, name in apart.items() if queue.startswith(start)), REST)
            found.setdefault(of_queue.get(queue, own), []).append(queue)
        return {name: tuple(names) for name, names in found.items()}

    def apply(self, frame: pd.DataFrame, sites: Frames | None = None) -> pd.DataFrame:
        """Put every layer on a FORECAST frame; see `apply_scenario`."""
        for layer in self.layers:
            frame = apply_scenario(layer, frame, sites)
        return frame

    def first(self, n_steps: int) -> Stack:
        """Stack of the first steps alone."""
        layers, left = [], n_steps
        for layer in self.layers:
            kept = layer.stages[:left]
            layers.append(only(layer, kept))
            left -= len(kept)
            if left <= 0:
                break
        return Stack(tuple(layers))


def as_stack(value: Scenario | Stack | None) -> Stack:
    """Stack of one scenario, or of none."""
    if value is None:
        return Stack()
    return value if isinstance(value, Stack) else Stack((value,))


def only(scenario: Scenario, stages: Sequence[str]) -> Scenario:
    """Scenario with some of its stages alone."""
    plain = Scenario(name=scenario.name)
    dropped = [name for stage, fields in STAGES.items() if stage not in stages for name in fields]
    return dataclasses.replace(scenario, **{name: getattr(plain, name) for name in dropped})


def refuse_unknown_queues(value: Scenario, known: Iterable[str], file: str = "") -> None:
    """Refuse a scenario that names queues which the centre does not have.

    Queues of other sites, ``"site / queue"``, are known only when it is put on a forecast.

    Raises
    ------
    BadInputError
        Naming each.
    """
    queues = set(known)
    strange = sorted(q for q in value.queues - queues if " / " not in q)
    if strange:
        raise BadInputError(
            [
                Fault(
                    "the queue is unknown",
                    f"use one of {', '.join(sorted(queues))}",
                    file,
                    value=queue,
                )
                for queue in strange
            ]
        )


def stack_of(scenario: Scenario, find: Callable[[str], Scenario | None]) -> Stack:
    """Stack of a scenario and what it builds on, each once, the ground first.

    Parameters
    ----------
    find : callable
        Scenario of a name, None when there is none.

    Raises
    ------
    BadInputError
        When scenarios build on one another in a circle, one is not there, or they are more than
        `MOST_LAYERS`.
    """
    layers: dict[str, Scenario] = {}
    _collect(scenario, find, (), layers)
    if len(layers) > MOST_LAYERS:
        raise BadInputError(
            Fault(
                f"more than {MOST_LAYERS} scenarios build on one another",
                "put some of them together",
                column="on",
                value=scenario.name,
            )
        )
    return Stack(tuple(layers.values()))


def _collect(
    scenario: Scenario,
    find: Callable[[str], Scenario | None],
    path: tuple[str, ...],
    layers: dict[str, Scenario],
) -> None:
    here = (*path, scenario.name)
    for name in scenario.on:
        if name in layers:
            continue
        if name in here:
            raise _circle((*here[here.index(name) :], name))
        ground = find(name)
        if ground is None:
            raise BadInputError(
                Fault(
                    f"scenario {scenario.name} builds on one that is not there",
                    "make it first, or take it out of the list",
                    column="on",
                    value=name,
                )
            )
        _collect(ground, find, here, layers)
    layers[scenario.name] = scenario


def _circle(names: Sequence[str]) -> BadInputError:
    return BadInputError(
        Fault(
            f"scenarios build on one another in a circle: {' → '.join(names)}",
            "take one of them out of another's list",
            column="on",
            value=names[0],
        )
    )
