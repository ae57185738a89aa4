"""Tests of the problem of a week: the past, the seam, what was decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import NEXT_WEEK, PEOPLE, RULES, WEEK, rules_toml, write_centre

from wfm.core.errors import BadInputError
from wfm.core.interchange import check_problem
from wfm.service import centres, editing, parts, rosters, weeks

pytestmark = pytest.mark.unit


def test_first_week_remembers_the_import(planned):
    """Tests that before anything is published the past is the imported one."""
    problem = weeks.fresh_problem(planned, "small", WEEK, base=None)
    check_problem(problem)
    assert {a.day for a in problem.past} == {WEEK - timedelta(days=k) for k in range(1, 8)}
    assert problem.past_first_day == WEEK - timedelta(days=7)
    assert problem.base is None
    assert not problem.published
    assert problem.provenance["centre"] == "small"
    assert problem.provenance["rule_set_zh"] == "小规则"


def test_demand(planned):
    """Tests that the demand runs past Sunday's midnight to the first shift of the day after."""
    problem = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert [(d.group, d.skill) for d in problem.demands] == [("all", None), ("minnan", "minnan")]
    assert {len(d.required) for d in problem.demands} == {7 * 48 + 12}


def test_the_seam(desk, pattern_roster):
    """Tests that the week before is what was published of it, not what was imported or drafted."""
    state = rosters.roster(desk, "small", WEEK)
    editing.change_cell(desk, state, "A003", WEEK, "M", "a draft only")
    problem = weeks.fresh_problem(desk, "small", NEXT_WEEK, base=None)
    mine = tuple(a for a in problem.past if a.day >= WEEK)
    assert mine == pattern_roster().assignments
    assert problem.past_first_day == WEEK - timedelta(days=7)


def test_a_gap_hides_what_lies_before(desk):
    """Tests that a week nobody knows is no week off: the past begins after it, or not at all."""
    frame_week = NEXT_WEEK + timedelta(days=7)
    with desk.store.read() as tx:
        around = weeks.surroundings(tx, "small", frame_week)
    assert around.past_first_day is None


def test_base_is_the_published_roster(desk, pattern_roster):
    """Tests that changes are counted against what was published, whatever draft is given."""
    draft = pattern_roster({"A001": "DDDDD.."})
    problem = weeks.fresh_problem(desk, "small", WEEK, base=draft)
    assert problem.published
    assert problem.base == pattern_roster().assignments
    other = weeks.fresh_problem(desk, "small", NEXT_WEEK, base=pattern_roster(week=NEXT_WEEK))
    assert not other.published
    assert len(other.base) == 40


def test_people_who_leave(desk, tmp_path):
    """Tests that an agent who left before the week is left out with all that is theirs."""
    text = PEOPLE.replace("skills\n", "skills,last_day\n").replace(
        "A002,T1,full,minnan\n", "A002,T1,full,minnan,2031-06-08\n"
    )
    parts.save_part(desk, "small", "people", "p.csv", text.encode(), "")
    problem = weeks.fresh_problem(desk, "small", NEXT_WEEK, base=None)
    assert "A002" not in {a.id for a in problem.agents}
    assert "A002" not in {a.agent_id for a in problem.past}
    assert "A002" in {a.id for a in weeks.fresh_problem(desk, "small", WEEK, base=None).agents}


def test_draft_that_names_a_shift_that_is_gone(planned, pattern_roster):
    """Tests that a draft made with an older catalogue is no obstacle to a new solve."""
    table = parts.part_table(planned, "small", "shifts")
    content = table[table["id"] != "M"].to_csv(index=False).encode()
    parts.save_part(planned, "small", "shifts", "s.csv", content, "")
    draft = pattern_roster({"A001": "MMEEE..", "A009": "EEEEE.."})
    problem = weeks.fresh_problem(planned, "small", WEEK, base=draft)
    assert {(a.agent_id, a.shift_id) for a in problem.base} == {("A001", "E")}


def test_rules_in_force(desk, tmp_path):
    """Tests that a new problem has the new rule set, and a kept one the one it was made for."""
    rules = rules_toml({**RULES, "consecutive_days": ("hard", 0, "art. 31", "max_days = 4")})
    centres.import_folder(desk, write_centre(tmp_path / "small", small_toml=rules))
    fresh = weeks.fresh_problem(desk, "small", WEEK, base=None)
    kept = rosters.roster(desk, "small", WEEK).problem

    def longest(p):
        return next(e.parameters["max_days"] for e in p.rules if e.rule == "consecutive_days")

    assert (longest(fresh), longest(kept)) == (4, 6)


def test_no_forecast(imported):
    """Tests that a week without a forecast says which page makes one."""
    with pytest.raises(BadInputError, match="Forecast"):
        weeks.fresh_problem(imported, "small", WEEK, base=None)
