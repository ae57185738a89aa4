from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.options import SizingOptions
from wfm.sizing.target import Model

pytestmark = pytest.mark.unit


def test_defaults():
    """Tests that plain options mean Erlang C with lag, and nothing added."""
    options = SizingOptions()
    assert options.model is Model.ERLANG_C
    assert options.lag
    assert (options.shrinkage, options.min_agents, options.rate_factor) == (0.0, 0, 1.0)


def test_patience_is_looked_at_by_erlang_a_only():
    """Tests that Erlang C ignores a patience that is given."""
    assert SizingOptions(patience_s=120).patience is None
    assert SizingOptions(model=Model.ERLANG_A, patience_s=120).patience == 120


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"model": Model.ERLANG_A}, "patience_s"),
        ({"patience_s": 0.0}, "patience_s"),
        ({"shrinkage": 1.0}, "shrinkage"),
        ({"min_agents": -1}, "min_agents"),
        ({"confidence": 0.9}, "confidence"),
        ({"cv": 0.1}, "confidence"),
        ({"confidence": 1.0, "cv": 0.1}, "confidence"),
        ({"interval_min": 7}, "interval_min"),
    ],
)
def test_out_of_range(change, column):
    """Tests that every option out of range is refused by name."""
    with pytest.raises(BadInputError) as caught:
        SizingOptions(**change)
    assert caught.value.faults[0].column == column
