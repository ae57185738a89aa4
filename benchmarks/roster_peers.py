"""Our rosters beside Timefold for Python and pyworkforce, as far as they can express a problem.

``python -m benchmarks roster-peers`` measures generated centres and
``python -m benchmarks.roster_peers --instances DIR`` the instances of Curtois & Qu as well;
``--install`` makes the peers' environments in build/peers and ends. Both sides get the same
seconds in one run, one after the other, ours last; costs are the audit's or the checker's. A peer
that is not there or fails is named as such.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peer_pyworkforce, peer_timefold
from benchmarks.fixed_breaks import fixed_problem
from benchmarks.nrp_instance import Instance, grid_of, penalty, read_instance, to_problem
from benchmarks.peer_environment import PYWORKFORCE, TIMEFOLD
from wfm.core.interchange import check_problem
from wfm.core.problem import Problem
from wfm.rostering.engine import solve
from wfm.rules.auditing import audit

Row = dict[str, Any]
Judge = Callable[[peer_timefold.Answer], tuple[float, int]]
"""Cost of a peer's roster and the hard rules that it breaks."""


@dataclass(frozen=True)
class Options:
    """What to measure.

    Parameters
    ----------
    time_s, counts_s : float
        Seconds of each side for people, and for counts of people per shift.
    seed : int
    centres : tuple of int
        Agents of the generated centres.
    instances : tuple of Path
        Files of Curtois & Qu.
    searches : tuple of Search
        Of Timefold.
    """

    time_s: float = 60.0
    counts_s: float = 20.0
    seed: int = 1
    centres: tuple[int, ...] = (30, 100)
    instances: tuple[Path, ...] = ()
    searches: tuple[peer_timefold.Search, ...] = peer_timefold.SEARCHES


MODELS = (peer_pyworkforce.DIFFERENCE, peer_pyworkforce.LEAST)
SMOKE = Options(1.0, 1.0, centres=(12,), searches=peer_timefold.SEARCHES[:1])


def rows(smoke: bool) -> list[Row]:
    """One row a problem."""
    return list(measure(SMOKE if smoke else Options()))


def measure(options: Options) -> Iterator[Row]:
    """Measure problem by problem."""
    for path in options.instances:
        yield instance_row(read_instance(path), options)
    if not options.instances:
        how = "not run: python -m benchmarks.roster_peers --instances DIR"
        yield {"problem": "Curtois & Qu", "timefold": how}
    for n_agents in options.centres:
        yield centre_row(fixed_problem(n_agents, options.seed), options)
    for n_agents in options.centres:
        for model in MODELS[:1] if options is SMOKE else MODELS:
            yield counts_row(n_agents, model, options)


def instance_row(instance: Instance, options: Options) -> Row:
    """An instance of Curtois & Qu, judged by its own text."""

    def judge(answer: peer_timefold.Answer) -> tuple[float, int]:
        cost, broken = penalty(instance, peer_timefold.instance_grid(instance, answer))
        return cost, len(broken)

    row: Row = {
        "problem": instance.name,
        "agents": len(instance.employees),
        "days": instance.days,
        "seconds": options.time_s,
    }
    theirs = timefold_columns(lambda: peer_timefold.instance_task(instance), judge, options)
    problem = to_problem(instance)
    result = solve(problem, time_s=options.time_s, seed=options.seed)
    if result.roster is not None:
        cost, broken = penalty(instance, grid_of(instance, result.roster))
        row |= {"ours": cost, "hard violations": len(broken)}
    row["bound"] = None if result.bound is None else round(result.bound, 1)
    return row | {"ours in s": round(result.wall_s, 1)} | with_ratios(row, theirs)


def centre_row(problem: Problem, options: Options) -> Row:
    """A generated week whose breaks stand still, judged by the audit."""

    def judge(answer: peer_timefold.Answer) -> tuple[float, int]:
        report = audit(problem, peer_timefold.centre_roster(problem, answer))
        return report.cost, len(report.hard)

    check_problem(problem)
    row: Row = {
        "problem": problem.name,
        "agents": len(problem.agents),
        "days": problem.n_days,
        "seconds": options.time_s,
    }
    theirs = timefold_columns(lambda: peer_timefold.centre_task(problem), judge, options)
    row |= our_columns(problem, options.time_s, options.seed)
    return row | with_ratios(row, theirs)


def our_columns(problem: Problem, time_s: float, seed: int) -> Row:
    """Our audited cost, bound and seconds."""
    result = solve(problem, time_s=time_s, seed=seed)
    return {
        "ours": result.objective,
        "hard violations": None if result.report is None else len(result.report.hard),
        "bound": None if result.bound is None else round(result.bound, 1),
        "ours in s": round(result.wall_s, 1),
    }


def timefold_columns(
    task: Callable[[], peer_timefold.Task], judge: Judge, options: Options
) -> dict[str, Row]:
    """Columns of each of the peer's searches: cost, hard rules broken, seconds, moves a second.

    Its own score is told where it says another cost than the judge, or another word on the rules.
    """
    missing = TIMEFOLD.missing()
    if missing:
        return {options.searches[0].name: {"cost": missing}}
    found: dict[str, Row] = {}
    for search in options.searches:
        try:
            answer = peer_timefold.ask(task(), search, options.time_s, options.seed)
        except RuntimeError as error:
            found[search.name] = {"cost": f"failed: {error}"}
            continue
        cost, broken = judge(answer)
        found[search.name] = {
            "cost": cost,
            "hard rules broken": broken,
            "in s": round(answer.wall_s, 1),
            "moves a second": answer.moves_per_s,
        }
        if (answer.hard == 0) != (broken == 0) or -answer.soft != cost:
            found[search.name]["its own score"] = f"{answer.hard} hard, {answer.soft} soft"
    return found


def with_ratios(row: Row, theirs: dict[str, Row]) -> Row:
    """The peers' columns under their names, with our cost over theirs where theirs is legal."""
    columns: Row = {}
    for name, facts in theirs.items():
        columns[name] = facts["cost"]
        columns |= {f"{name}: {what}": x for what, x in facts.items() if what != "cost"}
        legal = facts.get("hard rules broken") == 0
        if legal and facts["cost"] and row.get("ours") is not None:
            columns[f"ours / {name}"] = round(row["ours"] / facts["cost"], 3)
    return columns


def counts_row(n_agents: int, model: str, options: Options) -> Row:
    """Counts of people per shift: pyworkforce's own ground."""
    problem = peer_pyworkforce.counts_problem(n_agents, options.seed, model)
    check_problem(problem)
    row: Row = {
        "problem": problem.name,
        "agents": n_agents,
        "days": problem.n_days,
        "seconds": options.counts_s,
    }
    theirs: Row = {"cost": PYWORKFORCE.missing()}
    if not theirs["cost"]:
        task = peer_pyworkforce.counts_task(problem, model, options.counts_s)
        try:
            said = peer_pyworkforce.ask(task)
        except RuntimeError as error:
            theirs = {"cost": f"failed: {error}"}
        else:
            theirs = {"cost": said["status"], "in s": round(said["seconds"], 2)}
            roster = peer_pyworkforce.roster_of(problem, said)
            if roster is not None:
                report = audit(problem, roster)
                theirs |= {"cost": report.cost, "hard rules broken": len(report.hard)}
    row |= our_columns(problem, options.counts_s, options.seed)
    return row | with_ratios(row, {"pyworkforce": theirs})


def main() -> None:
    """Measure what was asked for and keep it, or install the peers."""
    # The registry imports this module, and what keeps results imports the registry.
    from benchmarks.__main__ import about, keep, table
    from benchmarks.registry import BENCHMARKS

    parser = argparse.ArgumentParser(prog="python -m benchmarks.roster_peers")
    parser.add_argument("--install", action="store_true", help="make the environments and end")
    parser.add_argument("--instances", type=Path, help="folder of Curtois & Qu's files")
    parser.add_argument("--only", type=int, nargs="+", help="numbers of instances")
    parser.add_argument("--centres", type=int, nargs="*", default=list(Options.centres))
    parser.add_argument("--time", type=float, default=Options.time_s, help="seconds a side")
    parser.add_argument("--seed", type=int, default=Options.seed)
    parser.add_argument("--dry", action="store_true", help="print only, keep nothing")
    chosen = parser.parse_args()
    if chosen.install:
        for peer in (TIMEFOLD, PYWORKFORCE):
            print(f"{peer.requirement}: {peer.install() or 'installed'}")
        return
    options = Options(
        time_s=chosen.time,
        seed=chosen.seed,
        centres=tuple(chosen.centres),
        instances=files_of(chosen.instances, chosen.only) if chosen.instances else (),
    )
    facts, found = about(), []
    for row in measure(options):
        found.append(row)
        print(table([row]), flush=True)
    if not chosen.dry:
        benchmark = next(b for b in BENCHMARKS if b.name == "roster-peers")
        print(f"kept in {keep(benchmark, facts, found)}")


def files_of(folder: Path, only: list[int] | None) -> tuple[Path, ...]:
    """Instances of a folder in order of their numbers."""
    numbered = {
        int(path.stem.removeprefix("Instance")): path for path in folder.glob("Instance*.txt")
    }
    return tuple(numbered[n] for n in sorted(numbered) if only is None or n in only)


if __name__ == "__main__":
    main()
