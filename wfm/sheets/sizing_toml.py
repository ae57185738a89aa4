"""What centre.toml says of queues, the target and absence: what sizing goes by."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol

from pydantic import BeforeValidator, Field

from wfm.core.errors import Fault
from wfm.sheets.toml_files import TomlModel, key_of

Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, lt=1)]
Names = Annotated[
    tuple[Text, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)
]
"""One name or a list of them."""


class Entry(TomlModel):
    """Something with an id and names."""

    id: Text
    name_en: str = ""
    name_zh: str = ""

    @property
    def names(self) -> tuple[str, str, str]:
        """Id and both names; a name that is not given is the other one, or the id."""
        en = self.name_en or self.name_zh or self.id
        return self.id, en, self.name_zh or en


class QueueEntry(Entry):
    """A ``[[queue]]``."""

    skill: str | None = None
    channel: Literal["phone", "chat", "email", "callback", "outbound", "care"] = "phone"
    concurrency: Annotated[int, Field(ge=1, le=20)] = 1
    slowdown: Annotated[float, Field(ge=0, le=5)] = 0
    threshold_s: Annotated[float, Field(ge=0, le=3600)] | None = None
    deadline_min: Annotated[int, Field(ge=1, le=20160)] | None = None
    idle_share: Annotated[float, Field(ge=0, le=1)] = 0
    priority: int = 0
    patience_s: Annotated[float, Field(gt=0)] | None = None
    redial_share: Share | None = None
    like: Names = ()
    weekly_volume: Annotated[float, Field(gt=0, le=1e8)] | None = None

    @property
    def work(self) -> dict[str, Any]:
        """Everything but id and names."""
        return self.model_dump(exclude={"id", "name_en", "name_zh"})


class TargetEntry(TomlModel):
    """The ``[target]``."""

    service_level: Annotated[float, Field(gt=0, lt=1)] = 0.8
    threshold_s: Annotated[float, Field(ge=0, le=3600)] = 10
    definition: Literal["offered", "answered", "net", "either"] = "offered"
    answer_rate: Annotated[float, Field(gt=0, lt=1)] | None = None
    asa_s: Annotated[float, Field(gt=0)] | None = None
    occupancy_cap: Annotated[float, Field(gt=0, le=1)] | None = None
    promised: bool = True


def _every_hour(value: Any) -> Any:
    return [value] * 24 if isinstance(value, int | float) else value


_ByHour = Annotated[
    tuple[Share, ...], Field(min_length=24, max_length=24), BeforeValidator(_every_hour)
]


class ShrinkageEntry(TomlModel):
    """The ``[shrinkage]``: 24 shares a weekday, or one for all its hours."""

    monday: _ByHour
    tuesday: _ByHour
    wednesday: _ByHour
    thursday: _ByHour
    friday: _ByHour
    saturday: _ByHour
    sunday: _ByHour

    @property
    def by_hour(self) -> tuple[tuple[float, ...], ...]:
        """Seven rows of 24, Monday first."""
        return tuple(getattr(self, day) for day in type(self).model_fields)


class SizingFile(Protocol):
    """What of the file is looked at together."""

    model: Literal["erlang-c", "erlang-a"]
    patience_s: float | None
    interval_min: Literal[5, 10, 15, 30, 60]
    target: TargetEntry
    queue: tuple[QueueEntry, ...]


def promise_faults(seen: SizingFile, file: str) -> list[Fault]:
    """What model, target and channels ask of one another."""
    faults: list[Fault] = []

    def fault(what: str, mend: str, column: str, value: object = "") -> None:
        faults.append(Fault(what, mend, file, column=column, value=str(value)))

    target = seen.target
    if seen.model == "erlang-a" and seen.patience_s is None:
        fault("Erlang A needs the mean patience", "give it in seconds", "patience_s")
    if seen.model == "erlang-c" and target.answer_rate is not None:
        mend = "choose the model erlang-a and give the patience"
        fault("in Erlang C nobody gives up", mend, "target.answer_rate", target.answer_rate)
    if not target.promised and {target.answer_rate, target.asa_s, target.occupancy_cap} == {None}:
        mend = "promise the service level, or an answer_rate, asa_s or occupancy_cap"
        fault("the target promises nothing", mend, "target.promised", "false")
    for i, queue in enumerate(seen.queue):
        deferred = queue.channel in ("email", "callback")
        if deferred and queue.deadline_min is None:
            mend = "give the minutes in which a contact has to be done, e.g. 240"
            fault("the channel needs a deadline", mend, key_of(("queue", i, "deadline_min")))
        if not deferred and queue.deadline_min is not None:
            mend = "take it out, or make the channel email or callback"
            column = key_of(("queue", i, "deadline_min"))
            fault(f"a {queue.channel} queue has no deadline", mend, column, queue.deadline_min)
        if deferred and queue.deadline_min is not None and queue.deadline_min < seen.interval_min:
            mend = f"give at least {seen.interval_min} min, or size it as phone or chat"
            column = key_of(("queue", i, "deadline_min"))
            fault("the deadline is shorter than an interval", mend, column, queue.deadline_min)
        if queue.concurrency > 1 and queue.channel != "chat":
            column = key_of(("queue", i, "concurrency"))
            mend = "take it out, or make the channel chat"
            fault("only chats are held several at once", mend, column, queue.concurrency)
    return faults
