"""Queues of one group made into one: their contacts, and the handle time that goes with them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault


def pool_queues(forecast: pd.DataFrame) -> pd.DataFrame:
    """Sum queues per interval: columns timestamp, volume, aht_s (volume-weighted, 0 if unknown).

    Raises
    ------
    BadInputError
        Where calls are expected with a handle time of 0.
    """
    untimed = ((forecast["volume"] > 0) & ~(forecast["aht_s"] > 0)).to_numpy()
    if untimed.any():
        raise BadInputError(
            [
                Fault(
                    "calls are expected but take no time",
                    "give the average handle time in seconds, above 0",
                    row=int(place) + 2,
                    column="aht_s",
                    value=str(forecast["aht_s"].iloc[place]),
                )
                for place in np.flatnonzero(untimed)
            ]
        )
    work = pd.DataFrame(
        {
            "timestamp": forecast["timestamp"],
            "volume": forecast["volume"],
            "work_s": forecast["volume"] * forecast["aht_s"],
        }
    )
    sums = work.groupby("timestamp", sort=True, as_index=False)[["volume", "work_s"]].sum()
    volume = sums["volume"].to_numpy(dtype=np.float64)
    work_s = sums["work_s"].to_numpy(dtype=np.float64)
    aht = np.divide(work_s, volume, out=np.zeros_like(volume), where=volume > 0)
    return sums[["timestamp", "volume"]].assign(aht_s=aht)
