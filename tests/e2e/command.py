"""The command as a user runs it, in a process of its own, on the example dataset by default."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "workbooks" / "eksempel" / "koebenhavn"
COMMAND = (sys.executable, "-m", "xl_beregner.cli", "--lang", "da")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command and wait for it."""
    call = [*COMMAND, *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False, cwd=PROJECT)


def fill_call(dataset: Path, out: Path, *more: str, template: str = "resultataftale") -> tuple[str, ...]:
    """Write the arguments of ``fill`` for a dataset and a folder."""
    return ("fill", str(dataset), "--template", template, "--year", "2026/2027", "--out", str(out), *more)


def fill(
    dataset: Path, out: Path, *more: str, template: str = "resultataftale"
) -> subprocess.CompletedProcess[str]:
    """Fill a folder from a dataset."""
    return run(*fill_call(dataset, out, *more, template=template))
