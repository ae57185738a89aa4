"""`wfm forecast`, `backtest`, `clean`, `size`, `problem`: from history to a rostering problem."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from wfm.commands.show import Json, print_json, print_table, say
from wfm.core.errors import BadInputError, Fault
from wfm.service import chain, files
from wfm.service.forecasts import note_text

Centre = Annotated[Path, typer.Argument(help="Centre folder, or its name in forecasts/.")]
Start = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; default: next Monday.")
]
ScenarioName = Annotated[str | None, typer.Option(help="Scenario of the centre folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (forecast, backtest, clean, size, problem):
        app.command()(command)


def forecast(
    centre: Centre,
    out: Annotated[Path, typer.Option(help="forecast.csv to write.")],
    scenario: ScenarioName = None,
    start: Start = None,
    weeks: Annotated[int, typer.Option(min=1, max=52)] = 1,
    model: Annotated[str, typer.Option(help="Forecaster of the registry.")] = "mean_of_three",
    json: Json = False,
) -> None:
    """Forecast volume and handle time per interval and queue."""
    made = chain.forecast_folder(centre, scenario, _day(start), weeks, model)
    files.write_frame(made.frame, out)
    rows = made.frame.groupby("queue")["volume"].sum().round(1)
    if json:
        print_json({"model": made.model, "notes": made.notes, "volume": rows.to_dict()})
    else:
        print_table(f"forecast by {made.model}", ("queue", "volume"), rows.items())
        for note in made.notes:
            say(f"note: {note_text(note)}")


def backtest(
    history: Annotated[Path, typer.Argument(help="CSV with timestamp, volume[, queue, aht_s].")],
    interval: Annotated[int, typer.Option(help="Minutes.")] = 30,
    leads: Annotated[str, typer.Option(help="Bands of days.")] = "1-7,15-28",
    origins: Annotated[int, typer.Option(min=1, max=400)] = 14,
    zone: Annotated[str, typer.Option(help="IANA zone.")] = "UTC",
    country: Annotated[str | None, typer.Option(help="Holiday calendar, e.g. CN.")] = None,
    absent: Annotated[str, typer.Option(help="zero, missing or closed.")] = "missing",
    model: Annotated[str, typer.Option(help="Forecaster of the registry.")] = "mean_of_three",
    predictions: Annotated[Path | None, typer.Option(help="CSV of every prediction.")] = None,
    json: Json = False,
) -> None:
    """Judge a forecaster on origins that it has not seen, beside the baselines."""
    found, frame = chain.backtest_file(
        history,
        interval_min=interval,
        leads=leads,
        origins=origins,
        zone=zone,
        country=country,
        absent=absent,
        model=model,
    )
    if predictions is not None:
        files.write_frame(frame, predictions)
    if json:
        print_json(found)
        return
    rows = []
    for lead, band in found["leads"].items():
        rows.append((f"days {lead}: {model}", _percent(band["wape"]), _percent(band["bias"])))
        for name, base in band["baselines"].items():
            rows.append((f"days {lead}: {name}", _percent(base["wape"]), ""))
    print_table(f"{found['origins']} origins", ("lead and method", "WAPE", "bias"), rows)


def clean(
    history: Annotated[Path, typer.Argument(help="CSV with timestamp, volume[, queue, aht_s].")],
    out: Annotated[Path, typer.Option(help="CSV of the proposals to write.")],
    interval: Annotated[int, typer.Option(help="Minutes.")] = 30,
    zone: Annotated[str, typer.Option(help="IANA zone.")] = "UTC",
    country: Annotated[str | None, typer.Option(help="Holiday calendar, e.g. CN.")] = None,
    absent: Annotated[str, typer.Option(help="zero, missing or closed.")] = "missing",
    json: Json = False,
) -> None:
    """List what strays from the same weekdays in a history; nothing is changed."""
    found = chain.clean_file(
        history, interval_min=interval, zone=zone, country=country, absent=absent
    )
    files.write_frame(found, out)
    counts = found.groupby("kind").agg(changes=("change", "nunique"), intervals=("change", "size"))
    if json:
        print_json({kind: row.to_dict() for kind, row in counts.iterrows()})
    else:
        print_table("proposals", ("kind", "changes", "intervals"), counts.itertuples(name=None))


def size(
    forecast: Annotated[Path, typer.Argument(help="CSV with timestamp, volume, aht_s[, queue].")],
    out: Annotated[Path, typer.Option(help="CSV to write.")],
    target: Annotated[str, typer.Option(help="Service level / seconds.")] = "80/20",
    model: Annotated[str, typer.Option(help="erlang-c or erlang-a.")] = "erlang-c",
    patience_s: Annotated[float | None, typer.Option(help="Mean patience, seconds.")] = None,
    occupancy: Annotated[float | None, typer.Option(help="Highest occupancy.")] = None,
    answer_rate: Annotated[float | None, typer.Option(help="Least answer rate.")] = None,
    asa_s: Annotated[float | None, typer.Option(help="Longest average speed of answer.")] = None,
    min_agents: Annotated[int, typer.Option(min=0)] = 0,
    shrinkage: Annotated[float, typer.Option(help="Unplanned, 0 to below 1.")] = 0.0,
    interval: Annotated[int | None, typer.Option(help="Minutes; read when not given.")] = None,
    no_lag: Annotated[bool, typer.Option("--no-lag", help="Plain SIPP.")] = False,
    confidence: Annotated[float | None, typer.Option(help="Probability of the target.")] = None,
    cv: Annotated[float | None, typer.Option(help="Day-level coefficient of variation.")] = None,
    per: Annotated[str, typer.Option(help="Confidence per interval or day.")] = "interval",
    paths: Annotated[
        Path | None, typer.Option(help="CSV of scenario paths: timestamp, path, volume[, queue].")
    ] = None,
    price: Annotated[
        Path | None, typer.Option(help="CSV to write: agent-hours of each level of certainty.")
    ] = None,
    sl_definition: Annotated[str, typer.Option()] = "offered",
    scenario: Annotated[
        Path | None, typer.Option(help="Scenario file (TOML) to put on the forecast first.")
    ] = None,
    json: Json = False,
) -> None:
    """Agents per interval for a forecast, exactly.

    With --confidence for a probability of keeping the target: by --cv, by --paths, or else by the
    forecast's own quantiles (q10, q90, ...).
    """
    size_file = partial(
        chain.size_file,
        forecast,
        target=target,
        model=model,
        patience_s=patience_s,
        occupancy=occupancy,
        answer_rate=answer_rate,
        asa_s=asa_s,
        min_agents=min_agents,
        shrinkage=shrinkage,
        interval_min=interval,
        lag=not no_lag,
        confidence=confidence,
        cv=cv,
        sl_definition=sl_definition,
        scenario=scenario,
        per=per,
        paths=paths,
    )
    frame = size_file()
    files.write_frame(frame, out)
    if price is not None:
        files.write_frame(size_file(price=True), price)
    peak = int(frame["agents"].max()) if len(frame) else 0
    found = {"rows": len(frame), "peak_agents": peak, "sl_definition": sl_definition}
    if json:
        print_json(found)
    else:
        promised = str(frame["target"].iloc[0]) if len(frame) else target
        print_table(f"sized for {promised}", ("what", "value"), found.items())


def problem(
    out: Annotated[Path, typer.Option(help="problem.json to write.")],
    centre: Annotated[Path | None, typer.Argument(help="Centre folder or name.")] = None,
    scenario: ScenarioName = None,
    start: Start = None,
    weeks: Annotated[int, typer.Option(min=1, max=6)] = 1,
    synthetic: Annotated[int | None, typer.Option(help="Agents of a generated centre.")] = None,
    seed: Annotated[int, typer.Option()] = 1,
    interval: Annotated[int, typer.Option(help="Minutes, of a generated centre.")] = 30,
    json: Json = False,
) -> None:
    """Write everything that is needed to make, audit and score a roster."""
    if synthetic is not None:
        made = chain.synthetic(synthetic, seed, weeks, interval)
    elif centre is not None:
        made = chain.problem_folder(centre, scenario, _day(start), weeks)
    else:
        raise BadInputError(Fault("there is no centre", "name one, or give --synthetic AGENTS"))
    files.write_problem(made, out)
    about = chain.about_problem(made)
    if json:
        print_json(about)
    else:
        print_table(made.name, ("what", "value"), about.items())


def _day(start: datetime | None) -> date | None:
    return None if start is None else start.date()


def _percent(share: float) -> str:
    return f"{share:.2%}"
