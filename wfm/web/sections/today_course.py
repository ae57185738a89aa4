"""How a day goes: counted against planned, and where it is heading."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from wfm.service.today import Today
from wfm.web.charts.running import handle_time_chart, running_chart
from wfm.web.components.header import tiles
from wfm.web.frame import Frame
from wfm.web.sections.names import choose_queue, queue_names
from wfm.web.words import Words


def show(found: Today, frame: Frame) -> None:
    """Figures, and the chart of plan, counts and update."""
    words, running = frame.words, found.running
    totals = running.totals
    counted, planned = float(totals["counted"].sum()), float(totals["plan_so_far"].sum())
    outlook, plan = float(totals["outlook"].sum()), float(totals["plan"].sum())
    some = running.until is not None
    coming = running.frame[~running.frame["passed"]]
    tiles(
        [
            (
                words("Counted so far"),
                words.number(counted if some else None),
                words("Contacts offered in the intervals counted."),
            ),
            (
                words("Against the plan so far"),
                _change(counted / planned - 1 if some and planned else None, words),
                words("Of the same intervals; an interval that was not counted is left out."),
            ),
            (
                words("Outlook for the day"),
                words.number(outlook),
                words("What was counted, and what is still expected. Planned: {n}.",
                      n=words.number(plan)),
            ),
            (
                words("Handle time so far (s)"),
                words.number(_mean_aht(running.frame, "actual_aht_s", "actual")),
                words("Weighted by contacts; where handle times were given."),
            ),
            (
                words("Handle time to come (s)"),
                words.number(_mean_aht(coming, "update_aht_s", "update")),
                words("Weighted by the contacts still expected. Planned: {n}.",
                      n=words.number(_mean_aht(coming, "aht_s", "update"))),
            ),
        ],
        per_row=5,
    )  # fmt: skip
    queues = list(dict.fromkeys(running.frame["queue"]))
    queue = choose_queue(frame, queues, key="today_queue")
    one = queue or (queues[0] if len(queues) == 1 else "")
    of_queues = running.frame[running.frame["queue"] == one] if one else running.frame
    shown = of_queues
    if not one:
        sums = running.frame.groupby("timestamp", as_index=False)
        shown = sums[["plan", "actual", "update"]].sum(min_count=1)
        shown["passed"] = sums["passed"].first()["passed"]
    st.altair_chart(
        running_chart(shown, words, frame.palette),
        alt=words("Plan of the day, contacts counted, and the rest revised"),
    )
    _outlook(found, one, frame)
    st.altair_chart(
        handle_time_chart(_handle_times(of_queues), words, frame.palette),
        alt=words("Handle time planned, counted, and the rest revised"),
    )
    _handle_time_outlook(found, of_queues, frame)


def _outlook(found: Today, queue: str, frame: Frame) -> None:
    """What the revision rests on, in a line."""
    words, running, names = frame.words, found.running, queue_names(frame)
    if running.until is None:
        st.caption(words("The rest of the day is revised from the second open hour on."))
        return
    if not queue:
        frozen = [q for q in running.totals["queue"] if q not in running.revised]
        if frozen and len(frozen) < len(running.totals):
            left = words.join([names.get(q, q) for q in frozen])
            st.caption(words("Kept as planned: {names}.", names=left))
        if len(frozen) < len(running.totals):
            st.caption(
                words(
                    "The 80 % prediction interval is worked out for one queue at a time: "
                    "choose a queue to see it."
                )
            )
            return
    if queue and queue in running.revised:
        totals = running.totals
        (row,) = totals[totals["queue"] == queue].to_dict("records")
        st.caption(
            words(
                "Outlook for the day {n}, with 80 % between {low} and {high}; planned {plan}.",
                n=words.number(row["outlook"]),
                low=words.number(row["low"]),
                high=words.number(row["high"]),
                plan=words.number(row["plan"]),
            )
        )
    else:
        st.caption(
            words(
                "The plan stands: less than two open hours were counted, or the forecast has too "
                "little history to say how a day goes on."
            )
        )


def _change(share: float | None, words: Words) -> str:
    """Percentage with its sign."""
    sign = "+" if share is not None and share > 0 else ""
    return f"{sign}{words.percent(share)}"


def _handle_time_outlook(found: Today, rows: pd.DataFrame, frame: Frame) -> None:
    """How much of the day's handle time is taken for the rest of it, in a line."""
    words, running = frame.words, found.running
    if running.until is None:
        return
    coming = rows[~rows["passed"]]
    planned = _mean_aht(coming, "aht_s", "update")
    if planned is None:
        return
    expected = _mean_aht(coming, "update_aht_s", "update") or planned
    if round(expected) == round(planned):
        st.caption(
            words(
                "The planned handle time stands: too little of the day's own is known, or past "
                "days did not go on as they began."
            )
        )
        return
    st.caption(
        words(
            "Handle time still to come: {n} s, planned {plan} s. The day's own is followed as far "
            "as its contacts and past days bear it out.",
            n=words.number(expected),
            plan=words.number(planned),
        )
    )


def _handle_times(rows: pd.DataFrame) -> pd.DataFrame:
    """Handle times per interval, queues weighted by contacts; NaN where there are none."""
    weights = {"aht_s": "plan", "actual_aht_s": "actual", "update_aht_s": "update"}
    out = {}
    for column, by in weights.items():
        weight = rows[by].where(rows[column].notna(), 0.0).fillna(0.0)
        sums = pd.DataFrame(
            {"timestamp": rows["timestamp"], "s": weight * rows[column].fillna(0.0), "n": weight}
        )
        total = sums.groupby("timestamp", sort=True).sum()
        out[column] = (total["s"] / total["n"]).where(total["n"] > 0, np.nan)
    passed = rows.groupby("timestamp", sort=True)["passed"].first()
    return pd.DataFrame({**out, "passed": passed}).reset_index()


def _mean_aht(rows: pd.DataFrame, column: str, by: str) -> float | None:
    """Mean handle time weighted by contacts; None where there are none."""
    known = rows[rows[by].notna() & rows[column].notna()]
    volume = float(known[by].sum())
    return float((known[by] * known[column]).sum()) / volume if volume else None
