"""Benchmarks: every figure that the project claims, for anybody to run again."""

from __future__ import annotations

import os

# Idle threads of the linear algebra spin and would be counted as seconds of the processor; the
# app's workers do without them too (wfm.service.hosting).
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
