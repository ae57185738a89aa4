"""Articles as a reader of the language writes them: ``art. 30`` is 第30条."""

from __future__ import annotations

import re

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
