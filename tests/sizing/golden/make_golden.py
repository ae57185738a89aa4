"""Recompute golden Erlang values with 50 significant digits, from first principles.

The CSV files beside this script hold exact values. Nothing here uses wfm: Erlang B is the
textbook recursion in decimals, Erlang A the stationary law of its birth-and-death chain, with the
wait of who finds k ahead in the line summed state by state.

Run ``python tests/sizing/golden/make_golden.py`` to compare every row of the three files.
"""

from __future__ import annotations

import csv
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 50
HERE = Path(__file__).parent
ONE = Decimal(1)


def rows_of(name: str) -> list[dict[str, Decimal]]:
    """Rows of a golden file as decimals."""
    with (HERE / name).open(newline="") as file:
        return [{key: Decimal(value) for key, value in row.items()} for row in csv.DictReader(file)]


def erlang_b(load: Decimal, agents: int) -> Decimal:
    """Blocking probability by the recursion of 1 / B."""
    inverse = ONE
    for n in range(1, agents + 1):
        inverse = ONE + inverse * n / load
    return ONE / inverse


def erlang_c(load: Decimal, agents: int) -> Decimal:
    """Probability of waiting, agents > load."""
    blocked = erlang_b(load, agents)
    return agents * blocked / (agents - load * (ONE - blocked))


def service_level(load: Decimal, agents: int, aht_s: Decimal, threshold_s: Decimal) -> Decimal:
    """Share answered within the threshold under Erlang C; 0 in overload."""
    if agents <= load:
        return Decimal(0)
    late = erlang_c(load, agents) * (-(agents - load) * threshold_s / aht_s).exp()
    return ONE - late


def least_agents(load: Decimal, aht_s: Decimal, threshold_s: Decimal, share: Decimal) -> int:
    """Smallest number of agents with that service level, by trying one after the other."""
    agents = int(load) + 1
    while service_level(load, agents, aht_s, threshold_s) < share:
        agents += 1
    return agents


def erlang_a(
    rate_s: Decimal, aht_s: Decimal, patience_s: Decimal, agents: int, threshold_s: Decimal
) -> dict[str, Decimal]:
    """Shares of the calls offered under Erlang A, summed over the states of the chain.

    Somebody who finds k ahead in the line would be answered after k + 1 departures, exponential
    with rates m + k p, ..., m + p, m (m = agents / aht, p = 1 / patience). Being answered
    multiplies the law by exp(-p V), which raises every rate by p: the share answered of those
    who find k ahead is c / (c + k + 1), c = m / p, and their wait is that of c + 1.
    """
    p, m = ONE / patience_s, agents / aht_s
    c = m / p
    below = [ONE]
    for n in range(1, agents + 1):
        below.append(below[-1] * rate_s * aht_s / n)
    ahead = [below.pop()]
    while len(ahead) < 50 or ahead[-1] > max(ahead) * Decimal("1e-48"):
        ahead.append(ahead[-1] * rate_s / (m + len(ahead) * p))
    total = sum(below) + sum(ahead)
    q = (-p * threshold_s).exp()
    p_wait = sum(ahead) / total
    p_abandon = sum(k * weight for k, weight in enumerate(ahead)) / total * p / rate_s
    late = q * sum(w * t for w, t in zip(ahead, _outlasts(c, q, len(ahead)), strict=True)) / total
    answered_late = (
        sum(
            weight * c / (c + k + 1) * tail
            for k, (weight, tail) in enumerate(
                zip(ahead, _outlasts(c + 1, q, len(ahead)), strict=True)
            )
        )
        / total
    )
    short = p_abandon - (late - answered_late)
    in_time = ONE - p_abandon - answered_late
    return {
        "p_wait": p_wait,
        "p_abandon": p_abandon,
        "mean_wait_all_s": p_abandon * patience_s,
        "agent_utilisation": rate_s * aht_s * (ONE - p_abandon) / agents,
        "served_within_20s_over_offered": in_time,
        "served_within_20s_over_offered_minus_abandoned_within_20s": in_time / (ONE - short),
        "served_within_20s_over_served": in_time / (ONE - p_abandon),
        "served_or_abandoned_within_20s_over_offered": ONE - late,
    }


def _outlasts(c: Decimal, q: Decimal, count: int) -> list[Decimal]:
    """P(k + 1 departures with rates p (c + k), ..., p c take longer than T), k < count.

    With q = exp(-p T) it is the negative binomial sum over i <= k of
    Gamma(c + i) / (Gamma(c) i!) q**c (1 - q)**i.
    """
    tails, term, tail = [], (c * q.ln()).exp(), Decimal(0)
    for i in range(count):
        tail += term
        tails.append(tail)
        term *= (c + i) * (ONE - q) / (i + 1)
    return tails


def check_erlang_c(row: dict[str, Decimal]) -> Decimal:
    """Largest relative difference of a row of erlang_c.csv from what is computed here."""
    load, agents = row["load_erlang"], int(row["agents"])
    waiting = erlang_c(load, agents)
    exact = {
        "erlang_b": erlang_b(load, agents),
        "erlang_c_wait_prob": waiting,
        "sl_20s_aht180": service_level(load, agents, Decimal(180), Decimal(20)),
        "asa_s_aht180": waiting * 180 / (agents - load),
        "occupancy": load / agents,
    }
    return _worst(row, exact)


def check_erlang_a(row: dict[str, Decimal]) -> Decimal:
    """Largest relative difference of a row of erlang_a.csv from what is computed here."""
    rate_s = row["calls_per_min"] / 60
    agents = int(row["agents"])
    exact = erlang_a(rate_s, row["aht_s"], row["mean_patience_s"], agents, Decimal(20))
    return _worst(row, exact)


def check_required(row: dict[str, Decimal]) -> bool:
    """Whether a row of required_agents.csv holds the minimum computed here."""
    load = row["calls_per_30min"] * row["aht_s"] / 1800
    least = least_agents(load, row["aht_s"], row["threshold_s"], row["sl_target"])
    return least == row["min_agents"]


def _worst(row: dict[str, Decimal], exact: dict[str, Decimal]) -> Decimal:
    return max(abs(row[name] / value - 1) for name, value in exact.items())


def main() -> None:
    """Compare every row and print the result."""
    print("erlang_c.csv, largest difference:", max(map(check_erlang_c, rows_of("erlang_c.csv"))))
    print("erlang_a.csv, largest difference:", max(map(check_erlang_a, rows_of("erlang_a.csv"))))
    rows = rows_of("required_agents.csv")
    print("required_agents.csv, minimums equal:", sum(map(check_required, rows)), "of", len(rows))


if __name__ == "__main__":
    main()
