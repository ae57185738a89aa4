"""Every rule's case: the files of cases fill the list as they are imported."""

from __future__ import annotations

from support import rule_cases_hours, rule_cases_people
from support.rule_case import CASES, Case, day, without_breaks

__all__ = ["CASES", "Case", "day", "rule_cases_hours", "rule_cases_people", "without_breaks"]
