"""From the service to the schools' workbooks: fetch, check, fill, each a process of its own."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from e2e.command import COMMAND, PROJECT, fill
from support.uddstat_server import KEY, Service, copenhagen, real_figures, running

from xl_beregner.dataset.uddstat.key import VARIABLE

pytestmark = [pytest.mark.prove, pytest.mark.filterwarnings("ignore:.*extension is not supported")]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running(copenhagen()) as one:
        yield one


@pytest.fixture(scope="module")
def fetched(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hentet") / "koebenhavn"
    done = fetch(service, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def filled(fetched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ud") / "ud"
    done = fill(fetched, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def fetch(service: Service, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    call = [
        *COMMAND,
        "fetch",
        "--municipality",
        "København",
        "--out",
        str(folder),
        "--base-url",
        service.base,
    ]
    around = {**os.environ, VARIABLE: KEY}
    return subprocess.run(
        [*call, *more], capture_output=True, text=True, check=False, cwd=PROJECT, env=around
    )


def figures_in(workbook: Path) -> set[object]:
    sheets = openpyxl.load_workbook(workbook, data_only=True, read_only=True)
    return {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}


def test_check_accepts_what_was_fetched(fetched: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "check", str(fetched)], capture_output=True, text=True, check=False, cwd=PROJECT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "i orden (0 bemærkninger)" in done.stdout


def test_every_school_gets_its_workbook(filled: Path) -> None:
    assert len(list((filled / "skoler").glob("*.xlsx"))) == 26


def test_a_schools_workbook_holds_its_own_official_figures(filled: Path) -> None:
    workbook = next((filled / "skoler").glob("101001_*.xlsx"))
    shown = {round(cell, 6) for cell in figures_in(workbook) if isinstance(cell, (int, float))}
    for indicator in ("karaktergennemsnit", "fravaer_pct", "trivsel_andel_hoej"):
        own = [float(value) for (school, _, which), value in real_figures().items()
               if school == "101001" and which == indicator]  # fmt: skip
        assert set(own[-2:]) <= shown, indicator


def test_the_verdict_the_source_and_the_day_are_in_the_workbook(filled: Path, fetched: Path) -> None:
    with (fetched / "indstillinger.csv").open(encoding="utf-8-sig", newline="") as file:
        day = {row["noegle"]: row["vaerdi"] for row in csv.DictReader(file, delimiter=";")}["hentet"]
    words = " ".join(str(cell) for cell in figures_in(next((filled / "skoler").glob("101001_*.xlsx"))))
    assert "Over niveau" in words  # the ministry's words of 101001 in 2025/2026
    assert f"Kilde: Uddannelsesstatistik.dk (Børne- og Undervisningsministeriet), hentet {day}" in words


def test_a_second_fetch_and_fill_redo_nothing(service: Service, fetched: Path, filled: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in (filled / "skoler").glob("*.xlsx")}
    assert fetch(service, fetched).returncode == 0
    assert fill(fetched, filled).returncode == 0
    assert {path.name: path.stat().st_mtime_ns for path in (filled / "skoler").glob("*.xlsx")} == before
    assert not list(fetched.glob("*.tidligere"))


def test_the_key_reaches_no_file_on_the_way(fetched: Path, filled: Path) -> None:
    everything = [path for folder in (fetched, filled) for path in folder.rglob("*") if path.is_file()]
    assert len(everything) > 50
    assert not [path for path in everything if KEY.encode() in path.read_bytes()]
