"""The wheel: the same bytes each time, all that is needed in it, and a demo where nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.prove

ROOT = Path(__file__).parents[2]
EPOCH = "1767225600"  # 1 January 2026
SOURCES = ("xl_beregner", "workbooks", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("first"))


def build(folder: Path, epoch: str = EPOCH) -> Path:
    """Copy the sources to a new place, each file with the time of the copy, and build them there."""
    source, out = folder / "source", folder / "out"
    source.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / name, source / name, ignore=ignored, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(ROOT / name, source / name)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(out)]
    python([sys.executable, "-m", "pip", "wheel", *options, str(source)], SOURCE_DATE_EPOCH=epoch)
    [made] = out.glob("*.whl")
    return made


def python(command: list[str], cwd: Path | None = None, **more: str) -> str:
    """Run a command that knows nothing of the sources here."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=cwd, env=environment | more, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_builds_in_two_places_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_clock_in_it_is_the_one_it_is_told(wheel: Path, tmp_path: Path) -> None:
    later = build(tmp_path, epoch=str(int(EPOCH) + 86_400))
    assert later.read_bytes() != wheel.read_bytes()
    with zipfile.ZipFile(later) as new, zipfile.ZipFile(wheel) as old:
        assert {name: new.read(name) for name in new.namelist()} == {
            name: old.read(name) for name in old.namelist()
        }
        assert {entry.date_time[:3] for entry in old.infolist()} == {(2026, 1, 1)}


def test_templates_and_example_datasets_are_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    shelf = [path for path in (ROOT / "workbooks/skabeloner").rglob("*") if path.is_file()]
    examples = [
        path
        for name in ("eksempelby", "exempelstad", "koebenhavn")
        for path in (ROOT / "workbooks/eksempel" / name).iterdir()
    ]
    assert len(shelf) > 15
    assert len(examples) > 10
    for path in (*shelf, *examples):
        assert held.get(f"xl_beregner/{path.relative_to(ROOT).as_posix()}") == path.read_bytes(), path
    texts = {path.name for path in (ROOT / "xl_beregner/texts").iterdir()}
    assert texts == {name.rpartition("/")[2] for name in held if name.startswith("xl_beregner/texts/")}
    assert not [name for name in held if "/tests/" in name or name.startswith(("docs/", "workbooks/"))]


# openpyxl tells what it would leave out if it saved the workbook.
@pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")
def test_in_an_empty_environment_it_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    python([sys.executable, "-m", "venv", str(tmp_path / "venv")])
    place = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(place / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    python([*pip, "-c", str(ROOT / "constraints.txt"), str(wheel)])
    told = python([str(place / "xl-beregner"), "demo", "--out", "demo"], cwd=tmp_path, LANG="da_DK.UTF-8")
    assert "24" in told
    workbooks = sorted((tmp_path / "demo/skoler").glob("*.xlsx"))
    assert len(workbooks) == 24
    book = openpyxl.load_workbook(workbooks[0])
    assert book.custom_doc_props["xb_enhed_nr"].value == workbooks[0].name.partition("_")[0]
    python([str(place / "xl-beregner"), "verify", "demo"], cwd=tmp_path)
