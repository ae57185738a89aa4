"""Centres: brought in whole, read back as one value, and what can be planned."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

from wfm.core.centre import Centre, CentreData
from wfm.core.errors import BadInputError, Fault
from wfm.core.time import monday_of
from wfm.rules.ruleset import RuleSet
from wfm.service import wish_entries
from wfm.service.checking import read_rest
from wfm.service.codec import fingerprint_of, from_json, to_json
from wfm.service.day_edits import with_edits
from wfm.service.desk import Desk, Right
from wfm.service.scenario_folders import site_contents
from wfm.sheets.centre_folder import read_centre
from wfm.store.kinds import DocumentKind
from wfm.store.store import UnitOfWork

MAX_UNZIPPED = 200 * 1024 * 1024
"""A zipped folder that unpacks to more is refused."""
MAX_RATIO = 200
"""So is one that was packed suspiciously tight."""


@dataclass(frozen=True, slots=True)
class CentreInfo:
    """What a list of centres shows."""

    id: str
    name_en: str
    name_zh: str
    note_en: str
    note_zh: str
    zone: str


def centres(desk: Desk) -> tuple[CentreInfo, ...]:
    """Every centre of the store."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        found = []
        for row in tx.centres.all():
            c = _centre(tx, row.name)
            found.append(CentreInfo(c.id, c.name_en, c.name_zh, c.note_en, c.note_zh, c.zone))
    return tuple(found)


def centre(desk: Desk, centre_id: str) -> Centre:
    """Return a centre without its people."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return _centre(tx, centre_id)


def centre_data(desk: Desk, centre_id: str) -> CentreData:
    """Return a centre with its people, catalogue, granted leave and imported past roster."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return load(tx, centre_id)


def load(tx: UnitOfWork, centre_id: str) -> CentreData:
    """Return a centre's data inside a transaction."""
    people, shifts = _content(tx, centre_id, "people"), _content(tx, centre_id, "shifts")
    past = _content(tx, centre_id, "past_roster")
    activities = _content(tx, centre_id, "activities")
    provenance = tx.documents.current(centre_id, DocumentKind.PROVENANCE)
    days = {} if past is None else past
    return CentreData(
        centre=_centre(tx, centre_id),
        agents=() if people is None else from_json("people", people),
        shifts=() if shifts is None else from_json("shifts", shifts),
        leave=tuple(x.leave for x in tx.leave.granted(centre_id, date.min, date.max)),
        past=() if past is None else from_json("past_roster", past["assignments"]),
        past_first_day=_day(days.get("first_day")),
        past_last_day=_day(days.get("last_day")),
        provenance={} if provenance is None else dict(provenance.content),
        activities=() if activities is None else from_json("activities", activities),
        wishes=wish_entries.load(tx, centre_id).in_force,
    )


def rule_set(desk: Desk, centre_id: str) -> RuleSet:
    """Rule set in force at a centre."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return load_rules(tx, centre_id)


def load_rules(tx: UnitOfWork, centre_id: str) -> RuleSet:
    """Rule set in force, inside a transaction."""
    content = _content(tx, centre_id, "rule_set")
    if content is None:
        raise BadInputError(Fault("the centre has no rule set", "import the centre again"))
    return RuleSet(
        str(content["id"]),
        str(content["name_en"]),
        str(content["name_zh"]),
        from_json("rules", content["own"]),
        str(content["law_pack"]),
        from_json("rules", content["law"]),
    )


def import_folder(desk: Desk, folder: Path, reason: str = "import of a centre folder") -> str:
    """Bring a centre folder in: everything or nothing.

    A centre that is there already gets new revisions of its parts; published rosters, requests
    and the audit trail stay.

    Returns
    -------
    str
        Id of the centre.

    Raises
    ------
    BadInputError
        With every fault of the folder.
    NotAllowedError
        When the actor may not.
    """
    desk.actor.need(Right.PEOPLE)
    data = read_centre(folder)
    rules, scenarios, history = read_rest(data)
    sites = site_contents(data, scenarios)
    who = {"author": desk.actor.name, "reason": reason}
    name = data.centre.id
    contents = {
        DocumentKind.CENTRE: to_json("centre", data.centre),
        DocumentKind.PEOPLE: to_json("people", data.agents),
        DocumentKind.SHIFTS: to_json("shifts", data.shifts),
        DocumentKind.PAST_ROSTER: past_content(data),
        DocumentKind.RULE_SET: rule_set_content(rules),
        DocumentKind.PROVENANCE: json.loads(json.dumps(data.provenance, default=str)),
        DocumentKind.HISTORY: history,
        DocumentKind.ACTIVITIES: to_json("activities", data.activities) or None,
    }
    with desk.store.transaction() as tx:
        if tx.centres.find(name) is None:
            tx.centres.add(name, title=data.centre.name_en, zone=data.centre.zone, **who)
        for kind, content in contents.items():
            if content is not None:
                newest = tx.documents.newest_revision(name, kind)
                tx.documents.save(
                    name,
                    kind,
                    content,
                    expected_revision=newest,
                    source_file=folder.name,
                    source_fingerprint=data.fingerprint,
                    **who,
                )
        tx.leave.replace_imported(name, data.leave, **who)
        wish_entries.bring_in(tx, name, data.wishes, **who)
        for path, scenario in zip(data.files.scenarios, scenarios, strict=True):
            old = tx.scenarios.find(name, scenario.name)
            tx.scenarios.save(
                name,
                scenario.name,
                to_json("scenario", scenario),
                expected_revision=0 if old is None else old.revision,
                source_file=path.name,
                source_fingerprint=fingerprint_of(path.read_bytes()),
                **who,
            )
        for file, (content, frame) in sites.items():
            tx.documents.save(
                name,
                DocumentKind.OTHER_SITE,
                frame,
                name=file,
                expected_revision=tx.documents.newest_revision(name, DocumentKind.OTHER_SITE, file),
                source_file=file,
                source_fingerprint=fingerprint_of(content),
                **who,
            )
    return name


def import_zip(
    desk: Desk, filename: str, content: bytes, reason: str = "import of a zipped folder"
) -> str:
    """Bring a zipped centre folder in; see `import_folder`.

    The centre is named after its folder, or after the zip file when it holds no folder.

    Raises
    ------
    BadInputError
        When the file is no zip, unpacks to too much, holds a path that leads out of it, or holds
        no centre.toml.
    """
    desk.actor.need(Right.PEOPLE)
    with tempfile.TemporaryDirectory() as place:
        name = "".join(c if c.isalnum() else "_" for c in Path(filename).stem) or "centre"
        return import_folder(desk, _unzip(content, Path(place) / name), reason)


def planning_weeks(desk: Desk, centre_id: str, ahead: int = 6) -> tuple[date, ...]:
    """Mondays that can be planned: those with a roster, then the weeks that come next."""
    data = centre_data(desk, centre_id)
    with desk.store.read() as tx:
        known = [d for d in tx.rosters.first_days(centre_id) if d.weekday() == 0]
    first = data.centre.planning_week
    if first is None:
        last = data.past_last_day or date.today()
        first = monday_of(last) + timedelta(days=7)
    start = min([first, *known])
    end = max([first, *known]) + timedelta(days=7 * ahead)
    return tuple(start + timedelta(days=7 * k) for k in range((end - start).days // 7))


def past_content(data: CentreData) -> dict[str, object] | None:
    """Past roster as the store keeps it."""
    if data.past_first_day is None or data.past_last_day is None:
        return None
    return {
        "first_day": data.past_first_day.isoformat(),
        "last_day": data.past_last_day.isoformat(),
        "assignments": to_json("past_roster", data.past),
    }


def rule_set_content(rules: RuleSet) -> dict[str, object]:
    """Rule set as the store keeps it."""
    return {
        "id": rules.id,
        "name_en": rules.name_en,
        "name_zh": rules.name_zh,
        "law_pack": rules.law_pack,
        "own": to_json("rules", rules.own),
        "law": to_json("rules", rules.law),
    }


def _centre(tx: UnitOfWork, centre_id: str) -> Centre:
    content = _content(tx, centre_id, "centre")
    if content is None:
        raise BadInputError(
            Fault("there is no such centre", "choose one of the list", value=centre_id)
        )
    value: Centre = from_json("centre", content)
    return with_edits(tx, value)


def _content(tx: UnitOfWork, centre_id: str, kind: str) -> dict[str, object] | None:
    document = tx.documents.current(centre_id, DocumentKind(kind))
    return None if document is None else document.content


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def _unzip(content: bytes, place: Path) -> Path:
    """Unpack a zipped folder with care; returns the folder that holds centre.toml."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise BadInputError(
            Fault("this is no zip file", "zip the centre folder and give that file")
        ) from error
    total = sum(item.file_size for item in archive.infolist())
    if total > MAX_UNZIPPED or total > MAX_RATIO * max(1, len(content)):
        raise BadInputError(
            Fault("the zip file unpacks to too much", "zip the centre folder alone")
        )
    for item in archive.infolist():
        parts = PurePosixPath(item.filename.replace("\\", "/")).parts
        if ".." in parts or (parts and (parts[0] == "/" or ":" in parts[0])):
            raise BadInputError(
                Fault(
                    "a path in the zip file leads out of it",
                    "zip the centre folder again",
                    value=item.filename[:80],
                )
            )
    try:
        archive.extractall(place)
    except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise BadInputError(
            Fault(
                f"the zip file can't be unpacked ({error})",
                "zip the centre folder again, without a password",
            )
        ) from error
    found = sorted(place.rglob("centre.toml"), key=lambda p: len(p.parts))
    if not found:
        raise BadInputError(
            Fault("the zip file holds no centre.toml", "zip the whole centre folder")
        )
    return found[0].parent
