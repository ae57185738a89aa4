"""Around every page: language, who acts, centre and week, and the list of pages."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from wfm.service import centres
from wfm.service.centres import CentreInfo
from wfm.service.desk import ACTORS, Actor, Desk, open_desk
from wfm.service.settings import settings
from wfm.web.components.text import plain
from wfm.web.frame import Frame, keep
from wfm.web.words import LANGUAGES, Words, language_of
from wfm.web.words.terms import ACTOR, ROLE, term

VIEWS = Path("wfm/web/views")
ASSETS = Path(__file__).parent / "assets"
LOGO = ASSETS / "logo.svg"
ICON = ASSETS / "icon.svg"


@st.cache_resource(max_entries=4)
def desk_of(url: str) -> Desk:
    """Desk of a database, opened once a process; who acts is put in by each session."""
    return open_desk(url)


def sidebar() -> Frame:
    """Draw the sidebar and make this run's frame the current one."""
    language = _language()
    words = Words(language)
    with st.sidebar:
        place = st.container()
        who = st.container()
        _language_choice(words)
    desk = dataclasses.replace(desk_of(settings().url), actor=_actor(who, words))
    frame = _frame(place, desk, words)
    keep(frame)
    return frame


def _language() -> str:
    asked = st.session_state.get("language") or st.query_params.get("lang")
    return asked if asked in LANGUAGES else language_of(st.context.locale)


def _language_choice(words: Words) -> None:
    st.session_state.setdefault("language", words.language)
    st.segmented_control(
        words("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        required=True,
        key="language",
        label_visibility="collapsed",
    )
    _put("lang", words.language)


def _actor(box: DeltaGenerator, words: Words) -> Actor:
    with box:
        actor = st.selectbox(
            words("Acting as"),
            ACTORS,
            format_func=lambda a: term(words, ACTOR, a.name),
            key="actor",
            help=words(
                "Unauthenticated, loopback use: there are no accounts yet. Who acts is chosen "
                "here and written to the audit trail."
            ),
        )
        st.caption(
            f":material/lock_open: {words('Unauthenticated, loopback use')} · "
            f"{term(words, ROLE, actor.role)}"
        )
    return actor


def _frame(box: DeltaGenerator, desk: Desk, words: Words) -> Frame:
    dark = st.context.theme.type == "dark"
    known = centres.centres(desk)
    if not known:
        return Frame(desk, words, dark=dark)
    with box:
        info = _centre(known, words)
        weeks = tuple(centres.planning_weeks(desk, info.id))
        week = _week(weeks, info.id, words)
    return Frame(
        desk,
        words,
        centre_id=info.id,
        centre_name=plain(_name(info, words)),
        centre_note=plain(info.note_zh if words.language == "zh" else info.note_en),
        zone=info.zone,
        week=week,
        weeks=weeks,
        dark=dark,
    )


def _name(info: CentreInfo, words: Words) -> str:
    return info.name_zh if words.language == "zh" else info.name_en


def _centre(known: tuple[CentreInfo, ...], words: Words) -> CentreInfo:
    ids = [str(info.id) for info in known]
    by_id = dict(zip(ids, known, strict=True))
    if st.session_state.get("centre") not in by_id:
        asked = st.query_params.get("centre")
        st.session_state["centre"] = asked if asked in by_id else ids[0]
    chosen = st.selectbox(
        words("Centre"), ids, format_func=lambda i: _name(by_id[i], words), key="centre"
    )
    _put("centre", chosen)
    return by_id[chosen]


def _week(weeks: tuple[date, ...], centre_id: str, words: Words) -> date | None:
    if not weeks:
        return None
    names = [week.isoformat() for week in weeks]
    if st.session_state.get("week") not in names:
        asked = st.query_params.get("week")
        st.session_state["week"] = asked if asked in names else names[0]
    chosen = st.selectbox(
        words("Week"), names, format_func=lambda w: words.week(date.fromisoformat(w)), key="week"
    )
    _put("week", chosen)
    return date.fromisoformat(chosen)


def _put(name: str, value: str) -> None:
    """Keep a choice in the address, so that a refresh or a link finds it again."""
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def pages(words: Words) -> dict[str, list[st.Page]]:
    """Pages by the order of a planning week."""

    def page(name: str, title: str, icon: str, text: str, *, first: bool = False) -> st.Page:
        return st.Page(
            str(VIEWS / f"{name}.py"),
            title=title,
            icon=f":material/{icon}:",
            help=text,
            default=first,
        )

    return {
        "": [
            page(
                "overview",
                words("Overview"),
                "space_dashboard",
                words("The week at a glance: forecast, people, service, open requests."),
                first=True,
            )
        ],
        words("Plan"): [
            page(
                "forecast",
                words("Forecast"),
                "query_stats",
                words("History in, forecast out, with its measured accuracy."),
            ),
            page(
                "scenarios",
                words("Scenarios"),
                "compare",
                words("What if: growth, promotions, self-service; side by side to seats and cost."),
            ),
            page(
                "requirement",
                words("Requirement"),
                "groups",
                words("Agents needed on the phones in every interval."),
            ),
        ],
        words("Schedule"): [
            page(
                "roster",
                words("Roster"),
                "calendar_view_week",
                words("Generate, check, change and publish the week's roster."),
            ),
            page(
                "today",
                words("Today"),
                "schedule",
                words("The running day: counts against the plan, and who is missing."),
            ),
            page(
                "requests",
                words("Requests"),
                "swap_horiz",
                words("Leave and swaps: asked, checked against the rules, decided."),
            ),
        ],
        words("Centre"): [
            page(
                "people",
                words("People and shifts"),
                "badge",
                words("People, shift catalogue, leave and past roster; import from templates."),
            ),
            page(
                "rules",
                words("Rules"),
                "gavel",
                words("The rule set in force, each entry with its article."),
            ),
        ],
    }
