"""Templates to fill in: headers, example rows, and what each column means."""

from __future__ import annotations

from wfm.sheets.table_writing import table_bytes

_EXAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "people": (
        ("A001", "T1", "full", "shift_leader;minnan", "", "", "100", "", "", ""),
        (
            "A002",
            "T1",
            "full",
            "",
            "2026-01-05",
            "",
            "100",
            "",
            "",
            "nursing:..2026-12-31",
        ),
        ("A003", "T1", "full", "", "2026-03-02", "2026-12-31", "50", "A001", "E1;D1", "no_nights"),
    ),
    "leave": (
        ("A001", "annual", "2026-03-09", "2026-03-13"),
        ("A002", "sick", "2026-03-02", "2026-03-02"),
    ),
    "past_roster": (
        ("A001", "2026-03-01", "E1", "11:30", "09:00", ""),
        ("A002", "2026-03-01", "E1", "12:00", "09:30", "14:00+60"),
        ("A003", "2026-03-01", "OFF", "", "", ""),
    ),
    "shifts": tuple(
        tuple(row.split(","))
        for row in (
            "E1,E1,早1,06:30,15:00,day,no,10,0,no,30,11:00,12:30,no,30,08:00,09:30,yes",
            "N1,N1,夜1,22:00,06:30,night,yes,10,0,no,30,02:30,04:00,no,30,00:00,01:30,yes",
            "S1,S1,短1,09:00,13:00,day,no,10,0,no,,,,,,,,",
        )
    ),
    "activities": tuple(
        tuple(row.split(","))
        for row in (
            "MEET-T1,meeting,Team meeting,班组例会,30,13:00,17:00,weekly,mon;tue;wed,,,yes,3,,T1,",
            "QA,one_to_one,Quality talk,质检面谈,30,,,once,,2026-03-02,2026-03-08,no,,A001;A002,,",
            "CARD,outbound,Card offers,信用卡外呼,60,10:00,20:00,daily,,,,no,,,,outbound",
        )
    ),
    "wishes": (
        ("A001", "day_off", "2026-03-14", "2026-03-15", "", "important"),
        ("A002", "shift", "2026-03-09", "2026-03-13", "E1;D1", "normal"),
        ("A003", "no_nights", "2026-03-01", "2026-03-31", "", ""),
    ),
    "attendance": (
        ("A001", "2026-03-02", "08:00", "480", "0", ""),
        ("A002", "2026-03-02", "08:00", "480", "480", "sick"),
        ("A003", "2026-03-02", "14:00", "480", "25", "late"),
    ),
    "waits": (
        ("no", "12", "", ""),
        ("yes", "35.5", "", ""),
        ("no", "0", "", ""),
    ),
    "history": (
        ("2026-03-02 08:00", "regular", "41", "192.5", "3"),
        ("2026-03-02 08:30", "regular", "48", "188", "5"),
        ("2026-03-02 09:00", "regular", "0", "", "0"),
    ),
}

KINDS = tuple(_EXAMPLES)
"""Kinds of tables that there are templates for."""


def template(kind: str, format: str = "xlsx", *, language: str = "en") -> bytes:
    """Return a template with example rows.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    format : str
        ``"csv"`` or ``"xlsx"``; a workbook also explains every column in both languages.
    language : str
        ``"en"`` or ``"zh"``: the headers; both can be read.

    Raises
    ------
    BadInputError
        When the kind or format is unknown.
    """
    return table_bytes(kind, _EXAMPLES.get(kind, ()), format, language=language, notes=True)
