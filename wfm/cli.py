"""The command line: the same use cases as the pages, with --json and exit codes 0, 1, 2."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from wfm.core.errors import WfmError

ROOMS = {
    "serving": ("demo", "serve", "worker"),
    "centre": ("check",),
    "planning": ("forecast", "backtest", "clean", "size", "problem"),
    "running": ("today",),
    "rostering": ("roster", "explain", "audit", "sheet"),
    "repairing": ("repair",),
    "simulating": ("simulate",),
    "spare": ("spare",),
}
"""Commands of each module of `wfm.commands`, in the order of the help."""

BAD_INPUT = 2


class Commands(TyperGroup):
    """Loads a command when it is asked for: a roster needs no forecasting, nor a database."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name every command, in the order of the help."""
        return [name for names in ROOMS.values() for name in names]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; None when there is none, and then all are known, to suggest one."""
        asked = [room for room, names in ROOMS.items() if cmd_name in names]
        for room in asked or ROOMS:
            if self.commands.keys().isdisjoint(ROOMS[room]):
                part = typer.Typer()
                import_module(f"wfm.commands.{room}").register(part)
                self.commands.update(get_group(part).commands)
        return self.commands.get(cmd_name)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _wfm() -> None:
    """Workforce scheduling optimiser for 24x7 service centres."""


def main() -> None:
    """Run a command; bad input is one clear message and exit code 2, never a traceback."""
    try:
        app()
    except WfmError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(BAD_INPUT)
    except OSError as error:
        # A folder that can't be written to, a full disk: nothing that a traceback would mend.
        print(f"error: {error}", file=sys.stderr)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
