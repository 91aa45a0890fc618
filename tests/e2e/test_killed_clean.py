"""A clean-up killed at any moment is finished by the same command, and takes nothing it should not."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from unit.batch.batch_fakes import contents
from unit.batch.sent_and_returned import municipality

from xl_beregner.batch.folder import LOCK
from xl_beregner.batch.manifest import RunIdentity

pytestmark = pytest.mark.prove

SCHOOLS = {str(number): f"Skole {number}" for number in range(101, 161)}
OLD = RunIdentity("Eksempel Kommune", "resultataftale", "2023/2024", "fortrolig")
NEW = RunIdentity("Eksempel Kommune", "resultataftale", "2024/2025", "fortrolig")
TIMES = 12


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "xl_beregner.cli", "clean", str(folder), "--before", "01-08-2024", "--yes"]


def test_a_clean_killed_at_random_is_finished_by_the_same_command(tmp_path: Path) -> None:
    made = tmp_path / "arkiv"
    municipality(made / "gammel", SCHOOLS, OLD)
    municipality(made / "ny", {"101": "Skole 101"}, NEW)
    (made / "noter.txt").write_text("noter")
    kept = {name: data for name, data in contents(made).items() if not name.startswith("gammel")}
    chance, halfway = random.Random(8), 0
    for number in range(TIMES):
        folder = shutil.copytree(made, tmp_path / f"arkiv-{number}")
        with subprocess.Popen(command(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            # It begins to delete once it has told what it would: its output is held back until the end, so
            # the journal is what tells.
            while process.poll() is None and not (folder / "gammel/forvaltning/igangvaerende.jsonl").exists():
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.008))
            process.send_signal(signal.SIGKILL)
        halfway += any((folder / "gammel/skoler").glob("*.xlsx"))
        finished = subprocess.run(command(folder), capture_output=True, text=True, check=False)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        # Killed when all was gone but the folders, it may leave them, empty, and its lock.
        left = {name: data for name, data in contents(folder).items() if not name.endswith(LOCK)}
        assert left == kept
    print(f"{halfway} of {TIMES} were killed halfway")
    assert halfway
