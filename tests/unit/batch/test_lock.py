"""The lock of an output folder, also where the drive knows no locks."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from xl_beregner.batch import lock
from xl_beregner.batch.lock import hold, is_held
from xl_beregner.errors import OutputError


@pytest.fixture
def no_system_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_system_lock", refuse)


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_the_lock_file_goes_with_the_run(tmp_path: Path) -> None:
    with hold(tmp_path / "lock", tmp_path):
        assert (tmp_path / "lock").exists()
    assert not (tmp_path / "lock").exists()


def test_a_second_run_is_refused_and_takes_nothing_away(tmp_path: Path) -> None:
    with hold(tmp_path / "lock", tmp_path):
        for _ in range(2):
            with pytest.raises(OutputError), hold(tmp_path / "lock", tmp_path):
                pytest.fail("two runs in one folder")
        assert (tmp_path / "lock").exists()


@pytest.mark.parametrize(
    ("owner", "free"),
    [
        ("", True),
        (f"{socket.gethostname()} {os.getpid()}", False),
        ("another-machine 1", False),
        ("written by nobody", False),
    ],
    ids=["empty", "this process", "another machine", "illegible"],  # the same in every test process
)
@pytest.mark.usefixtures("no_system_locks")
def test_without_system_locks_the_file_tells_who_holds_it(tmp_path: Path, owner: str, free: bool) -> None:
    (tmp_path / "lock").write_text(owner)
    if free:
        with hold(tmp_path / "lock", tmp_path):
            assert (tmp_path / "lock").read_text() == f"{socket.gethostname()} {os.getpid()}"
    else:
        with pytest.raises(OutputError) as caught, hold(tmp_path / "lock", tmp_path):
            pytest.fail("two runs in one folder")
        assert caught.value.facts["laas"] == "lock"
        assert (tmp_path / "lock").read_text() == owner


@pytest.mark.usefixtures("no_system_locks")
def test_without_system_locks_a_dead_runs_file_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(f"{socket.gethostname()} {dead_process()}")
    with hold(tmp_path / "lock", tmp_path):
        pass
    assert not (tmp_path / "lock").exists()


def test_whether_a_lock_is_held_is_told_without_touching_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)
    assert not path.exists()
    with hold(path, tmp_path):
        assert is_held(path)
        assert path.exists()
    path.write_text("left by a killed run")
    assert not is_held(path)
    assert path.read_text() == "left by a killed run"
