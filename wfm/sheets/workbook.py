"""The shift-sheet workbook: what a scheduler prints, hangs up, edits and brings back."""

from __future__ import annotations

from os import PathLike
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from wfm.core.interchange import fingerprint
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.sheets.agents import write_agents
from wfm.sheets.book import Book, Describe, SheetAbout
from wfm.sheets.cells import safe_text
from wfm.sheets.coverage import write_coverage
from wfm.sheets.days import write_days
from wfm.sheets.fairness import write_fairness
from wfm.sheets.notes import write_notes
from wfm.sheets.styles import Painter
from wfm.sheets.week import write_weeks

WRITERS = (write_weeks, write_days, write_coverage, write_agents, write_fairness, write_notes)
"""Sheets in their order; a new one is one file and one name here."""


def write_workbook(
    target: str | PathLike[str] | IO[bytes],
    problem: Problem,
    roster: Roster,
    report: AuditReport,
    about: SheetAbout,
    describe: Describe,
) -> None:
    """Write a roster as a workbook: weeks, days, coverage, agents, fairness, notes.

    Parameters
    ----------
    target : path or binary file
        Where the ``.xlsx`` goes.
    problem : Problem
    roster : Roster
    report : AuditReport
        Audit of this roster.
    about : SheetAbout
        Language, title block, status, bound and gap.
    describe : callable
        ``describe(violation, language)`` returns the sentence of a violation.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    workbook = make_workbook(Book(problem, roster, report, about, describe))
    workbook.save(target)


def make_workbook(book: Book) -> Workbook:
    """Make the workbook in memory."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    painter = Painter(workbook, book.language)
    for write in WRITERS:
        write(workbook, book, painter)
    about = book.about
    workbook.properties.title = safe_text(f"{about.centre_name} · {book.problem.first_day}")
    workbook.properties.creator = "wfm"
    made = about.made_at.replace(tzinfo=None)
    workbook.properties.created = workbook.properties.modified = made
    properties: Any = workbook  # the library's types do not know custom properties
    for name, value in (
        ("wfm problem", fingerprint(book.problem)),
        ("wfm language", about.language),
        ("wfm revision", safe_text(about.revision)),
    ):
        properties.custom_doc_props.append(StringProperty(name=name, value=value))
    return workbook
