"""The browser's entry: settings, who acts, centre and week, navigation; nothing else."""

from __future__ import annotations

import streamlit as st

from wfm.web.components.messages import show_note
from wfm.web.shell import ICON, LOGO, pages, sidebar

st.set_page_config(page_title="wfm", page_icon=str(ICON), layout="wide")
st.logo(str(LOGO), size="large")
frame = sidebar()
page = st.navigation(pages(frame.words), expanded=True)
show_note()
page.run()
