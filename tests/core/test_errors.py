"""Errors say what, where and how to mend."""

from __future__ import annotations

import pickle

import pytest

from wfm.core.errors import BadInputError, ConflictError, Fault, NotAllowedError, WfmError

pytestmark = pytest.mark.unit


def test_fault_is_one_sentence_with_its_place() -> None:
    """Tests that file, row, column, value and mend stand in a fault's text."""
    text = str(Fault("volume is negative", "write 0 or more", "h.csv", 7, "volume", "-3"))
    assert text == "h.csv, row 7, column volume: volume is negative (value: '-3'). " + (
        "Mend: write 0 or more."
    )


def test_fault_without_a_place() -> None:
    """Tests that what is not known is left out."""
    assert str(Fault("it is empty", "fill it")) == "it is empty. Mend: fill it."


def test_many_faults_are_cut_in_the_text_only() -> None:
    """Tests that a long list shows its first faults and says how many more there are."""
    error = BadInputError([Fault(f"fault {k}", "mend") for k in range(25)])
    assert len(error.faults) == 25
    assert "fault 19" in str(error)
    assert "fault 20" not in str(error)
    assert str(error).endswith("... and 5 more")


def test_error_travels_between_processes() -> None:
    """Tests that an error keeps its faults when it is pickled by a worker."""
    error = BadInputError(Fault("a", "b", "c", 1, "d", "e"))
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults
    assert str(again) == str(error)


def test_a_refusal_survives_pickling() -> None:
    """Tests that what is not allowed comes back from another process with both languages."""
    error = NotAllowedError("The rules forbid it: A001 rests.", [("A001 rests", "A001 休息")])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.said) == (str(error), (("A001 rests", "A001 休息"),))
    assert NotAllowedError("No.").said == ()


def test_no_fault_is_a_mistake_of_ours() -> None:
    """Tests that an error without a fault cannot be made."""
    with pytest.raises(ValueError, match="at least one fault"):
        BadInputError([])


@pytest.mark.parametrize("kind", [BadInputError, NotAllowedError, ConflictError])
def test_one_family(kind: type[WfmError]) -> None:
    """Tests that a page can catch every error meant for people at once."""
    assert issubclass(kind, WfmError)
