"""The command line: the same use cases as the pages, with --json and exit codes 0, 1, 2."""

from __future__ import annotations

import sys

import typer

from wfm.commands import centre, planning, rostering, running, serving, simulating, spare
from wfm.core.errors import WfmError

app = typer.Typer(
    help="Workforce scheduling optimiser for 24x7 service centres.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for room in (serving, centre, planning, running, rostering, simulating, spare):
    room.register(app)

BAD_INPUT = 2


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
