"""Parameters that name a daily clock span, for rules that hold at certain hours."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from wfm.core.errors import BadInputError
from wfm.core.time import parse_clock
from wfm.rules.contract import Parameters


def _clock(text: str) -> str:
    try:
        parse_clock(text)
    except BadInputError as error:
        raise ValueError("not a time of day, write it as HH:MM") from error
    return text


Clock = Annotated[str, AfterValidator(_clock)]
"""A local time of day as HH:MM, 00:00 to 24:00."""


class SpanParameters(Parameters):
    """A daily clock span; equal ends are the whole day."""

    from_clock: Clock = Field(default="00:00", description="From this time of day (HH:MM)")
    to_clock: Clock = Field(default="24:00", description="To this time of day (HH:MM), excluded")
