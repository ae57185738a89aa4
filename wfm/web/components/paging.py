"""Long lists page by page: how many at once, which of them, and what is shown of how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from wfm.web.words import Words

SIZES = (10, 25, 50, 100)
"""Entries on one page that a reader may choose from."""

T = TypeVar("T")


def page_slice(n: int, page: int, size: int) -> slice:
    """Entries of a page counted from 1; a page beyond the last is the last.

    Examples
    --------
    >>> page_slice(23, 3, 10), page_slice(23, 9, 10), page_slice(0, 1, 10)
    (slice(20, 23, None), slice(20, 23, None), slice(0, 0, None))
    """
    last = max(1, -(-n // size))
    first = (min(max(1, page), last) - 1) * size
    return slice(first, min(first + size, n))


def paged(items: Sequence[T], words: Words, key: str) -> Sequence[T]:
    """Entries of the page that is open, under a line with its size and its place.

    The choice of a page is kept by `key`; a list that grows shorter shows its last page. Lists
    that fit on the smallest page show no line at all.
    """
    n = len(items)
    if n <= SIZES[0]:
        return items
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_paging"):
        size = st.selectbox(
            words("Entries a page"),
            SIZES,
            key=f"{key}_size",
            width=110,
            label_visibility="collapsed",
            help=words("Entries a page"),
        )
        pages = max(1, -(-n // size))
        if st.session_state.get(f"{key}_page", 1) > pages:
            st.session_state[f"{key}_page"] = pages
        page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
        shown = page_slice(n, page, size)
        st.caption(
            words(
                "{first} to {last} of {n}",
                first=words.number(shown.start + 1),
                last=words.number(shown.stop),
                n=words.number(n),
            ),
            width="content",
        )
    return items[shown]
