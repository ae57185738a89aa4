"""`wfm check`: what is wrong with a centre folder, file, row and cell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wfm.commands.show import Json, print_json, print_table
from wfm.core.errors import BadInputError
from wfm.service import checking

BAD_INPUT = 2


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)


def check(
    centre: Annotated[Path, typer.Argument(help="Centre folder, or its name in forecasts/.")],
    json: Json = False,
) -> None:
    """Read a centre folder and say what is wrong, file, row and cell."""
    try:
        found = checking.check_centre(centre)
    except BadInputError as error:
        if json:
            print_json({"ok": False, "faults": [vars_of(f) for f in error.faults]})
        else:
            for fault in error.faults:
                print(fault)
            print(f"{len(error.faults)} faults")
        raise typer.Exit(BAD_INPUT) from error
    if json:
        print_json({"ok": True, **found})
    else:
        print_table(f"{found['centre']}: nothing wrong", ("what", "count"), found["counts"].items())
        for note in found["notes"]:
            print(f"note: {note}")


def vars_of(fault: object) -> dict[str, object]:
    """Return a fault as plain values."""
    names = ("file", "row", "column", "value", "what", "mend")
    return {name: getattr(fault, name) for name in names}
