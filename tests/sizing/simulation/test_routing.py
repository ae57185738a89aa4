from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.simulation.routing import make_routing

pytestmark = pytest.mark.unit


def test_agents_of_the_same_levels_are_one_kind():
    """Tests that kinds are the distinct rows of levels, and every agent is of its own."""
    levels = np.array([[1, 0], [2, 1], [1, 0], [2, 1], [0, 0]])
    routing = make_routing(levels)
    assert len(routing.levels) == 3
    np.testing.assert_array_equal(routing.levels[routing.kind], levels)


def test_kinds_of_a_queue_come_level_by_level():
    """Tests that a queue asks its primary agents first and never those without the skill."""
    routing = make_routing([[1, 0], [2, 1], [1, 2], [3, 0]])
    found = routing.kinds_for(0)
    assert [{int(routing.levels[k, 0]) for k in kinds} for kinds in found] == [{1}, {2}, {3}]
    assert len(found[0]) == 2
    assert sum(len(kinds) for kinds in routing.kinds_for(1)) == 2


def test_queues_of_a_kind_come_by_priority():
    """Tests that an agent looks at queues of lower numbers first."""
    routing = make_routing([[1, 1, 0, 2]], [5, 1, 0, 5])
    assert routing.queues_of(0) == ((1, 1), (5, 0), (5, 3))


@pytest.mark.parametrize(
    ("levels", "priority"),
    [([[-1]], None), ([1, 2], None), (np.zeros((2, 0)), None), ([[1, 1]], [1]), ([[1]], [[1]])],
)
def test_tables_that_do_not_fit_are_refused(levels, priority):
    """Tests that levels and priorities of the wrong shape or sign are refused."""
    with pytest.raises(BadInputError, match="Mend"):
        make_routing(levels, priority)
