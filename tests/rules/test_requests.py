from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.people import LeaveType
from wfm.core.problem import Enforcement, RuleEntry
from wfm.rules.registry import range_of
from wfm.rules.requests import (
    REQUEST_RULES,
    LeaveNoticeParameters,
    months_before,
    request_entries,
    request_parameters,
)

pytestmark = pytest.mark.unit

ON_REQUEST = Enforcement.ON_REQUEST


@pytest.mark.parametrize(
    ("kind", "first_day", "last"),
    [
        (LeaveType.ANNUAL, date(2026, 12, 10), date(2026, 11, 10)),
        (LeaveType.MARRIAGE, date(2026, 3, 31), date(2026, 2, 28)),
        (LeaveType.MATERNITY, date(2026, 1, 15), date(2025, 12, 15)),
        (LeaveType.PERSONAL, date(2026, 12, 10), date(2026, 12, 7)),
        (LeaveType.BEREAVEMENT, date(2026, 12, 10), date(2026, 12, 10)),
        (LeaveType.SICK, date(2026, 12, 10), date(2026, 12, 7)),
    ],
)
def test_notice_of_leave(kind: LeaveType, first_day: date, last: date) -> None:
    """Tests the last day to ask: one month, three days, or none (art. 38, 39)."""
    assert LeaveNoticeParameters().last_day_to_ask(kind, first_day) == last


@pytest.mark.parametrize("kind", list(LeaveType))
def test_every_kind_of_leave_has_a_notice(kind: LeaveType) -> None:
    """Tests that no kind of leave is without a parameter for its notice."""
    fields = LeaveNoticeParameters.model_fields
    assert f"{kind.value}_days" in fields or f"{kind.value}_months" in fields


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 12))
def test_months_before(day: date, months: int) -> None:
    """Tests that months go back by the calendar and never past the day itself."""
    before = months_before(day, months)
    assert before <= day
    assert (day.year * 12 + day.month) - (before.year * 12 + before.month) == months
    assert before.day <= day.day


def test_entries_in_force() -> None:
    """Tests that entries audited and entries asked for count; records and past ones don't."""
    rules = (
        RuleEntry("leave_cap", {"max_agents": 2}, False, 5),
        RuleEntry("swap_notice", {"working_days": 2}, enforcement=ON_REQUEST),
        RuleEntry("swap_class", enforcement=Enforcement.RECORDED),
        RuleEntry("leave_evidence", enforcement=ON_REQUEST, last_day=date(2026, 1, 1)),
        RuleEntry("coverage", {}, False, 10),
    )
    found = request_entries(rules, date(2026, 11, 23))
    assert [rule.id for _, rule, _ in found] == ["leave_cap", "swap_notice"]
    assert found[0][2].model_dump() == {"max_agents": 2, "group": "team"}
    assert found[1][2].model_dump() == {"working_days": 2}


def test_in_principle_may_be_overridden() -> None:
    """Tests that the limits of art. 35 may be passed with a reason, the notice of art. 34 not."""
    assert REQUEST_RULES["swap_limits"].overridable
    assert REQUEST_RULES["swap_class"].overridable
    assert not REQUEST_RULES["swap_notice"].overridable


def test_wrong_entries_are_told() -> None:
    """Tests that unknown rules and parameters out of range name the value."""
    with pytest.raises(BadInputError, match="swap_notice"):
        request_parameters(RuleEntry("no_such", enforcement=ON_REQUEST))
    with pytest.raises(BadInputError, match="-1"):
        request_parameters(RuleEntry("swap_notice", {"working_days": -1}))


@pytest.mark.parametrize("rule", REQUEST_RULES.values(), ids=lambda rule: rule.id)
def test_request_rules_are_documented(rule) -> None:
    """Tests that words are there in both languages, and parameters have descriptions."""
    words = rule.words
    for text in (words.title, words.description, words.violation):
        assert text.en
        assert any("\u4e00" <= c <= "\u9fff" for c in text.zh)
    for field in rule.parameters.model_fields.values():
        assert field.description
        if field.annotation is int:
            assert range_of(field)
