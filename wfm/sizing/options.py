"""How to size: the choices beside the target."""

from __future__ import annotations

import math
from dataclasses import dataclass

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import INTERVALS_MIN
from wfm.sizing.doubt import rate_factor
from wfm.sizing.target import Model


@dataclass(frozen=True)
class SizingOptions:
    """Choices of a sizing run.

    Parameters
    ----------
    model : Model
        Erlang C by default.
    patience_s : float or None
        Mean patience in seconds; Erlang A needs it, Erlang C does not look at it.
    lag : bool
        Size on lag-averaged rates (see wfm.sizing.lag).
    shrinkage : float
        Unplanned absence, 0 or more and below 1; breaks and leave that the roster places are
        not in it.
    min_agents : int
        Never fewer agents (of the pooled group, or of each queue in `size_frame`).
    confidence, cv : float or None
        Probability of meeting the target and the day's coefficient of variation; both or none.
    interval_min : int or None
        Length of an interval; read from the timestamps when None.

    Raises
    ------
    BadInputError
        When a choice is out of range or another one that it needs is missing.
    """

    model: Model = Model.ERLANG_C
    patience_s: float | None = None
    lag: bool = True
    shrinkage: float = 0.0
    min_agents: int = 0
    confidence: float | None = None
    cv: float | None = None
    interval_min: int | None = None

    def __post_init__(self) -> None:
        faults = []
        if self.patience_s is not None and not (0 < self.patience_s < math.inf):
            faults.append(
                _fault("patience_s", self.patience_s, "give the mean patience in seconds, above 0")
            )
        if self.model is Model.ERLANG_A and self.patience_s is None:
            faults.append(_fault("patience_s", None, "Erlang A needs the mean patience in seconds"))
        if not 0 <= self.shrinkage < 1:
            mend = "give a share of 0 or more and below 1, e.g. 0.3"
            faults.append(_fault("shrinkage", self.shrinkage, mend))
        if self.min_agents < 0:
            faults.append(_fault("min_agents", self.min_agents, "give 0 or more agents"))
        if (self.confidence is None) != (self.cv is None):
            mend = "give both the confidence and the cv, or neither"
            faults.append(_fault("confidence", self.confidence, mend))
        if self.interval_min is not None and self.interval_min not in INTERVALS_MIN:
            mend = f"use one of {', '.join(map(str, INTERVALS_MIN))} minutes"
            faults.append(_fault("interval_min", self.interval_min, mend))
        if faults:
            raise BadInputError(faults)
        # Refuses what is out of range before any work starts.
        _ = self.rate_factor

    @property
    def patience(self) -> float | None:
        """Mean patience in seconds under Erlang A, None under Erlang C."""
        return self.patience_s if self.model is Model.ERLANG_A else None

    @property
    def rate_factor(self) -> float:
        """Factor on the forecast that the wanted confidence asks for; 1 without doubt."""
        if self.confidence is None or self.cv is None:
            return 1.0
        return rate_factor(self.confidence, self.cv)


def _fault(name: str, value: float | None, mend: str) -> Fault:
    what = f"{name} is missing" if value is None else f"{name} is out of range"
    return Fault(what, mend, column=name, value="" if value is None else str(value))
