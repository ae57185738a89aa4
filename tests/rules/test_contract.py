"""The contract of every rule: what the audit finds, the model forbids or charges exactly."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model
from pydantic_core import PydanticUndefined
from support.rule_cases import CASES, Case

from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rules.auditing import audit
from wfm.rules.context import COST_SCALE, ModelContext
from wfm.rules.contract import Rule, Strength, Words
from wfm.rules.modelling import Modeller
from wfm.rules.registry import RULES, catalogue, range_of
from wfm.rules.requests import REQUEST_RULES
from wfm.rules.wording import sentence, title

pytestmark = pytest.mark.contract

KINDS = [
    pytest.param(rule, hard, id=f"{rule.id}-{'hard' if hard else 'soft'}")
    for rule in RULES
    for hard in (True, False)
    if rule.strength is Strength.EITHER or (rule.strength is Strength.HARD) == hard
]
HARD = [p for p in KINDS if p.values[1]]
SOFT = [p for p in KINDS if not p.values[1]]


def solve(ctx: ModelContext) -> tuple[str, float]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.status_name(solver.solve(ctx.model))
    return status, solver.objective_value / COST_SCALE


def forced(problem, roster: Roster, **about) -> ModelContext:
    ctx = Modeller(ProblemView(problem)).context(**about)
    ctx.fix(roster)
    return ctx


def case_of(rule: type[Rule]) -> Case:
    return CASES[rule.id]()


def test_every_rule_has_a_case() -> None:
    """Tests that no rule goes without a case, and no case without a rule."""
    assert set(CASES) == set(catalogue())
    assert len(catalogue()) == len(RULES)


@pytest.mark.parametrize(("rule", "hard"), KINDS)
def test_violation_is_found(rule: type[Rule], hard: bool) -> None:
    """Tests that the audit finds exactly the violation, in its natural unit."""
    case = case_of(rule)
    report = audit(case.with_entry(rule.id, hard=hard), case.bad)
    assert len(report.violations) == case.findings
    assert sum(v.amount for v in report.violations) == case.amount
    for v in report.violations:
        assert (v.rule, v.hard, v.unit, v.source) == (rule.id, hard, rule.unit, "art. 1")
        assert v.cost == 0 if hard else v.cost > 0


@pytest.mark.parametrize(("rule", "hard"), KINDS)
def test_clean_roster_is_clean(rule: type[Rule], hard: bool) -> None:
    """Tests that the audit finds nothing in the clean roster and the model allows it for free."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=hard, clean=True)
    assert audit(problem, case.clean).violations == ()
    assert solve(forced(problem, case.clean)) == ("OPTIMAL", 0.0)


@pytest.mark.parametrize(("rule", "hard"), HARD)
def test_forced_violation_is_infeasible(rule: type[Rule], hard: bool) -> None:
    """Tests that a hard violation can't be forced into the model."""
    case = case_of(rule)
    status, _ = solve(forced(case.with_entry(rule.id, hard=True), case.bad))
    assert status == "INFEASIBLE"


@pytest.mark.parametrize(("rule", "hard"), SOFT)
def test_forced_violation_costs_what_the_audit_says(rule: type[Rule], hard: bool) -> None:
    """Tests that a soft violation forced into the model costs exactly the audited points."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=False)
    ctx = forced(problem, case.bad)
    cost = audit(problem, case.bad).cost
    assert cost > 0
    assert solve(ctx) == ("OPTIMAL", cost)
    assert ctx.cost_of(case.bad) == cost * COST_SCALE
    assert ctx.by_rule[rule.id].value(ctx.values_of(case.bad)) == cost * COST_SCALE


@pytest.mark.parametrize(("rule", "hard"), SOFT)
def test_neighbourhood_costs_the_same(rule: type[Rule], hard: bool) -> None:
    """Tests that a neighbourhood whose rest is fixed prices the roster as the whole model does."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=False)
    cost = audit(problem, case.bad).cost
    for free in (set(), {(0, 0)}, {(0, d) for d in range(problem.n_days)}):
        ctx = Modeller(ProblemView(problem)).context(base=case.bad, free=free)
        assert ctx.cost_of(case.bad) == cost * COST_SCALE
        ctx.fix(case.bad)
        assert solve(ctx) == ("OPTIMAL", cost)


@pytest.mark.parametrize(("rule", "hard"), KINDS)
def test_solved_roster_audits_as_solved(rule: type[Rule], hard: bool) -> None:
    """Tests that the optimum has no hard violation and costs what the audit recomputes."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=hard)
    ctx = Modeller(ProblemView(problem)).context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    found = ctx.read(solver.value)
    report = audit(problem, found)
    assert report.hard == ()
    assert report.cost == solver.objective_value / COST_SCALE
    assert ctx.cost_of(found) == solver.objective_value


@pytest.mark.parametrize(("rule", "hard"), KINDS)
def test_hints_are_complete_and_right(rule: type[Rule], hard: bool) -> None:
    """Tests that a roster's values name every variable and satisfy the model."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=hard, clean=True)
    ctx = Modeller(ProblemView(problem)).context()
    values = ctx.values_of(case.clean)
    assert set(values) == set(range(len(ctx.model.proto.variables)))
    for i, value in values.items():
        ctx.model.add(ctx.model.get_int_var_from_proto_index(i) == value)
    assert solve(ctx) == ("OPTIMAL", 0.0)


@pytest.mark.parametrize(("rule", "hard"), HARD)
def test_guard_frees_the_entry(rule: type[Rule], hard: bool) -> None:
    """Tests that a guarded entry binds while its guard stands, and not without it."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=True)
    ctx = forced(problem, case.bad, guarded=True)
    if rule.id in ("meal_and_rest", "nursing_hour"):
        # That a shift has its breaks is how the model is built, guard or not.
        assert solve(ctx)[0] == "INFEASIBLE"
        return
    assert set(ctx.guards) == {0}
    assert solve(ctx)[0] == "OPTIMAL"
    ctx.model.add(ctx.guards[0] == 1)
    assert solve(ctx)[0] == "INFEASIBLE"


@pytest.mark.parametrize(("rule", "hard"), KINDS)
def test_entry_out_of_force_says_nothing(rule: type[Rule], hard: bool) -> None:
    """Tests that an entry binds nobody after its last day, in the audit and in the model."""
    case = case_of(rule)
    problem = case.with_entry(rule.id, hard=hard)
    old = replace(problem.rules[0], last_day=problem.first_day.replace(year=2020))
    problem = replace(problem, rules=(old,))
    assert audit(problem, case.bad).violations == ()
    if rule.id in ("meal_and_rest", "nursing_hour"):
        return
    assert solve(forced(problem, case.bad)) == ("OPTIMAL", 0.0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_words_are_whole_in_both_languages(rule: type[Rule]) -> None:
    """Tests that titles, descriptions and sentences fill in English and Chinese."""
    case = case_of(rule)
    hard = rule.strength is not Strength.SOFT
    report = audit(case.with_entry(rule.id, hard=hard), case.bad)
    for v in report.violations:
        english, chinese = sentence(v, "en"), sentence(v, "zh")
        assert english != chinese
        for text in (english, chinese):
            assert "{" not in text
            assert "Words(" not in text
    for words in (rule.words.title, rule.words.description):
        assert words.en
        assert any("\u4e00" <= c <= "\u9fff" for c in words.zh)
    assert len(rule.words.title.en) <= 40
    assert rule.words.description.en.endswith(".")
    assert rule.words.description.zh.endswith("。")


def test_sentences_use_the_same_values_in_both_languages() -> None:
    """Tests that no value is lost in translation."""

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    all_words = [rule.words for rule in RULES] + [r.words for r in REQUEST_RULES.values()]
    for words in all_words:
        assert names(words.violation.en) == names(words.violation.zh)
    titles = [title(rule, "zh") for rule in catalogue()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_parameters_are_documented(rule: type[Rule]) -> None:
    """Tests that each parameter has a description, each number a range, each limit a parameter."""
    for name, field in rule.parameters.model_fields.items():
        assert field.description, name
        if field.annotation in (int, float):
            assert range_of(field), name
    assert set(rule.limits) <= set(rule.parameters.model_fields)
    assert isinstance(rule.words.title, Words)
    assert rule.__doc__
    needs = [n for n, f in rule.parameters.model_fields.items() if f.default is PydanticUndefined]
    case = case_of(rule)
    assert set(needs) <= set(case.parameters)
