"""The head of a page: title, chips of state, and a line on where the figures come from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wfm.web.words.terms import Colour

Chip = tuple[str, Colour]
"""A state in words and its colour; the words carry the meaning."""


def page_header(title: str, chips: Sequence[Chip] = (), caption: str = "") -> None:
    """Title with chips beside it and a caption below."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(title, anchor=False, width="content")
        for text, colour in chips:
            st.badge(text, color=colour)
    if caption:
        st.caption(caption)


def tiles(rows: Sequence[tuple[str, str, str]], *, per_row: int = 4) -> None:
    """Metric tiles: label, value, help (empty for none)."""
    with st.grid(per_row, gap="small"):
        for label, value, text in rows:
            st.metric(label, value, help=text or None, border=True, height="stretch")
