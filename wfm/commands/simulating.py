"""`wfm simulate`: a roster played against its calls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from wfm.commands.show import Json, print_json, print_table, say
from wfm.core.problem import POOLED
from wfm.core.view import ProblemView
from wfm.service import files, simulating, solving
from wfm.sizing.simulation.replications import KernelName, Plan
from wfm.sizing.simulation.shapes import LogNormal
from wfm.sizing.simulation.simulate import SimulationOptions, simulate
from wfm.sizing.target import parse_target


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="simulate")(simulate_roster)


def simulate_roster(
    problem: Annotated[Path, typer.Argument(help="problem.json")],
    roster: Annotated[Path, typer.Argument(help="roster.json")],
    replications: Annotated[int, typer.Option(min=2, max=1000)] = 50,
    seed: Annotated[int, typer.Option(min=0, help="The same seed plays the same calls.")] = 1,
    confidence: Annotated[float, typer.Option(help="Of the bands.")] = 0.95,
    handle_cv: Annotated[float, typer.Option(help="Spread of handle times: log-normal.")] = 1.0,
    patience_s: Annotated[float | None, typer.Option(help="Mean patience, seconds.")] = None,
    redial: Annotated[float | None, typer.Option(help="Share who call again.")] = None,
    redial_delay_s: Annotated[float, typer.Option(help="Mean seconds until then.")] = 300.0,
    day_cv: Annotated[float, typer.Option(help="Doubt of a day's volume (cv).")] = 0.0,
    absence: Annotated[float, typer.Option(help="Share of shifts not worked.")] = 0.0,
    warmup_s: Annotated[float, typer.Option(help="Seconds played before the horizon.")] = 3600.0,
    forecast: Annotated[Path | None, typer.Option(help="Calls of a forecast.csv.")] = None,
    from_requirement: Annotated[
        bool, typer.Option("--from-requirement", help="Assume what the requirement just serves.")
    ] = False,
    aht_s: Annotated[float, typer.Option(help="With --from-requirement.")] = 180.0,
    target: Annotated[
        str, typer.Option(help="With --forecast or --from-requirement: % / seconds.")
    ] = "80/20",
    sl_definition: Annotated[str, typer.Option(help="With them, too.")] = "offered",
    kernel: Annotated[KernelName, typer.Option(help="Event loop; both agree.")] = KernelName.AUTO,
    out: Annotated[Path | None, typer.Option(help="CSV of the intervals.")] = None,
    json: Json = False,
) -> None:
    """Play a roster against its calls: service with confidence bands, beside Erlang's figure."""
    read = files.read_problem(problem)
    made = files.read_roster(roster)
    solving.check_roster(read, made)
    promised = parse_target(target, definition=simulating.definition_of(sl_definition))
    if forecast is not None:
        traffic = simulating.traffic_from_forecast(read, forecast, promised, patience_s)
    elif from_requirement:
        traffic = simulating.traffic_from_requirement(read, aht_s, promised, patience_s)
    else:
        traffic = simulating.traffic_of_problem(read)
    options = SimulationOptions(
        plan=Plan(replications, seed, warmup_s=warmup_s, absence=absence, kernel=kernel),
        confidence=confidence,
        handling=LogNormal(handle_cv),
        patience_s=patience_s,
        day_cv=day_cv,
        redial_share=redial,
        redial_delay_s=redial_delay_s,
    )
    found = simulate(ProblemView(read), made, traffic, options)
    about = simulating.report(found, simulating.erlang_outlook(read, made, traffic, options))
    if out is not None:
        files.write_frame(simulating.as_frame(about["intervals"], read.zone), out)
    if json:
        print_json({"seed": seed, **about})
        return
    if from_requirement:
        say("note: the calls are assumed, so many that the requirement would just serve them")
    percent = f"{100 * found.confidence:g} %"
    title = (
        f"{read.name}: {found.replications} replications, {percent} bands, service level "
        f"{found.definition} in {found.threshold_s:g} s"
    )
    columns = ("what", "calls", "service level", "answer rate", "ASA s", "occupancy", "Erlang")
    days = [row for row in about["days"] if row["queue"] == POOLED]
    print_table(title, columns, [_line(row) for row in (*about["total"], *days)])
    lowest = simulating.worst(about["intervals"])
    print_table("worst intervals", columns, [_line(row) for row in lowest])


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    when = row.get("timestamp") or row.get("day") or "in all"
    queue = "" if row["queue"] == "all" else f" {row['queue']}"
    erlang = row.get("erlang_service_level")
    return (
        f"{str(when)[:16].replace('T', ' ')}{queue}",
        f"{row['offered']:.1f}",
        _percent(row, "service_level"),
        _percent(row, "answer_rate"),
        "-" if row["asa_s"] is None else f"{row['asa_s']:.1f}",
        "-" if row["occupancy"] is None else f"{row['occupancy']:.1%}",
        "-" if erlang is None else f"{erlang:.1%}",
    )


def _percent(row: dict[str, Any], name: str) -> str:
    mean, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    return "-" if mean is None else f"{mean:.1%} ±{(high - low) / 2:.1%}"
