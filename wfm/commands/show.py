"""How commands speak: JSON for machines, tables for people."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

NOT_MET = 1
"""Exit code when a command did not meet what was asked."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output; what is no number (NaN, infinity) is null."""
    print(json.dumps(_plain(value), ensure_ascii=False, indent=1, default=str, allow_nan=False))


def _plain(value: Any) -> Any:
    """Value with numbers as JSON knows them, NumPy's too."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; the first column is text, the others stand at the right."""
    # As texts: square brackets in them are brackets, not colours.
    table = Table(title=Text(title), title_justify="left", show_edge=False)
    for k, column in enumerate(columns):
        table.add_column(Text(column), justify="left" if k == 0 else "right")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console().print(table)


def say(text: str) -> None:
    """Print a line of progress on standard error, so that standard output stays for results."""
    Console(stderr=True, highlight=False, markup=False).print(text)
