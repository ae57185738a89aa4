from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wfm.core.errors import BadInputError
from wfm.core.problem import Enforcement, RuleEntry, Scope, ScopeKind
from wfm.rules.lawpack import merged, refuse_weaker, stands_for, weaker
from wfm.rules.ruleset import read_rule_set

pytestmark = pytest.mark.unit

REST = RuleEntry("rest_between_shifts", {"min_hours": 11}, source="law art. 3")
MONTH = RuleEntry("overtime_caps", {"month_max_hours": 36}, source="law art. 41")
DAY = RuleEntry("weekly_rest_day", {"min_days": 1}, source="law art. 38")


def test_stricter_entry_stands_for_the_law() -> None:
    """Tests that a rule set's stricter entry replaces the law's, with its own source."""
    own = RuleEntry("rest_between_shifts", {"min_hours": 12}, source="house")
    assert merged((own,), (REST, DAY)) == (own, DAY)


@pytest.mark.parametrize(
    "own",
    [
        RuleEntry("rest_between_shifts", {"min_hours": 12}, scope=Scope(ScopeKind.TEAM, ("T1",))),
        RuleEntry("rest_between_shifts", {"min_hours": 12}, last_day=date(2027, 1, 1)),
        RuleEntry("rest_between_shifts", enforcement=Enforcement.RECORDED),
    ],
)
def test_narrower_entry_leaves_the_law_in_force(own: RuleEntry) -> None:
    """Tests that an entry for some agents or days, or only a record, leaves the law's there."""
    assert not stands_for(own, REST)
    assert merged((own,), (REST,)) == (own, REST)


def test_other_spans_are_other_entries() -> None:
    """Tests that a night of other hours leaves the law's night in force."""
    law = RuleEntry("night_eligibility", {"from_clock": "22:00"})
    own = RuleEntry("night_eligibility", {"from_clock": "23:00"})
    assert merged((own,), (law,)) == (own, law)


@pytest.mark.parametrize(
    ("own", "value"),
    [
        (RuleEntry("rest_between_shifts", {"min_hours": 10}), "10.0"),
        (RuleEntry("overtime_caps", {"month_max_hours": 40}), "40.0"),
        (RuleEntry("weekly_rest_day", {"min_days": 0}), "0"),
    ],
)
def test_weaker_entry_is_refused(own: RuleEntry, value: str) -> None:
    """Tests that less rest, more overtime and no rest day are refused with value and mend."""
    with pytest.raises(BadInputError) as caught:
        refuse_weaker((own,), (REST, MONTH, DAY), "own.toml", "law.toml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.value) == ("own.toml", value)
    assert fault.column.startswith(f"entry 1 ({own.rule}) m")
    assert "law.toml" in fault.what
    assert fault.mend.startswith("give at ")


def test_soft_entry_under_a_hard_law_is_refused() -> None:
    """Tests that what the law makes hard can't be priced."""
    own = RuleEntry("weekly_rest_day", {"min_days": 1}, False, 50)
    with pytest.raises(BadInputError, match="hard"):
        refuse_weaker((own,), (DAY,), "own.toml", "law.toml")


def test_stricter_or_equal_is_not_weaker() -> None:
    """Tests that the bound itself and what is stricter pass."""
    for hours in (11, 12):
        own = RuleEntry("rest_between_shifts", {"min_hours": hours})
        assert weaker(own, REST) == []
        refuse_weaker((own,), (REST,), "own.toml", "law.toml")


def test_recorded_entries_are_merged_once() -> None:
    """Tests that a record of the law stays unless the rule set has the same."""
    record = RuleEntry("pay", source="art. 44", enforcement=Enforcement.RECORDED)
    assert merged((), (record,)) == (record,)
    assert merged((record,), (record,)) == (record,)


def test_reading_names_the_law(tmp_path: Path) -> None:
    """Tests that a weaker rule set can't be read, and says which file bounds it."""
    (tmp_path / "law.toml").write_text(
        'name_en = "Law"\nname_zh = "法"\n[[rule]]\nid = "weekly_rest_day"\nsource = "art. 38"\n'
    )
    own = tmp_path / "own.toml"
    own.write_text(
        'name_en = "Own"\nname_zh = "自"\nlaw_pack = "law.toml"\n'
        '[[rule]]\nid = "weekly_rest_day"\nparameters = { min_days = 0 }\n'
    )
    with pytest.raises(BadInputError, match=r"own\.toml.*law\.toml \(art\. 38\)"):
        read_rule_set(own)
    own.write_text(own.read_text().replace("min_days = 0", "min_days = 2"))
    assert [e.parameters for e in read_rule_set(own).entries] == [{"min_days": 2}]
