"""Any number of calls through our extension in a real, headless LibreOffice: one start for them all.

``answers([(id, "BEREGNER_FREMGANG", [argument, ...]), ...])`` lays the arguments out in sheets, calls
each function from a cell, and gives for every id its rows (number, text, None where it shows empty) or
the error a cell shows (``"#N/A"``; an error Excel has none for is ``"Err:504"``).

An argument is a scalar cell or rows of cells; a cell is a number, text, None, True, a ``date``, or an
error: ``{"error": "#N/A"}`` or a ``str`` of another class that says so. A scalar is a cell of its own
that the formula refers to, a None too; a left out argument at the end is left out. ``steps`` does
things one by one instead: see ``calc_office.take``.

LibreOffice runs in a profile of its own and finds the extension as one that came with it
(``BUNDLED_EXTENSIONS``), which works for every user; ``unopkg`` refuses root.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.engines import require

from xl_beregner.hosts.calc import extension

OFFICE = Path(__file__).with_name("calc_office.py")
_DAY_0 = date(1899, 12, 30)

Answer = list[list[float | str | None]] | str


def answers(cases: Iterable[tuple[str, str, Sequence[Any]]], seconds: float = 900) -> dict[str, Answer]:
    """Ask Calc all calls and give each answer by its id."""
    calls = [
        {"id": name, "function": function, "arguments": [_argument(one) for one in arguments]}
        for name, function, arguments in cases
    ]
    found: dict[str, Answer] = _run({"calls": calls}, seconds)
    return found


def steps(*asked: dict[str, Any], python: str | None = None, seconds: float = 120) -> list[Any]:
    """Take steps in one LibreOffice and give what each answers."""
    told: list[Any] = _run({"steps": asked}, seconds, python)
    return told


@contextmanager
def profile(python: str | None = None) -> Iterator[list[str]]:
    """Make a fresh profile with the extension; give the options LibreOffice is started with."""
    with tempfile.TemporaryDirectory(prefix="calc_") as folder:
        inside = Path(folder) / "extensions" / "beregner"
        packed = Path(folder) / "beregner.oxt"
        packed.write_bytes(extension(python))
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(inside)
        yield [
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            f"-env:BUNDLED_EXTENSIONS={inside.parent.as_uri()}",
        ]


@cache
def python_with_uno() -> str:
    """Find the Python that drives LibreOffice, or skip the test naming what to install."""
    require("soffice", "libreoffice-calc")
    for python in ("/usr/bin/python3", sys.executable):
        if (
            Path(python).exists()
            and subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0
        ):
            return python
    pytest.skip("no Python has uno (apt-get install python3-uno)")


def _run(job: dict[str, Any], seconds: float, python: str | None = None) -> Any:
    driver = python_with_uno()
    with profile(python) as options, tempfile.TemporaryDirectory(prefix="calc_job_") as folder:
        asked, told = Path(folder) / "job.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(job | {"options": options}), "utf-8")
        with subprocess.Popen(
            [driver, str(OFFICE), str(asked), str(told)], stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                _, complaints = process.communicate(timeout=seconds)
            except BaseException:
                process.send_signal(signal.SIGINT)  # it ends LibreOffice on its way out
                raise
        assert process.returncode == 0, complaints[-2000:]
        return json.loads(told.read_text("utf-8"))


def _argument(given: Any) -> Any:
    if isinstance(given, (list, tuple)):
        rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in given]
        return [[_cell(cell) for cell in row] for row in rows]
    return _cell(given)


def _cell(given: Any) -> Any:
    if isinstance(given, str) and type(given) is not str:
        return {"error": str(given)}
    if isinstance(given, date):
        return {"date": (given - _DAY_0).days}
    return given
