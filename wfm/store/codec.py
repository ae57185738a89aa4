"""Values as JSON text, and as compressed blobs. Never pickle: what is read is only data."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

_PACKED = (b"PK\x03\x04", b"\x1f\x8b")
"""How workbooks and gzip files begin."""


def dumps(value: Any) -> str:
    """JSON text of a value.

    Dates become ISO text, numpy scalars plain numbers, dataclasses objects. JSON has no NaN and no
    infinity: both become null, which says "not known".

    Raises
    ------
    TypeError
        For anything else that JSON can't hold.
    """
    try:
        return _text(value)
    except ValueError:
        return _text(_finite(value))


def loads(text: str | bytes) -> Any:
    """Value of a JSON text."""
    return json.loads(text)


def pack(value: Any) -> bytes:
    """Compressed JSON of a value; equal values give equal bytes."""
    return compress(dumps(value).encode())


def unpack(blob: bytes) -> Any:
    """Value of a blob made by `pack`."""
    return loads(gzip.decompress(blob))


def compress(data: bytes, level: int = 6) -> bytes:
    """Gzip without a time stamp, so that equal data give equal bytes."""
    return gzip.compress(data, compresslevel=level, mtime=0)


def pack_file(content: bytes) -> bytes:
    """Blob of a file as it came: packed fast, and not again when it is packed already."""
    return compress(content, 0 if content.startswith(_PACKED) else 1)


def unpack_file(blob: bytes) -> bytes:
    """File of a blob made by `pack_file`."""
    return gzip.decompress(blob)


def fingerprint(blob: bytes) -> str:
    """First 16 hexadecimal digits of the SHA-256 of what a blob holds, uncompressed.

    Compressed bytes may differ from one zlib to the next; what they hold does not.
    """
    return hashlib.sha256(gzip.decompress(blob)).hexdigest()[:16]


def _text(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain
    )


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


def _finite(value: Any) -> Any:
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _finite(dataclasses.asdict(value))
    return value
