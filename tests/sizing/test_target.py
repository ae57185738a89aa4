from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.target import ServiceLevelDefinition, Target, parse_target

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "share", "seconds"),
    [
        ("80/20", 0.8, 20.0),
        ("57/10", 0.57, 10.0),
        (" 99.5 % / 15 s", 0.995, 15.0),
        ("29/0", 0.29, 0),
    ],
)
def test_parse(text, share, seconds):
    """Tests that percent/seconds is read exactly."""
    target = parse_target(text)
    assert (target.sl, target.threshold_s) == (share, seconds)


def test_parse_keeps_the_other_promises():
    """Tests that the promises beside the service level are kept and named in the label."""
    target = parse_target(
        "80/20",
        definition=ServiceLevelDefinition.NET,
        asa_s=15,
        answer_rate=0.9,
        occupancy_cap=0.85,
    )
    assert target.definition is ServiceLevelDefinition.NET
    assert target.label == "80/20 + ASA 15 s + answer rate 90 % + occupancy 85 %"


@pytest.mark.parametrize("text", ["80", "a/b", "80/20/3", "", "80/-1", "100/20", "0/20", "nan/20"])
def test_texts_that_are_no_target(text):
    """Tests that what cannot be read or kept is refused."""
    with pytest.raises(BadInputError):
        parse_target(text)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"sl": 1.0}, "100 % or more is impossible"),
        ({"sl": 80}, "100 % or more is impossible"),
        ({"answer_rate": 1.0}, "100 % or more is impossible"),
        ({"sl": 0.0}, "not above 0"),
        ({"asa_s": 0.0}, "no time at all"),
        ({"asa_s": float("nan")}, "no time at all"),
        ({"occupancy_cap": 1.01}, "occupancy cap"),
        ({"occupancy_cap": 0.0}, "occupancy cap"),
        ({"threshold_s": float("inf")}, "threshold_s"),
        ({"sl": None}, "promises nothing"),
    ],
)
def test_impossible_promises(change, word):
    """Tests that each impossible promise is refused in words that say what is impossible."""
    with pytest.raises(BadInputError, match=word):
        Target(**change)


def test_every_fault_is_listed():
    """Tests that two faults are told at once."""
    with pytest.raises(BadInputError) as caught:
        Target(sl=1.5, asa_s=-1)
    assert [fault.column for fault in caught.value.faults] == ["sl", "asa_s"]
