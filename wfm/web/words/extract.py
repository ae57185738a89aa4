"""Texts that the app says, found in its source; what a catalogue lacks.

``python -m wfm.web.words.extract`` lists every text without a Chinese translation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from wfm.web.words import LOCALES, po_path

WEB = Path(__file__).resolve().parents[1]
SOURCES = (WEB, WEB.parents[1] / "app.py")
NAMES = {"words", "N_"}


@dataclass(frozen=True, slots=True)
class Found:
    """A text and where it stands; `plural` is empty unless it depends on a count."""

    text: str
    plural: str
    file: Path
    line: int


def files() -> Iterator[Path]:
    """Source files of the app."""
    for source in SOURCES:
        yield from sorted(source.rglob("*.py")) if source.is_dir() else [source]


def constant(node: ast.expr | None) -> str | None:
    """Text of a node that is a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts_of(path: Path) -> Iterator[Found]:
    """Texts in calls of ``words(...)``, ``words.count(...)`` and ``N_(...)`` of one file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        plain = isinstance(function, ast.Name) and function.id in NAMES
        own = isinstance(function, ast.Attribute) and function.attr == "words"
        counted = (
            isinstance(function, ast.Attribute) and function.attr == "count" and len(node.args) >= 3
        )
        text = constant(node.args[0])
        if text and (plain or own):
            yield Found(text, "", path, node.lineno)
        elif text and counted:
            yield Found(text, constant(node.args[1]) or "", path, node.lineno)


def texts() -> list[Found]:
    """Texts of the whole app, in the order of its files."""
    return [found for path in files() for found in texts_of(path)]


def read_catalogue(language: str) -> Catalog:
    """Catalogue of a language with its comments and flags."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=LOCALES[language])


def missing(language: str) -> list[Found]:
    """Texts without a translation, or with a fuzzy one."""
    catalogue = read_catalogue(language)
    lacking = []
    for found in {(f.text, f.plural): f for f in texts()}.values():
        message = catalogue.get(found.text)
        strings = () if message is None else message.string
        strings = (strings,) if isinstance(strings, str) else strings
        if message is None or message.fuzzy or not strings or not all(strings):
            lacking.append(found)
    return lacking


if __name__ == "__main__":
    for lack in missing("zh"):
        print(f"{lack.file.name}:{lack.line}: {lack.text!r}")
