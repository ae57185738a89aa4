"""Queues that end: nothing is forecast for one that had no contact while others had."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from wfm.forecasting.contract import FixedWeek
from wfm.forecasting.days import DayMatrix
from wfm.forecasting.learned import N_TYPES, LearnedCalendar

SILENT_DAYS = 28
"""A queue without a contact for four weeks, while others had some, is taken to have ended."""
MIN_EXPECTED = 10.0
"""Unless so few contacts were to be expected that their absence may be chance."""
NOTE_ENDED = "queue_ended"


def ended_queues(history: pd.DataFrame) -> frozenset[str]:
    """Queues that have ended.

    A queue has ended when it had no contact in the last 28 days of the history, on which other
    queues had some, although its mean before them makes at least ten likely; days known as an
    outage or not counted at all don't tell, unless no day of the four weeks was counted.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    """
    counted = (history["state"] == "open") & (history["volume"] > 0)
    if history["queue"].nunique() < 2 or not counted.any():
        return frozenset()
    busy = history.loc[counted, ["timestamp", "queue", "volume"]]
    start = busy["timestamp"].max() - timedelta(days=SILENT_DAYS)
    recent = set(busy.loc[busy["timestamp"] > start, "queue"].unique())
    ended = set()
    for queue in sorted(set(busy["queue"].unique()) - recent):
        own = busy[busy["queue"] == queue]
        days = max((start - own["timestamp"].min()) / pd.Timedelta(days=1), 1.0)
        late = (history["queue"] == queue) & (history["timestamp"] > start)
        out = (history.loc[late, "state"] == "outage").any()
        if not out and float(own["volume"].sum()) / days * SILENT_DAYS >= MIN_EXPECTED:
            ended.add(str(queue))
    return frozenset(ended)


class Ended:
    """Forecast nothing."""

    name = "ended"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> FixedWeek:
        """Nothing is learned."""
        return FixedWeek(np.zeros((N_TYPES, history.n_slots)), notes=(NOTE_ENDED,))
