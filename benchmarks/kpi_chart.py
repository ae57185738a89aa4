"""Observed and predicted service by hour as an SVG, for docs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT = 760, 312
LEFT, TOP, GAP = 52, 58, 64
PANEL = (WIDTH - LEFT - GAP - 20) // 2
TALL = HEIGHT - TOP - 52
OBSERVED, PREDICTED, THIRD = "#1f2937", "#2563eb", "#d97706"

PANELS = (
    (
        "Answer rate",
        0.7,
        (("answer rate", OBSERVED, ""), ("predicted answer rate", PREDICTED, "6 4")),
    ),
    (
        "Answered within 20 s, of calls offered",
        0.0,
        (
            ("service level", OBSERVED, ""),
            ("predicted service level", PREDICTED, "6 4"),
            ("service level from answer rate", THIRD, "2 3"),
        ),
    ),
)
LEGEND = (
    ("observed", OBSERVED, ""),
    ("Erlang A, one staff factor for the year", PREDICTED, "6 4"),
    ("Erlang A, staff that the answer rate implies", THIRD, "2 3"),
)
CREDIT = "Even weeks of 1999. Data: “Anonymous Bank”, Technion, I. Guedj and A. Mandelbaum (2000)"


def chart(hours: Sequence[dict[str, Any]]) -> str:
    """SVG of two panels over the hours of the day."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="11" fill="#374151">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    across = LEFT
    for name, colour, dash in LEGEND:
        parts.append(_line([(across, 14), (across + 24, 14)], colour, dash))
        parts.append(f'<text x="{across + 30}" y="18">{name}</text>')
        across += 46 + 6 * len(name)
    for place, (title, low, series) in enumerate(PANELS):
        parts += _panel(LEFT + place * (PANEL + GAP), title, low, series, hours)
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}" fill="#6b7280">{CREDIT}</text></svg>')
    return "\n".join(parts) + "\n"


def _panel(
    left: float,
    title: str,
    low: float,
    series: Sequence[tuple[str, str, str]],
    hours: Sequence[dict[str, Any]],
) -> list[str]:
    first, last = float(hours[0]["hour"]), float(hours[-1]["hour"])

    def x(hour: float) -> float:
        return left + (hour - first) / max(1, last - first) * PANEL

    def y(share: float) -> float:
        return TOP + (1 - (share - low) / (1 - low)) * TALL

    parts = [f'<text x="{left}" y="{TOP - 10}" font-weight="bold">{title}</text>']
    ticks = round((1 - low) * 10) if low else 5
    for tick in range(ticks + 1):
        share = low + tick * (1 - low) / ticks
        parts.append(_line([(left, y(share)), (left + PANEL, y(share))], "#e5e7eb", "", 1.0))
        parts.append(f'<text x="{left - 6}" y="{y(share) + 4:.1f}" text-anchor="end">')
        parts.append(f"{share:.0%}</text>")
    for row in hours[::2]:
        parts.append(f'<text x="{x(row["hour"]):.1f}" y="{TOP + TALL + 16}" text-anchor="middle">')
        parts.append(f"{row['hour']:02d}</text>")
    for name, colour, dash in series:
        parts.append(_line([(x(row["hour"]), y(row[name])) for row in hours], colour, dash))
    return parts


def _line(points: Sequence[tuple[float, float]], colour: str, dash: str, width: float = 1.8) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'
    )
