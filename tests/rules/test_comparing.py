"""Tests of what a change makes worse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.score import AuditReport, Unit, Violation
from wfm.rules.comparing import worse

pytestmark = pytest.mark.unit


def found(amount=1.0, rule="coverage", at="", **values):
    """A violation."""
    return Violation(rule, False, amount, Unit.AGENTS, at=at, source="art. 4", values=values)


def report(*violations):
    """An audit that found these."""
    return AuditReport(tuple(violations), (), ())


def test_new_larger_smaller_gone():
    """Tests that new and larger violations are worse, and smaller and gone ones are not."""
    before = report(found(2, at="08:00"), found(2, at="08:30"), found(2, at="09:00"))
    larger, smaller, new = found(3, at="08:00"), found(1, at="08:30"), found(1, at="10:00")
    assert worse(report(larger, smaller, new), before) == (larger, new)


def test_two_entries_in_one_place():
    """Tests that of two entries of a rule only the one that moved is named."""
    before = report(found(2, skill="dialect"), found(1, skill="english"))
    moved = found(2, skill="english")
    assert worse(report(found(2, skill="dialect"), moved), before) == (moved,)


reports = st.lists(
    st.builds(
        found, st.integers(1, 3), at=st.sampled_from(["08:00", "09:00"]), n=st.integers(0, 1)
    ),
    max_size=6,
).map(lambda rows: report(*rows))


@settings(max_examples=60)
@given(reports)
def test_nothing_is_worse_than_itself(one):
    """Tests that an audit is not worse than itself, and all of it is against a clean one."""
    assert worse(one, one) == ()
    assert worse(one, report()) == one.violations


@settings(max_examples=60)
@given(reports, reports)
def test_no_more_than_there_are(one, other):
    """Tests that what is worse stands in the audit, and at least as much as its length grew."""
    assert all(v in one.violations for v in worse(one, other))
    assert len(worse(one, other)) >= len(one.violations) - len(other.violations)
