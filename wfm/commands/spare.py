"""`wfm spare`: outbound calls and care work in a roster's spare time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wfm.commands.show import Json, print_json, print_table
from wfm.core.errors import BadInputError, Fault
from wfm.service import files
from wfm.service.spare import use_spare_time
from wfm.sizing.blending import MOST_ATTEMPTS, Campaign


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="spare")(spare_time)


def spare_time(
    problem: Annotated[Path, typer.Argument(help="problem.json")],
    roster: Annotated[Path, typer.Argument(help="roster.json")],
    customers: Annotated[float, typer.Option(min=0, help="Customers to be called.")] = 0.0,
    reach: Annotated[float, typer.Option(help="Share of attempts answered.")] = 0.4,
    talk_s: Annotated[float, typer.Option(help="Handle time of a call answered.")] = 180.0,
    ring_s: Annotated[float, typer.Option(help="Time of an attempt not answered.")] = 30.0,
    attempts: Annotated[int, typer.Option(help="Most attempts a customer.")] = MOST_ATTEMPTS,
    pause_h: Annotated[float, typer.Option(help="Hours before the next attempt.")] = 4.0,
    hours: Annotated[str, typer.Option(help="Local hours for calling.")] = "9-20",
    care_hours: Annotated[float, typer.Option(min=0, help="Hours of care work.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Fill the time of agents beyond the requirement; the service sized for is not touched."""
    read = files.read_problem(problem)
    try:
        first, last = (int(part) for part in hours.split("-"))
    except ValueError as error:
        raise BadInputError(
            Fault("the hours cannot be read", "write first-last, e.g. 9-20", value=hours)
        ) from error
    campaign = Campaign(
        "customers",
        customers,
        reach,
        talk_s,
        ring_s,
        attempts,
        max(1, round(pause_h * 60 / read.interval_min)),
    )
    found = use_spare_time(
        read, files.read_roster(roster), campaign, hours=(first, last), care_hours=care_hours
    )
    days = found.intervals.groupby(found.intervals["timestamp"].dt.date)[
        ["attempts", "reached", "given_up"]
    ].sum()
    if as_json:
        print_json(
            {
                "spare_hours": found.spare_hours,
                "outbound_hours": found.outbound_hours,
                "care_hours": found.care_hours,
                "reached": found.reached,
                "waiting": found.waiting,
                "days": [{"day": str(day), **row} for day, row in days.to_dict("index").items()],
            }
        )
        return
    print_table(
        f"{read.name}: {found.spare_hours:.1f} agent-hours beyond the requirement, "
        f"{found.outbound_hours:.1f} for calls, {found.care_hours:.1f} for care; "
        f"{found.waiting:.0f} customers left",
        ("day", "attempts", "reached", "given up"),
        [
            (str(day), f"{row['attempts']:.0f}", f"{row['reached']:.0f}", f"{row['given_up']:.0f}")
            for day, row in days.to_dict("index").items()
        ],
    )
