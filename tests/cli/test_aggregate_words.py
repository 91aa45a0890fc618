"""``aggregate --template``: another template than the overview, and what was typed in the file before."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from support import aggregated
from support.datasets import write_csv
from support.values import quiet

Run = Callable[..., Result]
YEAR = "2025/2026"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return aggregated.dataset(tmp_path_factory.mktemp("kommune") / "ds", schools=8)


@pytest.fixture
def make(run: Run, dataset: Path, tmp_path: Path) -> Callable[..., Result]:
    def made(template: str, *more: object, year: str = YEAR) -> Result:
        out = tmp_path / "bind.xlsx"
        return run("aggregate", dataset, "--year", year, "--out", out, "--template", template, *more)

    return made


def type_in(path: Path, **said: Any) -> None:
    """Type in a workbook by another program; ``Trivsel__felt`` on a pejlemærke's own sheet."""
    with quiet():
        book = openpyxl.load_workbook(path)
    for name, value in said.items():
        sheet, _, field = name.rpartition("__")
        names = book[sheet].defined_names if sheet else book.defined_names
        where, cell = next(names[f"svar_{field}"].destinations)
        book[where][cell.replace("$", "")] = value
    book.save(path)


def answer(path: Path, field: str, sheet: str = "") -> Any:
    with quiet():
        book = openpyxl.load_workbook(path)
    names = book[sheet].defined_names if sheet else book.defined_names
    where, cell = next(names[f"svar_{field}"].destinations)
    return book[where][cell.replace("$", "")].value


def sheets(path: Path) -> list[str]:
    with quiet():
        return list(openpyxl.load_workbook(path, read_only=True).sheetnames)


WORDS = {"samlet_vurdering": "Samlet set", "Trivsel__forvaltningens_vurdering": "Om trivsel"}


def test_a_template_for_schools_is_refused(make: Callable[..., Result], tmp_path: Path) -> None:
    result = make("skolerapport")
    assert result.exit_code == 2
    assert "ikke til en kommune" in result.stderr
    assert not (tmp_path / "bind.xlsx").exists()


@pytest.mark.prove
def test_the_volume_has_the_sheets_of_every_pejlemaerke(make: Callable[..., Result], tmp_path: Path) -> None:
    result = make("skolerapport_kommune", "--edition", "fortrolig")
    assert result.exit_code == 0
    assert "skolerapport_kommune med et ark til hvert af 3 pejlemærker" in result.stdout
    found = sheets(tmp_path / "bind.xlsx")
    assert found == ["Forside", "Overblik", "Faglighed", "Trivsel", "Rammer", "Kilder", "Om tallene"]


@pytest.mark.prove
def test_the_schools_words_have_a_sheet_only_where_there_are_any(
    make: Callable[..., Result], tmp_path: Path
) -> None:
    whose = {"skole_nr": "900001", "klasse": "", "skoleaar": YEAR, "skabelon": "skolerapport"}
    said = {
        **whose,
        "tabel": "pejlemaerke_2",
        "noegle": "Trivsel",
        "felt": "vurdering",
        "vaerdi": "Skolens ord",
    }
    home = write_csv(tmp_path / "hjem", {"aftaler": [list(said), list(said.values())]})
    more = ("--agreements", home / "aftaler.csv")
    make("skolerapport_kommune", "--edition", "fortrolig", *more)
    found = sheets(tmp_path / "bind.xlsx")
    assert found[2:6] == ["Faglighed", "Trivsel", "Trivsel ord", "Rammer"]
    make("skolerapport_kommune", *more)  # for a committee
    assert "Trivsel ord" not in sheets(tmp_path / "bind.xlsx")
    assert b"Skolens ord" not in (tmp_path / "bind.xlsx").read_bytes()


def test_what_the_administration_typed_stands_in_the_next_file_and_the_old_one_is_kept(
    make: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "bind.xlsx"
    make("skolerapport_kommune")
    type_in(out, **WORDS)
    result = make("skolerapport_kommune")
    assert result.exit_code == 0
    assert "2 svar fra filen, der lå der i forvejen, er taget med." in result.stdout
    assert answer(out, "samlet_vurdering") == "Samlet set"
    assert answer(out, "forvaltningens_vurdering", "Trivsel") == "Om trivsel"
    assert answer(out, "forvaltningens_vurdering", "Faglighed") is None
    assert answer(tmp_path / "bind.tidligere.xlsx", "samlet_vurdering") == "Samlet set"
    held = out.read_bytes()
    assert "gemt som" not in make("skolerapport_kommune").stdout
    assert out.read_bytes() == held


@pytest.mark.prove
def test_words_follow_the_pejlemaerke_when_its_sheet_moves(
    make: Callable[..., Result], dataset: Path, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "bind.xlsx"
    make("skolerapport_kommune")
    type_in(out, Faglighed__forvaltningens_vurdering="Om faglighed")
    turned = tmp_path / "ds"
    turned.mkdir()
    for file in dataset.iterdir():
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
        if file.stem == "katalog":
            rows = [rows[0], *reversed(rows[1:])]
            at = rows[0].index("raekkefoelge") if "raekkefoelge" in rows[0] else None
            rows = [[cell for place, cell in enumerate(row) if place != at] for row in rows]
        write_csv(turned, {file.stem: rows})
    run("aggregate", turned, "--year", YEAR, "--out", out, "--template", "skolerapport_kommune")
    assert sheets(out)[2:5] == ["Rammer", "Trivsel", "Faglighed"]
    assert answer(out, "forvaltningens_vurdering", "Faglighed") == "Om faglighed"


@pytest.mark.prove
def test_words_of_another_school_year_are_kept_and_do_not_pass_for_this_years(
    make: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "bind.xlsx"
    make("skolerapport_kommune", year="2024/2025")
    type_in(out, **WORDS)
    result = make("skolerapport_kommune")
    assert "2 svar har ikke længere en plads" in result.stdout
    assert answer(out, "samlet_vurdering") is None
    assert sheets(out)[-1] == "Tidligere svar"
    rows = _earlier(out)
    assert ("2024/2025", None, "Samlet set") in rows
    assert ("2024/2025", "Trivsel", "Om trivsel") in rows
    held = out.read_bytes()
    make("skolerapport_kommune")
    assert out.read_bytes() == held


@pytest.mark.prove
def test_words_written_for_few_do_not_go_into_an_edition_for_more(
    make: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "bind.xlsx"
    make("skolerapport_kommune", "--edition", "fortrolig")
    type_in(out, **WORDS)
    result = make("skolerapport_kommune", "--edition", "bestyrelse")
    assert "som flere må læse" in result.stderr
    assert answer(out, "samlet_vurdering") is None
    assert answer(tmp_path / "bind.tidligere.xlsx", "samlet_vurdering") == "Samlet set"
    type_in(out, samlet_vurdering="Til udvalget")
    make("skolerapport_kommune", "--edition", "fortrolig")  # the other way nothing can leak
    assert answer(out, "samlet_vurdering") == "Til udvalget"


def test_a_page_without_pejlemaerker_is_filled_once_and_keeps_its_words(
    make: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "bind.xlsx"
    result = make("fire_spoergsmaal_kommune")
    assert "Skabelonen fire_spoergsmaal_kommune er fyldt for hele kommunen." in result.stdout
    assert sheets(out) == ["Fire spørgsmål", "Tal", "Om tallene"]
    type_in(out, valgt_1_maal="Flere skal trives")
    make("fire_spoergsmaal_kommune")
    assert answer(out, "valgt_1_maal") == "Flere skal trives"


@pytest.mark.prove
def test_an_answer_another_template_has_no_place_for_is_kept(
    make: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "bind.xlsx"
    make("skolerapport_kommune")
    type_in(out, **WORDS)
    make("kommuneoverblik")
    assert sorted(row[2] for row in _earlier(out)) == ["Om trivsel", "Samlet set"]


def test_a_file_that_cannot_be_read_is_told_and_kept(make: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "bind.xlsx").write_bytes(b"noget andet")
    result = make("kommuneoverblik")
    assert result.exit_code == 0
    assert "kan ikke læses" in result.stderr
    assert (tmp_path / "bind.tidligere.xlsx").read_bytes() == b"noget andet"


def _earlier(path: Path) -> list[tuple[Any, ...]]:
    with quiet():
        sheet = openpyxl.load_workbook(path)["Tidligere svar"]
    rows = list(sheet.iter_rows(min_row=5, max_col=4, values_only=True))
    return [(row[0], row[1], row[3]) for row in rows]
