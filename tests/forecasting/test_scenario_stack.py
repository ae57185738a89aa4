"""Tests that scenarios stack by name, in a defined order, and never in a circle."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.forecasting.scenario import Move, OtherSite, Pool, Scenario, Target
from wfm.forecasting.scenario_stack import MOST_LAYERS, REST, Stack, Step, as_stack, only, stack_of

pytestmark = pytest.mark.unit


def forecast() -> pd.DataFrame:
    stamps = pd.date_range("2026-03-02", periods=24, freq="60min", tz="Asia/Shanghai")
    parts = [
        pd.DataFrame({"timestamp": stamps, "queue": q, "volume": v, "aht_s": 100.0})
        for q, v in (("cards", 40.0), ("loans", 20.0))
    ]
    frame = pd.concat(parts, ignore_index=True)
    for name, factor in (("q025", 0.7), ("q10", 0.8), ("q90", 1.2), ("q975", 1.4)):
        frame[name] = frame["volume"] * factor
    return FORECAST.validate(frame)


PLAIN = forecast()


def names(stack: Stack) -> list[str]:
    return [layer.name for layer in stack.layers]


def resolve(top: str, *scenarios: Scenario) -> Stack:
    known = {s.name: s for s in scenarios}
    return stack_of(known[top], known.get)


def test_ground_comes_first_and_only_once() -> None:
    """Tests that what two scenarios share is put on once, before both."""
    ground = Scenario("ground", growth=1.1)
    left = Scenario("left", on=("ground",), aht_factor=1.2)
    right = Scenario("right", on=("ground",), self_service_share=0.1)
    stack = resolve("top", ground, left, right, Scenario("top", on=("right", "left")))
    assert names(stack) == ["ground", "right", "left", "top"]
    assert stack.name == "top"
    out = stack.apply(PLAIN)
    assert out["volume"].iloc[0] == pytest.approx(40 * 1.1 * 0.9)
    assert out["aht_s"].iloc[0] == pytest.approx(120)


@pytest.mark.parametrize(
    ("top", "circle"), [("a", "a → b → c → a"), ("b", "b → c → a → b"), ("d", "a → b → c → a")]
)
def test_circles_are_refused_with_their_way(top: str, circle: str) -> None:
    """Tests that a circle is named step by step, wherever it is entered."""
    chain = [Scenario(n, on=(to,)) for n, to in ("ab", "bc", "ca", "da")]
    with pytest.raises(BadInputError, match=circle):
        resolve(top, *chain)


def test_what_is_not_there_is_named() -> None:
    """Tests that a scenario which builds on nothing says on what."""
    with pytest.raises(BadInputError, match="'gone'"):
        resolve("a", Scenario("a", on=("gone",)))
    with pytest.raises(BadInputError, match="build on itself"):
        from wfm.forecasting.scenario import scenario_from

        scenario_from({"name": "a", "on": ("a",)})


def test_too_many_layers_are_refused() -> None:
    """Tests that a tower of scenarios has an end."""
    tower = [Scenario("s0")] + [Scenario(f"s{n}", on=(f"s{n - 1}",)) for n in range(1, 22)]
    assert len(resolve(f"s{MOST_LAYERS - 1}", *tower).layers) == MOST_LAYERS
    with pytest.raises(BadInputError, match="more than"):
        resolve(f"s{MOST_LAYERS}", *tower)


def test_the_last_word_holds_for_sizing() -> None:
    """Tests that target, shrinkage and minimum are those of the last layer that says them."""
    stack = Stack(
        (
            Scenario("a", target=Target(0.9, 10), shrinkage=0.1, min_agents=5),
            Scenario("b", shrinkage=0.0, min_agents=0),
            Scenario("c"),
        )
    )
    assert (stack.target, stack.shrinkage, stack.min_agents) == (Target(0.9, 10), 0.0, 0)
    assert (Stack().target, Stack().shrinkage, Stack().min_agents) == (None, None, None)


def test_groups_of_pools_sites_and_the_rest() -> None:
    """Tests that pools of the last layer hold and that a site apart has its own group."""
    stack = Stack(
        (
            Scenario("a", pools=(Pool("p", ("cards", "loans")),)),
            Scenario("b", sites=(OtherSite("X", centre="x", pooled=False),)),
            Scenario("c", pools=(Pool("q", ("loans",)),)),
        )
    )
    found = stack.groups(["cards", "loans", "X / cards", "X / sms"])
    assert found == {REST: ("cards",), "q": ("loans",), "X": ("X / cards", "X / sms")}
    assert Stack().groups(["cards", "loans"]) == {REST: ("cards", "loans")}


def test_first_steps_grow_one_at_a_time() -> None:
    """Tests that the first steps of a stack are themselves a stack, up to the whole."""
    stack = Stack(
        (
            Scenario("a", growth=1.2, aht_factor=1.1, shrinkage=0.1),
            Scenario("b", moves=(Move("cards", "loans", 0.5),), target=Target(0.9, 5)),
        )
    )
    assert stack.steps == (
        Step("a", "growth"),
        Step("a", "handle time"),
        Step("a", "shrinkage"),
        Step("b", "moves"),
        Step("b", "target"),
    )
    for n in range(len(stack.steps) + 1):
        assert stack.first(n).steps == stack.steps[:n]
    pd.testing.assert_frame_equal(stack.first(5).apply(PLAIN), stack.apply(PLAIN))
    assert only(stack.layers[0], ("shrinkage",)) == Scenario("a", shrinkage=0.1)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 3), st.floats(0.1, 3), st.floats(0, 0.9), st.floats(0.2, 4))
def test_factors_stack_in_any_order(one: float, two: float, share: float, aht: float) -> None:
    """Tests that layers which only multiply give the same whichever is the ground."""
    layers = (
        Scenario("a", growth=one, queue_factors={"cards": two}),
        Scenario("b", self_service_share=share, aht_factor=aht),
    )
    forth = Stack(layers).apply(PLAIN)
    back = Stack(layers[::-1]).apply(PLAIN)
    pd.testing.assert_frame_equal(
        forth[["volume", "aht_s"]], back[["volume", "aht_s"]], rtol=1e-9, atol=1e-9
    )


def test_moves_do_not_stack_in_any_order() -> None:
    """Tests that growth of a queue before a move out of it is not growth after it."""
    grown = Scenario("g", queue_factors={"loans": 2.0})
    moved = Scenario("m", moves=(Move("cards", "loans", 0.5),))
    before = Stack((grown, moved)).apply(PLAIN)["volume"].sum()
    after = Stack((moved, grown)).apply(PLAIN)["volume"].sum()
    assert before == pytest.approx(24 * (40 + 40))
    assert after == pytest.approx(24 * (20 + 2 * 40))


def test_plain_scenarios_change_nothing() -> None:
    """Tests that a stack of names alone is the forecast itself."""
    stack = Stack((Scenario("a"), Scenario("b", note="words", on=("a",))))
    pd.testing.assert_frame_equal(stack.apply(PLAIN), PLAIN)
    assert stack.steps == ()
    assert as_stack(None) == Stack()
    assert as_stack(stack) is stack
    assert as_stack(Scenario("a")).name == "a"
