"""`wfm roster`, `explain`, `audit`, `sheet`: from a problem to a roster that holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wfm.commands import repairing
from wfm.commands.show import NOT_MET, Json, print_json, print_table, say
from wfm.core.errors import BadInputError, Fault
from wfm.service import files, questions, repairs, solving

ProblemFile = Annotated[Path, typer.Argument(help="problem.json")]
RosterFile = Annotated[Path, typer.Argument(help="roster.json")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (roster, explain, audit, sheet):
        app.command()(command)


def roster(
    problem: ProblemFile,
    out: Annotated[Path, typer.Option(help="roster.json to write.")],
    time: Annotated[
        float | None, typer.Option(min=1, help="Seconds: 120, or 5 for a repair.")
    ] = None,
    seed: Annotated[int, typer.Option()] = 1,
    deterministic: Annotated[
        float | None, typer.Option(help="Deterministic limit: repeatable, one worker.")
    ] = None,
    base: Annotated[Path | None, typer.Option(help="roster.json to start from or repair.")] = None,
    absent: Annotated[str, typer.Option(help="AGENT@DATE,... who is not there.")] = "",
    leave: Annotated[str, typer.Option(help="AGENT@DATE..DATE,... leave granted since.")] = "",
    raised: Annotated[str, typer.Option("--raise", help="DATE=FACTOR,... on the demand.")] = "",
    keep: Annotated[str, typer.Option(help="AGENT or DATE,... that may not change.")] = "",
    starters: Annotated[str, typer.Option(help="AGENT,... who are new: no changes.")] = "",
    max_changes: Annotated[int | None, typer.Option(min=0, help="Most changed cells.")] = None,
    max_agents: Annotated[int | None, typer.Option(min=0, help="Most agents changed.")] = None,
    json: Json = False,
) -> None:
    """Make a roster, or repair one with few changes (`wfm repair` says more)."""
    read = files.read_problem(problem)
    start = None if base is None else files.read_roster(base)
    tell = None if json else solving.narrator(say)
    told = absent or leave or raised or keep or starters
    if told or max_changes is not None or max_agents is not None:
        ask = repairs.parse_ask(
            absent=absent,
            leave=leave,
            raise_=raised,
            keep=keep,
            starters=starters,
            max_changes=max_changes,
            max_agents=max_agents,
        )
        how = repairing.Search(time, seed, deterministic)
        repairing.mend(read, start, ask, how, out=out, json=json)
        return
    result = solving.make(
        read,
        time_s=120 if time is None else time,
        seed=seed,
        deterministic=deterministic,
        base=start,
        on_progress=tell,
    )
    about = result.to_dict()
    if result.roster is not None:
        files.write_roster(result.roster, out, **about)
    if json:
        print_json(about)
    else:
        print_table(read.name, ("what", "value"), solving.summary_rows(result))
        for text in solving.conflict_texts(result):
            print(text)
    if result.roster is None or about["hard_violations"]:
        raise typer.Exit(NOT_MET)


def explain(
    problem: ProblemFile,
    roster: Annotated[Path | None, typer.Argument(help="roster.json")] = None,
    infeasible: Annotated[bool, typer.Option("--infeasible", help="Why there is none.")] = False,
    why_not: Annotated[str, typer.Option(help="AGENT,DATE,SHIFT")] = "",
    why_short: Annotated[str, typer.Option(help="Local time, YYYY-MM-DD HH:MM")] = "",
    what_if: Annotated[str, typer.Option(help="AGENT,DATE,SHIFT or AGENT,DATE,off")] = "",
    prices: Annotated[bool, typer.Option("--prices", help="What reliefs would save.")] = False,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    json: Json = False,
) -> None:
    """Say why there is no roster, why not this shift, what it would cost, or why it is short."""
    read = files.read_problem(problem)
    if infeasible:
        found = questions.infeasible(read, language)
    elif prices:
        found = questions.prices(read, language)
    elif (why_not or why_short or what_if) and roster is not None:
        made = files.read_roster(roster)
        if why_not:
            found = questions.ask_why_not(read, made, why_not, language)
        elif what_if:
            found = questions.ask_what_if(read, made, what_if, language)
        else:
            found = questions.ask_why_short(read, made, why_short, language)
    else:
        raise BadInputError(
            Fault(
                "nothing to explain",
                "give --infeasible or --prices, or a roster.json with --why-not, --what-if or "
                "--why-short",
            )
        )
    if json:
        print_json(found)
    else:
        for text in found["sentences"]:
            print(text)


def audit(problem: ProblemFile, roster: RosterFile, json: Json = False) -> None:
    """List every violation; exit code 1 when a hard one stands."""
    found = solving.audit_files(files.read_problem(problem), files.read_roster(roster))
    if json:
        print_json(found)
    else:
        rows = [(r, p["amount"], p["unit"], p["cost"]) for r, p in found["penalties"].items()]
        print_table("cost per rule", ("rule", "amount", "unit", "cost"), rows)
        for text in found["hard"]:
            print(f"hard: {text['sentence']} [{text['source']}]")
        print(f"hard violations: {found['hard_violations']}; cost: {found['cost']:g}")
        for name in found["not_checked"]:
            print(f"not checked: {name}")
    if found["hard_violations"]:
        raise typer.Exit(NOT_MET)


def sheet(
    problem: Annotated[Path | None, typer.Argument(help="problem.json")] = None,
    roster: Annotated[Path | None, typer.Argument(help="roster.json")] = None,
    out: Annotated[Path | None, typer.Option(help="week.xlsx, or roster.json with --read.")] = None,
    read: Annotated[Path | None, typer.Option("--read", help="A week.xlsx to read back.")] = None,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    json: Json = False,
) -> None:
    """Write the shift-sheet workbook, or read an edited one back as a roster."""
    if problem is None or out is None or (roster is None and read is None):
        raise BadInputError(
            Fault("a file is missing", "give problem.json, roster.json (or --read) and --out")
        )
    value = files.read_problem(problem)
    moves: list[tuple[str, str]] = []
    if read is not None:
        before = None if roster is None else files.read_roster(roster)
        carried = solving.read_sheet(read, value, before)
        files.write_roster(carried.roster, out)
        moves += [(m.fate.value, m.words.fill(language)) for m in carried.moves]
    else:
        assert roster is not None
        about = files.read_json(roster)
        solving.write_sheet(value, files.read_roster(roster), about, out, language)
    if json:
        told = [{"fate": fate, "what": text} for fate, text in moves]
        print_json({"out": str(out), **({"activities": told} if told else {})})
    else:
        for fate, text in moves:
            print(f"{fate}: {text}")
        print(out)
