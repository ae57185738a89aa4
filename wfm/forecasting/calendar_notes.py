"""What a forecast has to say of its events, hours, and queues that are new or have ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from wfm.forecasting.borrowed import NOTE_BORROWED
from wfm.forecasting.days import any_of
from wfm.forecasting.effects import EffectSource
from wfm.forecasting.hours import slots_in
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.lifetimes import NOTE_ENDED

NOTE_LEFT_OUT = "queue_without_history"
NOTE_NEW_EVENT = "event_without_past"
NOTE_EVENT_OF_KIND = "event_of_its_kind"
NOTE_NEW_HOURS = "hours_without_history"

CALENDAR_NOTES = {
    NOTE_BORROWED: "Less than 8 weeks of its own: the profile is borrowed from the queues it is "
    "like, at the planner's guess of the volume.",
    NOTE_ENDED: "No contact in the last four weeks while other queues had some: nothing is "
    "forecast.",
    NOTE_LEFT_OUT: "No history and no queue to borrow from: it is not in the forecast.",
    NOTE_NEW_EVENT: "No past event teaches its effect and no factor is given: the volume is left "
    "as it is.",
    NOTE_EVENT_OF_KIND: "The event's name is new: its effect is that of past events of its kind.",
    NOTE_NEW_HOURS: "It is open at hours at which nothing was ever counted: no volume is expected "
    "there.",
}
"""What each of these notes means."""


def calendar_notes(learned: Iterable[LearnedCalendar], days: Sequence[date]) -> tuple[str, ...]:
    """Notes on the events and hours of a forecast's days.

    Parameters
    ----------
    learned : iterable of LearnedCalendar
        One for each queue.
    days : sequence of date
        Days of the forecast.

    Returns
    -------
    tuple of str
        ``key:event``, once for an event whatever the queues, and ``key:queue``.
    """
    sources: dict[str, set[EffectSource]] = {}
    notes = []
    for one in learned:
        for _, effect in one.effects.on(one.calendar.events, days):
            sources.setdefault(effect.name, set()).add(effect.source)
        if _opens_anew(one):
            notes.append(f"{NOTE_NEW_HOURS}:{one.queue}")
    for name, found in sources.items():
        if found == {EffectSource.NONE}:
            notes.append(f"{NOTE_NEW_EVENT}:{name}")
        elif EffectSource.KIND in found:
            notes.append(f"{NOTE_EVENT_OF_KIND}:{name}")
    return tuple(notes)


def _opens_anew(learned: LearnedCalendar) -> bool:
    """Whether given weekday hours reach where no weekday ever was open."""
    given = learned.calendar.hours.weekdays
    if given is None or not learned.opening.any():
        return False
    known = any_of(learned.opening, 0)
    interval_min = 24 * 60 // len(known)
    return any(bool((slots_in(spans, interval_min) & ~known).any()) for spans in given)
