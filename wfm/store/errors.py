"""What can go wrong between the program and its database, in plain words."""

from __future__ import annotations

from wfm.core.errors import BadInputError, Fault, WfmError


class StoreError(WfmError):
    """The database can't be opened, is busy, or belongs to another version of the program."""


class LostClaimError(WfmError):
    """A worker no longer owns the run it works on; whatever it still does is not recorded."""


def unknown(noun: str, key: object) -> BadInputError:
    """Error for an id or name that the store does not know."""
    return BadInputError(
        Fault(f"there is no such {noun}", "choose one that is listed", value=str(key))
    )
