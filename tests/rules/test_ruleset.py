from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import CHOICES, entries

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Enforcement, RuleEntry, Scope, ScopeKind
from wfm.rules.registry import enforced
from wfm.rules.requests import request_entries
from wfm.rules.ruleset import RuleSet, check_entries, read_rule_set
from wfm.rules.writing import rule_set_to_toml

pytestmark = pytest.mark.unit

CONSTRAINTS = Path(__file__).parents[2] / "constraints"
HEAD = 'name_en = "Test"\nname_zh = "测试"\n'


def written(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> tuple[Fault, ...]:
    with pytest.raises(BadInputError) as caught:
        read_rule_set(written(folder, HEAD + text))
    return caught.value.faults


@pytest.mark.parametrize("path", sorted(CONSTRAINTS.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_rule_sets_read_and_write(path: Path, tmp_path: Path) -> None:
    """Tests that each file of constraints/ is valid and comes back the same after writing."""
    rule_set = read_rule_set(path)
    copy = written(tmp_path, rule_set_to_toml(rule_set), path.name)
    assert read_rule_set(copy, law_packs=CONSTRAINTS) == rule_set
    assert all(entry.source for entry in rule_set.entries)


def test_model_bank_has_every_article() -> None:
    """Tests that each article of the model bank's rules stands beside an entry."""
    sources = " ".join(e.source for e in read_rule_set(CONSTRAINTS / "model_bank.toml").own)
    for article in (
        *("3", "4, 44", "8", "12-17", "20-23, 27, 92", "30", "31", "32", "33", "34", "35"),
        *("36-37", "38", "39", "40", "41", "78-80", "57", "60", "91", "100, 102", "104.1"),
        *("105.1, 106.1, 106.6", "107.3", "105.12"),
    ):
        assert article in sources


def test_model_bank_with_its_law() -> None:
    """Tests that the law adds what the bank's own rules don't say, and nothing twice."""
    rule_set = read_rule_set(CONSTRAINTS / "model_bank.toml")
    in_force = [entry.rule for entry, _, _ in enforced(rule_set.entries)]
    assert len(in_force) == len(set(in_force))
    assert "nursing_hour" in in_force
    asked = [rule.id for _, rule, _ in request_entries(rule_set.entries, date(2026, 11, 23))]
    assert asked == [
        *("leave_cap", "swap_limits", "swap_notice", "swap_class", "swap_roster"),
        *("leave_notice", "leave_retrospective", "leave_evidence"),
    ]


def test_model_bank_puts_minimums_above_coverage_above_wishes() -> None:
    """Tests the order of prices: minimums, then coverage, then what people ask for."""
    weight = {e.rule: e.weight for e in read_rule_set(CONSTRAINTS / "model_bank.toml").own}
    assert min(weight["safety_minimum"], weight["shift_leader"], weight["skill_minimum"]) >= 400
    assert weight["coverage"] == 10
    for rule in ("days_off_in_pairs", "fairness_nights", "fairness_weekends", "stability"):
        assert 1 <= weight[rule] <= 5


def test_names_in_both_languages() -> None:
    """Tests that a rule set is called by its name in the language asked for."""
    rule_set = RuleSet("x", "Bank", "银行", ())
    assert (rule_set.name("en"), rule_set.name("zh")) == ("Bank", "银行")


def test_parameter_out_of_range(tmp_path: Path) -> None:
    """Tests that file, entry, parameter, value and the mend are named."""
    text = '[[rule]]\nid = "rest_between_shifts"\nparameters = { min_hours = 30 }\n'
    (fault,) = faults(tmp_path, text)
    assert fault.file == "own.toml"
    assert fault.column == "entry 1 (rest_between_shifts) min_hours"
    assert fault.value == "30"
    assert "0 to 24" in fault.mend


def test_every_fault_is_listed(tmp_path: Path) -> None:
    """Tests that one reading names the faults of all entries."""
    text = """
[[rule]]
id = "no_such_rule"
[[rule]]
id = "consecutive_days"
parameters = { max_day = 6 }
[[rule]]
id = "coverage"
kind = "hard"
[[rule]]
id = "stability"
kind = "soft"
[[rule]]
id = "coverage"
kind = "soft"
weight = 5
"""
    found = faults(tmp_path, text)
    assert [f.column.split(")")[0] for f in found] == [
        "entry 1 (no_such_rule",
        "entry 2 (consecutive_days",
        "entry 3 (coverage",
        "entry 4 (stability",
        "entry 5 (coverage",
    ]
    assert "max_days" in found[1].mend
    assert "only be soft" in found[2].what
    assert "no weight" in found[3].what
    assert "whole points" in found[4].what


def test_unknown_field_and_wrong_type(tmp_path: Path) -> None:
    """Tests that a misspelt field and a wrong kind are named with their entry."""
    text = '[[rule]]\nid = "coverage"\nkind = "firm"\nwieght = 3\n'
    columns = {f.column for f in faults(tmp_path, text)}
    assert columns == {"entry 1 (coverage) kind", "entry 1 (coverage) wieght"}


@pytest.mark.parametrize(
    ("second", "what"),
    [
        ("max_days = 5", "contradicts"),
        ("max_days = 6", "repeats"),
    ],
)
def test_two_entries_of_one_rule(tmp_path: Path, second: str, what: str) -> None:
    """Tests that contradictory and repeated entries are refused, naming both."""
    one = '[[rule]]\nid = "consecutive_days"\nparameters = { max_days = 6 }\n'
    (fault,) = faults(tmp_path, one + one.replace("max_days = 6", second))
    assert fault.what == f"entry 2 {what} entry 1"
    assert fault.column == "entry 2 (consecutive_days)"
    assert fault.value == second


def test_entries_side_by_side() -> None:
    """Tests that other agents, other days and other skills make other entries."""
    days = RuleEntry("consecutive_days", {"max_days": 6}, last_day=date(2026, 12, 31))
    check_entries(
        (
            days,
            RuleEntry("consecutive_days", {"max_days": 5}, first_day=date(2027, 1, 1)),
            RuleEntry("consecutive_days", {"max_days": 4}, scope=Scope(ScopeKind.TEAM, ("T1",))),
            RuleEntry("skill_minimum", {"skill": "minnan"}, False, 400),
            RuleEntry("skill_minimum", {"skill": "english"}, False, 400),
        )
    )


@pytest.mark.parametrize(
    ("entry", "column"),
    [
        (RuleEntry("coverage", {}, False, 10, scope=Scope(ScopeKind.TEAM)), "scope.names"),
        (
            RuleEntry("x", first_day=date(2026, 2, 1), last_day=date(2026, 1, 1)),
            "last_day",
        ),
        (RuleEntry("visitors", enforcement=Enforcement.RECORDED), "title_en"),
        (RuleEntry("swap_notice", {"working_days": -1}, enforcement=Enforcement.ON_REQUEST), ""),
        (RuleEntry("coverage", enforcement=Enforcement.ON_REQUEST), ""),
    ],
)
def test_entry_that_makes_no_sense(entry: RuleEntry, column: str) -> None:
    """Tests that an empty scope, turned dates, a nameless record and a wrong request are told."""
    with pytest.raises(BadInputError) as caught:
        check_entries((entry,), "own.toml")
    assert caught.value.faults[0].column.endswith(column)
    assert caught.value.faults[0].column.startswith(f"entry 1 ({entry.rule})")


@pytest.mark.parametrize("text", ["name_en = ", "\udcff", "format = 9\n"])
def test_file_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """Tests that text that is no TOML, bytes that are no text and newer formats are told."""
    path = tmp_path / "own.toml"
    path.write_bytes((HEAD + text).encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInputError, match=r"own\.toml"):
        read_rule_set(path)


def test_missing_files(tmp_path: Path) -> None:
    """Tests that a missing rule set and a missing law pack are named."""
    with pytest.raises(BadInputError, match=r"none\.toml"):
        read_rule_set(tmp_path / "none.toml")
    with pytest.raises(BadInputError, match=r"law_xx\.toml"):
        read_rule_set(written(tmp_path, HEAD + 'law_pack = "law_xx.toml"\n'))


@given(data=st.data())
def test_any_rule_set_is_written_and_read_back(data: st.DataObject, tmp_path_factory) -> None:
    """Tests that rule sets survive the round trip through TOML."""
    rules = data.draw(st.sets(st.sampled_from(sorted(CHOICES)), max_size=4))
    own = tuple(data.draw(entries(rule)) for rule in sorted(rules))
    name = data.draw(st.text(min_size=1, max_size=10).filter(str.isprintable))
    # A parameter without a value is its default, and TOML has no word for it.
    own = tuple(
        RuleEntry(
            e.rule,
            {k: v for k, v in e.parameters.items() if v is not None},
            e.hard,
            e.weight,
            name,
            scope=e.scope,
            first_day=data.draw(st.none() | st.just(date(2026, 1, 1))),
        )
        for e in own
    )
    rule_set = RuleSet("own", name, name, own)
    path = written(tmp_path_factory.mktemp("rules"), rule_set_to_toml(rule_set))
    back = read_rule_set(path)
    assert (back.name_en, back.law) == (rule_set.name_en, ())
    for one, other in zip(back.own, own, strict=True):
        assert (one.rule, one.hard, one.weight) == (other.rule, other.hard, other.weight)
        assert (one.source, one.scope, one.first_day) == (
            other.source,
            other.scope,
            other.first_day,
        )
