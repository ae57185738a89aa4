from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from wfm.sizing import erlang_b, erlang_c
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

CLOSE = 1e-8


def test_every_row_of_erlang_c(golden_dir):
    """Tests that Erlang B and C agree with every golden row to 1e-8."""
    rows = pd.read_csv(golden_dir / "erlang_c.csv")
    load, agents = rows["load_erlang"], rows["agents"]
    got = {
        "erlang_b": erlang_b.blocking_probability(load, agents),
        "erlang_c_wait_prob": erlang_c.waiting_probability(load, agents),
        "sl_20s_aht180": erlang_c.service_level(load, agents, 180.0, 20.0),
        "asa_s_aht180": erlang_c.asa_s(load, agents, 180.0),
        "occupancy": erlang_c.occupancy(load, agents),
    }
    assert len(rows) == 44
    for name, values in got.items():
        np.testing.assert_allclose(values, rows[name], rtol=CLOSE, atol=0, err_msg=name)


def test_every_row_of_erlang_a(golden_dir):
    """Tests that Erlang A agrees with every golden row, in all four definitions."""
    rows = pd.read_csv(golden_dir / "erlang_a.csv")
    load = rows["calls_per_min"] / 60 * rows["aht_s"]
    queue = erlang_a(load, rows["agents"], rows["aht_s"], rows["mean_patience_s"], 20.0)
    share = "served_within_20s_over_"
    got = {
        "p_wait": queue.p_wait,
        "p_abandon": queue.p_abandon,
        "mean_wait_all_s": queue.wait_s,
        "agent_utilisation": queue.occupancy,
        f"{share}offered": queue.service_level(ServiceLevelDefinition.OFFERED),
        f"{share}offered_minus_abandoned_within_20s": queue.service_level(
            ServiceLevelDefinition.NET
        ),
        f"{share}served": queue.service_level(ServiceLevelDefinition.ANSWERED),
        "served_or_abandoned_within_20s_over_offered": queue.service_level(
            ServiceLevelDefinition.EITHER
        ),
    }
    assert len(rows) == 6
    for name, values in got.items():
        np.testing.assert_allclose(values, rows[name], rtol=CLOSE, atol=0, err_msg=name)


def test_every_required_minimum(golden_dir):
    """Tests that every golden minimum is met exactly, and its service to 1e-8."""
    rows = pd.read_csv(golden_dir / "required_agents.csv")
    assert len(rows) == 441
    for (sl, threshold), part in rows.groupby(["sl_target", "threshold_s"]):
        load = part["calls_per_30min"] * part["aht_s"] / 1800
        agents = agents_needed(load, part["aht_s"], Target(sl, threshold))
        np.testing.assert_array_equal(agents, part["min_agents"])
        at = erlang_c.service_level(load, agents, part["aht_s"], threshold)
        below = erlang_c.service_level(load, agents - 1, part["aht_s"], threshold)
        np.testing.assert_allclose(at, part["sl_at_min"], rtol=CLOSE)
        np.testing.assert_allclose(below, part["sl_at_min_minus_1"], rtol=CLOSE, atol=1e-12)


def test_the_script_reproduces_a_sample(exact):
    """Tests that the golden rows come out of first principles in 50 digits."""
    assert all(
        exact.check_erlang_c(row) < Decimal("1e-13") for row in exact.rows_of("erlang_c.csv")
    )
    assert all(exact.check_erlang_a(row) < Decimal("2e-9") for row in exact.rows_of("erlang_a.csv"))
    assert all(map(exact.check_required, exact.rows_of("required_agents.csv")[::10]))
