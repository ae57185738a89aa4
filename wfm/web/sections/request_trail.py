"""The audit trail: who did what, when and why."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import requests
from wfm.web.frame import Frame
from wfm.web.words.terms import ACTION, ACTOR, ENTITY, term


def show(frame: Frame, centre_id: str) -> None:
    """Newest entries of the trail."""
    words = frame.words
    limit = st.select_slider(
        words("Newest entries"), [50, 200, 1000], value=50, key="trail_limit", width=260
    )
    trail = requests.audit_trail(frame.desk, centre_id, limit)
    st.caption(words("The trail is append-only: nothing in it can be changed or taken out."))
    st.dataframe(
        pd.DataFrame(
            {
                words("When"): [words.moment(at, frame.zone) for at in trail["at"]],
                words("Who"): [term(words, ACTOR, name) for name in trail["who"]],
                words("What"): [term(words, ACTION, a) for a in trail["action"]],
                words("On what"): [term(words, ENTITY, e) for e in trail["entity"]],
                words("Details"): trail["what"],
                words("Why"): trail["why"],
            }
        ),
        hide_index=True,
        height=520,
        alt=words("Audit trail, newest first"),
    )
