"""Comparisons of scenarios as runs: a worker sizes them, the store keeps them by what they rest on.

The fingerprint of everything that goes into a comparison names the document that holds it: the
same question is answered at once, by anybody; one whose plan, scenario, centre or override has
changed is another question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import OtherSite
from wfm.forecasting.scenario_stack import Stack
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, forecasts, overrides, scenario_plans, solves
from wfm.service.codec import to_json
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.frames_json import frame_from_json, frame_to_json
from wfm.service.scenario_compare import Comparison, check_names, compare, pooling
from wfm.service.scenario_plans import BASE
from wfm.service.solves import RunInfo
from wfm.store import DocumentKind
from wfm.store.codec import fingerprint, pack

KIND = solves.COMPARISON
"""Kind of run."""

FORMAT = 1
"""Raised when the same inputs give other figures: what was kept before counts no longer."""

_NEWEST = 50


class What(StrEnum):
    """What is compared."""

    SIDES = "sides"
    """Figures, causes and curves side by side: a `Comparison`."""
    POOLING = "pooling"
    """Required hours by who answers what: a frame as `pooling` gives it."""


@dataclass(frozen=True)
class Compared:
    """Where a comparison stands.

    Parameters
    ----------
    key : str
        Fingerprint of what it rests on.
    result : Comparison, DataFrame or None
        As `What` says; None while nobody has made it.
    run : RunInfo or None
        Newest run that was to make it; None when there was none.
    """

    key: str
    result: Comparison | pd.DataFrame | None
    run: RunInfo | None


def find(
    desk: Desk, centre_id: str, names: tuple[str, ...], week: date, what: What = What.SIDES
) -> Compared:
    """Return a comparison that is kept, or the run that makes it.

    Raises
    ------
    BadInputError
        When fewer than two or more than six are named, one twice, or the week has no forecast.
    """
    desk.actor.need(Right.READ)
    key = _key(desk, centre_id, names, week, what)
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.COMPARISON, key)
        if document is not None:
            return Compared(key, _read(document.content, what), None)
        runs = tx.runs.all(centre=centre_id, kind=KIND, limit=_NEWEST)
    mine = next((run.id for run in runs if run.payload.get("key") == key), None)
    return Compared(key, None, None if mine is None else solves.run(desk, mine))


def start(
    desk: Desk, centre_id: str, names: tuple[str, ...], week: date, what: What = What.SIDES
) -> str:
    """Queue a comparison unless it is under way; returns the run's id.

    Looking is enough of a right: nothing of the plan changes.

    Raises
    ------
    BadInputError
        As `find`.
    """
    found = find(desk, centre_id, names, week, what)
    if found.run is not None and not found.run.ended:
        return found.run.id
    payload = {
        "key": found.key,
        "what": str(what),
        "names": list(names),
        "week": week.isoformat(),
    }
    return LocalQueue(desk.store).submit(
        KIND,
        payload,
        author=desk.actor.name,
        reason=f"comparison of {len(names)} scenarios of {week}",
        centre=centre_id,
    )


def run_comparison(ctx: RunContext) -> dict[str, Any]:
    """Make a queued comparison (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    centre_id, p = str(ctx.centre), ctx.payload
    names, week, what = tuple(p["names"]), date.fromisoformat(p["week"]), What(p["what"])

    def say(share: float) -> None:
        if ctx.should_stop():
            raise _StoppedError
        ctx.progress({"phase": KIND, "share": round(share, 3)})

    # Something may have changed since it was asked for: what is made is kept under what it is of.
    key = _key(desk, centre_id, names, week, what)
    try:
        say(0.0)
        made = compare if what is What.SIDES else pooling
        content = _written(made(desk, centre_id, names, week, say=say))
    except _StoppedError:
        return {}
    if ctx.abandoned:
        return {}
    with desk.store.transaction() as tx:
        # A worker that died after this point left it behind: it is the same.
        if not tx.documents.newest_revision(centre_id, DocumentKind.COMPARISON, key):
            tx.documents.save(
                centre_id,
                DocumentKind.COMPARISON,
                content,
                name=key,
                expected_revision=0,
                author=ctx.author,
                reason=f"comparison of {', '.join(names)} in the week of {week}",
            )
    return {"key": key}


class _StoppedError(Exception):
    """The run is to come to an end."""


def _key(desk: Desk, centre_id: str, names: tuple[str, ...], week: date, what: What) -> str:
    """Fingerprint of all that a comparison rests on; nothing large is read for it."""
    check_names(names)
    info = _plan(desk, centre_id, week)
    stacks = {n: scenario_plans.stack(desk, centre_id, n) for n in names if n != BASE}
    planned = scenario_plans.under_of(desk, info.id)
    sites = {s.source: s for s in _sites([planned, *stacks.values()])}
    with desk.store.read() as tx:
        shifts = tx.documents.revisions(centre_id, DocumentKind.SHIFTS)
    rests_on = {
        "format": FORMAT,
        "what": str(what),
        "week": week,
        "names": list(names),
        "forecast": info.id,
        "overrides": _overrides(desk, centre_id, info),
        "centre": to_json("centre", centres.centre(desk, centre_id)),
        "shifts": shifts[0].fingerprint if shifts else "",
        "stacks": [
            [to_json("scenario", layer) for layer in under.layers] for under in stacks.values()
        ],
        "sites": [_site(desk, centre_id, site, week) for _, site in sorted(sites.items())],
    }
    return fingerprint(pack(rests_on))


def _plan(desk: Desk, centre_id: str, week: date) -> forecasts.ForecastInfo:
    info = forecasts.plan_of_record(desk, centre_id, week)
    if info is None:
        raise BadInputError(
            Fault(
                f"no forecast covers the week of {week}",
                "make one on the page Forecast first",
                value=str(week),
            )
        )
    return info


def _sites(stacks: Iterable[Stack]) -> list[OtherSite]:
    return [site for under in stacks for site in under.sites]


def _overrides(desk: Desk, centre_id: str, info: forecasts.ForecastInfo) -> list[str]:
    last = info.first_day + timedelta(days=info.n_days - 1)
    found = overrides.touching(overrides.overrides(desk, centre_id), info.first_day, last)
    return [repr(entry.override) for entry in found if entry.in_force]


def _site(desk: Desk, centre_id: str, site: OtherSite, week: date) -> list[Any]:
    """What another site's calls come from."""
    if site.centre:
        first, last = scenario_plans.site_days(week)
        plans = scenario_plans.site_plans(desk, centre_id, site.centre, first, last)
        return [site.source, [[i.id, _overrides(desk, site.centre, i)] for i in plans]]
    with desk.store.read() as tx:
        revisions = tx.documents.revisions(centre_id, DocumentKind.OTHER_SITE, site.file)
    return [site.source, revisions[0].source_fingerprint if revisions else ""]


def _written(result: Comparison | pd.DataFrame) -> dict[str, Any]:
    if isinstance(result, pd.DataFrame):
        return {"pooling": frame_to_json(result)}
    frames = {name: frame_to_json(getattr(result, name)) for name in _FRAMES}
    return {**frames, "currency": result.currency, "sources": result.sources}


def _read(content: Mapping[str, Any], what: What) -> Comparison | pd.DataFrame:
    if what is What.POOLING:
        return frame_from_json(content["pooling"])
    rows, curves, differences = (frame_from_json(content[name]) for name in _FRAMES)
    return Comparison(rows, curves, differences, str(content["currency"]), dict(content["sources"]))


_FRAMES = ("rows", "curves", "differences")
