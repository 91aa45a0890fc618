"""``norms`` from the command line: the file, what is said, and the exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from support.datasets import write_csv
from support.norm_pupils import results

Run = Callable[..., Result]
WRITTEN = ["skole_nr", "klasse", "elev_id", "fag", "test", "klassetrin", "dato", "score", "skala"]


def dataset(folder: Path, count: int) -> Path:
    table = results(count)[WRITTEN]
    table["dato"] = table["dato"].dt.strftime("%Y-%m-%d")
    return write_csv(folder, {"elever": [WRITTEN, *table.astype(str).to_numpy().tolist()]})


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    return dataset(tmp_path / "ds", 320)


def test_norms_are_written_counted_and_used(run: Run, pupils: Path) -> None:
    out = pupils / "normer.xlsx"
    result = run("norms", pupils, "--out", out)
    assert result.exit_code == 0
    assert "1 norm og 0 koblinger; 0 afvist" in result.stdout
    assert str(out) in result.stdout
    assert "1 af 1 par af prøver" in result.stderr
    assert run("check", pupils).exit_code == 0  # read back as part of the dataset
    assert sorted(path.name for path in pupils.iterdir()) == ["elever.csv", "normer.xlsx"]


def test_the_year_leaves_later_results_out(run: Run, pupils: Path) -> None:
    result = run("norms", pupils, "--out", pupils.parent / "n.xlsx", "--year", "2024/2025")
    assert result.exit_code == 1  # no pair is left
    assert "Ingen norm kunne laves" in result.stdout


def test_too_few_pupils_need_a_person_and_leave_the_reasons(run: Run, tmp_path: Path) -> None:
    result = run("norms", dataset(tmp_path / "ds", 30), "--out", tmp_path / "n.xlsx")
    assert result.exit_code == 1
    assert "0 normer og 0 koblinger; 1 afvist" in result.stdout
    assert (tmp_path / "n.xlsx").exists()


def test_a_dataset_without_pupils_is_told(run: Run, tmp_path: Path) -> None:
    from xl_beregner.batch import shelf

    result = run("norms", shelf.example_dataset(), "--out", tmp_path / "n.xlsx")
    assert result.exit_code == 1
    assert result.stderr.startswith("Fejl: ")
    assert not (tmp_path / "n.xlsx").exists()


@pytest.mark.parametrize("name", ["normer.csv", "normer"])
def test_the_file_must_be_a_workbook(run: Run, pupils: Path, name: str) -> None:
    result = run("norms", pupils, "--out", pupils.parent / name)
    assert result.exit_code == 2
    assert ".xlsx" in result.stderr


def test_a_folder_that_is_not_there_is_told(run: Run, pupils: Path) -> None:
    result = run("norms", pupils, "--out", pupils.parent / "mangler" / "n.xlsx")
    assert result.exit_code == 1
    assert "mangler" in result.stderr


def test_the_words_are_the_readers(run: Run, pupils: Path) -> None:
    result = run("norms", pupils, "--out", pupils.parent / "n.xlsx", "--lang", "en")
    assert "1 norm and 0 linkings" in result.stdout
