"""``addin com``: what it writes, what it says, and that it copies on Windows only."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xl_beregner.addin.com import machine
from xl_beregner.cli import addin_com
from xl_beregner.errors import HostError

WRITTEN = {"beregner.xlam", "beregner.bas", "beregner.conf", "LÆSMIG.txt"}


def run(*options: str) -> Result:
    return CliRunner().invoke(addin_com.command(), list(options), catch_exceptions=True)


def test_all_files_are_written_and_named(tmp_path: Path) -> None:
    done = run("--out", str(tmp_path / "ud"))
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "ud").iterdir()} == WRITTEN
    assert all(name in done.output for name in WRITTEN)


def test_elsewhere_than_on_windows_it_says_whom_the_files_are_for(tmp_path: Path) -> None:
    assert "Windows" in run("--out", str(tmp_path)).output
    assert isinstance(run("--out", str(tmp_path), "--install").exception, HostError)


def test_on_windows_the_addin_and_the_settings_are_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addins, settings = tmp_path / "AddIns", tmp_path / "home" / "beregner.conf"
    monkeypatch.setattr(machine, "on_windows", lambda: True)
    monkeypatch.setattr(machine, "settings", lambda: b'"INTERPRETER_WIN","C:\\p.exe"\r\n')
    monkeypatch.setattr(machine, "startup_folder", lambda: addins)
    monkeypatch.setattr(machine, "user_settings", lambda: settings)
    done = run("--out", str(tmp_path / "ud"), "--install")
    assert done.exit_code == 0, done.output
    assert (addins / "beregner.xlam").read_bytes() == (tmp_path / "ud" / "beregner.xlam").read_bytes()
    assert settings.read_bytes().startswith(b'"INTERPRETER_WIN"')
    assert "DLL" not in done.output
    assert str(machine.dll_folder()) in done.output  # no DLL here: it warns


def test_without_install_nothing_leaves_the_folder_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "on_windows", lambda: True)
    monkeypatch.setattr(machine, "settings", lambda: b"")
    monkeypatch.setattr(machine, "startup_folder", lambda: tmp_path / "AddIns")
    done = run("--out", str(tmp_path / "ud"))
    assert done.exit_code == 0, done.output
    assert "--install" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["ud"]


def test_a_file_excel_holds_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "beregner.xlam").mkdir()
    done = run("--out", str(tmp_path))
    assert done.exception is not None
    assert "beregner.xlam" in str(done.exception)


def test_the_guide_says_how_to_unblock_what_came_from_the_net(tmp_path: Path) -> None:
    run("--out", str(tmp_path))
    told = (tmp_path / "LÆSMIG.txt").read_bytes()
    text = told.decode("utf-8-sig")
    assert told.startswith(b"\xef\xbb\xbf")
    for word in ("Fjern blokering", "Could not activate Python COM server", "OneDrive", "beregner_fejl"):
        assert word in text


def test_only_the_settings_file_knows_the_machine(tmp_path: Path) -> None:
    run("--out", str(tmp_path))
    here = str(machine.interpreter().parent).encode()
    assert [path.name for path in tmp_path.iterdir() if here in path.read_bytes()] == ["beregner.conf"]
