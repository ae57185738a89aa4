"""Tests that a source's layout is kept by name and picked by the next file's header."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.service import histories, sources

pytestmark = pytest.mark.unit
FILE = b"""Day,From,Team,Came
02/06/2031,08:00,GEN,41
02/06/2031,08:30,GEN,48
02/06/2031,08:00,DIAL,3
02/06/2031,08:00,FAX,3
"""
QUEUES = {"GEN": "general", "DIAL": "dialect", "FAX": ""}


@pytest.fixture
def layout(imported):
    """What the file's columns say."""
    opened = sources.open_file(imported, "small", "c.csv", FILE)
    assert opened.source == ""
    return replace(opened.layout, queue="Team", offered="Came", queues=QUEUES)


def test_source_is_known_again(imported, layout):
    """Tests that the next file with the same header is read by the saved layout alone."""
    assert histories.preview_history(imported, "small", "c.csv", FILE).faults
    histories.save_history(imported, "small", "c.csv", FILE, layout=layout, source=" Our  ACD ")
    later = FILE.replace(b"02/06", b"03/06")
    opened = sources.open_file(imported, "small", "d.csv", later)
    assert (opened.source, opened.layout) == ("Our ACD", layout)
    seen = histories.preview_history(imported, "small", "d.csv", later)
    assert (seen.faults, seen.n_rows, seen.n_ignored) == ((), 3, 1)
    histories.save_history(imported, "small", "d.csv", later)
    assert histories.history_revision(imported, "small") == 3


def test_order_of_columns_does_not_matter(imported, layout):
    """Tests that a header is known whatever the order, case and spaces of its columns."""
    sources.save_source(imported, "small", "ACD", ("Day", "From", "Team", "Came"), layout)
    other = b"team,CAME,day,from\nGEN,41,02/06/2031,08:00\n"
    assert sources.open_file(imported, "small", "c.csv", other).source == "ACD"
    more = b"team,came,day,from,lost\nGEN,41,02/06/2031,08:00,0\n"
    assert sources.open_file(imported, "small", "c.csv", more).source == ""


def test_other_case_is_read(imported, layout):
    """Tests that a known header in other letters is read, not only recognised."""
    sources.save_source(imported, "small", "ACD", ("Day", "From", "Team", "Came"), layout)
    other = b"team,CAME,day,from\nGEN,41,02/06/2031,08:00\nDIAL,2,02/06/2031,08:00\n"
    seen = histories.preview_history(imported, "small", "c.csv", other)
    assert (seen.faults, seen.n_rows) == ((), 2)


def test_saved_once(imported, layout):
    """Tests that the same layout makes no new revision, another one does."""
    header = ("Day", "From", "Team", "Came")
    assert sources.save_source(imported, "small", "ACD", header, layout) == 1
    assert sources.save_source(imported, "small", "ACD", header, layout) == 1
    assert sources.save_source(imported, "small", "ACD", header, replace(layout, ends=True)) == 2
    (source,) = sources.sources(imported, "small")
    assert (source.name, source.layout.ends) == ("ACD", True)
    assert source.header == sources.signature(header)


def test_several_sources_and_forgetting(imported, layout):
    """Tests that each source has its own header, and that a forgotten one is known no longer."""
    sources.save_source(imported, "small", "one", ("a", "b"), layout)
    sources.save_source(imported, "small", "two", ("Day", "From", "Team", "Came"), layout)
    assert {s.name for s in sources.sources(imported, "small")} == {"one", "two"}
    sources.forget_source(imported, "small", "two")
    assert [s.name for s in sources.sources(imported, "small")] == ["one"]
    assert sources.open_file(imported, "small", "c.csv", FILE).source == ""
    with pytest.raises(BadInputError):
        sources.forget_source(imported, "small", "two")
    sources.save_source(imported, "small", "two", ("Day", "From", "Team", "Came"), layout)
    assert sources.open_file(imported, "small", "c.csv", FILE).source == "two"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_names(imported, layout, name):
    """Tests that a source needs a name of sensible length."""
    with pytest.raises(BadInputError):
        sources.save_source(imported, "small", name, ("a",), layout)


def test_not_allowed(imported, as_role, layout):
    """Tests that layouts are the planner's."""
    other = as_role(imported, "scheduler")
    with pytest.raises(NotAllowedError):
        sources.save_source(other, "small", "ACD", ("a",), layout)
    with pytest.raises(NotAllowedError):
        sources.open_file(other, "small", "c.csv", FILE)
