"""Tests of the entry: which commands there are, and what is loaded for one."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest
import typer

from wfm import cli, commands

pytestmark = pytest.mark.unit


def test_every_module_of_commands_is_named() -> None:
    """Tests that each module that registers commands is listed, with exactly those commands."""
    found = {}
    for module in iter_modules(commands.__path__):
        room = import_module(f"wfm.commands.{module.name}")
        if hasattr(room, "register"):
            app = typer.Typer()
            room.register(app)
            named = [c.name or c.callback.__name__ for c in app.registered_commands]
            found[module.name] = tuple(named)
    assert found == cli.ROOMS


def test_help_lists_every_command(wfm) -> None:
    """Tests that the help names all commands, each with its sentence, in their order."""
    done = wfm("--help")
    assert done.code == 0
    names = [name for room in cli.ROOMS.values() for name in room]
    lines = [line.strip("│ ").split(maxsplit=1) for line in done.out.splitlines()]
    listed = [words[0] for words in lines if len(words) == 2 and words[0] in names]
    assert listed == names


def test_a_slip_is_answered_with_a_command(wfm) -> None:
    """Tests that a command that there is not ends with code 2 and the nearest that there is."""
    done = wfm("rooster")
    assert done.code == cli.BAD_INPUT
    assert "roster" in done.err


def test_a_roster_loads_no_other_room() -> None:
    """Tests that the roster's command starts without forecasting, store and pages."""
    script = (
        "import sys; from wfm import cli\n"
        "try: cli.app(['roster', '--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.split('.')[:2] in "
        "(['wfm', 'forecasting'], ['wfm', 'store'], ['wfm', 'web'], ['sqlalchemy'])])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
