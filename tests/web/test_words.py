"""The catalogues: complete, current, and used for every text on screen."""

from __future__ import annotations

import ast
import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wfm.core.people import ConditionKind, LeaveType
from wfm.core.problem import Enforcement
from wfm.core.score import Unit
from wfm.forecasting.forecast import NOTES
from wfm.forecasting.registry import FORECASTERS
from wfm.rostering.result import Phase
from wfm.service.desk import ACTORS, Role
from wfm.store.kinds import Action, Entity, RequestKind, RequestStatus, RosterStatus, RunStatus
from wfm.web.words import LANGUAGES, UNKNOWN, Words, language_of, terms
from wfm.web.words.articles import article, finding
from wfm.web.words.extract import files, missing, read_catalogue, texts
from wfm.web.words.faults import fault_text

pytestmark = pytest.mark.unit


def test_every_text_has_a_chinese_translation() -> None:
    """Tests that no text of the app lacks a translation, and none is fuzzy."""
    assert [f"{f.file.name}:{f.line} {f.text}" for f in missing("zh")] == []


def test_chinese_catalogue_has_nothing_left_over() -> None:
    """Tests that every entry of the catalogue is still said somewhere."""
    said = {found.text for found in texts()}
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in read_catalogue("zh") if m.id}
    assert kept - said == set()


def test_translations_keep_their_placeholders() -> None:
    """Tests that a translation fills the same placeholders as its key."""

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in read_catalogue("zh"):
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        strings = (message.string,) if isinstance(message.string, str) else message.string
        for text in strings:
            assert fields(text) == fields(key), key


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        (terms.LEAVE, LeaveType),
        (terms.ROSTER_STATUS, RosterStatus),
        (terms.RUN_STATUS, RunStatus),
        (terms.RUN_COLOURS, RunStatus),
        (terms.REQUEST_STATUS, RequestStatus),
        (terms.REQUEST_COLOURS, RequestStatus),
        (terms.REQUEST_KIND, RequestKind),
        (terms.ACTION, Action),
        (terms.ENTITY, Entity),
        (terms.ROLE, Role),
        (terms.ACTOR, [actor.name for actor in ACTORS]),
        (terms.ENFORCEMENT, Enforcement),
        (terms.UNIT, Unit),
        (terms.CONDITION, ConditionKind),
    ],
)
def test_every_state_has_a_word(table: dict[str, str], ids: object) -> None:
    """Tests that no id of the rooms below reaches the screen as an id."""
    assert {str(i) for i in ids} == set(table)  # type: ignore[attr-defined]


def test_words_know_every_phase_note_and_model() -> None:
    """Tests that what the engine and the forecasters report has words."""
    assert {str(p) for p in Phase} <= set(terms.PHASE)
    assert set(NOTES.values()) == set(terms.NOTES)
    # One model is there only with its extra installed; its words always are.
    assert {model.name for model in FORECASTERS} | {"lightgbm"} == set(terms.MODEL)


TEXT_CALLS = {
    "title", "header", "subheader", "markdown", "caption", "write", "text", "info", "warning",
    "error", "success", "toast", "badge", "metric", "button", "download_button", "link_button",
    "form_submit_button", "selectbox", "multiselect", "segmented_control", "pills", "radio",
    "toggle", "checkbox", "slider", "select_slider", "number_input", "text_input", "text_area",
    "date_input", "file_uploader", "expander", "popover", "spinner", "progress",
    "empty_state", "page_header", "Tooltip", "TextColumn", "NumberColumn", "DateColumn",
}  # fmt: skip
TEXT_KEYWORDS = {"label", "help", "placeholder", "title", "alt", "text", "caption", "link"}


def literals(node: ast.expr) -> list[str]:
    """Pieces of literal text in an expression, calls left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [p.value for p in node.values if isinstance(p, ast.Constant)]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def is_words(text: str) -> bool:
    """Whether a literal says something to a reader: letters besides icons, signs and units."""
    for sign in (":green[", ":orange[", ":red[", ":gray[", "&nbsp;", ".toml"):
        text = text.replace(sign, " ")
    text = re.sub(r":material/\w+:", " ", text)
    return any(len(piece) > 1 for piece in re.findall(r"[^\W\d_]+", text))


def untranslated(path: Path) -> list[str]:
    """Literal texts that a page shows without the catalogue."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        shown = [node.args[0]] if name in TEXT_CALLS and node.args else []
        if name in TEXT_CALLS | {
            "altair_chart",
            "dataframe",
            "data_editor",
            "page_link",
            "X",
            "Y",
            "Page",
        }:
            shown += [k.value for k in node.keywords if k.arg in TEXT_KEYWORDS]
        if name == "Tooltip":
            shown = [k.value for k in node.keywords if k.arg == "title"]
        found += [
            f"{path.name}:{node.lineno} {text!r}"
            for argument in shown
            for text in literals(argument)
            if is_words(text)
        ]
    return found


def test_no_page_has_a_literal_text() -> None:
    """Tests that every text handed to Streamlit or a chart goes through the catalogue."""
    assert [line for path in files() for line in untranslated(path)] == []


def test_literal_texts_would_be_found(tmp_path: Path) -> None:
    """Tests that the search for literals finds one."""
    path = tmp_path / "bad.py"
    path.write_text('st.button("Save it")\nst.metric(f"Volume {n}", 3)\nst.caption(f"{x} · {y}")\n')
    assert len(untranslated(path)) == 2


def test_no_page_holds_chinese() -> None:
    """Tests that Chinese stands in the catalogue alone, not in pages."""
    pages = [p for p in files() if "words" not in p.parts]
    assert [
        p.name for p in pages if any("\u4e00" <= c <= "\u9fff" for c in p.read_text("utf-8"))
    ] == []


def test_numbers_and_dates_follow_the_language() -> None:
    """Tests that figures are written as readers of the language expect."""
    en, zh = Words("en"), Words("zh")
    assert en.number(1234.56, 1) == "1,234.6"
    assert en.percent(0.1234) == "12.3%"
    assert en.day(date(2026, 11, 23)) == "Mon 23 Nov"
    assert zh.day(date(2026, 11, 23)) == "11月23日 周一"
    assert en.week(date(2026, 11, 23)) == "Week 48 · 23 Nov – 29 Nov 2026"
    assert zh.week(date(2026, 12, 28)) == "2026年第53周 · 12/28–1/3"
    assert en.weekdays[0] == "Sun"
    assert en.moment(datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "Asia/Shanghai").endswith("09:30")


def test_unknown_is_never_shown_as_zero() -> None:
    """Tests that missing figures are dashes."""
    words = Words("en")
    assert {words.number(None), words.number(float("nan")), words.percent(None)} == {UNKNOWN}
    assert words.number(-0.0) == "0"


def test_counts_have_plurals() -> None:
    """Tests that one and many differ where the language says so."""
    en, zh = Words("en"), Words("zh")
    assert en.count("{n} week", "{n} weeks", 1) == "1 week"
    assert en.count("{n} week", "{n} weeks", 2) == "2 weeks"
    assert zh.count("{n} week", "{n} weeks", 2) == "2 周"


def test_languages_do_not_disturb_each_other() -> None:
    """Tests that two translators live side by side."""
    assert [Words(language)("Roster") for language in LANGUAGES] == ["Roster", "班表"]
    assert Words("en")("Roster") == "Roster"
    assert language_of("zh-TW") == "zh"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("art. 30", "第30条"),
        ("art. 41, 78-80", "第41、78-80条"),
        ("State Council rules on working hours, art. 3", "国务院关于职工工作时间的规定第3条"),
        (
            "holiday regulation, revision of 2024-11-10",
            "全国年节及纪念日放假办法（2024-11-10 修订）",
        ),
        ("docs/benchmarks.md", "docs/benchmarks.md"),
    ],
)
def test_articles_are_named_in_the_language(source: str, shown: str) -> None:
    """Tests that an article is written the Chinese way, and left alone in English."""
    assert article(source, Words("zh")) == shown
    assert article(source, Words("en")) == source


@pytest.mark.parametrize(
    ("said", "english", "chinese"),
    [
        ("A1 off on 2026-11-26", "A1 off on Thu 26 Nov", "A1 off on 11月26日 周四"),
        ("自2026-11-26起", "自Thu 26 Nov起", "自11月26日 周四起"),
        ("to 2026-11-26 22:00;", "to Thu 26 Nov 22:00;", "to 11月26日 周四 22:00;"),
        (
            "2026-11-26 [holiday regulation, revision of 2024-11-10]",
            "Thu 26 Nov [holiday regulation, revision of 2024-11-10]",
            "11月26日 周四 [全国年节及纪念日放假办法（2024-11-10 修订）]",
        ),
        ("case 2026-13-45 of A-2026-11-26", *["case 2026-13-45 of A-2026-11-26"] * 2),
    ],
)
def test_findings_write_days_as_pages_do(said: str, english: str, chinese: str) -> None:
    """Tests that days of a finding have their weekday; laws and ids keep their figures."""
    assert finding(said, Words("en")) == english
    assert finding(said, Words("zh")) == chinese


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the queue is unknown", "未知的队列"),
        ("use one of a, b, or add it to the centre", "请使用 a, b 之一，或将其加入中心"),
        ("the file is larger than 25 MB", "文件大于 25 MB"),
        ("something that nobody listed", "something that nobody listed"),
        ("odd {braces} stay", "odd {braces} stay"),
    ],
)  # fmt: skip
def test_faults_are_told_in_the_language(text: str, shown: str) -> None:
    """Tests that faults of uploads are translated, with their values kept."""
    assert fault_text(text, Words("zh")) == shown
    assert fault_text(text, Words("en")) == text
