"""What is refused before it is read: too large, of another type, packed like a bomb."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from wfm.core.errors import BadInputError, Fault

MEGABYTE = 1024 * 1024
UPLOAD_MAX_MB = 25
FILE_MAX_MB = 200
UNPACKED_MAX_MB = 200
RATIO_MAX = 200
RATIO_FROM_MB = 5
"""Small parts may be packed tightly: a repeated empty sheet is no bomb."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def load(source: Path | bytes, file: str) -> bytes:
    """Return a table's bytes once its size has been looked at.

    Parameters
    ----------
    source : Path or bytes
        A file of at most 200 MB, or an upload of at most 25 MB.
    file : str
        Name for messages.

    Raises
    ------
    BadInputError
        When it is absent or too large.
    """
    if isinstance(source, bytes):
        _check_size(len(source), UPLOAD_MAX_MB, file)
        return source
    if not source.is_file():
        raise BadInputError(Fault("there is no such file", "check the name", file))
    _check_size(source.stat().st_size, FILE_MAX_MB, file)
    return source.read_bytes()


def is_workbook(content: bytes, file: str) -> bool:
    """Whether the content is an XLSX workbook; otherwise it is text.

    Raises
    ------
    BadInputError
        When it is an old or encrypted workbook, packed or text in an encoding not read here.
    """
    suffix = Path(file).suffix.lower()
    if content.startswith(_OLE) or suffix == ".xls":
        raise BadInputError(
            Fault(
                "this is an old (.xls) or a protected workbook",
                "open it, choose Save As and the type .xlsx without a password, or .csv",
                file,
            )
        )
    if content.startswith(_ZIP):
        _check_zip(content, file)
        return True
    if suffix in (".xlsx", ".xlsm"):
        raise BadInputError(
            Fault("this is no workbook, whatever its name says", "save it as .xlsx again", file)
        )
    if content.startswith(_UTF16) or b"\0" in content:
        raise BadInputError(
            Fault("this is no plain text table", "save it as CSV UTF-8 or as .xlsx", file)
        )
    return False


def _check_size(size: int, limit_mb: int, file: str) -> None:
    if size > limit_mb * MEGABYTE:
        raise BadInputError(
            Fault(
                f"the file is larger than {limit_mb} MB",
                "split it, or leave out columns and sheets that are not needed",
                file,
                value=f"{size / MEGABYTE:.0f} MB",
            )
        )


def _check_zip(content: bytes, file: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise BadInputError(
            Fault("the workbook is damaged", "open it, repair it and save it again", file)
        ) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > UNPACKED_MAX_MB * MEGABYTE or (
        unpacked > RATIO_FROM_MB * MEGABYTE and unpacked / packed > RATIO_MAX
    ):
        raise BadInputError(
            Fault(
                "the workbook unpacks to far more than it says",
                "copy the table into a new workbook and save that",
                file,
                value=f"{unpacked / MEGABYTE:.0f} MB from {packed / MEGABYTE:.1f} MB",
            )
        )
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise BadInputError(
            Fault("this is a packed file, but no workbook", "give an .xlsx or a .csv file", file)
        )
