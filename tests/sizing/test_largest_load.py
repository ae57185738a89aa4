from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.inverse import agents_needed
from wfm.sizing.largest_load import largest_load
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit
AGENTS = np.arange(1, 120)


@pytest.mark.parametrize("definition", ServiceLevelDefinition, ids=lambda d: d.value)
@pytest.mark.parametrize("patience_s", [None, 45.0, 300.0])
def test_it_inverts_the_sizing(definition, patience_s):
    """Tests that the agents serve the largest load, and a hair more asks for one more agent."""
    target = Target(0.8, 20.0, definition)
    load = largest_load(AGENTS, 180.0, target, patience_s)
    below = agents_needed(load * (1 - 1e-9), 180.0, target, patience_s=patience_s)
    above = agents_needed(load * (1 + 1e-9), 180.0, target, patience_s=patience_s)
    assert (below <= AGENTS).all()
    np.testing.assert_array_equal(above, AGENTS + 1)


def test_nobody_serves_nothing_in_any_shape():
    """Tests that 0 agents serve no load, and that shapes are kept."""
    load = largest_load([[0, 3], [3, 0]], 180.0, Target(0.8, 20.0))
    assert load.shape == (2, 2)
    assert load[0, 0] == load[1, 1] == 0
    assert load[0, 1] == load[1, 0] > 0


def test_overload_may_be_in_time():
    """Tests that with impatient callers a modest target holds above one erlang an agent."""
    assert largest_load(10, 180.0, Target(0.5, 20.0), 60.0) > 10


def test_targets_that_cannot_be_inverted_are_refused():
    """Tests that no service level, or one that every load meets, is refused."""
    with pytest.raises(BadInputError, match="no service level"):
        largest_load(10, 180.0, Target(None, 20.0, asa_s=10.0))
    either = Target(0.05, 20.0, ServiceLevelDefinition.EITHER)
    with pytest.raises(BadInputError, match="any load"):
        largest_load(10, 180.0, either, 30.0)
    with pytest.raises(BadInputError, match="negative"):
        largest_load(-1, 180.0, Target(0.8, 20.0))
