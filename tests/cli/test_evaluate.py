"""``evaluate`` from the command line: the files, what is said, and the exit codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from support.agreed import ABSENCE, CATALOGUE, GRADE, INDICATORS, SOUTH, based_on, goal
from support.datasets import tables, write_csv

Run = Callable[..., Result]


def written(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return [columns, *([str(row.get(key, "")).replace(".", ",") for key in columns] for row in rows)]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "ds", tables(katalog=CATALOGUE, indikatorer=INDICATORS))


@pytest.fixture
def agreements(tmp_path: Path) -> Path:
    told = [("karakter", 7.5, "Nået"), ("fravaer", 6.0, "Ikke nået")]
    rows = [
        row
        for key, target, judged in told
        for row in goal(SOUTH, 2025, key, target, evaluated={"vurdering": judged, "gennemfoert": "Nej"})
    ]
    basis = based_on(SOUTH, 2025, karakter=GRADE, fravaer=ABSENCE)
    return write_csv(tmp_path / "hjemme", {"aftaler": written(rows), "aftalegrundlag": written(basis)})


def with_rule(dataset: Path, **settings: str) -> None:
    rows = [["noegle", "vaerdi", "kilde"], *([key, value, "Byrådet"] for key, value in settings.items())]
    write_csv(dataset, {"indstillinger": rows})


def test_goals_are_set_beside_their_results_and_counted(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    out = tmp_path / "evaluering.xlsx"
    result = run("evaluate", dataset, "--year", "2025/2026", "--agreements", agreements, "--out", out)
    assert result.exit_code == 0, result.output
    # 7.6 is above 7.5; 5.4 is below 6.0, where less is better.
    assert "Mål med tal: 2; med resultat: 2, heraf på den rigtige side: 2" in result.stdout
    assert f"Åbn først: {out}" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ds", "evaluering.xlsx", "hjemme"]
    assert openpyxl.load_workbook(out).sheetnames[0] == "Skolerne"


def test_agreements_in_the_dataset_need_no_option(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    for file in agreements.iterdir():
        file.rename(dataset / file.name)
    result = run("evaluate", dataset, "--year", "2025/2026", "--out", tmp_path / "e.xlsx")
    assert result.exit_code == 0, result.output
    assert "Mål med tal: 2;" in result.stdout


def test_an_older_file_is_kept(run: Run, dataset: Path, agreements: Path, tmp_path: Path) -> None:
    out = tmp_path / "e.xlsx"
    out.write_bytes(b"our decisions")
    arguments = ("evaluate", dataset, "--year", "2025/2026", "--agreements", agreements, "--out", out)
    result = run(*arguments)
    assert "e.xlsx fandtes allerede" in result.stdout
    assert [path.read_bytes() for path in tmp_path.glob("*tidligere*")] == [b"our decisions"]
    assert "fandtes allerede" not in run(*arguments).stdout  # the same again: nothing to keep


def test_payouts_have_a_file_of_their_own_and_are_off(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    arguments = ("--agreements", agreements, "--out", tmp_path / "e.xlsx", "--payout", tmp_path / "løn.xlsx")
    result = run("evaluate", dataset, "--year", "2025/2026", *arguments)
    assert result.exit_code == 0, result.output
    assert "Ingen regneregel er slået til" in result.stdout
    assert (tmp_path / "løn.xlsx").exists()


def test_an_arithmetic_that_is_on_works_shares_out(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    with_rule(dataset, udbetaling="eksempel")
    payout = tmp_path / "løn.xlsx"
    arguments = ("--agreements", agreements, "--out", tmp_path / "e.xlsx", "--payout", payout)
    result = run("evaluate", dataset, "--year", "2025/2026", *arguments)
    assert result.exit_code == 0, result.output
    assert "EKSEMPEL" in result.stdout
    cells = {
        cell for row in openpyxl.load_workbook(payout)["Skolerne"].iter_rows(values_only=True) for cell in row
    }
    assert 0.5 in cells


def test_a_school_without_a_share_needs_a_person(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    with_rule(dataset, udbetaling="eksempel")
    file = agreements / "aftaler.csv"
    file.write_text(file.read_text("utf-8").replace("Ikke nået", "Kan ikke vurderes"), "utf-8")
    arguments = ("--agreements", agreements, "--out", tmp_path / "e.xlsx", "--payout", tmp_path / "løn.xlsx")
    result = run("evaluate", dataset, "--year", "2025/2026", *arguments)
    assert result.exit_code == 1
    assert "Søndre Skole (101001) har ingen andel: 1 mål kan ikke vurderes" in result.stderr


def test_a_half_given_arithmetic_needs_a_person(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    with_rule(dataset, udbetaling="gennemsnit", udbetaling_naaet="100 %")
    arguments = ("--agreements", agreements, "--out", tmp_path / "e.xlsx", "--payout", tmp_path / "løn.xlsx")
    result = run("evaluate", dataset, "--year", "2025/2026", *arguments)
    assert result.exit_code == 1
    assert "udbetaling_delvist, udbetaling_ikke" in result.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--out", "e.csv"), ".xlsx"),
        (("--out", "ds/e.xlsx"), "ligger i datasættet"),
        (("--out", "e.xlsx", "--payout", "e.xlsx"), "den samme fil"),
        (("--out", "e.xlsx", "--payout", "løn.ods"), ".xlsx"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_anything_is_read(
    run: Run,
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = run("evaluate", dataset, "--year", "2025/2026", *options)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_year_without_agreements_is_refused(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path
) -> None:
    out = tmp_path / "e.xlsx"
    result = run("evaluate", dataset, "--year", "2023/2024", "--agreements", agreements, "--out", out)
    assert result.exit_code == 2
    assert "Aftaler findes for: 2025/2026" in result.stderr
    assert not out.exists()


def test_a_folder_without_agreements_is_told(run: Run, dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    result = run(
        "evaluate",
        dataset,
        "--year",
        "2025/2026",
        "--agreements",
        tmp_path / "tom",
        "--out",
        tmp_path / "e.xlsx",
    )
    assert result.exit_code == 1
    assert result.stderr.startswith("Fejl: ")


@pytest.mark.parametrize(("language", "word"), [("sv", "Öppna först"), ("en", "Open first")])
def test_the_words_are_the_readers(
    run: Run, dataset: Path, agreements: Path, tmp_path: Path, language: str, word: str
) -> None:
    arguments = ("--agreements", agreements, "--out", tmp_path / "e.xlsx", "--lang", language)
    assert word in run("evaluate", dataset, "--year", "2025/2026", *arguments).stdout
