"""`wfm today`: a day's counts against its forecast, and the rest of it revised."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from wfm.commands.show import Json, print_json, print_table, say
from wfm.service import files, today_files

Centre = Annotated[Path, typer.Argument(help="Centre folder, or its name in forecasts/.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(today)


def today(
    centre: Centre,
    actuals: Annotated[Path, typer.Option(help="CSV of counts, as a history.")],
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: the last one counted.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="CSV of every interval to write.")] = None,
    json: Json = False,
) -> None:
    """Compare a day with its forecast and revise what is still to come."""
    found = today_files.today_folder(centre, actuals, None if day is None else day.date())
    if out is not None:
        files.write_frame(found.table(), out)
    running = found.running
    until = None if running.until is None else running.until.isoformat()
    if json:
        print_json(
            {
                "day": found.day.isoformat(),
                "until": until,
                "revised": list(running.revised),
                "queues": running.totals.to_dict("records"),
            }
        )
        return
    rows = running.totals.itertuples(index=False, name=None)
    print_table(
        f"{found.day}, counted until {until}",
        ("queue", "plan", "counted", "plan so far", "outlook", "low", "high", "AHT to come"),
        (
            (queue, *(f"{value:,.1f}" for value in values), f"{ratio - 1:+.1%}")
            for queue, *values, ratio in rows
        ),
    )
    frozen = [q for q in running.totals["queue"] if q not in running.revised]
    if frozen:
        say(f"note: kept as planned: {', '.join(frozen)}")
