"""Articles and days as a reader of the language writes them: ``art. 30`` is 第30条."""

from __future__ import annotations

import re
from datetime import date

from wfm.web.words import N_, Words

LAWS = (
    N_("State Council rules on working hours"),
    N_("Labour Law"),
    N_("women workers' protection rules"),
    N_("wage payment rules"),
    N_("holiday regulation"),
    N_("paid annual leave regulation"),
    N_("house rule"),
    N_("Directive"),
)
ARTICLE = re.compile(r",?\s*art\.\s*([0-9][0-9.,\s-]*)")
REVISION = re.compile(r",?\s*revision of ([0-9-]+)")
DAY = re.compile(r"(?<!revision of )(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])", re.ASCII)
"""Day of a finding; a law's revision keeps the figures by which it is cited."""


def article(source: object, words: Words) -> str:
    """Source of a rule in the reader's language; an unknown law keeps its name."""
    text = str(source)
    if words.language != "zh":
        return text
    for law in LAWS:
        text = text.replace(law, words(law))
    text = ARTICLE.sub(lambda m: f"第{m.group(1).strip().replace(', ', '、')}条", text)
    text = REVISION.sub(lambda m: f"（{m.group(1)} 修订）", text)
    return text.replace("; ", "；")


def finding(sentence: object, words: Words) -> str:
    """Sentence of a finding: days as pages write them, the article in the reader's language.

    The rooms below write days as 2026-11-26, for the command line and files to keep.

    Examples
    --------
    >>> finding("A001 has a single day off on 2026-11-26", Words("en"))
    'A001 has a single day off on Thu 26 Nov'
    """
    return article(DAY.sub(lambda m: _day(m.group(), words), str(sentence)), words)


def _day(text: str, words: Words) -> str:
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:  # an id that only looks like a day
        return text
