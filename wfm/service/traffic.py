"""The calls of a horizon, from a forecast: kept in a problem so that a roster can be replayed."""

from __future__ import annotations

from datetime import date

import pandas as pd

from wfm.core.centre import Centre, ServiceTarget
from wfm.core.time import local_instant
from wfm.core.traffic import QueueTraffic, Traffic

CALLS = "phone"
"""Channel that is played call by call; other work has no caller on the line."""


def traffic_of(
    centre: Centre, forecast: pd.DataFrame, target: ServiceTarget, first_day: date, n: int
) -> Traffic | None:
    """Calls of a centre's queues over `n` intervals from a local midnight.

    Parameters
    ----------
    forecast : DataFrame
        FORECAST frame. A queue without a row in an interval takes no calls then, as in sizing.
    target : ServiceTarget
        Promise that the requirement was sized for.

    Returns
    -------
    Traffic or None
        None when no queue of the forecast takes calls.
    """
    grid = pd.date_range(
        local_instant(first_day, 0, centre.zone), periods=n, freq=f"{centre.interval_min}min"
    )
    queues = []
    known = set(forecast["queue"])
    for queue in centre.queues:
        if queue.channel != CALLS or queue.id not in known:
            continue
        rows = forecast[forecast["queue"] == queue.id].set_index("timestamp")
        mine = rows[["volume", "aht_s"]].reindex(grid).fillna(0.0)
        redial = queue.redial_share if queue.redial_share is not None else centre.redial_share
        queues.append(
            QueueTraffic(
                queue.id,
                tuple(float(v) for v in mine["volume"]),
                tuple(float(v) for v in mine["aht_s"]),
                queue.skill,
                queue.patience_s if queue.patience_s is not None else centre.patience_s,
                redial,
                queue.priority,
            )
        )
    if not queues:
        return None
    return Traffic(tuple(queues), target.service_level, target.threshold_s, target.definition)
