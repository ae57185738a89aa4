"""Entries narrowed to some agents or days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from wfm.core.problem import Problem, Scope, ScopeKind

Narrow = Callable[..., Problem]


@pytest.fixture
def narrowed() -> Narrow:
    """Narrow every entry of a problem to teams or agents, or to its days of validity."""

    def narrow(
        problem: Problem,
        *,
        agents: tuple[str, ...] = (),
        teams: tuple[str, ...] = (),
        first_day: date | None = None,
        last_day: date | None = None,
    ) -> Problem:
        scope = Scope()
        if agents:
            scope = Scope(ScopeKind.AGENT, agents)
        if teams:
            scope = Scope(ScopeKind.TEAM, teams)
        about = {"scope": scope, "first_day": first_day, "last_day": last_day}
        return replace(problem, rules=tuple(replace(x, **about) for x in problem.rules))

    return narrow
