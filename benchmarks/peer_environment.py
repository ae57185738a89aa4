"""Environments of their own for other people's packages, under build/peers.

Nothing is installed behind anybody's back: `installed` only looks, `install` asks pip.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parent.parent / "build" / "peers"
ENOUGH_JAVA = 17


@dataclass(frozen=True)
class Peer:
    """A package to compare with.

    Parameters
    ----------
    name : str
        Of its environment below build/peers.
    module, requirement : str
        What is imported, and what pip is asked for.
    java : bool
        Whether it needs a Java runtime of version 17 or later.
    """

    name: str
    module: str
    requirement: str
    java: bool = False

    @property
    def python(self) -> Path:
        """Interpreter of the environment, whether or not it is there."""
        return HOME / self.name / "bin" / "python"

    def missing(self) -> str:
        """What is missing and how to get it; empty when the peer can be run."""
        if self.java and java_version() < ENOUGH_JAVA:
            return (
                f"no Java {ENOUGH_JAVA} (apt-get install openjdk-{ENOUGH_JAVA}-jre-headless), "
                "then python -m benchmarks.roster_peers --install"
            )
        if not self.python.is_file() or _fails([self.python, "-c", f"import {self.module}"]):
            return "not installed: python -m benchmarks.roster_peers --install"
        return ""

    def install(self) -> str:
        """Make the environment and ask pip; returns what is still missing."""
        if not self.python.is_file():
            venv.create(HOME / self.name, with_pip=True)
        asked = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [self.python, *asked, self.requirement], capture_output=True, text=True, check=False
        )
        if done.returncode:
            return f"pip: {done.stderr.strip().splitlines()[-1:]}"
        return self.missing()


def java_version() -> int:
    """Major version of the Java runtime on the path; 0 without one."""
    if shutil.which("java") is None:
        return 0
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _fails(command: list[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


TIMEFOLD = Peer("timefold", "timefold.solver", "timefold==1.24.0b0", java=True)
PYWORKFORCE = Peer("pyworkforce", "pyworkforce", "pyworkforce==0.5.1")
