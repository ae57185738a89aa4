"""Tests that what a scenario moves is neither lost nor made, and that stages keep their order."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.forecasting.scenario import (
    STAGES,
    Growth,
    Move,
    OtherSite,
    Pool,
    Scenario,
    ScenarioEvent,
    Target,
)
from wfm.forecasting.scenario_apply import apply_scenario

pytestmark = pytest.mark.unit
SHARES = st.floats(0, 1).map(lambda x: round(x, 3))
QUEUES = ("cards", "loans", "fraud")


def forecast(queues=QUEUES, days: int = 2, volume: float = 40.0) -> pd.DataFrame:
    stamps = pd.date_range("2026-03-02", periods=days * 24, freq="60min", tz="Asia/Shanghai")
    parts = []
    for place, queue in enumerate(queues):
        mean = volume / (place + 1) + np.arange(len(stamps)) % 24
        parts.append(
            pd.DataFrame(
                {
                    "timestamp": stamps,
                    "queue": queue,
                    "volume": mean,
                    "aht_s": 100.0 + 60 * place,
                    "q025": mean * 0.7,
                    "q10": mean * 0.8,
                    "q90": mean * 1.2,
                    "q975": mean * 1.4,
                }
            )
        )
    return FORECAST.validate(pd.concat(parts, ignore_index=True))


PLAIN = forecast()


def work(frame: pd.DataFrame) -> float:
    return float((frame["volume"] * frame["aht_s"]).sum())


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.permutations(QUEUES), SHARES), min_size=1, max_size=4))
def test_moves_within_the_centre_keep_volume_and_work(drawn) -> None:
    """Tests that however queues are moved, no call and no second is lost or made."""
    moves = tuple(Move(names[0], names[1], share) for names, share in drawn)
    out = apply_scenario(Scenario("s", moves=moves), PLAIN)
    by_time = ["timestamp"]
    before = PLAIN.groupby(by_time)["volume"].sum()
    np.testing.assert_allclose(out.groupby(by_time)["volume"].sum(), before, rtol=1e-9)
    assert work(out) == pytest.approx(work(PLAIN))
    ordered = out[["q025", "q10", "volume", "q90", "q975"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= -1e-9).all()
    assert (ordered >= 0).all()


def test_a_queue_moved_whole_is_empty_and_handled_as_before() -> None:
    """Tests that the calls come with their own handle time, weighted by volume."""
    out = apply_scenario(Scenario("s", moves=(Move("cards", "loans"),)), PLAIN)
    assert (out.loc[out["queue"] == "cards", ["volume", "q975"]] == 0).all().all()
    first = out[out["queue"] == "loans"].iloc[0]
    assert first["volume"] == pytest.approx(40 + 20)
    assert first["aht_s"] == pytest.approx((40 * 100 + 20 * 160) / 60)


def test_moved_out_is_gone_between_its_days_alone() -> None:
    """Tests that a move out of the centre takes its share on its days and nothing else."""
    move = Move("cards", share=0.25, start=date(2026, 3, 3), end=date(2026, 3, 4))
    out = apply_scenario(Scenario("s", moves=(move,)), PLAIN)
    ratio = (out["volume"] / PLAIN["volume"]).to_numpy()
    days = PLAIN["timestamp"].dt.day.to_numpy()
    taken = (PLAIN["queue"] == "cards").to_numpy() & (days == 3)
    assert ratio[taken] == pytest.approx(0.75)
    assert ratio[~taken] == pytest.approx(1.0)


def test_a_move_meets_intervals_that_the_other_queue_lacks() -> None:
    """Tests that calls moved to a queue with fewer rows bring their intervals along."""
    short = PLAIN[(PLAIN["queue"] != "fraud") | (PLAIN["timestamp"].dt.hour >= 8)]
    out = apply_scenario(Scenario("s", moves=(Move("cards", "fraud", 0.5),)), short)
    night = out[(out["queue"] == "fraud") & (out["timestamp"].dt.hour == 3)]
    assert len(night) == 2
    assert night["aht_s"].tolist() == [100.0, 100.0]
    assert out["volume"].sum() == pytest.approx(short["volume"].sum())


def test_moves_take_what_is_left() -> None:
    """Tests that two moves of a half leave a quarter."""
    moves = (Move("cards", "loans", 0.5), Move("cards", "", 0.5))
    out = apply_scenario(Scenario("s", moves=moves), PLAIN)
    left = out.loc[out["queue"] == "cards", "volume"].to_numpy()
    assert left == pytest.approx(PLAIN.loc[PLAIN["queue"] == "cards", "volume"] / 4)


@settings(max_examples=10, deadline=None)
@given(SHARES)
def test_a_site_adds_its_share(share: float) -> None:
    """Tests that another centre's calls come on top, their share and no more."""
    other = forecast(("cards", "sms"), volume=10.0)
    site = OtherSite("Xiamen", centre="xiamen", share=share)
    out = apply_scenario(Scenario("s", sites=(site,)), PLAIN, {"centre:xiamen": other})
    theirs = out["queue"].str.startswith("Xiamen / ")
    assert out.loc[theirs, "volume"].sum() == pytest.approx(share * other["volume"].sum())
    own = out[~theirs].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, PLAIN)


def test_a_site_that_is_not_there_or_too_short_is_refused() -> None:
    """Tests that a missing frame, a missing day and a name taken twice are each said."""
    scenario = Scenario("s", sites=(OtherSite("X", centre="x"),))
    with pytest.raises(BadInputError, match="not there"):
        apply_scenario(scenario, PLAIN)
    short = forecast(("cards",), days=1)
    with pytest.raises(BadInputError, match="lacks 24 intervals"):
        apply_scenario(scenario, PLAIN, {"centre:x": short})
    later = short.assign(timestamp=short["timestamp"] + pd.Timedelta(days=30))
    with pytest.raises(BadInputError, match="lacks 48 intervals"):
        apply_scenario(scenario, PLAIN, {"centre:x": later})
    once = apply_scenario(scenario, PLAIN, {"centre:x": forecast(("cards",))})
    with pytest.raises(BadInputError, match="another name"):
        apply_scenario(scenario, once, {"centre:x": forecast(("cards",))})


def test_stages_come_in_their_order_whatever_the_order_of_fields() -> None:
    """Tests that all stages at once are the stages one after another."""
    other = {"file:x.csv": forecast(("cards",), volume=7.0)}
    everything = Scenario(
        "s",
        sites=(OtherSite("X", file="x.csv"),),
        moves=(Move("cards", "loans", 0.3),),
        queue_aht={"loans": 1.5},
        aht_factor=1.1,
        queue_self_service={"fraud": 0.2},
        self_service_share=0.1,
        events=(ScenarioEvent("e", date(2026, 3, 2), date(2026, 3, 3), 1.4, ("cards",)),),
        growths=(Growth(1.3, queues=("loans",), start=date(2026, 3, 3)),),
        growth=1.2,
        pools=(Pool("p", ("cards",)),),
        target=Target(0.9, 10),
        shrinkage=0.1,
        min_agents=3,
    )
    assert everything.stages == tuple(s for s in STAGES if s != "opening hours")
    turn = PLAIN
    for stage in everything.stages:
        turn = apply_scenario(everything, turn, other, stages=(stage,))
    pd.testing.assert_frame_equal(turn, apply_scenario(everything, PLAIN, other))
    row = turn[(turn["queue"] == "fraud")].iloc[0]
    assert row["volume"] == pytest.approx(PLAIN.iloc[96]["volume"] * 1.2 * 0.9 * 0.8)
    assert turn.loc[turn["queue"] == "X / cards", "aht_s"].iloc[0] == 100.0


def test_unknown_queues_are_refused_in_every_part() -> None:
    """Tests that a queue misspelt anywhere is found before anything is changed."""
    parts = (
        {"queue_self_service": {"card": 0.1}},
        {"queue_aht": {"card": 1.1}},
        {"growths": (Growth(1.1, queues=("card",)),)},
        {"moves": (Move("card"),)},
        {"moves": (Move("cards", "card"),)},
        {"pools": (Pool("p", ("card",)),)},
    )
    for part in parts:
        with pytest.raises(BadInputError, match="value: 'card'"):
            apply_scenario(Scenario("s", **part), PLAIN)


def test_pools_may_name_a_site_of_the_same_scenario() -> None:
    """Tests that queues which a scenario brings itself are known to its pools."""
    scenario = Scenario(
        "s", sites=(OtherSite("X", centre="x"),), pools=(Pool("p", ("cards", "X / cards")),)
    )
    out = apply_scenario(scenario, PLAIN, {"centre:x": forecast(("cards",))})
    assert "X / cards" in set(out["queue"])
