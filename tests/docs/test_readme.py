"""What the README says is true: its commands run, its pictures and links exist."""

from __future__ import annotations

import datetime
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.typing_in import Place, Value, key_row, type_in

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHELL = [
    line.removeprefix("$ ")
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line.startswith(("make ", "xl-beregner ", "$ "))
]
# The agreement's year: it needs schools that write in between, and a key.
YEAR = [
    line
    for block in re.findall(r"```text\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line.startswith("xl-beregner ")
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


def test_every_make_target_it_names_exists() -> None:
    named = {line.split()[1] for line in SHELL if line.startswith("make ")}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert named
    assert named <= targets


@pytest.mark.prove
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


def _run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "xl_beregner.cli", *shlex.split(command)[1:]]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.prove
def test_the_agreements_year_goes_round_as_it_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workbooks/eksempel/koebenhavn", tmp_path / "mine-tal")
    fill = "xl-beregner fill mine-tal --template resultataftale --year 2026/2027 --unit 101001 --out aftaler"
    assert _run(tmp_path, fill).returncode == 0
    [sent] = (tmp_path / "aftaler/skoler").iterdir()
    (tmp_path / "retur").mkdir()
    written: dict[Place | str, Value] = {"skoleleder": "Anna Eksempel", "omraadechef": "Bo Eksempel"}
    written |= {"aftale_dato": datetime.date(2026, 9, 15)}
    row = key_row(sent, "aftale", "karaktergennemsnit")
    for field, value in {"maal": 9.9, "senest": "2026/2027", "tiltag": "Læsebånd"}.items():
        written[f"aftale__{field}", row] = value
    (tmp_path / "retur" / sent.name).write_bytes(type_in(sent, written))
    names = [command.split()[1] for command in YEAR]
    assert names == ["collect", "aggregate", "fetch", "collect", "evaluate", "fill"]
    for command in YEAR:
        if command.split()[1] == "fetch":  # asks the service; the figures of the example stay
            continue
        ran = _run(tmp_path, command)
        assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"
    assert all(
        (tmp_path / name).exists() for name in ("samlet/aftaler.csv", "udvalg.xlsx", "evaluering.xlsx")
    )
    assert len(list((tmp_path / "aftaler-2027/skoler").iterdir())) == 24


@pytest.mark.parametrize("code", PYTHON)
def test_every_python_example_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    exec(compile(code, "README.md", "exec"), {})


def test_every_link_and_picture_exists() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert linked
    assert [target for target in linked if not (ROOT / target).exists()] == []
