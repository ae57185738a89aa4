"""What a week is planned with, and the same forecast under other scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import local_instant, monday_of
from wfm.forecasting.overrides import Override, apply_overrides
from wfm.forecasting.scenario import OtherSite, Scenario
from wfm.forecasting.scenario_sites import on_grid, read_site_csv
from wfm.forecasting.scenario_stack import Stack, stack_of
from wfm.service import centres, forecasts, overrides, planning
from wfm.service.codec import fingerprint_of, from_json
from wfm.service.desk import Desk, Right
from wfm.store.kinds import DocumentKind

FELT = pd.Timedelta(hours=3)
"""Calls from so long before a week may still be handled in it; sizing averages over them."""

BASE = "base"
"""Name under which the plan of record itself is compared."""


@dataclass(frozen=True)
class Plan:
    """What a week is planned with.

    Parameters
    ----------
    info : ForecastInfo
        Plan of record.
    ground : ForecastInfo
        Version that it was made from: without any scenario. The plan itself when it has none.
    frame : DataFrame
        As `wfm.core.frames.FORECAST`: every day of the plan, overrides in force.
    ground_frame : DataFrame
        As the model made it: no scenario, no override.
    under : Stack
        What the plan was promoted with.
    overrides : tuple of Override
        In force on the plan's days; they come after any scenario.
    """

    info: forecasts.ForecastInfo
    ground: forecasts.ForecastInfo
    frame: pd.DataFrame
    ground_frame: pd.DataFrame
    under: Stack
    overrides: tuple[Override, ...]

    def framed(self, under: Stack, sites: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """Forecast under other scenarios, overrides in force."""
        return self.overridden(under.apply(self.ground_frame, sites))

    def around(self, week: date, zone: str) -> Plan:
        """Plan of one week alone, with what is still felt at its start and its last night's tail.

        A scenario is then put on no more days than are looked at: another site need not have a
        forecast of the others.
        """
        first = pd.Timestamp(local_instant(week, 0, zone)) - FELT
        last = pd.Timestamp(local_instant(week + timedelta(days=7 + planning.TAIL_DAYS), 0, zone))

        def cut(frame: pd.DataFrame) -> pd.DataFrame:
            chosen: pd.DataFrame = frame[frame["timestamp"].between(first, last, inclusive="left")]
            return chosen.reset_index(drop=True)

        return replace(self, frame=cut(self.frame), ground_frame=cut(self.ground_frame))

    def overridden(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Frame with the overrides in force."""
        return apply_overrides(frame, self.overrides).frame if self.overrides else frame


@dataclass(frozen=True)
class SiteFrames:
    """Other sites' calls on this centre's intervals.

    Parameters
    ----------
    frames : dict of str to DataFrame
        By `OtherSite.source`.
    sources : dict of str to str
        Which version or file each came from, for provenance.
    versions : dict of str to tuple of int
        Ids of the forecasts of those that are centres, in order of their days.
    """

    frames: dict[str, pd.DataFrame]
    sources: dict[str, str]
    versions: dict[str, tuple[int, ...]] = field(default_factory=dict)


def plan_of(desk: Desk, centre_id: str, week: date) -> Plan:
    """Return what a week is planned with.

    Raises
    ------
    BadInputError
        When no forecast covers the week.
    """
    info = forecasts.plan_of_record(desk, centre_id, week)
    if info is None:
        raise BadInputError(
            Fault(
                f"no forecast covers the week of {week}",
                "make one on the page Forecast first",
                value=str(week),
            )
        )
    version = forecasts.forecast(desk, info.id)
    ground_id, under = _promoted(version.provenance)
    ground = version if ground_id is None else forecasts.forecast(desk, ground_id)
    last_day = info.first_day + timedelta(days=info.n_days - 1)
    in_force = overrides.touching(overrides.overrides(desk, centre_id), info.first_day, last_day)
    return Plan(
        info,
        ground.info,
        version.frame,
        ground.made,
        under,
        tuple(entry.override for entry in in_force if entry.in_force),
    )


def under_of(desk: Desk, forecast_id: int) -> Stack:
    """What a forecast version was promoted or made under; its figures are not read."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return _promoted(tx.forecasts.info(forecast_id).provenance)[1]


def under(
    desk: Desk, centre_id: str, plan: Plan, week: date, scenario: str | None
) -> tuple[Stack, pd.DataFrame]:
    """Return the stack and a week's forecast of a scenario, of the plan itself for None.

    Raises
    ------
    BadInputError
        When there is no such scenario, or it does not fit the forecast.
    """
    if scenario is None:
        return plan.under, plan.frame
    chosen = stack(desk, centre_id, scenario)
    sites = week_sites(desk, centre_id, chosen.sites, week)
    near = plan.around(week, centres.centre(desk, centre_id).zone)
    return chosen, near.framed(chosen, sites.frames)


def stack(desk: Desk, centre_id: str, scenario: Scenario | str) -> Stack:
    """Stack of a scenario and of what it builds on; empty for `BASE`'s ground.

    Raises
    ------
    BadInputError
        When one is not there, or they build on one another in a circle.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        kept = {row.name: row.definition for row in tx.scenarios.all(centre_id)}
        if isinstance(scenario, str):
            scenario = tx.scenarios.get(centre_id, scenario).name
    top = from_json("scenario", kept[scenario]) if isinstance(scenario, str) else scenario
    return stack_of(top, lambda name: from_json("scenario", kept[name]) if name in kept else None)


def stack_from(layers: Sequence[Mapping[str, Any]]) -> Stack:
    """Stack as a version's provenance keeps it."""
    return Stack(tuple(from_json("scenario", layer["definition"]) for layer in layers))


def site_frames(
    desk: Desk, centre_id: str, under: Stack | Sequence[OtherSite], first: date, last: date
) -> SiteFrames:
    """Calls of the other sites that scenarios name, for days of this centre, both included.

    Raises
    ------
    BadInputError
        When a centre has no plan of those days, or a file was never imported.
    """
    sites = under.sites if isinstance(under, Stack) else tuple(under)
    frames: dict[str, pd.DataFrame] = {}
    sources: dict[str, str] = {}
    versions: dict[str, tuple[int, ...]] = {}
    for site in sites:
        if site.source in frames:
            continue
        if site.centre:
            plans = site_plans(desk, centre_id, site.centre, first, last)
            frame, source = _of_centre(desk, plans)
            versions[site.source] = tuple(info.id for info in plans)
        else:
            frame, source = _of_file(desk, centre_id, site.file)
        own = centres.centre(desk, centre_id)
        frames[site.source] = on_grid(frame, own.zone, own.interval_min)
        sources[site.source] = source
    return SiteFrames(frames, sources, versions)


def week_sites(desk: Desk, centre_id: str, sites: Sequence[OtherSite], week: date) -> SiteFrames:
    """Calls of other sites for a week, its tail and what is still felt at its start."""
    first, last = site_days(week)
    return site_frames(desk, centre_id, sites, first, last)


def source_parts(text: str) -> tuple[str, str, str]:
    """Where another site's calls came from, as `SiteFrames.sources` says it, taken apart.

    Returns
    -------
    tuple of str
        File (empty for a centre's plan of record), its fingerprint, and the plan's version.

    Examples
    --------
    >>> source_parts("plan of record, version 3"), source_parts("x.csv, fingerprint ab")
    (('', '', '3'), ('x.csv', 'ab', ''))
    """
    file, _, mark = text.rpartition(", fingerprint ")
    return (file, mark, "") if file else ("", "", text.removeprefix("plan of record, version "))


def site_days(week: date) -> tuple[date, date]:
    """First and last day of which other sites' calls matter in a week."""
    return week - timedelta(days=1), week + timedelta(days=6 + planning.TAIL_DAYS)


def site_files(desk: Desk, centre_id: str) -> tuple[str, ...]:
    """Names of the forecast files of other sites that were imported."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        found = tx.documents.revisions(centre_id, DocumentKind.OTHER_SITE)
    return tuple(sorted({info.name for info in found}))


def import_site_file(desk: Desk, centre_id: str, file: str, content: bytes, reason: str) -> int:
    """Keep a forecast CSV of another site under its file name; returns its revision.

    Raises
    ------
    BadInputError
        With every fault of the file.
    """
    desk.actor.need(Right.FORECAST)
    frame = read_site_csv(content, file, centres.centre(desk, centre_id).zone)
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.OTHER_SITE,
            frame,
            name=file,
            expected_revision=tx.documents.newest_revision(
                centre_id, DocumentKind.OTHER_SITE, file
            ),
            author=desk.actor.name,
            reason=reason or f"import of {file}",
            source_file=file,
            source_fingerprint=fingerprint_of(content),
        )
    return saved.revision


def _promoted(provenance: Mapping[str, Any]) -> tuple[int | None, Stack]:
    """Id of the version that a plan was put on, None for a plain one, and the stack put on it."""
    about = provenance.get("scenario")
    if not isinstance(about, Mapping) or not about.get("ground"):
        return None, Stack()
    return int(about["ground"]), stack_from(about["layers"])


def site_plans(
    desk: Desk, own: str, other: str, first: date, last: date
) -> tuple[forecasts.ForecastInfo, ...]:
    """Plans of record of another centre around some days, in order.

    Raises
    ------
    BadInputError
        When it has none, or is this centre itself.
    """
    if other == own:
        raise BadInputError(
            Fault("a centre is no other site of itself", "name another centre", value=other)
        )
    # A day here may begin the evening before there, so the weeks around are looked at too.
    monday = monday_of(first) - timedelta(days=7)
    found: dict[int, forecasts.ForecastInfo] = {}
    while monday <= last:
        info = forecasts.plan_of_record(desk, other, monday)
        if info is not None:
            found.setdefault(info.id, info)
        monday += timedelta(days=7)
    if not found:
        raise BadInputError(
            Fault(
                "the other centre has no forecast of these days",
                "make one there first, on the page Forecast",
                column="sites",
                value=other,
            )
        )
    return tuple(found.values())


def _of_centre(desk: Desk, plans: Sequence[forecasts.ForecastInfo]) -> tuple[pd.DataFrame, str]:
    parts = [forecasts.forecast(desk, info.id).frame for info in plans]
    frame = pd.concat(parts).drop_duplicates(["timestamp", "queue"], keep="last")
    versions = ", ".join(str(info.version) for info in plans)
    return frame, f"plan of record, version {versions}"


def _of_file(desk: Desk, centre_id: str, file: str) -> tuple[pd.DataFrame, str]:
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.OTHER_SITE, file)
    if document is None:
        raise BadInputError(
            Fault(
                "the forecast of the other site was not imported",
                "import the CSV on the tab Import and export",
                column="sites",
                value=file,
            )
        )
    frame: pd.DataFrame = document.content
    return frame, f"{file}, fingerprint {document.info.source_fingerprint}"
