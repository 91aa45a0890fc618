"""The real command killed with SIGKILL at random moments, fifty times: ``make prove``."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from unit.batch.batch_fakes import contents

from workbooks.build.aarshjul import template as aarshjul
from xl_beregner.batch import shelf
from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.manifest import read_manifest
from xl_beregner.batch.verify import verify_folder

ROUNDS = 50
CALENDAR_ROUNDS = 12
SEED = 20260801


def start(dataset: Path, out: Path, jobs: int, template: str = "resultataftale") -> subprocess.Popen[bytes]:
    what = ["--template", template, "--year", "2026/2027", "--out", str(out), "--jobs", str(jobs)]
    command = [sys.executable, "-m", "xl_beregner.cli", "fill", str(dataset), *what]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)


def fill(dataset: Path, out: Path, jobs: int, template: str = "resultataftale") -> None:
    with start(dataset, out, jobs, template) as process:
        assert process.wait(120) == 0


def kill_at(
    process: subprocess.Popen[bytes], folder: OutputFolder, chance: random.Random, *, group: bool
) -> bool:
    """Kill a run anywhere, but mostly while it writes; tell whether it was still at work."""
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0, 1.5))
    else:
        while process.poll() is None and not folder.journal.exists():
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.35))
    was_at_work = process.poll() is None
    if was_at_work:
        os.killpg(process.pid, signal.SIGKILL) if group else process.kill()
    process.wait(10)
    return was_at_work


def prove_nothing_is_wrong(folder: OutputFolder) -> None:
    """Every file opens, and a manifest that is there is right."""
    for file in folder.units.glob("*.xlsx") if folder.units.exists() else ():
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            assert "xl/workbook.xml" in archive.namelist()
    if read_manifest(folder) is not None:
        assert verify_folder(folder.path)[1] == []


@pytest.mark.prove
def test_fifty_killed_runs_end_as_one_left_alone(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    first = shelf.example_dataset()
    corrected = shutil.copytree(first, tmp_path / "corrected")
    schools = corrected / "skoler.csv"
    schools.write_text(schools.read_text("utf-8-sig").replace("Nyboder Skole", "Nyboders Skole"), "utf-8")
    fill(first, tmp_path / "before", 2)
    fill(corrected, tmp_path / "undisturbed", 1)
    wanted = contents(tmp_path / "undisturbed")
    interrupted = 0
    for number in range(ROUNDS):
        out = tmp_path / f"out-{number}"
        if number % 3 == 0:
            shutil.copytree(tmp_path / "before", out)
        folder = OutputFolder(out)
        with start(corrected, out, jobs=2 - number % 2) as process:
            interrupted += kill_at(process, folder, chance, group=bool(number % 4 // 2))
        prove_nothing_is_wrong(folder)
        fill(corrected, out, 2)
        assert contents(out) == wanted, f"round {number}"
        shutil.rmtree(out)
    print(f"{interrupted} of {ROUNDS} runs were killed at work")
    assert interrupted >= ROUNDS // 2


@pytest.mark.prove
def test_a_killed_run_leaves_whole_calendars_and_the_next_finishes_them(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    template = tmp_path / "aarshjul.xlsx"
    template.write_bytes(aarshjul.build_danish())
    case = (shelf.example_dataset(), tmp_path / "undisturbed", 2, str(template))
    fill(*case)
    wanted = contents(tmp_path / "undisturbed")
    assert sum(name.endswith(".ics") for name in wanted) == 25  # 24 schools and the administration
    interrupted = 0
    for number in range(CALENDAR_ROUNDS):
        out = tmp_path / f"out-{number}"
        folder = OutputFolder(out)
        with start(case[0], out, 2 - number % 2, case[3]) as process:
            interrupted += kill_at(process, folder, chance, group=True)
        for calendar in out.rglob("*.ics"):
            assert calendar.read_bytes() in wanted.values(), f"round {number}: {calendar.name}"
        prove_nothing_is_wrong(folder)
        fill(case[0], out, 2, case[3])
        assert contents(out) == wanted, f"round {number}"
    print(f"{interrupted} of {CALENDAR_ROUNDS} runs were killed at work")
    assert interrupted >= CALENDAR_ROUNDS // 2
