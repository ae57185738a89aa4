"""What each rule says to a request, with its article."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wfm.operations.asks import Finding
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.words.articles import article, finding


def show_checks(findings: Sequence[Finding], frame: Frame) -> None:
    """A line per rule: kept, broken, or broken but passable with a reason."""
    words = frame.words
    with st.container(gap="xxsmall"):
        for check in findings:
            text = plain(finding(check.words.fill(words.language), words))
            if check.ok:
                mark = f":green[:material/check_circle: {words('kept')}]"
            elif check.overridable:
                mark = f":orange[:material/error: {words('in principle')}]"
            else:
                mark = f":red[:material/cancel: {words('broken')}]"
            st.markdown(f"{mark} &nbsp; {text} &nbsp; :gray[{plain(article(check.source, words))}]")
