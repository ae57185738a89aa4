"""What a page works with: who acts, which centre and week, in which language and colours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from wfm.service.desk import Desk
from wfm.web.charts.palette import Palette
from wfm.web.words import Words

KEY = "frame"


@dataclass(frozen=True)
class Frame:
    """One run of the app.

    Parameters
    ----------
    desk : Desk
    words : Words
    centre_id : str or None
        None while the store has no centre.
    centre_name, centre_note, zone : str
        Of the centre, in the language chosen.
    week : date or None
        Monday of the week being planned.
    weeks : tuple of date
        Weeks that can be chosen.
    dark : bool
        Whether the browser shows the dark theme.
    """

    desk: Desk
    words: Words
    centre_id: str | None = None
    centre_name: str = ""
    centre_note: str = ""
    zone: str = "UTC"
    week: date | None = None
    weeks: tuple[date, ...] = ()
    dark: bool = False

    @property
    def palette(self) -> Palette:
        """Colours of charts in the theme shown."""
        return Palette.of(self.dark)


@dataclass(frozen=True)
class Place:
    """A centre and a week that a page may count on."""

    centre_id: str
    week: date


def keep(frame: Frame) -> None:
    """Make a frame the current one of this session."""
    st.session_state[KEY] = frame


def current() -> Frame:
    """Frame of this run, set by app.py before a page runs."""
    frame: Frame = st.session_state[KEY]
    return frame
