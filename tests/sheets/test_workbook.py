"""The whole workbook: it opens everywhere, in both languages, and holds no formula."""

from __future__ import annotations

import io
import posixpath
import shutil
import subprocess
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from wfm.core.people import Agent
from wfm.sheets.book import SheetStatus
from wfm.sheets.workbook import make_workbook, write_workbook

pytestmark = pytest.mark.unit

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Week 2026-10-05", "Mon 10-05", "Tue 10-06", "Coverage", "Agents", "Notes"]),
        ("zh", ["周 2026-10-05", "周一 10-05", "周二 10-06", "覆盖", "明细", "说明"]),
    ],
)
def test_sheets_in_order(samples, language, names):
    """Tests that the week comes first, then a sheet a day, coverage, agents and notes."""
    workbook = samples.opened(samples.sample_book(language, n_days=2))
    assert workbook.sheetnames == names


@pytest.mark.parametrize("language", ["en", "zh"])
def test_parts_are_well_formed_and_related(samples, language):
    """Tests that every part is XML, every relationship leads to a part, and no part is loose."""
    archive = zipfile.ZipFile(io.BytesIO(samples.as_file(samples.sample_book(language))))
    names = set(archive.namelist())
    assert archive.testzip() is None
    assert len(names) == len(archive.namelist())
    reached = {"[Content_Types].xml"}
    for name in names:
        root = ElementTree.fromstring(archive.read(name))
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in root:
            target = relation.attrib["Target"]
            base = "" if target.startswith("/") else folder
            path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            assert path in names, f"{name} leads to {path}, which is not there"
            reached.add(path)
    assert reached == names


def test_style_names_differ_for_a_spreadsheet(samples):
    """Tests that no two styles have one name when case is ignored, which asks for a repair."""
    problem = samples.sample_problem()
    first, second, *rest = problem.shifts
    shifts = (replace(first, code_en="x"), replace(second, code_en="X", id="other"), *rest)
    problem = replace(problem, shifts=shifts, past=(), pins=())
    book = replace(samples.sample_book(), problem=problem, roster=samples.sample_roster(problem))
    names = [name.casefold() for name in make_workbook(book).named_styles]
    assert len(names) == len(set(names))


def test_opens_in_libreoffice(samples, tmp_path):
    """Tests that LibreOffice reads the codes of the week; without it openpyxl must."""
    book = samples.sample_book("zh")
    path = tmp_path / "week.xlsx"
    path.write_bytes(samples.as_file(book))
    program = shutil.which("soffice")
    if program is None:
        sheet = load_workbook(path).worksheets[0]
        lines = [[str(c.value) for c in row] for row in sheet.iter_rows()]
    else:
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76",
                "--outdir",
                str(tmp_path),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        text = (tmp_path / "week.csv").read_text(encoding="utf-8")
        lines = [line.split(",") for line in text.splitlines()]
    rows = {line[0]: line[2:9] for line in lines}
    for agent in book.problem.agents:
        for day, shown in zip(book.view.days, rows[agent.id], strict=True):
            assignment = book.roster.get(agent.id, day)
            if assignment is not None:
                # A fixed cell is shown with its mark behind the code.
                assert shown.removesuffix(" ◆") == book.codes[assignment.shift_id]


def test_text_never_becomes_a_formula(samples):
    """Tests that names a person typed stay text that no spreadsheet computes."""
    base = samples.sample_problem()
    evil = ("=1+1", "+cmd", "-2", "@SUM(A1)", "=HYPERLINK(1)")
    agents = [
        Agent(evil[i], team=evil[i], contract="full") if i < 5 else agent
        for i, agent in enumerate(base.agents)
    ]
    shifts = tuple(replace(s, code_en="=2+2") if s.id == "late_14" else s for s in base.shifts)
    problem = replace(
        base,
        agents=tuple(agents),
        shifts=shifts,
        leave=(),
        pins=(),
        provenance={"=a": "=b"},
        name="=c",
    )
    about = samples.sample_about(centre_name="=evil()", rule_set_name="@x", notes=("+note",))
    book = replace(
        samples.sample_book(), problem=problem, roster=samples.sample_roster(problem), about=about
    )
    workbook = samples.opened(book)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(DANGEROUS))
    week = workbook.worksheets[0]
    assert "'=1+1" in samples.texts(week)
    assert week["A1"].value == "'=evil()"


def test_characters_that_xml_cannot_hold(samples):
    """Tests that control and half characters do not spoil the file."""
    about = samples.sample_about(centre_name="a\x00b\ud800c\uffff", notes=("x" * 40_000,))
    workbook = samples.opened(replace(samples.sample_book(), about=about))
    assert workbook.worksheets[0]["A1"].value == "ab?c?"
    assert max(len(text) for text in samples.texts(workbook["Notes"])) == 32_767


def test_status_and_provenance(samples):
    """Tests that a published sheet says so, and the file names its problem and revision."""
    about = samples.sample_about(status=SheetStatus.PUBLISHED)
    workbook = samples.opened(replace(samples.sample_book(), about=about))
    for sheet in workbook.worksheets:
        words = samples.texts(sheet)
        assert "PUBLISHED" in words
        assert "DRAFT" not in words
        assert sheet["A3"].value == (
            "Rule set: model-bank + CN law pack · revision 3 · made 2026-10-01 14:30"
        )
    assert workbook.custom_doc_props["wfm revision"].value == "3"


def test_every_sheet_prints(samples):
    """Tests that each sheet fits a paper's width, with footer, page numbers and print area."""
    for sheet in samples.standard()[1].worksheets:
        assert sheet.print_area
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet.freeze_panes


def test_ampersand_in_the_footer(samples):
    """Tests that an ampersand in a centre's name is no footer code."""
    about = samples.sample_about(centre_name="Cards & Loans")
    workbook = make_workbook(replace(samples.sample_book(), about=about))
    assert workbook.worksheets[0].oddFooter.left.text.startswith("Cards && Loans")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_footer_holds_what_a_spreadsheet_allows(samples, language):
    """Tests that long names do not make a footer of more than 255 characters, codes included."""
    about = samples.sample_about(language, centre_name="&" * 90, rule_set_name="& rules" * 30)
    content = samples.as_file(
        replace(samples.sample_book(language, n_agents=6, n_days=1), about=about)
    )
    archive = zipfile.ZipFile(io.BytesIO(content))
    root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    (footer,) = (e.text for e in root.iter() if e.tag.endswith("oddFooter"))
    assert 200 < len(footer) <= 255
    assert footer.count("&P") == 1


def test_writes_to_a_path(samples, tmp_path):
    """Tests that a path works as well as a buffer."""
    book = samples.sample_book(n_days=1)
    path = tmp_path / "week.xlsx"
    write_workbook(path, book.problem, book.roster, book.report, book.about, book.describe)
    assert load_workbook(path).sheetnames[0] == "Week 2026-10-05"
