"""Make forecasts/sample_bank from the public call-centre data: always the same files.

    python tools/make_sample_centre.py SOURCE_DIR [--out forecasts/sample_bank]

SOURCE_DIR holds anonymous_bank_1999_by_queue_30min.csv.gz. What is done to the data is written
into provenance.toml beside it.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sample_centre import history
from sample_centre.catalogue import make_shifts
from sample_centre.past_roster import make_past_roster
from sample_centre.people import LEAVE, make_agents
from sample_centre.words import (
    PAST_FIRST_DAY,
    PLANNING_WEEK,
    make_centre,
    make_provenance,
    make_scenarios,
)

from wfm.core.centre import Centre
from wfm.core.people import Agent, ConditionKind, Contract, Leave
from wfm.core.shifts import Shift
from wfm.forecasting.forecast import make_forecast
from wfm.forecasting.scenario import scenario_from
from wfm.forecasting.scenario_file import scenario_to_toml
from wfm.service.planning import calendar_of, history_frame, size_centre
from wfm.sheets.centre_writing import centre_toml
from wfm.sheets.leave_table import leave_rows
from wfm.sheets.past_roster_table import past_roster_rows
from wfm.sheets.people_table import people_rows
from wfm.sheets.shifts_toml import shifts_toml
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.toml_files import write_toml

NURSING_MIN = 60
MADE_BY = "Made by tools/make_sample_centre.py; see provenance.toml."


def phone_hours(
    agents: tuple[Agent, ...],
    contracts: tuple[Contract, ...],
    shifts: tuple[Shift, ...],
    leave: tuple[Leave, ...],
    *,
    weighted: bool,
) -> float:
    """Hours on the phones that the week's contracts hold, net of leave and breaks.

    Every agent works the contract's standard week in shifts of the own length; meal, rest break
    and nursing hour are off the phones. Weighted, trainees and mentors count for what they are
    worth, as coverage counts them.
    """
    by_id = {s.id: s for s in shifts}
    of_contract = {c.id: c for c in contracts}
    week = [PLANNING_WEEK + timedelta(days=d) for d in range(7)]
    total = 0.0
    for agent in agents:
        contract, shift = of_contract[agent.contract], by_id[agent.shifts[0]]
        away = sum(
            not agent.employed_on(day)
            or any(x.agent_id == agent.id and x.covers(day) for x in leave)
            for day in week
        )
        n = max(0, contract.days_a_week - min(away, contract.days_a_week))
        minutes = shift.length_min - sum(b.length_min for b in shift.breaks)
        if agent.has(ConditionKind.NURSING, PLANNING_WEEK):
            minutes -= NURSING_MIN
        total += n * minutes / 60 * (agent.productivity_pct / 100 if weighted else 1)
    return total


def required_hours(centre: Centre, rows: pd.DataFrame) -> float:
    """Agent-hours that the planning week requires: the pool, the night minimum with it."""
    frame = history_frame(centre, rows.astype(str).replace("nan", ""), file="history.csv")
    calendar = calendar_of(centre, frame["timestamp"].min().date(), PLANNING_WEEK)
    forecast = make_forecast(frame, PLANNING_WEEK, 8, calendar=calendar)
    requirement = size_centre(centre, forecast.frame)
    pool = requirement[requirement["group"] == "all"]
    end = pool["timestamp"].iloc[0] + pd.Timedelta(days=7)
    agents = pool.loc[pool["timestamp"] < end, "agents_with_shrinkage"]
    return float(np.sum(agents)) * centre.interval_min / 60


def main() -> None:
    """Write the folder and say how the week's requirement compares with its people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=Path("forecasts/sample_bank"))
    given = parser.parse_args()
    out: Path = given.out
    for folder in ("history", "scenarios"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    centre, agents, shifts = make_centre(), make_agents(), make_shifts()
    made = history.make_history(given.source)
    need = required_hours(centre, made.frame)
    figures = {"required_agent_hours": round(need, 1)}
    for weighted, name in ((False, "phone_hours"), (True, "phone_hours_by_productivity")):
        have = phone_hours(agents, centre.contracts, shifts, LEAVE, weighted=weighted)
        figures |= {name: round(have, 2), f"required_to_{name}": round(need / have, 4)}
    print(figures)
    past = make_past_roster(agents, shifts, LEAVE, PAST_FIRST_DAY)
    by_id = {s.id: s for s in shifts}
    made.frame.to_csv(out / "history" / "calls.csv", index=False, lineterminator="\n")
    (out / "centre.toml").write_text(centre_toml(centre, MADE_BY), encoding="utf-8")
    (out / "shifts.toml").write_text(shifts_toml(shifts, MADE_BY), encoding="utf-8")
    (out / "people.csv").write_bytes(table_bytes("people", people_rows(agents)))
    (out / "leave.csv").write_bytes(table_bytes("leave", leave_rows(LEAVE)))
    (out / "past_roster.csv").write_bytes(table_bytes("past_roster", past_roster_rows(past, by_id)))
    for name, values in make_scenarios().items():
        text = scenario_to_toml(scenario_from(values, f"{name}.toml"))
        (out / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")
    provenance = write_toml(make_provenance(made, figures))
    (out / "provenance.toml").write_text(provenance, encoding="utf-8")


if __name__ == "__main__":
    main()
