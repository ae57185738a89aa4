"""What the centre promises: the target that sizing has to meet in every interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.erlang_a import ServiceLevelDefinition

TIE = 1e-12
"""Relative closeness at which a promise counts as kept: 20 s of ASA is 20 s after rounding."""


class Model(Enum):
    """The queueing model that sizing uses."""

    ERLANG_C = "erlang-c"
    ERLANG_A = "erlang-a"


@dataclass(frozen=True)
class Target:
    """One or several promises; all of them are kept at once.

    Parameters
    ----------
    sl : float or None
        Service level, above 0 and below 1; None when it is not promised.
    threshold_s : float
        Seconds in which that share is answered.
    definition : ServiceLevelDefinition
        Which share it is; under Erlang C all four are one.
    asa_s : float or None
        Longest average speed of answer, seconds, of the calls that are answered.
    answer_rate : float or None
        Least share of calls answered, above 0 and below 1; needs Erlang A.
    occupancy_cap : float or None
        Highest share of time on calls, above 0 and up to 1.

    Raises
    ------
    BadInputError
        When a promise is impossible (100 %), out of range, or none is made.
    """

    sl: float | None = 0.8
    threshold_s: float = 10.0
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED
    asa_s: float | None = None
    answer_rate: float | None = None
    occupancy_cap: float | None = None

    def __post_init__(self) -> None:
        faults = [
            *_share("sl", self.sl, "service level", "0.8"),
            *_share("answer_rate", self.answer_rate, "answer rate", "0.9"),
            *_seconds("threshold_s", self.threshold_s, least=0.0),
        ]
        if self.asa_s is not None and not (0 < self.asa_s < math.inf):
            what = "nobody can be answered in no time at all on average"
            mend = "give the average speed of answer in seconds, above 0"
            faults.append(_fault("asa_s", self.asa_s, what, mend))
        if self.occupancy_cap is not None and not (0 < self.occupancy_cap <= 1):
            what = "the occupancy cap is out of range"
            mend = "give a share above 0 and up to 1, e.g. 0.85"
            faults.append(_fault("occupancy_cap", self.occupancy_cap, what, mend))
        if self.sl is self.asa_s is self.answer_rate is self.occupancy_cap is None:
            faults.append(
                Fault("the target promises nothing", "set a service level, e.g. 80/20", value="")
            )
        if faults:
            raise BadInputError(faults)

    @property
    def label(self) -> str:
        """Short name for tables, e.g. ``"80/20"``, ``"80/20 + occupancy 85 %"``."""
        parts = []
        if self.sl is not None:
            parts.append(f"{self.sl * 100:.10g}/{self.threshold_s:.10g}")
        if self.asa_s is not None:
            parts.append(f"ASA {self.asa_s:.10g} s")
        if self.answer_rate is not None:
            parts.append(f"answer rate {self.answer_rate * 100:.10g} %")
        if self.occupancy_cap is not None:
            parts.append(f"occupancy {self.occupancy_cap * 100:.10g} %")
        return " + ".join(parts)


def parse_target(
    text: str,
    *,
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED,
    asa_s: float | None = None,
    answer_rate: float | None = None,
    occupancy_cap: float | None = None,
) -> Target:
    """Read a service level as planners write it: ``80/20`` is 80 % in 20 seconds.

    Raises
    ------
    BadInputError
        When the text is no such pair, or the target is impossible.

    Examples
    --------
    >>> parse_target("80/20").threshold_s
    20.0
    """
    try:
        percent, seconds = (part.strip().rstrip("%s ") for part in text.split("/"))
        # Shifting the decimal point as text keeps 57 -> 0.57 exact.
        share, threshold_s = float(f"{percent}e-2"), float(seconds)
    except ValueError as error:
        raise BadInputError(
            Fault("the target cannot be read", "write percent/seconds, e.g. 80/20", value=text)
        ) from error
    return Target(share, threshold_s, definition, asa_s, answer_rate, occupancy_cap)


def _share(name: str, value: float | None, noun: str, example: str) -> list[Fault]:
    if value is None or 0 < value < 1:
        return []
    if value >= 1:
        what = f"a {noun} of 100 % or more is impossible: no number of agents is sure to give it"
    else:
        what = f"the {noun} is not above 0"
    return [_fault(name, value, what, f"give a share above 0 and below 1, e.g. {example}")]


def _seconds(name: str, value: float, *, least: float) -> list[Fault]:
    if least <= value < math.inf:
        return []
    return [_fault(name, value, "is out of range", "give seconds, 0 or more")]


def _fault(column: str, value: float, what: str, mend: str) -> Fault:
    return Fault(what, mend, column=column, value=str(value))
