"""Small centres, made rosters and their books for the tests of the workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.core.people import SHIFT_LEADER, Agent, Contract, Leave, LeaveType
from wfm.core.problem import Demand, Pin, Problem
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.score import AuditReport, Unit, Violation
from wfm.core.shifts import BreakKind, BreakWindow, Shift, SwapClass
from wfm.sheets.book import Book, SheetAbout
from wfm.sheets.workbook import write_workbook

MONDAY = date(2026, 10, 5)

MEAL = BreakWindow(BreakKind.MEAL, 30, 180, 300, paid=False)
REST = BreakWindow(BreakKind.REST, 30, 60, 420, paid=True)


def shift(
    id_: str, en: str, zh: str, start: str, length_min: int = 510, night: bool = False
) -> Shift:
    hours, minutes = start.split(":")
    return Shift(
        id_,
        en,
        zh,
        int(hours) * 60 + int(minutes),
        length_min,
        SwapClass.NIGHT if night else SwapClass.DAY,
        night,
        (MEAL, REST),
        before_min=10,
    )


CATALOGUE = (
    shift("early_7", "E1", "早1", "07:00"),
    shift("early_8", "E2", "早2", "08:00"),
    shift("early_9", "E3", "早3", "09:00"),
    shift("middle_10", "M1", "中1", "10:00"),
    shift("middle_12", "M2", "中2", "12:00"),
    shift("late_14", "L1", "晚1", "14:00"),
    shift("late_15", "L2", "晚2", "15:30"),
    shift("night_22", "N1", "夜1", "22:00", night=True),
    shift("night_23", "N2", "夜2", "23:30", night=True),
)


def worked(agent_id: str, day: date, shift_id: str, i: int = 0) -> Assignment:
    """Assignment with a meal and a rest break, staggered by `i`."""
    breaks = (
        Activity(90 + 30 * (i % 3), 30, BreakKind.REST),
        Activity(210 + 30 * (i % 4), 30, BreakKind.MEAL),
    )
    return Assignment(agent_id, day, shift_id, breaks)


def sample_problem(n_agents: int = 12, n_days: int = 7, interval_min: int = 30) -> Problem:
    """A centre of three teams with leave, pins, a trainee, a holiday and last night's shifts."""
    agents = tuple(
        Agent(
            f"A{i + 1:03d}",
            team="ABC"[i % 3],
            contract="full",
            skills=(SHIFT_LEADER,) if i < 3 else (("dialect",) if i % 4 == 0 else ()),
            productivity_pct=50 if i == 7 else 100,
            mentor="A001" if i == 7 else None,
        )
        for i in range(n_agents)
    )
    per_day = 24 * 60 // interval_min
    level = [2] * 7 + [5, 8, 10, 10, 9, 8, 9, 10, 9, 8, 6, 5, 5, 4, 4, 3, 2]
    scale = n_agents / 26
    required = tuple(
        max(1, round(level[(t % per_day) * 24 // per_day] * scale)) for t in range(per_day * n_days)
    )
    tail = (max(1, round(2 * scale)),) * (8 * 60 // interval_min)
    return Problem(
        name="test centre",
        zone="Asia/Shanghai",
        interval_min=interval_min,
        first_day=MONDAY,
        n_days=n_days,
        agents=agents,
        contracts=(Contract("full"),),
        shifts=CATALOGUE,
        demands=(
            Demand(required + tail),
            Demand(tuple(1 for _ in required), group="dialect", skill="dialect"),
        ),
        rules=(),
        leave=(
            Leave("A004", LeaveType.ANNUAL, MONDAY, MONDAY + timedelta(days=1)),
            Leave("A005", LeaveType.SICK, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2)),
        ),
        past=(worked("A006", MONDAY - timedelta(days=1), "night_22"),),
        past_first_day=MONDAY - timedelta(days=28),
        pins=(Pin("A002", MONDAY, "early_8"), Pin("A003", MONDAY, None)),
        holidays=(MONDAY + timedelta(days=2),),
        provenance={"centre": "test", "forecast": "v3"},
    )


def sample_roster(problem: Problem) -> Roster:
    """Five shifts a week for everybody, pins and leave kept."""
    kinds = [s.id for s in problem.shifts]
    leave = {
        (x.agent_id, problem.first_day + timedelta(days=d))
        for x in problem.leave
        for d in range(problem.n_days)
        if x.covers(problem.first_day + timedelta(days=d))
    }
    pins = {(p.agent_id, p.day): p.shift_id for p in problem.pins}
    rows = []
    for i, agent in enumerate(problem.agents):
        for d in range(problem.n_days):
            day = problem.first_day + timedelta(days=d)
            off = (d - i) % 7 in (5, 6)
            wanted = pins.get(
                (agent.id, day), None if off else kinds[(i * 5 + i // 9) % len(kinds)]
            )
            if wanted is not None and (agent.id, day) not in leave:
                rows.append(worked(agent.id, day, wanted, i))
    return Roster(tuple(rows))


def sample_report() -> AuditReport:
    """An audit with a hard finding and two priced ones."""
    return AuditReport(
        (
            Violation(
                "rest_between_shifts", True, 90, Unit.MINUTES, agent_id="A009", source="art. 30"
            ),
            Violation("coverage", False, 2.5, Unit.AGENT_INTERVALS, 50.0, at="2026-10-05 10:00"),
            Violation("coverage", False, 1, Unit.AGENT_INTERVALS, 10.0, at="2026-10-06 10:00"),
            Violation("days_off_in_pairs", False, 1, Unit.AGENTS, 4.0, agent_id="A008"),
        ),
        ("rest_between_shifts", "coverage", "days_off_in_pairs"),
        ("uniform (recorded; art. 55)",),
    )


def describe(violation: Violation, language: str) -> str:
    """Sentence of a finding."""
    who = violation.agent_id or violation.at
    return f"{who}：{violation.rule}" if language == "zh" else f"{who}: {violation.rule}"


def sample_about(language: str = "en", **changes: object) -> SheetAbout:
    """A title block with every figure known."""
    values: dict[str, object] = {
        "centre_name": "样例中心" if language == "zh" else "Sample centre",
        "rule_set_name": "model-bank + CN law pack",
        "made_at": datetime(2026, 10, 1, 6, 30, tzinfo=UTC),
        "language": language,
        "revision": "3",
        "solve_status": "stopped at the time limit with a proven bound",
        "cost": 64.0,
        "bound": 60.5,
        "gap": 0.0547,
        "excess": 0.0091,
        "sl_definition": "80 % in 10 s, answered within 10 s / offered",
        "notes": ("Derived from real data, not a real centre.",),
        "rule_titles": {"coverage": "话务覆盖" if language == "zh" else "Coverage"},
    }
    return SheetAbout(**{**values, **changes})  # type: ignore[arg-type]


def sample_book(language: str = "en", n_agents: int = 12, **shape: int) -> Book:
    """A book over the sample problem and roster."""
    problem = sample_problem(n_agents, **shape)
    return Book(problem, sample_roster(problem), sample_report(), sample_about(language), describe)


def as_file(book: Book) -> bytes:
    """Bytes of a book's workbook."""
    buffer = io.BytesIO()
    write_workbook(buffer, book.problem, book.roster, book.report, book.about, book.describe)
    return buffer.getvalue()


def opened(book: Book) -> Workbook:
    """The workbook as a spreadsheet program finds it."""
    return load_workbook(io.BytesIO(as_file(book)))


def edited(book: Book, change: Callable[[Workbook], None]) -> bytes:
    """Bytes of the workbook after somebody changed it."""
    workbook = opened(book)
    change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def row_of(sheet: Worksheet, text: str, column: int = 1) -> int:
    """First row that has a text in a column."""
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column).value == text)


def texts(sheet: Worksheet) -> list[str]:
    """Every text on a sheet."""
    return [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]


@cache
def standard(language: str = "en", n_agents: int = 12) -> tuple[Book, Workbook]:
    """A book and its workbook reopened, made once: for tests that only look."""
    book = sample_book(language, n_agents)
    return book, opened(book)
