"""Faults and refusals of the rooms below in the reader's language.

Those rooms speak English; the texts that an upload or a click on a page can bring up are keyed
here. A text that is not listed stays as it came.
"""

from __future__ import annotations

import re

from wfm.web.words import N_, Words

TEXTS = (
    N_("no column says when"),
    N_("choose one with day and time, or one with the day and one with the time"),
    N_("no column says how many contacts were offered"),
    N_("choose one, or those of answered and abandoned contacts"),
    N_("no column is named by its interval"),
    N_("name them by their start, e.g. 08:30, or choose a row an interval"),
    N_("is not a day"),
    N_("write it as 2026-01-31"),
    N_("is not a time"),
    N_("write it as 2026-01-31 07:30"),
    N_("is not a time of day"),
    N_("write it as 07:30 or 07:30-08:00"),
    N_("write a number, e.g. 12"),
    N_("write 0 or more; leave it empty if unknown"),
    N_("is not a duration"),
    N_("write seconds, e.g. 183.5, or minutes and seconds, e.g. 03:05"),
    N_("no column names the queue"),
    N_("choose the column, or the queue that every row belongs to"),
    N_("the queue is not known"),
    N_("say which queue of the centre it is, or leave its rows out"),
    N_("is empty"),
    N_("name the queue in every row"),
    N_("give one row for each interval"),
    N_("give the column a header, or put numbers with commas in quotation marks"),
    N_("a source needs a name"),
    N_("there is no such source"),
    N_("a change needs a reason"),
    N_("no queue is named"),
    N_("choose at least one"),
    N_("only accepted changes can be reversed"),
    N_("reject a proposal instead"),
    N_("there is no such change"),
    N_("choose from the list"),
    N_("the span holds no count"),
    N_("choose intervals that were open"),
    N_("the history has no interval in this span"),
    N_("give a queue of the history and a start before the end"),
    N_("the number is out of range"),
    N_("give 0 or more"),
    N_("a correction is a volume or a factor"),
    N_("give one of the two"),
    N_("there is no such state"),
    N_("the event is given twice"),
    N_("give one row for its first day"),
    N_("name queues of this file"),
    N_("only an outage has hours"),
    N_("take them out: an event other than an outage moves whole days"),
    N_("an outage has no factor"),
    N_("take it out: what was counted in an outage is missing, not less"),
    N_("the end lies before the start"),
    N_("give a last day on or after the first day; it is included"),
    N_("the day is given twice"),
    N_("give each day one [[day]]"),
    N_("the entry says nothing of the day"),
    N_("say what the day is like, or give its hours"),
    N_("spans overlap"),
    N_("join them into one"),
    N_("give a value that docs/formats.md allows"),
    N_("1 to 26 weeks can be forecast"),
    N_("a file is missing"),
    N_("a path in the zip file leads out of it"),
    N_("a refusal needs a reason"),
    N_("a roster of this week is being made already"),
    N_("add it (docs/formats.md)"),
    N_("an agent can't swap with itself"),
    N_("change the request"),
    N_("choose a partner"),
    N_("choose again"),
    N_("choose another"),
    N_("choose fewer"),
    N_("close every quotation mark, or save the table as .xlsx"),
    N_("copy the table into a new workbook and save that"),
    N_("correct the line named, save as UTF-8"),
    N_("delete empty rows and columns at its end, or split it"),
    N_("give a header and one row an entry"),
    N_("give a header and one row an interval"),
    N_("give a last_day on or after first_day"),
    N_("give an .xlsx or a .csv file"),
    N_("give one row an agent"),
    N_("has no time zone"),
    N_("import one first"),
    N_("import one on this page first"),
    N_("is a duplicate"),
    N_("is negative"),
    N_("is not a number"),
    N_("keep one of them"),
    N_(
        "keep one row for each timestamp and queue; add the offset to local "
        "times if the clocks went back"
    ),
    N_("keep the row and give a last_day, so that history stays"),
    N_("leave the queue out, or give it a history"),
    N_("make one on the page Forecast first"),
    N_("mend the day, or first_day and last_day in the people table"),
    N_("mend the line: texts stand in double quotes, dates and numbers do not"),
    N_("mend the window or the shift"),
    N_("name the interval in minutes"),
    N_("name the true interval, or mend the timestamps"),
    N_("no such table"),
    N_("not a date"),
    N_("not a time of day"),
    N_("nothing to undo"),
    N_("open it and save it as .xlsx again"),
    N_("open it, choose Save As and the type .xlsx without a password, or .csv"),
    N_("open it, repair it and save it again"),
    N_("open the workbook, let it calculate and save it, or paste the value"),
    N_("pack it again or give the CSV itself"),
    N_("save it as CSV UTF-8"),
    N_("save it as CSV UTF-8 or as .xlsx"),
    N_("save it as CSV with commas and the same number of columns in every row"),
    N_("save it as UTF-8 or GB18030"),
    N_("say why"),
    N_("see docs/formats.md for the fields of a scenario and their ranges"),
    N_("should have at least 1 character"),
    N_("split it by queue or by year, or leave out columns that are not needed"),
    N_("split it, or leave out columns and sheets that are not needed"),
    N_("string should have at least 1 character"),
    N_("the agent has two shifts on one day"),
    N_("the agent is unknown"),
    N_("the agent was not employed on that day"),
    N_("the cell holds a formula without a saved value"),
    N_("the centre has no history"),
    N_("the centre has no rule set"),
    N_("the column is missing"),
    N_("the column is not there"),
    N_("the column is there twice"),
    N_("the column is unknown"),
    N_("the contract is unknown"),
    N_("the file can't be read as CSV"),
    N_("the file is empty"),
    N_("the file is missing"),
    N_("the file's encoding is unknown"),
    N_("the history is too short for a back-test"),
    N_("the id is given twice"),
    N_("the interval cannot be read from the timestamps"),
    N_("the leave ends before it begins"),
    N_("the packed file is damaged"),
    N_("the past roster or leave still names this agent"),
    N_("the queue is unknown"),
    N_("the rule set is not there"),
    N_("the shift is unknown"),
    N_("the skill is unknown"),
    N_("the table has no rows"),
    N_("the table is empty"),
    N_("the team is unknown"),
    N_("the workbook can't be read"),
    N_("the workbook is damaged"),
    N_("the workbook unpacks to far more than it says"),
    N_("the zip file holds no centre.toml"),
    N_("the zip file unpacks to too much"),
    N_("there is no row of data"),
    N_("there is no such centre"),
    N_("there is nothing before this revision"),
    N_("this is a packed file, but no workbook"),
    N_("this is an old (.xls) or a protected workbook"),
    N_("this is no plain text table"),
    N_("this is no workbook"),
    N_("this is no workbook, whatever its name says"),
    N_("this is no zip file"),
    N_("this name means the plan itself"),
    N_("unknown time zone"),
    N_("wait for it or cancel it"),
    N_("write YYYY-MM-DD"),
    N_("write it as HH:MM, e.g. 07:30"),
    N_("write the field as docs/formats.md says"),
    N_("write the local start, e.g. 2026-11-24 14:30"),
    N_("write the number of contacts offered, 0 or more"),
    N_("write timestamps with their offset, or name the zone the file was written in"),
    N_("zip the centre folder again"),
    N_("zip the centre folder again, without a password"),
    N_("zip the centre folder alone"),
    N_("zip the centre folder and give that file"),
    N_("zip the whole centre folder"),
)

PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (
            r"the row has more cells than the header \((?P<n>\d+)\)",
            N_("the row has more cells than the header ({n})"),
        ),
        (
            r"use one of (?P<names>.+), or add it to the centre",
            N_("use one of {names}, or add it to the centre"),
        ),
        (r"use one of (?P<names>.+)", N_("use one of {names}")),
        (r"the file is larger than (?P<n>\d+) MB", N_("the file is larger than {n} MB")),
        (r"the column (?P<name>\S+) is missing", N_("the column {name} is missing")),
        (r"did you mean (?P<name>.+)\?", N_("did you mean {name}?")),
        (
            r"no forecast covers the week of (?P<week>.+)",
            N_("no forecast covers the week of {week}"),
        ),
        (r"is a duplicate for queue (?P<queue>.+)", N_("is a duplicate for queue {queue}")),
        (
            r"lies off the (?P<n>\d+)-minute grid of the other rows",
            N_("lies off the {n}-minute grid of the other rows"),
        ),
        (
            r"the rows lie (?P<n>\d+) minutes apart, which can't be brought to (?P<m>\d+) minutes",
            N_("the rows lie {n} minutes apart, which can't be brought to {m} minutes"),
        ),
        (
            r"use an interval of (?P<n>\d+) minutes or a multiple of it",
            N_("use an interval of {n} minutes or a multiple of it"),
        ),
        (
            r"(?P<who>.+) \((?P<role>\w+)\) may not do this: it needs the right to "
            r"(?P<right>\w+)\. Ask somebody whose role has it\.",
            N_(
                "{who} ({role}) may not do this: it needs the right to {right}. Ask "
                "somebody whose role has it."
            ),
        ),
        (
            r"(?P<n>\d+) hard violations stand \((?P<first>.+)\)\. Mend them, then publish\.",
            N_("{n} hard violations stand ({first}). Mend them, then publish."),
        ),
        (
            r"This breaks a hard rule: (?P<what>.+)\. Nothing was saved\.",
            N_("This breaks a hard rule: {what}. Nothing was saved."),
        ),
        (r"The rules forbid it: (?P<what>.+)", N_("The rules forbid it: {what}")),
        (r"Only with a reason: (?P<what>.+)", N_("Only with a reason: {what}")),
        (
            r"Somebody else changed (?P<noun>.+) meanwhile: you worked on revision "
            r"(?P<n>\w+), the newest is (?P<m>\w+)\. Nothing was saved; look at the "
            r"newest and try again\.",
            N_(
                "Somebody else changed {noun} meanwhile: you worked on revision {n}, "
                "the newest is {m}. Nothing was saved; look at the newest and try "
                "again."
            ),
        ),
    )
)


def fault_text(text: str, words: Words) -> str:
    """Text of a fault or an error in the reader's language; unknown ones stay as they are."""
    if words.language == "en" or text in TEXTS:
        return words(text) if text in TEXTS else text
    for pattern, key in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return words(key, **found.groupdict())
    return text
