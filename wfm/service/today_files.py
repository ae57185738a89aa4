"""The running day on files: a centre folder and the counts of a day, without a store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.core.time import monday_of
from wfm.forecasting.reading import read_raw_csv
from wfm.forecasting.running_day import RunningDay, running_day
from wfm.service import planning, today
from wfm.service.checking import centre_path
from wfm.sheets.centre_folder import read_centre

N_DAYS = 7 + planning.TAIL_DAYS


@dataclass(frozen=True)
class DayFile:
    """A day as it stands.

    Parameters
    ----------
    day : date
    running : RunningDay
    agents : DataFrame
        timestamp, group, planned, now: agents required by the plan, and by counts and update.
    """

    day: date
    running: RunningDay
    agents: pd.DataFrame

    def table(self) -> pd.DataFrame:
        """Write out every interval: the running day's columns, and agents of the pool."""
        pool = self.agents.loc[self.agents["group"] == POOLED, ["timestamp", "planned", "now"]]
        named = pool.rename(columns={"planned": "agents_planned", "now": "agents_now"})
        return self.running.frame.merge(named, on="timestamp", how="left")


def today_folder(centre: Path, counts: Path, day: date | None) -> DayFile:
    """Forecast the week of a day from what a folder knows before it, and revise the day.

    Parameters
    ----------
    centre : Path
        Centre folder, or its name.
    counts : Path
        CSV as a history: timestamp, volume[, queue, aht_s, abandoned].
    day : date or None
        None takes the last day that the file has a count of.

    Raises
    ------
    BadInputError
        With every fault of the file, or when it has no count of the day.
    """
    data = read_centre(centre_path(centre))
    told = planning.history_frame(
        data.centre, read_raw_csv(counts), file=counts.name, absent="missing"
    )
    told = told[told["volume"].notna()]
    chosen = day or (None if told.empty else told["timestamp"].max().date())
    of_day = told[told["timestamp"].dt.date == chosen]
    if chosen is None or of_day.empty:
        raise BadInputError(
            Fault(
                f"the table has no count of {chosen or 'any day'}",
                "give rows of that day, or choose another day",
                file=counts.name,
                column="timestamp",
            )
        )
    made = planning.forecast_centre(
        data.centre, planning.read_history(data), monday_of(chosen), N_DAYS
    )
    running = running_day(
        planning.of_week(made.frame, chosen, 1),
        of_day,
        made.intraday,
        data.centre.interval_min,
        made.intraday_aht,
    )
    now = today.frame_now(made.frame, running)
    return DayFile(chosen, running, today.required_agents(data.centre, made.frame, now, chosen))
