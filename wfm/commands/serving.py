"""`wfm demo`, `serve`, `worker`: the whole path headless, and the app with its worker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wfm.commands.show import NOT_MET, Json, print_json, print_table, say
from wfm.service import demo as demos
from wfm.service import hosting
from wfm.service.checking import centre_path
from wfm.service.settings import settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (demo, serve, worker):
        app.command()(command)


def demo(
    out: Annotated[Path, typer.Option(help="Folder for what is made.")],
    centre: Annotated[Path | None, typer.Option(help="Centre; default: the sample.")] = None,
    time: Annotated[float, typer.Option(min=1, help="Seconds for the roster.")] = 120,
    seed: Annotated[int, typer.Option()] = 1,
    json: Json = False,
) -> None:
    """Run the whole path on the sample centre: history to a roster and its workbook."""
    folder = centre_path(centre or Path(settings().sample_centre))
    done = demos.run_demo(folder, out, time_s=time, seed=seed, say=say)
    if json:
        print_json({"rows": dict(done.rows), **done.result.to_dict()})
    else:
        print_table("demonstration", ("what", "value"), done.rows)
    if not done.clean:
        raise typer.Exit(NOT_MET)


def serve(
    host: Annotated[str | None, typer.Option(help="Address; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default 8501.")] = None,
) -> None:
    """Serve the app with a worker beside it; the sample centre is brought in when none is."""
    hosting.prepare(settings())
    raise typer.Exit(hosting.serve(settings(), host or settings().host, port or settings().port))


def worker() -> None:
    """Run queued work until told to stop."""
    hosting.prepare(settings())
    hosting.work(settings())
