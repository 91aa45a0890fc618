"""A run of ``fill`` killed at any moment leaves whole files only, and the same command finishes it.

Chains of kills in one folder: some begin in an empty folder, some remake a finished one
(``--force``). Moments are drawn both in time and in progress, so that a slow machine is not only
ever killed before its first file. After each kill every file that bears its real name must be byte
for byte what an undisturbed run makes, and a manifest may only be there if it is right.
``XL_BEREGNER_KILLS`` sets how many kills (50), ``XL_BEREGNER_SEED`` repeats a series of moments.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e.command import COMMAND, EXAMPLE, PROJECT, fill, fill_call

KILLS = int(os.environ.get("XL_BEREGNER_KILLS", "50"))
KILLS_A_CHAIN = 5

pytestmark = pytest.mark.prove


SCHOOLS = 24
FORCE = "--force"


@dataclass(frozen=True)
class Undisturbed:
    """What a run makes that nobody kills, and how long it takes."""

    files: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("uforstyrret") / "ud"
    began = time.monotonic()
    _finish(folder)
    return Undisturbed(_files(folder), time.monotonic() - began)


def test_a_killed_run_leaves_whole_files_and_the_next_run_finishes_it(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    seed = int(os.environ.get("XL_BEREGNER_SEED", str(time.time_ns() % 10**6)))
    print(f"XL_BEREGNER_SEED={seed}")
    draw, kills, chain = random.Random(seed), 0, 0
    remade: list[int] = []  # how many files the killed run had put in place
    while kills < KILLS:
        folder = tmp_path / f"ud{chain}"
        more: tuple[str, ...] = ()
        if chain % 2:
            _finish(folder)
            more = (FORCE,)
        for _ in range(KILLS_A_CHAIN):
            done = _killed(folder, more, draw, undisturbed.seconds)
            if done is None:
                continue  # it was finished before its moment came: no kill, so it does not count
            kills += 1
            remade.append(done)
            _assert_nothing_is_wrong(folder, undisturbed)
        _finish(folder)
        assert _files(folder) == undisturbed.files
        chain += 1
    print(f"{kills} kills in {chain} folders; files made before each: {sorted(remade)}")
    assert any(0 < files < SCHOOLS for files in remade), "no kill fell between the first file and the last"


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_command_killed_without_its_workers_takes_them_along(
    undisturbed: Undisturbed, tmp_path: Path, share: float
) -> None:
    """A task manager kills the parent only: its workers must not go on writing into the folder."""
    folder = tmp_path / "ud"
    with _started(folder) as process:
        _wait_for(process, folder, files=int(share * SCHOOLS), began=0)
        process.kill()
    deadline = time.monotonic() + 20
    while _group_lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _group_lives(process.pid), "workers outlive the command"
    _assert_nothing_is_wrong(tmp_path / "ud", undisturbed)
    _finish(tmp_path / "ud")
    assert _files(tmp_path / "ud") == undisturbed.files


def test_a_run_begun_while_another_runs_is_refused_and_spoils_nothing(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    folder = tmp_path / "ud"
    with _started(folder) as first:
        _wait_for(first, folder, files=1, began=0)
        os.killpg(first.pid, signal.SIGSTOP)  # held in the middle, so that the two surely meet
        second = fill(EXAMPLE, folder)
        os.killpg(first.pid, signal.SIGCONT)
        first.wait(timeout=120)
    assert second.returncode in (1, 2), second.stdout + second.stderr
    assert str(folder) in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0
    assert _files(folder) == undisturbed.files


def _started(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start a run in a process group of its own, so that it can be killed with its workers."""
    return subprocess.Popen(
        [*COMMAND, *fill_call(EXAMPLE, folder, "--jobs", "2", *more)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=PROJECT,
    )


def _killed(folder: Path, more: tuple[str, ...], draw: random.Random, seconds: float) -> int | None:
    """Start a run and kill it with its workers at a moment drawn in time or in progress.

    Gives how many files it had put in place, or nothing if it was done before its moment.
    """
    to_make = SCHOOLS - (0 if FORCE in more else len(_made(folder, 0)))
    began = time.time_ns()
    with _started(folder, *more) as process:
        if draw.random() < 0.3:
            _wait_for(process, folder, SCHOOLS + 1, began, draw.uniform(0, seconds))
        else:
            files = draw.randint(0, to_make)
            _wait_for(process, folder, files, began)
            time.sleep(draw.uniform(0, 0.4 if files in (0, to_make) else 0.05))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + 20
    while _group_lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(_made(folder, began)) if process.returncode == -signal.SIGKILL else None


def _wait_for(
    process: subprocess.Popen[bytes], folder: Path, files: int, began: int, seconds: float = 120
) -> None:
    """Wait until a run has put so many files in place, has ended, or the seconds are over."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline and len(_made(folder, began)) < files:
        time.sleep(0.003)


def _made(folder: Path, since: int) -> list[Path]:
    """List the workbooks put in place since a time in nanoseconds."""
    found = (folder / "skoler").glob("*.xlsx")
    return [path for path in found if path.stat().st_mtime_ns >= since]


def _finish(folder: Path) -> None:
    done = fill(EXAMPLE, folder, "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _files(folder: Path) -> dict[str, bytes]:
    """Read all files of an output folder; the lock file may stay."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".i-brug")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def _assert_nothing_is_wrong(folder: Path, undisturbed: Undisturbed) -> None:
    for path in (folder / "skoler").glob("*"):
        if path.suffix == ".xlsx":
            assert path.read_bytes() == undisturbed.files[f"skoler/{path.name}"], path.name
        else:
            assert path.name.startswith(".xb-"), f"{path.name} looks like a file to send"
    manifest = folder / "forvaltning" / "manifest.json"
    if manifest.exists():
        for record in json.loads(manifest.read_text("utf-8"))["files"]:
            content = (folder / "skoler" / record["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == record["sha256"], record["file"]
