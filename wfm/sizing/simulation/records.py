"""Raw events of one replication: what happened to every try and every stretch."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.sizing.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Records:
    """What the event loop gives; statistics are made elsewhere. NaN where it did not happen.

    Attributes
    ----------
    arrived_s : ndarray
        When each try came in; NaN for a redial that was not made. Shape (n_tries,), as all up to
        `agent`.
    began_s, ended_s : ndarray
        When an agent took it, and was done with it.
    gone_s : ndarray
        When it gave up. A try that was neither answered nor gave up waits for ever.
    agent : ndarray of int
        Who took it; -1 for nobody.
    on_s, off_s : ndarray
        When each stretch on the phones was begun, and left by an agent who was done with the
        last call, shape (n_stretches,).
    """

    arrived_s: FloatArray
    began_s: FloatArray
    ended_s: FloatArray
    gone_s: FloatArray
    agent: IntArray
    on_s: FloatArray
    off_s: FloatArray
