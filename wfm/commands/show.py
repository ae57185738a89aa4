"""How commands speak: JSON for machines, tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

NOT_MET = 1
"""Exit code when a command did not meet what was asked."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; the first column is text, the others stand at the right."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for k, column in enumerate(columns):
        table.add_column(column, justify="left" if k == 0 else "right")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table)


def say(text: str) -> None:
    """Print a line of progress on standard error, so that standard output stays for results."""
    Console(stderr=True, highlight=False).print(text)
