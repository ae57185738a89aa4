from __future__ import annotations

import numpy as np
import pytest

from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.performance import performance
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

LOAD, AGENTS, AHT = np.array([10.0, 0.0, 0.0]), np.array([12.5, 2.0, 0.0]), np.array([180.0, 0, 0])


@pytest.mark.parametrize("patience", [None, 120.0])
def test_nobody_calls(patience):
    """Tests that staffed and quiet is perfect service, while nobody on either side is unknown."""
    got = performance(LOAD, AGENTS, AHT, Target(0.8, 20), patience)
    assert 0.5 < got.service_level[0] < 1
    assert (got.service_level[1], got.asa_s[1], got.occupancy[1]) == (1.0, 0.0, 0.0)
    for values in (got.service_level, got.asa_s, got.occupancy, got.answer_rate):
        assert np.isnan(values[2])


def test_erlang_c_knows_no_answer_rate():
    """Tests that the answer rate is unknown, not 1, where the model has no abandonment."""
    assert np.isnan(performance(LOAD, AGENTS, AHT, Target(), None).answer_rate).all()


@pytest.mark.parametrize("definition", ServiceLevelDefinition)
def test_base_is_what_the_definition_counts(definition):
    """Tests that level times base is answered (or gone) in time of all offered."""
    one = performance(LOAD[:1], AGENTS[:1], AHT[:1], Target(0.8, 20, definition), 120.0)
    offered = performance(LOAD[:1], AGENTS[:1], AHT[:1], Target(0.8, 20), 120.0)
    if definition is not ServiceLevelDefinition.EITHER:
        np.testing.assert_allclose(one.service_level * one.base, offered.service_level)
    else:
        assert one.base == 1.0
