"""Texts of people and files as texts: markdown signs in them are not orders."""

from __future__ import annotations

SIGNS = "\\`*_[]<>$#~|"


def plain(text: object) -> str:
    """Text that Streamlit's markdown shows as it was written."""
    shown = str(text).replace("\n", " ")
    for sign in SIGNS:
        shown = shown.replace(sign, f"\\{sign}")
    return shown.replace(":", "\\:")
