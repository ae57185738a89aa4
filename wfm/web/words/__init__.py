"""What the app says, in English and Chinese: gettext catalogues read at run time.

Every string on screen is keyed by its plain English text. One `Words` serves one run of a page;
nothing is installed globally, so two people may read two languages from one server.
"""

from __future__ import annotations

import gettext
import io
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from wfm.core.time import zone_info

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""Languages on offer, each by its own name."""

LOCALES = {"en": "en", "zh": "zh_CN"}
FOLDER = Path(__file__).parent / "locale"
UNKNOWN = "–"
"""Shown where a figure is not known; never a zero."""

T = TypeVar("T")


def N_(msgid: T) -> T:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a text for the catalogues without translating it here."""
    return msgid


def po_path(language: str) -> Path:
    """Catalogue of a language."""
    return FOLDER / f"{LOCALES[language]}.po"


@cache
def catalogue(language: str) -> gettext.GNUTranslations:
    """Translations of a language, compiled in memory from its .po file."""
    with po_path(language).open("rb") as file:
        messages = read_po(file, locale=LOCALES[language])
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def language_of(locale: str | None) -> str:
    """Language for a browser's locale; English for everything but Chinese.

    Examples
    --------
    >>> language_of("zh-CN"), language_of("de-DE"), language_of(None)
    ('zh', 'en', 'en')
    """
    return "zh" if (locale or "").lower().startswith("zh") else "en"


class Words:
    """Texts, numbers and dates of one language.

    Parameters
    ----------
    language : str
        ``"en"`` or ``"zh"``.

    Examples
    --------
    >>> Words("en")("{n} agents", n=3)
    '3 agents'
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self.locale = Locale.parse(LOCALES[self.language])
        self._texts = catalogue(self.language)

    def __call__(self, msgid: str, **values: object) -> str:
        """Text in the language, with its placeholders filled."""
        text = self._texts.gettext(msgid) if msgid else ""
        return text.format(**values) if values else text

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """Text that depends on a count, which fills ``{n}``."""
        text = self._texts.ngettext(one, many, n)
        return text.format(n=self.number(n), **values)

    def number(self, value: float | None, digits: int = 0) -> str:
        """Decimal number with a fixed count of digits."""
        if value is None or value != value:
            return UNKNOWN
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(numbers.format_decimal(round(value, digits) + 0.0, pattern, locale=self.locale))

    def percent(self, fraction: float | None, digits: int = 1) -> str:
        """Fraction as a percentage."""
        if fraction is None or fraction != fraction:
            return UNKNOWN
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
        return str(numbers.format_percent(fraction, pattern, locale=self.locale))

    def money(self, value: float | None, currency: str = "CNY") -> str:
        """Amount of money without its cents."""
        if value is None or value != value:
            return UNKNOWN
        return str(
            numbers.format_currency(
                value, currency, "¤#,##0", locale=self.locale, currency_digits=False
            )
        )

    def day(self, day: date | None) -> str:
        """Day with its weekday, e.g. ``Mon 23 Nov``."""
        if day is None:
            return UNKNOWN
        pattern = "M月d日 EEE" if self.language == "zh" else "EEE d MMM"
        return str(dates.format_date(day, pattern, locale=self.locale))

    def full_day(self, day: date | None) -> str:
        """Day with its weekday and year."""
        if day is None:
            return UNKNOWN
        pattern = "y年M月d日 EEE" if self.language == "zh" else "EEE d MMM y"
        return str(dates.format_date(day, pattern, locale=self.locale))

    def short_day(self, day: date) -> str:
        """Day and month in figures."""
        return str(dates.format_date(day, "M/d" if self.language == "zh" else "d/M"))

    def weekday(self, day: date) -> str:
        """Short name of the weekday."""
        return str(dates.format_date(day, "EEE", locale=self.locale))

    @property
    def weekdays(self) -> tuple[str, ...]:
        """Short names of the weekdays, Sunday first, as charts count them."""
        sunday = date(2026, 11, 22)
        return tuple(self.weekday(sunday + timedelta(days=i)) for i in range(7))

    def week(self, monday: date) -> str:
        """Week by its number and days, e.g. ``Week 48 · 23 Nov - 29 Nov 2026``."""
        last = monday + timedelta(days=6)
        number = monday.isocalendar().week
        if self.language == "zh":
            span = f"{monday.month}/{monday.day}–{last.month}/{last.day}"
            return f"{monday.isocalendar().year}年第{number}周 · {span}"
        first_text = dates.format_date(monday, "d MMM", locale=self.locale)
        last_text = dates.format_date(last, "d MMM y", locale=self.locale)
        return f"Week {number} · {first_text} – {last_text}"

    def moment(self, at: datetime | None, zone: str | None = None) -> str:
        """Moment to the minute, in a zone when one is given."""
        if at is None or at != at:
            return UNKNOWN
        local = at.astimezone(zone_info(zone)) if zone and at.tzinfo else at
        return f"{self.day(local.date())} {local:%H:%M}"

    def seconds(self, seconds: float | None) -> str:
        """Duration as minutes and seconds, e.g. ``2:05``."""
        if seconds is None or seconds != seconds:
            return UNKNOWN
        whole = round(seconds)
        return f"{whole // 60}:{whole % 60:02d}"

    def join(self, parts: list[str] | tuple[str, ...]) -> str:
        """List of names in one line."""
        return ("、" if self.language == "zh" else ", ").join(parts)
