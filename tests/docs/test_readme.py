"""What the README says is true: its commands run, its pictures and links exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHELL = [
    line.removeprefix("$ ")
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line.startswith(("make ", "xl-beregner ", "$ "))
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


def test_every_make_target_it_names_exists() -> None:
    named = {line.split()[1] for line in SHELL if line.startswith("make ")}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert named
    assert named <= targets


def test_the_commands_it_shows_run_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    shown = [line for line in SHELL if line.startswith("xl-beregner")]
    assert len(shown) > 3
    for command in shown:
        words = shlex.split(command, comments=True)
        ran = subprocess.run(
            [sys.executable, "-m", "xl_beregner.cli", *words[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"


@pytest.mark.parametrize("code", PYTHON)
def test_every_python_example_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    exec(compile(code, "README.md", "exec"), {})


def test_every_link_and_picture_exists() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert linked
    assert [target for target in linked if not (ROOT / target).exists()] == []
