"""Revisions of the week: who made each, from what, why, and at what cost."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import rosters
from wfm.web.frame import Frame, Place
from wfm.web.words import N_
from wfm.web.words.terms import ACTOR, ROSTER_STATUS, term

ORIGIN = {
    "solve": N_("Generated"),
    "edit": N_("Changed by hand"),
    "request": N_("Approved request"),
    "repair": N_("Repaired"),
    "publish": N_("Published"),
    "undo": N_("Undo"),
    "import": N_("Imported"),
}


def show(frame: Frame, place: Place) -> None:
    """Table, the newest first."""
    words = frame.words
    rows = rosters.revisions(frame.desk, place.centre_id, place.week)
    st.dataframe(
        pd.DataFrame(
            {
                words("Revision"): [r.revision for r in rows],
                words("Status"): [term(words, ROSTER_STATUS, r.status) for r in rows],
                words("Made by"): [term(words, ORIGIN, r.origin) for r in rows],
                words("Who"): [term(words, ACTOR, r.author) for r in rows],
                words("When"): [words.moment(r.made_at, frame.zone) for r in rows],
                words("Cost (points)"): [r.cost for r in rows],
                words("Why"): [r.reason for r in rows],
            }
        ),
        hide_index=True,
        alt=words("Revisions of this week's roster"),
    )
