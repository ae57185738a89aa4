"""Scenarios of a centre folder: stacked, with the other sites that their files name."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd

from wfm.core.centre import CentreData
from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.forecasting.scenario import Scenario
from wfm.forecasting.scenario_file import read_scenario
from wfm.forecasting.scenario_sites import on_grid, read_site_csv
from wfm.forecasting.scenario_stack import Stack, stack_of
from wfm.service import planning
from wfm.service.settings import settings
from wfm.sheets.centre_folder import read_centre

FOLDER = "scenarios"


def folder_stack(data: CentreData, name: str | None) -> Stack:
    """Stack of a folder's scenario, by its name or file name; empty for None.

    Raises
    ------
    BadInputError
        When the folder has none of that name, or scenarios build on one another in a circle.
    """
    if name is None:
        return Stack()
    return _stack({path.stem: read_scenario(path) for path in data.files.scenarios}, name)


def file_stack(path: Path) -> Stack:
    """Stack of a scenario file; what it builds on lies beside it.

    Raises
    ------
    BadInputError
        When a file can't be read, or scenarios build on one another in a circle.
    """
    top = read_scenario(path)
    if not top.on:
        return Stack((top,))
    beside = {p.stem: read_scenario(p) for p in sorted(path.parent.glob("*.toml"))}
    return _stack(beside, path.stem)


def folder_sites(
    data: CentreData, under: Stack, first_day: date, n_days: int
) -> dict[str, pd.DataFrame]:
    """Frames of the other sites that a folder's scenarios name, by `OtherSite.source`.

    A file lies beside the scenario; a centre is a folder beside this one, or in forecasts/, whose
    plain forecast is made afresh.

    Raises
    ------
    BadInputError
        When a file or a folder is not there, or can't be used.
    """
    frames: dict[str, pd.DataFrame] = {}
    for site in under.sites:
        if site.source in frames:
            continue
        if site.file:
            frame = site_frame(data.files.folder / FOLDER, site.file, data.centre.zone)
        else:
            other = read_centre(_folder(data.files.folder, site.centre))
            history = planning.read_history(other)
            frame = planning.forecast_centre(other.centre, history, first_day, n_days).frame
        frames[site.source] = on_grid(frame, data.centre.zone, data.centre.interval_min)
    return frames


def site_contents(
    data: CentreData, scenarios: Iterable[Scenario]
) -> dict[str, tuple[bytes, pd.DataFrame]]:
    """Forecast files of other sites that a folder's scenarios name: their bytes and frames.

    Raises
    ------
    BadInputError
        With the faults of every file.
    """
    found: dict[str, tuple[bytes, pd.DataFrame]] = {}
    faults: list[Fault] = []
    folder = data.files.folder / FOLDER
    for file in sorted({s.file for scenario in scenarios for s in scenario.sites if s.file}):
        try:
            frame = site_frame(folder, file, data.centre.zone)
            found[file] = ((folder / file).read_bytes(), frame)
        except BadInputError as error:
            faults += error.faults
    if faults:
        raise BadInputError(faults)
    return found


def site_frame(folder: Path, file: str, zone: str) -> pd.DataFrame:
    """Forecast CSV of another site that lies in a folder.

    Raises
    ------
    BadInputError
        When it is not there, leads out of the folder, or can't be used.
    """
    path = folder / file
    if Path(file).name != file or not path.is_file():
        raise BadInputError(
            Fault(
                "the forecast of the other site is not there",
                "put the CSV beside the scenario, and name the file alone",
                column="sites",
                value=file,
            )
        )
    return read_site_csv(path.read_bytes(), file, zone)


def _folder(own: Path, centre: str) -> Path:
    for place in (own.parent / centre, settings().centres_dir / centre):
        if Path(centre).name == centre and (place / "centre.toml").is_file():
            return place
    raise BadInputError(
        Fault(
            "there is no folder of the other centre",
            "put it beside this centre's folder",
            column="sites",
            value=centre,
        )
    )


def _stack(by_file: dict[str, Scenario], name: str) -> Stack:
    by_name = {scenario.name: scenario for scenario in by_file.values()}
    chosen = by_file.get(name) or by_name.get(name)
    if chosen is None:
        raise BadInputError(
            Fault(
                "there is no such scenario",
                f"use one of {', '.join(sorted(by_file)) or 'none: put a TOML into scenarios/'}",
                file=FOLDER,
                value=name,
            )
        )
    return stack_of(chosen, by_name.get)


def rows_under(content: bytes, file: str, scenario: Path) -> tuple[pd.DataFrame, Stack]:
    """Rows of a forecast CSV under a scenario file, and the scenario's stack.

    Days are those of the first timestamp's offset from UTC, or of the clock where none is
    written.

    Returns
    -------
    DataFrame
        timestamp (text with offset), queue, volume, aht_s.
    Stack

    Raises
    ------
    BadInputError
        When one of the files can't be used, or the scenario names another centre: only files
        are known here.
    """
    under = file_stack(scenario)
    named = [site.centre for site in under.sites if site.centre]
    if named:
        raise BadInputError(
            Fault(
                "a centre can't be looked up for a forecast file",
                "name a forecast CSV of the other site instead",
                scenario.name,
                column="sites",
                value=named[0],
            )
        )
    frame = read_site_csv(content, file, "UTC", queue=POOLED)
    zone = _written_zone(content)
    frame["timestamp"] = frame["timestamp"].dt.tz_convert(zone)
    step = frame["timestamp"].drop_duplicates().sort_values().diff().min()
    minutes = 30 if pd.isna(step) else int(step.total_seconds() // 60)
    sites = {
        site.source: on_grid(site_frame(scenario.parent, site.file, "UTC"), "UTC", minutes)
        for site in under.sites
    }
    local = {
        source: f.assign(timestamp=f["timestamp"].dt.tz_convert(zone))
        for source, f in sites.items()
    }
    made = under.apply(frame, local)
    texts = [stamp.isoformat() for stamp in made["timestamp"]]
    return made.assign(timestamp=texts)[["timestamp", "queue", "volume", "aht_s"]], under


def _written_zone(content: bytes) -> timezone:
    """Offset of the first timestamp of a CSV; UTC where none is written."""
    first = pd.read_csv(io.BytesIO(content), dtype=str, nrows=1)["timestamp"].iloc[0]
    try:
        offset = datetime.fromisoformat(first).utcoffset()
    except ValueError:
        offset = None
    return timezone(offset or timedelta(0))
