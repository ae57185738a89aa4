from __future__ import annotations

import pytest
from pydantic import Field
from support.problems import MONDAY, roster, shift, small_problem

from wfm.core.errors import BadInputError
from wfm.core.problem import Enforcement, RuleEntry, Scope, ScopeKind
from wfm.rules.auditing import audit
from wfm.rules.contract import Words
from wfm.rules.registry import ONE_AT_A_TIME, catalogue, enforced, parameters_of, range_of
from wfm.rules.wording import sentence, title

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (RuleEntry("no_such"), "no such rule"),
        (RuleEntry("rest_between_shifts", {"min_hours": 25}), "0 to 24"),
        (RuleEntry("rest_between_shifts", {"hours": 11}), "min_hours"),
        (RuleEntry("pinned_cells", {"x": 1}), "none"),
        (RuleEntry("rest_between_shifts", {}, False, 5), 'kind = "hard"'),
        (RuleEntry("coverage"), 'kind = "soft"'),
        (RuleEntry("coverage", {}, False, 0), "no weight"),
        (RuleEntry("coverage", {}, False, 3), "whole points"),
        (RuleEntry("coverage", {"factors": [4, 2, 1]}, False, 10), "not fall"),
        (RuleEntry("safety_minimum", {"from_clock": "25:00"}, False, 10), "HH:MM"),
        (RuleEntry("skill_minimum", {}, False, 10), "skill"),
    ],
)
def test_wrong_entries_say_what_would_be_right(entry: RuleEntry, text: str) -> None:
    """Tests that the error names the mend: the range, the parameters, the kind, the weight."""
    with pytest.raises(BadInputError) as caught:
        parameters_of(entry, "own.toml")
    assert text in str(caught.value)
    assert caught.value.faults[0].file == "own.toml"


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"ge": 0, "le": 24}, "0 to 24"),
        ({"ge": 1}, "1 or more"),
        ({"gt": 0}, "above 0"),
        ({"gt": 0, "le": 1}, "above 0 to 1"),
        ({"le": 5}, "at most 5"),
        ({}, ""),
    ],
)
def test_ranges_in_words(bounds: dict, words: str) -> None:
    """Tests how the range of a parameter is written."""
    assert range_of(Field(default=1, **bounds)) == words


def test_only_enforced_entries_are_audited_and_the_rest_is_listed() -> None:
    """Tests that the report names what it did not check."""
    rules = (
        RuleEntry("weekly_hours"),
        RuleEntry("swap_notice", source="art. 34", enforcement=Enforcement.ON_REQUEST),
        RuleEntry("visitors", source="art. 57", enforcement=Enforcement.RECORDED),
    )
    assert [rule.id for _, rule, _ in enforced(rules)] == ["weekly_hours", "rest_between_shifts"]
    problem = small_problem(*rules, n_agents=1)
    report = audit(problem, roster(problem))
    assert report.checked == ("weekly_hours", "rest_between_shifts")
    assert report.unchecked == ("swap_notice (on_request; art. 34)", "visitors (recorded; art. 57)")
    assert sentence(report.violations[0], "en") == (
        "A001 has 0 paid hours in the week of 2026-11-23; 40 to 40 are agreed"
    )
    assert "40" in sentence(report.violations[0], "zh-CN")


@pytest.mark.parametrize(
    ("entry", "held"),
    [
        (RuleEntry("rest_between_shifts", {"min_hours": 0}), False),
        (RuleEntry("rest_between_shifts", scope=Scope(ScopeKind.AGENT, ("A001",))), True),
        (RuleEntry("rest_between_shifts", first_day=MONDAY), True),
    ],
)
def test_shifts_are_kept_apart_by_the_set_or_without_it(entry: RuleEntry, held: bool) -> None:
    """Tests that an entry of the set counts only if it is for everybody and always."""
    assert (ONE_AT_A_TIME in [e for e, _, _ in enforced((entry,))]) is held


def test_nobody_works_two_shifts_at_once() -> None:
    """Tests that the audit refuses a shift that begins before the one before it ends."""
    late, early = shift("N", 1320, 600, night=True), shift("E", 360, 480)
    problem = small_problem(RuleEntry("coverage", hard=False, weight=10), shifts=(late, early))
    both = roster(problem, A002="NE.....")
    assert [v.rule for v in audit(problem, both).hard] == ["rest_between_shifts"]


def test_titles() -> None:
    """Tests titles of both registries, and that an unknown rule keeps its id."""
    assert title("weekly_hours", "zh") == "周工时"
    assert title("swap_notice") == "Notice of a swap"
    assert title("pick_up") == "pick_up"
    assert "weekly_hours" in catalogue()


def test_words_inside_words() -> None:
    """Tests that a value which differs by language is written in the sentence's language."""
    outer = Words("{n} of {what}", "{what}{n}个")
    inner = Words("nights", "夜班")
    assert outer.fill("en", n=2.0, what=inner) == "2 of nights"
    assert outer.with_values(n=1.5, what=inner).zh == "夜班1.5个"
