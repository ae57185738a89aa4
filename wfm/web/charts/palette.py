"""Colours of charts and the board in the light and the dark theme (.streamlit/config.toml)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Named colours; each name is a meaning, not a hue."""

    required: str
    staffed: str
    staffed_fill: str
    short: str
    over: str
    forecast: str
    history: str
    marked: str
    band: str
    bound: str
    objective: str
    work: str
    meal: str
    rest: str
    leave: str
    grid: str
    text: str
    cell_text: tuple[str, str]
    sequence: tuple[str, ...]
    series: tuple[str, ...]

    @staticmethod
    def of(dark: bool) -> Palette:
        """Palette of a theme."""
        return DARK if dark else LIGHT


LIGHT = Palette(
    required="#17262D",
    staffed="#0F6E6E",
    staffed_fill="#BCDEDD",
    short="#C2362B",
    over="#8FB7E0",
    forecast="#0F6E6E",
    history="#5F6F77",
    marked="#C26A12",
    band="#98CCCB",
    bound="#1E66A8",
    objective="#0F6E6E",
    work="#3F9C9A",
    meal="#C26A12",
    rest="#E3B53C",
    leave="#A9B6BC",
    grid="#E6ECEE",
    text="#4A5B63",
    cell_text=("#FFFFFF", "#17262D"),
    sequence=("#F0F7F7", "#BCDEDD", "#70B7B6", "#2C8988", "#0B5B5B", "#064545"),
    series=("#0F6E6E", "#C26A12", "#1E66A8", "#6A4FB3", "#24803F", "#C2362B"),
)

DARK = Palette(
    required="#F0F5F6",
    staffed="#45B8B2",
    staffed_fill="#1C565A",
    short="#E5645A",
    over="#3D6E9E",
    forecast="#45B8B2",
    history="#93A4AC",
    marked="#E39A4A",
    band="#1F6668",
    bound="#63A6E3",
    objective="#45B8B2",
    work="#2E9896",
    meal="#E39A4A",
    rest="#D9B84C",
    leave="#566872",
    grid="#22323A",
    text="#A9B9C0",
    cell_text=("#0F191E", "#E1EAED"),
    sequence=("#13262B", "#17444A", "#1C6A6E", "#2E9896", "#78C8C3", "#B0E0DC"),
    series=("#45B8B2", "#E39A4A", "#63A6E3", "#A08BE0", "#57B573", "#E5645A"),
)
