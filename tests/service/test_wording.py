"""Tests of findings and rule sets in words."""

from __future__ import annotations

import pytest
from support.centres import RULES, WEEK

from wfm.core.problem import Enforcement, RuleEntry
from wfm.core.score import AuditReport
from wfm.service import centres, rosters, wording

pytestmark = pytest.mark.unit


def test_rules_as_a_table(imported):
    """Tests that every entry is a row with title, kind, parameters, article and what is done."""
    entries = centres.rule_set(imported, "small").entries
    table = wording.rule_rows(entries).set_index("rule")
    assert set(table.index) == {*RULES, "swap_form"}
    assert table.loc["coverage", "kind"] == "soft"
    assert table.loc["coverage", "weight"] == 10
    assert table.loc["rest_between_shifts", "kind"] == "hard"
    assert "11" in table.loc["rest_between_shifts", "parameters"]
    assert table.loc["swap_notice", "enforcement"] == "on_request"
    assert table.loc["swap_form", "kind"] == ""
    assert table.loc["swap_form", "title"] == "On a form"
    assert (table["source"].str.startswith("art.")).all()
    assert (table["title"] != "").all()
    zh = wording.rule_rows(entries, "zh").set_index("rule")
    assert zh.loc["swap_form", "title"] == "书面申请"
    assert (zh["title"] != table["title"]).all()


def test_own_title_goes_first():
    """Tests that an entry's own title says more than its rule's."""
    entry = RuleEntry("coverage", title_en="Our phones", title_zh="我们的电话")
    assert wording.entry_title(entry) == "Our phones"
    assert wording.entry_title(entry, "zh_CN") == "我们的电话"


def test_unknown_recorded_entry():
    """Tests that a recorded entry without a rule keeps its id."""
    entry = RuleEntry("visitors", enforcement=Enforcement.RECORDED)
    assert wording.rule_rows((entry,))["title"].iloc[0] == "visitors"


def test_findings(desk):
    """Tests that findings keep the order and the figures of the audit."""
    report = rosters.roster(desk, "small", WEEK).report
    table = wording.findings(report)
    assert list(table["amount"]) == [v.amount for v in report.violations]
    assert list(table["rule"]) == [v.rule for v in report.violations]
    assert wording.findings(AuditReport((), (), ())).empty
