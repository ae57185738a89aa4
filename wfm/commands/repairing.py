"""`wfm repair`: something happened to a roster, and few cells change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from wfm.commands.show import NOT_MET, Json, print_json, print_table, say
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.service import files, repairs, solving
from wfm.service.repair_asks import RepairAsk


@dataclass(frozen=True)
class Search:
    """How long a repair looks: seconds, or deterministic units."""

    time_s: float | None
    seed: int
    deterministic: float | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(repair)


def repair(
    problem: Annotated[Path, typer.Argument(help="problem.json")],
    roster: Annotated[Path, typer.Argument(help="roster.json as published.")],
    out: Annotated[Path, typer.Option(help="roster.json to write.")],
    absent: Annotated[str, typer.Option(help="AGENT@DATE or 'AGENT@DATE HH:MM-HH:MM',...")] = "",
    leave: Annotated[str, typer.Option(help="AGENT@DATE..DATE,... leave granted since.")] = "",
    raised: Annotated[
        str, typer.Option("--raise", help="DATE=FACTOR or 'DATE HH:MM-HH:MM=FACTOR',...")
    ] = "",
    starters: Annotated[str, typer.Option(help="AGENT,... who are new: no changes.")] = "",
    keep: Annotated[str, typer.Option(help="AGENT or DATE,... that may not change.")] = "",
    since: Annotated[str, typer.Option(help="'DATE HH:MM': nothing before it changes.")] = "",
    max_changes: Annotated[int | None, typer.Option(min=0, help="Most changed cells.")] = None,
    max_agents: Annotated[int | None, typer.Option(min=0, help="Most agents changed.")] = None,
    time: Annotated[float | None, typer.Option(min=1, help="Seconds: 5.")] = None,
    seed: Annotated[int, typer.Option()] = 1,
    deterministic: Annotated[
        float | None, typer.Option(help="Deterministic limit: repeatable, one worker.")
    ] = None,
    problem_out: Annotated[
        Path | None, typer.Option(help="problem.json with what happened, to audit by.")
    ] = None,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    json: Json = False,
) -> None:
    """Repair a roster for what happened, and list every change with its reason."""
    ask = repairs.parse_ask(
        absent=absent,
        leave=leave,
        raise_=raised,
        keep=keep,
        starters=starters,
        since=since,
        max_changes=max_changes,
        max_agents=max_agents,
    )
    how = Search(time, seed, deterministic)
    read, base = files.read_problem(problem), files.read_roster(roster)
    mend(read, base, ask, how, out=out, problem_out=problem_out, language=language, json=json)


def mend(
    problem: Problem,
    base: Roster | None,
    ask: RepairAsk,
    how: Search,
    *,
    out: Path,
    problem_out: Path | None = None,
    language: str = "en",
    json: bool,
) -> None:
    """Repair, write what came of it and say it; exit code 1 when a hard rule is broken."""
    mended = repairs.mend(
        problem,
        base,
        ask,
        time_s=how.time_s,
        seed=how.seed,
        deterministic=how.deterministic,
        on_progress=None if json else solving.narrator(say),
    )
    about = mended.result.to_dict()
    if mended.roster is not None:
        files.write_roster(mended.roster, out, **about)
    if problem_out is not None:
        files.write_problem(mended.problem, problem_out)
    if json:
        print_json({**about, **mended.to_dict()})
    else:
        print_table(problem.name, ("what", "value"), solving.summary_rows(mended.result))
        if mended.roster is not None:
            rows = repairs.change_rows(mended, language)
            print_table("changes", ("agent", "day", "before", "after", "why"), rows)
            print(f"shifts whose breaks move: {len(mended.moved)}")
            rows = repairs.effect_rows(mended)
            print_table("effect", ("what", "published", "unmended", "mended"), rows)
        for text in solving.conflict_texts(mended.result, language):
            print(text)
    after = mended.effects["mended"]
    if after is None or after.hard:
        raise typer.Exit(NOT_MET)
