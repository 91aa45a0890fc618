"""The add-in's server as a process of its own, on a free port of this machine, for a test to ask.

``running_server()`` gives its address, its log and its process; it is ended by its id, whatever the
test does.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "xl_beregner.cli", "--lang", "da", "addin", "serve")
# Registers BEREGNER_SOVER(seconds) before the command runs: a slow function no user has.
SLEEPING = (
    sys.executable,
    str(Path(__file__).with_name("sleeping_server.py")),
    "--lang",
    "da",
    "addin",
    "serve",
)
_ANSWERS = re.compile(r"(https?://\S+)$", re.MULTILINE)
_SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    base: str
    process: subprocess.Popen[bytes]
    _log: Path

    def log(self) -> str:
        """Read all it has written."""
        return self._log.read_text("utf-8", "replace")

    def lives(self) -> bool:
        """Tell whether its process runs and it answers."""
        if self.process.poll() is not None:
            return False
        with urllib.request.urlopen(f"{self.base}/health", timeout=10) as answer:
            return bool(answer.status == 200)


@contextmanager
def running_server(
    *options: str,
    environment: Mapping[str, str] | None = None,
    command: tuple[str, ...] = COMMAND,
    base: str | None = None,
) -> Generator[Server, None, None]:
    """Run the server on a free port until the block ends.

    ``options`` come after ``--http --port 0``; ``base`` is where to reach it if not where it says.
    """
    with tempfile.TemporaryDirectory(prefix="server_") as folder:
        log = Path(folder) / "log.txt"
        with open(log, "wb") as out:
            process = subprocess.Popen(
                [*command, "--port", "0", *(options or ("--http",))],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=_environment(environment or {}),
                start_new_session=True,
            )
        try:
            yield Server(_address(process, log, base), process, log)
        finally:
            _end(process)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XL_BEREGNER_")}
    return kept | {"XLWINGS_LICENSE_KEY": "noncommercial", "PYTHONUNBUFFERED": "1", **more}


def _address(process: subprocess.Popen[bytes], log: Path, base: str | None) -> str:
    """Wait until it answers and read where from what it says."""
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        told = _ANSWERS.search(log.read_text("utf-8", "replace"))
        if told and _answers(base or told[1]):
            return base or told[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text('utf-8', 'replace')}")


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; a process that does not is killed with its workers."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
