"""What each rule says to a request, with its article."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wfm.operations.asks import Finding
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.words.articles import article


def show_checks(findings: Sequence[Finding], frame: Frame) -> None:
    """A line per rule: kept, broken, or broken but passable with a reason."""
    words = frame.words
    with st.container(gap="xxsmall"):
        for finding in findings:
            text = plain(finding.words.fill(words.language))
            if finding.ok:
                mark = f":green[:material/check_circle: {words('kept')}]"
            elif finding.overridable:
                mark = f":orange[:material/error: {words('in principle')}]"
            else:
                mark = f":red[:material/cancel: {words('broken')}]"
            st.markdown(
                f"{mark} &nbsp; {text} &nbsp; :gray[{plain(article(finding.source, words))}]"
            )
