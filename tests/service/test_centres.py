"""Tests of centres: imported whole or not at all, imported again, read back."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from support.centres import CENTRE, NEXT_WEEK, PEOPLE, RULES, WEEK, rules_toml, write_centre

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.service import centres, histories, rosters, scenarios
from wfm.sheets.centre_folder import read_centre
from wfm.store.kinds import DocumentKind

pytestmark = pytest.mark.unit


def zipped(folder, prefix="small/"):
    """The folder as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(path, prefix + path.relative_to(folder).as_posix())
    return buffer.getvalue()


def nothing_saved(desk):
    """Whether the store holds no centre and no trail."""
    with desk.store.read() as tx:
        return not tx.centres.all() and not tx.trail.entries(limit=10)


def test_imported_is_what_the_folder_says(imported, folder):
    """Tests that people, catalogue, past roster and rules come back equal."""
    kept, read = centres.centre_data(imported, "small"), read_centre(folder)
    assert kept.centre == read.centre
    assert kept.agents == read.agents
    assert kept.shifts == read.shifts
    assert kept.past == read.past
    assert (kept.past_first_day, kept.past_last_day) == (read.past_first_day, read.past_last_day)
    rules = centres.rule_set(imported, "small")
    assert {e.rule for e in rules.entries} == {*RULES, "swap_form"}
    assert [s.name for s in scenarios.scenarios(imported, "small")] == ["promotion"]
    assert len(histories.history(imported, "small")) == 2 * 84 * 48


def test_listed(imported):
    """Tests that a list shows the centre by id and both names."""
    (info,) = centres.centres(imported)
    assert (info.id, info.name_en, info.name_zh) == ("small", "Small centre", "小中心")
    assert centres.centre(imported, "small").zone == "Asia/Shanghai"


def test_unknown_centre(imported):
    """Tests that a centre that is not there is said in one sentence."""
    with pytest.raises(BadInputError, match="no such centre"):
        centres.centre(imported, "nowhere")


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"people_csv": PEOPLE + "A001,T1,full,\n"}, "people.csv, row 10"),
        ({"people_csv": PEOPLE + "A009,T1,full,swahili\n"}, "swahili"),
        ({"people_csv": PEOPLE + "A009,T9,full,\n"}, "T9"),
        (
            {"leave_csv": "agent_id,type,first_day,last_day\nA099,annual,2031-06-02,2031-06-03\n"},
            "leave.csv, row 2",
        ),
        ({"small_toml": None}, "rule_set"),
        (
            {"small_toml": rules_toml({**RULES, "no_such_rule": ("hard", 0, "x", "")})},
            "no_such_rule",
        ),
        (
            {
                "small_toml": rules_toml(
                    {**RULES, "consecutive_days": ("hard", 0, "x", "max_days = 99")}
                )
            },
            "99",
        ),
        ({"scenario_toml": 'name = "x"\ngrowth = -1\n'}, "promotion.toml"),
        ({"scenario_toml": 'name = "x"\n[queue_factors]\nnowhere = 1.2\n'}, "nowhere"),
        (
            {"history_csv": "timestamp,queue,volume\n2031-03-10 08:30,general,-3\n"},
            "calls.csv, row 2",
        ),
        ({"history_csv": "timestamp,queue,volume\n2031-03-10 08:30,nowhere,3\n"}, "nowhere"),
        ({"centre_toml": CENTRE.replace("Asia/Shanghai", "Asia/Nowhere")}, "Asia/Nowhere"),
    ],
)
def test_whole_or_nothing(empty_desk, tmp_path, files, named):
    """Tests that one fault anywhere leaves nothing behind, and is named with its place."""
    with pytest.raises(BadInputError) as caught:
        centres.import_folder(empty_desk, write_centre(tmp_path / "small", **files))
    assert named in str(caught.value)
    assert nothing_saved(empty_desk)


def test_faults_of_every_file_together(empty_desk, tmp_path):
    """Tests that rule set, scenario and history are looked at in one go."""
    files = {
        "small_toml": None,
        "scenario_toml": "name = 3\n",
        "history_csv": "timestamp,queue,volume\n2031-03-10 08:30,general,x\n",
    }
    with pytest.raises(BadInputError) as caught:
        centres.import_folder(empty_desk, write_centre(tmp_path / "small", **files))
    assert {f.file for f in caught.value.faults} == {"centre.toml", "promotion.toml", "calls.csv"}


def test_second_history_file_names_itself(empty_desk, tmp_path):
    """Tests that a fault in the second of two files names that file and its own row."""
    folder = write_centre(tmp_path / "small")
    (folder / "history" / "later.csv").write_text(
        "timestamp,queue,volume\n2031-06-01 20:00,general,1\n2031-06-01 20:30,general,many\n"
    )
    with pytest.raises(BadInputError) as caught:
        centres.import_folder(empty_desk, folder)
    assert [(f.file, f.row, f.value) for f in caught.value.faults] == [("later.csv", 3, "many")]


def test_without_history(empty_desk, tmp_path):
    """Tests that a centre may come without history; it is imported on its own page."""
    folder = write_centre(tmp_path / "small", history_csv=None)
    centres.import_folder(empty_desk, folder)
    assert histories.history(empty_desk, "small") is None
    assert histories.history_revision(empty_desk, "small") == 0


def test_imported_again(desk, tmp_path, trail):
    """Tests that a second import makes new revisions, and rosters and the trail stay."""
    before = trail(desk)
    folder = write_centre(tmp_path / "small", people_csv=PEOPLE + "A009,T2,full,\n")
    centres.import_folder(desk, folder, "a new colleague")
    assert [a.id for a in centres.centre_data(desk, "small").agents][-1] == "A009"
    assert rosters.published(desk, "small", WEEK).revision == 1
    assert trail(desk)[: len(before)] == before
    assert all(row[3] == "a new colleague" for row in trail(desk)[len(before) :])
    with desk.store.read() as tx:
        assert tx.documents.newest_revision("small", DocumentKind.PEOPLE) == 2


def test_broken_import_leaves_the_old_centre(imported, tmp_path):
    """Tests that a faulty folder does not touch what is there."""
    folder = write_centre(tmp_path / "small", people_csv="id,team,contract\nA001,T9,full\n")
    with pytest.raises(BadInputError):
        centres.import_folder(imported, folder)
    assert len(centres.centre_data(imported, "small").agents) == 8


@pytest.mark.parametrize("prefix", ["small/", "deep/er/small/", ""])
def test_zip(empty_desk, folder, prefix):
    """Tests that a zipped folder comes in under its folder's or the file's name."""
    name = centres.import_zip(empty_desk, "small.zip", zipped(folder, prefix))
    assert name == "small"
    assert len(centres.centre_data(empty_desk, "small").agents) == 8


def bomb():
    """A zip that unpacks to a thousand times its size."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("small/centre.toml", "0" * 5_000_000)
    return buffer.getvalue()


def slipping(name):
    """A zip with one file of a bad name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


def locked():
    """A zip whose file says that it needs a password."""
    content = bytearray(slipping("small/centre.toml"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a zip", "no zip file"),
        (bomb(), "unpacks to too much"),
        (slipping("../evil/centre.toml"), "leads out"),
        (slipping("/etc/centre.toml"), "leads out"),
        (slipping("c:/centre.toml"), "leads out"),
        (slipping("small/readme.txt"), "no centre.toml"),
        (locked(), "can't be unpacked"),
        (zipped.__doc__.encode(), "no zip file"),
    ],
)
def test_bad_zip(empty_desk, content, said):
    """Tests that a zip that is damaged, tricky or empty is refused in words."""
    with pytest.raises(BadInputError, match=said):
        centres.import_zip(empty_desk, "small.zip", content)
    assert nothing_saved(empty_desk)


def test_zip_with_a_path_through_a_file(empty_desk):
    """Tests that a zip in which a file is a folder too is refused in words."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("small", "x")
        archive.writestr("small/centre.toml", "x")
    with pytest.raises(BadInputError, match="can't be unpacked"):
        centres.import_zip(empty_desk, "small.zip", buffer.getvalue())


def test_planning_weeks(desk):
    """Tests that the weeks to plan are Mondays from the first known one on."""
    weeks = centres.planning_weeks(desk, "small", ahead=3)
    assert weeks == tuple(WEEK + timedelta(days=7 * k) for k in range(3))
    assert NEXT_WEEK in weeks


def test_planning_weeks_after_the_past(empty_desk, tmp_path):
    """Tests that without a planning week the Monday after the past roster is first."""
    text = CENTRE.replace("planning_week = 2031-06-02\n", "")
    centres.import_folder(empty_desk, write_centre(tmp_path / "small", centre_toml=text))
    assert centres.planning_weeks(empty_desk, "small")[0] == date(2031, 6, 2)


@pytest.mark.parametrize("role", ["agent", "shift_leader", "planner"])
def test_not_allowed(empty_desk, as_role, folder, role):
    """Tests that importing needs the right to people."""
    with pytest.raises(NotAllowedError):
        centres.import_folder(as_role(empty_desk, role), folder)
    assert nothing_saved(empty_desk)
