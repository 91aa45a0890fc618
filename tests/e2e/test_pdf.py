"""Parents' pages by real LibreOffice: one PDF a pupil, of that pupil alone, whole whatever happens."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from e2e.command import COMMAND, PROJECT, fill_call, run
from support import engines
from unit.batch.batch_fakes import contents

from xl_beregner.batch.office import is_whole_pdf

pytestmark = [pytest.mark.prove, pytest.mark.usefixtures("needs_libreoffice", "needs_poppler")]

CLASSES = ("--unit", "S01/4A", "--unit", "S01/9A")
# The synthetic pupils are called as their id: E000163 is "Søfa Eksempel 163".
NAMED = re.compile(r"Eksempel (\d+)")


@pytest.fixture(scope="module")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kommune") / "datasaet"
    done = run("new", str(folder), "--example")
    assert done.returncode == 0, done.stderr
    results = folder / "elever.csv"  # one school of it is enough, and read in no time
    lines = results.read_text("utf-8-sig").splitlines(keepends=True)
    results.write_text("".join(line for line in lines if line.startswith(("skole_nr", "S01;"))), "utf-8")
    (folder / "prognoser.csv").unlink()
    return folder


@pytest.fixture(scope="module")
def made(municipality: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pdf") / "ud"
    started = time.perf_counter()
    done = run(*fill_call(municipality, out, "--pdf", *CLASSES, template="skole_hjem"))
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(list((out / "skoler").rglob("*.pdf")))
    print(f"{count} PDFs in {time.perf_counter() - started:.1f} s, reading the dataset included")
    return out


def pdfs_of(out: Path) -> list[Path]:
    return sorted((out / "skoler").rglob("*"), key=str)


def text_of(pdf: Path) -> str:
    program = engines.require("pdftotext", "poppler-utils")
    return subprocess.run([program, str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def test_each_pupil_has_a_page_and_nothing_else_lies_there(made: Path) -> None:
    files = [path for path in pdfs_of(made) if path.is_file()]
    assert len(files) > 30
    for file in files:
        assert re.fullmatch(r"S01/(4a|9a)/E\d{6}\.pdf", file.relative_to(made / "skoler").as_posix())
        assert is_whole_pdf(file.read_bytes())
    assert sorted(path.name for path in (made / "forvaltning").iterdir()) == [
        "manifest.json",
        "oversigt.xlsx",
    ]


def test_a_page_tells_of_its_own_pupil_alone(made: Path) -> None:
    for file in (path for path in pdfs_of(made) if path.is_file()):
        told = {int(number) for number in NAMED.findall(text_of(file))}
        assert told == {int(file.stem.removeprefix("E"))}, file


def test_the_folder_is_proven_and_the_same_command_makes_nothing(made: Path, municipality: Path) -> None:
    assert run("verify", str(made)).returncode == 0
    before = contents(made)
    done = run(*fill_call(municipality, made, "--pdf", *CLASSES, template="skole_hjem"))
    assert done.stdout.startswith("0 lavet, ")
    assert contents(made) == before


def test_a_run_killed_among_its_pages_ends_as_one_left_alone(
    made: Path, municipality: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    call = [*COMMAND, *fill_call(municipality, out, "--pdf", *CLASSES, template="skole_hjem")]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(call, stdout=quiet, stderr=quiet, cwd=PROJECT) as process:
        deadline = time.monotonic() + 120
        while process.poll() is None and not list((out / "skoler").rglob("*.pdf")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert all(is_whole_pdf(file.read_bytes()) for file in (out / "skoler").rglob("*.pdf"))
    done = run(*fill_call(municipality, out, "--pdf", *CLASSES, template="skole_hjem"))
    assert done.returncode == 0, done.stderr
    assert contents(out) == contents(made)


CRASHING = """#!{python}
# LibreOffice that falls over one pupil's page, whatever else it is asked for with it.
import os, sys, zipfile
for file in filter(zipfile.is_zipfile, filter(os.path.isfile, sys.argv[1:])):
    with zipfile.ZipFile(file) as archive:
        if any(b"{pupil}" in archive.read(name) for name in archive.namelist()):
            os.kill(os.getpid(), 11)
os.execv({soffice!r}, sys.argv)
"""


@pytest.fixture
def crashing(tmp_path: Path, made: Path) -> tuple[str, str]:
    """Put a LibreOffice on the path that one pupil's page brings down; name the pupil."""
    pupil = max(path.stem for path in (made / "skoler/S01/4a").iterdir())
    script = tmp_path / "bin/soffice"
    script.parent.mkdir()
    script.write_text(CRASHING.format(python=sys.executable, pupil=pupil, soffice=shutil.which("soffice")))
    script.chmod(0o755)
    return str(script.parent), pupil


def test_a_page_libreoffice_crashes_on_is_named_and_the_rest_made(
    made: Path, municipality: Path, tmp_path: Path, crashing: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, pupil = crashing
    monkeypatch.setenv("PATH", folder, prepend=":")
    out = tmp_path / "ud"
    done = run(*fill_call(municipality, out, "--pdf", "--unit", "S01/4A", template="skole_hjem"))
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("Fejl: ")]
    assert len(errors) == 1
    assert f"S01/4A/{pupil}" in errors[0]
    there = {path.stem for path in (out / "skoler").rglob("*.pdf")}
    assert there == {path.stem for path in (made / "skoler/S01/4a").iterdir()} - {pupil}
