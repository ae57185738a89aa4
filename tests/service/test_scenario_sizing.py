"""Tests that groups which answer apart need no less than one group, and share seats fairly."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.frames import FORECAST, POOLED, REQUIREMENT
from wfm.forecasting.scenario import OtherSite, Pool, Scenario, Target
from wfm.forecasting.scenario_stack import Stack
from wfm.service.scenario_sizing import (
    answered_apart,
    group_requirements,
    options_under,
    service_apart,
    summed,
    target_under,
    with_site_queues,
)
from wfm.sizing.options import SizingOptions
from wfm.sizing.requirement import SkillGroup, requirement_of
from wfm.sizing.target import Model
from wfm.sizing.target import Target as Promise

pytestmark = pytest.mark.unit
PROMISE = Promise(0.8, 20)
OPTIONS = SizingOptions(interval_min=30, lag=False)


def forecast(volumes: dict[str, list[float]], aht_s: float = 180.0) -> pd.DataFrame:
    parts = []
    for queue, volume in volumes.items():
        stamps = pd.date_range("2026-03-02 08:00", periods=len(volume), freq="30min", tz="UTC")
        mean = np.asarray(volume, dtype=float)
        parts.append(
            pd.DataFrame(
                {"timestamp": stamps, "queue": queue, "volume": mean, "aht_s": aht_s}
            ).assign(q025=mean, q10=mean, q90=mean, q975=mean)
        )
    return FORECAST.validate(pd.concat(parts, ignore_index=True))


def required(frame: pd.DataFrame, pools: tuple[Pool, ...], options=OPTIONS, groups=()):
    under = Stack((Scenario("s", pools=pools),))
    sized = requirement_of(frame, groups, PROMISE, options)
    return answered_apart(sized, frame, under, PROMISE, options)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.floats(0, 120).map(lambda x: round(x, 1)), min_size=2, max_size=3),
    st.lists(st.floats(0, 120).map(lambda x: round(x, 1)), min_size=2, max_size=3),
)
def test_pooled_needs_no_more_than_separate(one: list[float], two: list[float]) -> None:
    """Tests that one group for two queues never needs more than a group for each."""
    n = min(len(one), len(two))
    frame = forecast({"a": one[:n], "b": two[:n]})
    together = required(frame, ())
    apart = required(frame, (Pool("p", ("a",)),))
    pool, parts = (f[f["group"] == POOLED]["agents"].to_numpy() for f in (together, apart))
    assert (pool <= parts).all()


def test_two_queues_of_ten_erlangs() -> None:
    """Tests the known figures: 14 and 14 agents apart, 24 pooled."""
    frame = forecast({"a": [100.0], "b": [100.0]})
    assert required(frame, ())["agents"].tolist() == [24]
    apart = required(frame, (Pool("p", ("a",)), Pool("q", ("b",))))
    assert apart["agents"].tolist() == [28]
    assert apart["service_level"].iloc[0] >= 0.8
    assert apart["occupancy"].iloc[0] == pytest.approx(20 / 28)
    REQUIREMENT.validate(apart)


def test_shrinkage_and_minimum_of_the_sum() -> None:
    """Tests that each group divides by its own presence and the minimum counts once."""
    frame = forecast({"a": [100.0, 0.0], "b": [100.0, 0.0]})
    options = SizingOptions(interval_min=30, lag=False, shrinkage=0.3, min_agents=5)
    apart = required(frame, (Pool("p", ("a",)),), options)
    assert apart["agents"].tolist() == [28, 5]
    assert apart["agents_with_shrinkage"].tolist() == [40, 8]
    assert isnan(apart["service_level"].iloc[1])


def test_skill_groups_stay_minimums_within_the_sum() -> None:
    """Tests that a skill keeps its own rows and the sum is never below it."""
    frame = forecast({"a": [100.0], "b": [100.0]})
    skill = SkillGroup("minnan", ("a", "b"))
    apart = required(frame, (Pool("p", ("a",)),), groups=(skill,))
    rows = apart.set_index("group")["agents"]
    assert rows.to_dict() == {POOLED: 28, "minnan": 24}


def test_queues_of_sites_join_the_skills_of_their_name() -> None:
    """Tests that a pooled site's queue needs the skill that ours of that name needs."""
    frame = forecast({"a": [10.0], "X / a": [10.0], "Y / a": [10.0]})
    under = Stack(
        (
            Scenario(
                "s",
                sites=(OtherSite("X", centre="x"), OtherSite("Y", centre="y", pooled=False)),
            ),
        )
    )
    (group,) = with_site_queues((SkillGroup("minnan", ("a",)),), under, frame)
    assert group.queues == ("a", "X / a")
    (alone,) = with_site_queues((SkillGroup("minnan", ("a",)),), Stack(), frame)
    assert alone.queues == ("a",)


def test_summed_keeps_volume_and_work() -> None:
    """Tests that means of the sum are weighted by volume, also where groups lack intervals."""
    frame = pd.concat(
        [forecast({"a": [100.0, 50.0]}, 100.0), forecast({"b": [50.0]}, 400.0)], ignore_index=True
    )
    parts = group_requirements(frame, {"a": ("a",), "b": ("b",)}, PROMISE, OPTIONS)
    total = summed(parts)
    assert total["volume"].tolist() == [150.0, 50.0]
    assert total["aht_s"].tolist() == pytest.approx([200.0, 100.0])
    assert total["agents"].iloc[0] == parts["a"]["agents"].iloc[0] + parts["b"]["agents"].iloc[0]


def test_seats_divided_serve_no_better_than_together() -> None:
    """Tests that the same seats in two groups give less service than in one."""
    frame = forecast({"a": [100.0, 60.0], "b": [40.0, 60.0]})
    seats = pd.Series([18.0, 16.0], index=frame["timestamp"].drop_duplicates())
    one = service_apart(frame, seats, {"": ("a", "b")}, PROMISE, OPTIONS)
    two = service_apart(frame, seats, {"p": ("a",), "q": ("b",)}, PROMISE, OPTIONS)
    assert two.service_level < one.service_level
    assert two.asa_s > one.asa_s
    assert isnan(one.answer_rate)
    assert two.intervals_below >= one.intervals_below
    patient = SizingOptions(interval_min=30, lag=False, model=Model.ERLANG_A, patience_s=120)
    served = service_apart(frame, seats, {"": ("a", "b")}, PROMISE, patient)
    assert 0.8 < served.answer_rate < 1


def test_scenarios_speak_for_sizing() -> None:
    """Tests that what a stack says of target and options goes before, and nothing else changes."""
    under = Stack(
        (
            Scenario("a", target=Target(0.9, 10, patience_s=90, answer_rate=0.95)),
            Scenario("b", shrinkage=0.2, min_agents=3),
        )
    )
    options = options_under(OPTIONS, under)
    assert (options.model, options.patience_s) == (Model.ERLANG_A, 90)
    assert (options.shrinkage, options.min_agents, options.lag) == (0.2, 3, False)
    wanted = target_under(Promise(0.8, 20, occupancy_cap=0.85), under)
    assert wanted.label == "90/10 + answer rate 95 % + occupancy 85 %"
    assert options_under(OPTIONS, Stack()) == OPTIONS
    assert target_under(PROMISE, Stack()) is PROMISE
