"""A template made only by the steps of docs/own_template.md: checked, filled, answered, and home again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from e2e.command import EXAMPLE, run
from support.own_template import SHEET, own_template
from support.school_pen import Edits, write_in_office
from support.values import quiet

from xl_beregner.batch.collect.run import collect_folder

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

SCHOOL = "101005"
FOCUS = "Ro i timerne (opdigtet svar)"
WORDS = {"fravaer_pct": "Vi ringer hjem tidligere", "trivsel_ro": "Fælles begyndelse på timerne"}
ANSWERS = {("", "", "fokus"): FOCUS, **{("tal", key, "vores_ord"): word for key, word in WORDS.items()}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("egen")


@pytest.fixture(scope="module")
def template(folder: Path) -> Path:
    return own_template(folder / "fokusark.xlsx")


@pytest.fixture(scope="module")
def sent(folder: Path, template: Path) -> Path:
    """Fill it for all 24 schools."""
    _done(
        "fill",
        str(EXAMPLE),
        "--template",
        str(template),
        "--year",
        "2026/2027",
        "--out",
        str(folder / "2026"),
    )
    return folder / "2026"


@pytest.fixture(scope="module")
def returned(folder: Path, sent: Path) -> Path:
    """Let one school write in its workbook and send it home."""
    (folder / "retur").mkdir()
    write_in_office([(_of(sent), folder / "retur" / "fra skolen.xlsx", Edits(ANSWERS))])
    return folder / "retur"


@pytest.fixture(scope="module")
def next_year(folder: Path, template: Path, sent: Path, returned: Path) -> Path:
    earlier = ("--previous", str(sent), "--previous", str(returned))
    what = ("--template", str(template), "--year", "2027/2028", "--out", str(folder / "2027"))
    _done("fill", str(EXAMPLE), *what, *earlier)
    return _of(folder / "2027")


def _done(*arguments: str) -> str:
    done = run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _of(folder: Path) -> Path:
    return next((folder / "skoler").glob(f"{SCHOOL}_*.xlsx"))


def _rows(workbook: Path) -> dict[str, tuple[object, ...]]:
    with quiet():
        sheet = openpyxl.load_workbook(workbook, data_only=True)[SHEET]
    return {str(row[6]): row for row in sheet.iter_rows(min_row=9, max_col=7, values_only=True) if row[6]}


def test_the_check_has_no_remark_and_says_what_it_found(template: Path) -> None:
    said = _done("check", str(template))
    assert "(0 bemærkninger)" in said
    assert "Skabelonen beder om 4 felter og 1 liste med 5 kolonner." in said
    assert "Skolen kan skrive i 1 felt og 1 kolonne ved siden af en liste." in said


def test_every_school_gets_its_own_figures_and_the_table_has_grown(sent: Path) -> None:
    made = sorted((sent / "skoler").glob("*.xlsx"))
    assert len(made) == 24
    rows = _rows(_of(sent))
    assert len(rows) == 13
    latest, municipality, apart = rows["fravaer_pct"][2:5]
    assert (latest, municipality) == (6.7, 8.1)
    assert apart == pytest.approx(-1.4)
    assert rows["karaktergennemsnit"][3:5] == (None, None)  # the municipality's is another measure
    with quiet():
        book = openpyxl.load_workbook(_of(sent))
    assert book[SHEET]["B2"].value == "Sølvgades Skole"
    assert book[SHEET].tables["Tabel1"].ref == "A8:G21"
    assert not book[SHEET]["F21"].protection.locked
    assert book[SHEET]["C21"].protection.locked


def test_what_the_school_wrote_comes_home_by_its_names(sent: Path, returned: Path) -> None:
    (home,) = collect_folder(returned, sent).homes
    assert {(one.table, one.key, one.field): one.value for one in home.answers} == ANSWERS


def test_it_stands_in_next_years_workbook(next_year: Path) -> None:
    rows = _rows(next_year)
    assert {key: rows[key][5] for key in WORDS} == WORDS
    with quiet():
        sheet = openpyxl.load_workbook(next_year)[SHEET]
    assert sheet["F6"].value == FOCUS
    assert sheet["B3"].value == "2027/2028"


def test_every_step_of_the_page_leaves_a_template_the_check_understands(folder: Path) -> None:
    for steps in range(2, 8):
        said = run("check", str(own_template(folder / f"trin_{steps}.xlsx", steps))).stdout
        assert "Skabelonen er i orden" in said
        assert "Skabelonen beder om 4 felter" in said
