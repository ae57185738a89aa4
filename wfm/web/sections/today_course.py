"""How a day goes: counted against planned, and where it is heading."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service.today import Today
from wfm.web.charts.running import running_chart
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
                words.number(_aht(running.frame)),
                words("Weighted by contacts; where handle times were given."),
            ),
        ]
    )  # fmt: skip
    queues = list(dict.fromkeys(running.frame["queue"]))
    queue = choose_queue(frame, queues, key="today_queue")
    one = queue or (queues[0] if len(queues) == 1 else "")
    if one:
        shown = running.frame[running.frame["queue"] == one]
    else:
        sums = running.frame.groupby("timestamp", as_index=False)
        shown = sums[["plan", "actual", "update"]].sum(min_count=1)
        shown["passed"] = sums["passed"].first()["passed"]
    st.altair_chart(
        running_chart(shown, words, frame.palette),
        alt=words("Plan of the day, contacts counted, and the rest revised"),
    )
    _outlook(found, one, frame)


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
            st.caption(words("Intervals are those of a queue: choose one to see them."))
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


def _aht(rows: pd.DataFrame) -> float | None:
    known = rows[rows["actual"].notna() & rows["actual_aht_s"].notna()]
    volume = float(known["actual"].sum())
    return float((known["actual"] * known["actual_aht_s"]).sum()) / volume if volume else None
