"""Parts of the page Rules."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.web.components.header import Chip
from wfm.web.components.paging import paged
from wfm.web.components.text import plain
from wfm.web.words import N_, Words
from wfm.web.words.articles import article
from wfm.web.words.terms import ENFORCEMENT, Colour, term

MARK_COLOURS: dict[str, Colour] = {"enforced": "green", "on_request": "blue", "recorded": "gray"}
MEANINGS = {
    "enforced": N_("Every roster is made and audited by it."),
    "on_request": N_("Checked when leave or a swap is asked for."),
    "recorded": N_("Written down here and checked by people."),
}
KINDS = {"hard": N_("Hard"), "soft": N_("Soft")}


def mark_chips(rows: pd.DataFrame, words: Words) -> list[Chip]:
    """How many entries carry each mark."""
    return [
        (f"{term(words, ENFORCEMENT, mark)} {int((rows['enforcement'] == mark).sum())}", colour)
        for mark, colour in MARK_COLOURS.items()
    ]


def filtered(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Entries left by the choices on screen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(words("Search"), key="rules_text", width=280)
        marks = st.pills(
            words("Mark"),
            list(MARK_COLOURS),
            selection_mode="multi",
            format_func=lambda m: term(words, ENFORCEMENT, m),
            key="rules_marks",
        )
        kinds = st.pills(
            words("Kind"),
            list(KINDS),
            selection_mode="multi",
            format_func=lambda k: term(words, KINDS, k),
            key="rules_kinds",
        )
    if marks:
        rows = rows[rows["enforcement"].isin(marks)]
    if kinds:
        rows = rows[rows["kind"].isin(kinds)]
    if text:
        everything = (
            rows[["rule", "title", "description", "source"]].astype(str).agg(" ".join, axis=1)
        )
        rows = rows[everything.str.contains(text, case=False, regex=False)]
    return rows


def entry_cards(rows: pd.DataFrame, words: Words) -> None:
    """A card an entry, page by page: title, article, mark, parameters, description."""
    if rows.empty:
        st.caption(words("No entry fits the search."))
        return
    for entry in paged(rows.to_dict("records"), words, "rules"):
        mark = str(entry["enforcement"])
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{plain(entry['title'])}**", width="content")
                st.badge(
                    term(words, ENFORCEMENT, mark),
                    color=MARK_COLOURS.get(mark, "gray"),
                    help=words(MEANINGS.get(mark, "")) or None,
                )
                if entry["kind"]:
                    hard = entry["kind"] == "hard"
                    st.badge(term(words, KINDS, entry["kind"]), color="red" if hard else "orange")
                if entry["kind"] == "soft":
                    st.caption(
                        words("weight {n}", n=words.number(entry["weight"])), width="content"
                    )
                st.space("stretch")
                st.caption(
                    plain(article(entry["source"], words)), width="content", text_alignment="right"
                )
            if entry["description"]:
                st.markdown(plain(entry["description"]))
            details = []
            if entry["parameters"]:
                details.append(f"`{str(entry['parameters']).replace('`', '')}`")
            if entry["scope"] and entry["scope"] != "all":
                details.append(words("applies to {scope}", scope=plain(entry["scope"])))
            if details:
                st.caption(" · ".join(details))
