"""``aggregate`` from the command line: the workbook, what is said, exit codes, nothing lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from support import aggregated

from xl_beregner.batch import shelf
from xl_beregner.cli.group import program

Run = Callable[..., Result]
SCHOOLS = 8  # enough for every sheet
SHARED_SHEETS = ["Områder", "Aftalte mål", "Mål pr. skole", "Holdt chancerne", "Skolernes ord", "Ressourcer"]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return aggregated.dataset(tmp_path_factory.mktemp("kommune") / "ds", schools=SCHOOLS)


@pytest.fixture(scope="module")
def made(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Result, Path]]:
    """Every edition of the same dataset, made once."""
    folder = tmp_path_factory.mktemp("ud")
    found = {}
    for edition in ("fortrolig", "bestyrelse", "offentlig"):
        out = folder / f"{edition}.xlsx"
        given = ["aggregate", str(dataset), "--year", "2025/2026", "--out", str(out), "--edition", edition]
        found[edition] = (CliRunner().invoke(program(), given, catch_exceptions=False), out)
    return found


def text_of(path: Path) -> str:
    """All a workbook holds, every part of it."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def book_of(path: Path) -> Any:
    return openpyxl.load_workbook(path, data_only=True)


def test_the_workbook_is_made_and_told_with_progress(made: dict[str, tuple[Result, Path]]) -> None:
    result, out = made["fortrolig"]
    assert result.exit_code == 0
    assert "et ark til hvert af 3 pejlemærker: Faglighed, Trivsel, Rammer." in result.stdout
    assert f"Skrevet: {out}" in result.stdout
    assert "Fortrolig: rummer fortrolige tal og skolernes ord." in result.stdout
    assert [line for line in result.stderr.splitlines() if "pejlemærker" in line][-1] == "3 af 3 pejlemærker"


def test_the_committees_page_comes_first_then_a_sheet_each_then_what_is_behind_them(
    made: dict[str, tuple[Result, Path]],
) -> None:
    assert book_of(made["fortrolig"][1]).sheetnames == [
        "Overblik", "Faglighed", "Trivsel", "Rammer", *SHARED_SHEETS, "Kilder", "Om tallene",
    ]  # fmt: skip


def test_what_leaves_the_administration_holds_no_tests_no_words_and_no_goal_of_a_school(
    made: dict[str, tuple[Result, Path]],
) -> None:
    inside = text_of(made["fortrolig"][1])
    hidden = ("Læsebånd hver morgen", "svømmehallen", "Mål pr. skole", "tbl_aftalte_maal", "tbl_temaer")
    assert all(word in inside for word in hidden)
    for edition in ("bestyrelse", "offentlig"):
        result, out = made[edition]
        said = text_of(out)
        assert result.exit_code == 0
        assert not [word for word in hidden if word in said]
        assert {"Mål pr. skole", "Skolernes ord"} <= set(
            result.stdout.partition("udeladt: ")[2].split(".\n")[0].split(", ")
        )
        tests = [row for row in book_of(out)["Faglighed"].values if "Prøveresultat" in row]
        assert not [value for row in tests for value in row if isinstance(value, float) and value > 20]


def test_the_file_says_whose_it_is_and_for_which_year(made: dict[str, tuple[Result, Path]]) -> None:
    properties = {one.name: one.value for one in book_of(made["bestyrelse"][1]).custom_doc_props.props}
    assert properties["xb_skabelon"] == "kommuneoverblik"
    assert (properties["xb_enhed_nr"], properties["xb_skoleaar"]) == ("kommune", "2025/2026")


def test_schools_stand_in_alphabetical_order_below_the_municipality(
    made: dict[str, tuple[Result, Path]],
) -> None:
    sheet = book_of(made["bestyrelse"][1])["Faglighed"]
    rows = [row[:2] for row in sheet.iter_rows(min_row=9, max_col=2, values_only=True)]
    starts = [at for at, (indicator, _) in enumerate(rows) if indicator]
    assert [rows[at][1] for at in starts] == ["Hele kommunen"] * len(starts)
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        schools = [name for _, name in rows[start + 1 : end] if name and name.startswith("Syntetisk")]
        assert len(schools) == SCHOOLS
        assert schools == sorted(schools)


def test_without_an_edition_it_is_one_that_may_be_sent_on(run: Run, dataset: Path, tmp_path: Path) -> None:
    result = run("aggregate", dataset, "--year", "2025/2026", "--out", tmp_path / "k.xlsx")
    assert "Til udvalg og bestyrelse" in result.stdout
    assert "Mål pr. skole" not in book_of(tmp_path / "k.xlsx").sheetnames


def test_a_file_that_stood_there_is_kept_and_the_same_again_changes_nothing(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    out = tmp_path / "k.xlsx"
    out.write_bytes(b"noget andet")
    ask = ("aggregate", dataset, "--year", "2025/2026", "--out", out)
    first = run(*ask)
    assert f"gemt som {tmp_path / 'k.tidligere.xlsx'}" in first.stdout
    assert (tmp_path / "k.tidligere.xlsx").read_bytes() == b"noget andet"
    held = out.read_bytes()
    second = run(*ask)
    assert "gemt som" not in second.stdout
    assert out.read_bytes() == held
    assert sorted(path.name for path in tmp_path.iterdir()) == ["k.tidligere.xlsx", "k.xlsx"]


def test_agreements_that_came_home_are_laid_into_the_dataset(run: Run, tmp_path: Path) -> None:
    dataset = aggregated.without_agreements(tmp_path / "ds")
    home = aggregated.agreements(tmp_path / "hjem")
    out = tmp_path / "k.xlsx"
    ask = ("aggregate", dataset, "--year", "2025/2026", "--out", out, "--edition", "fortrolig")
    run(*ask)
    assert book_of(out)["Overblik"]["A7"].value == "Ingen gjort op"
    result = run(*ask, "--agreements", home)
    assert result.exit_code == 0
    assert " nået" in book_of(out)["Overblik"]["A7"].value
    assert "Aftalte mål" in book_of(out).sheetnames


def test_agreements_of_a_school_that_is_not_there_need_a_person(run: Run, tmp_path: Path) -> None:
    dataset = aggregated.without_agreements(tmp_path / "ds")
    home = aggregated.agreements(tmp_path / "hjem")
    told = home.read_text("utf-8").replace("900002", "777777")
    home.write_text(told, "utf-8")
    result = run(
        "aggregate", dataset, "--year", "2025/2026", "--out", tmp_path / "k.xlsx", "--agreements", home
    )
    assert result.exit_code == 1
    assert "777777" in result.stderr
    assert (tmp_path / "k.xlsx").exists()


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("k.xls", "skal hedde noget på .xlsx"),
        ("ds/k.xlsx", "ligger i datasættet"),
        ("mappe.xlsx", "er en mappe"),
    ],
)
def test_a_place_that_cannot_be_is_refused_and_nothing_written(
    run: Run, tmp_path: Path, out: str, said: str
) -> None:
    dataset = aggregated.dataset(tmp_path / "ds", schools=SCHOOLS)
    (tmp_path / "mappe.xlsx").mkdir()
    before = sorted(tmp_path.rglob("*"))
    result = run("aggregate", dataset, "--year", "2025/2026", "--out", tmp_path / out)
    assert result.exit_code == 2
    assert said in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("year", ["1999/2000", "i år", ""])
def test_a_year_that_cannot_be_is_refused(run: Run, dataset: Path, tmp_path: Path, year: str) -> None:
    result = run("aggregate", dataset, "--year", year, "--out", tmp_path / "k.xlsx")
    assert result.exit_code == 2
    assert not (tmp_path / "k.xlsx").exists()


def test_the_teachers_own_edition_is_no_municipalitys(run: Run, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "k.xlsx"
    result = run("aggregate", dataset, "--year", "2025/2026", "--out", out, "--edition", "intern")
    assert result.exit_code == 2
    assert not out.exists()


def test_fill_sends_one_who_asks_for_this_template_to_the_right_command(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    given = ("--template", "kommuneoverblik", "--year", "2025/2026", "--out", tmp_path / "ud")
    result = run("fill", dataset, *given)
    assert result.exit_code == 2
    assert "xl-beregner aggregate" in result.stderr
    assert not (tmp_path / "ud").exists()


def test_the_real_example_stands_with_its_official_figures(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "k.xlsx"
    result = run("aggregate", shelf.example_dataset(), "--year", shelf.EXAMPLE_YEAR, "--out", out)
    assert result.exit_code == 0
    page = book_of(out)["Overblik"]
    rows = {row[1]: row for row in page.iter_rows(min_row=15, values_only=True) if row[1]}
    # 84.2 and 83.1: the municipality's own rows of the example (Uddannelsesstatistik.dk).
    assert rows["Kompetencedækning"][3:8] == (84.2, "ikke oplyst", "2025/2026", 83.1, "kan ikke afgøres")
    assert rows["Karaktergennemsnit, 9. klasse"][11] == "Skolernes midte, ikke kommunens tal"
    assert page["A3"].value == "Eksempel. Ikke en aftale."
    assert page["D7"].value == "Kan ikke afgøres"


def test_it_speaks_swedish(run: Run, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "k.xlsx"
    result = run("aggregate", dataset, "--year", "2025/2026", "--out", out, "--lang", "sv")
    assert "Nämndens sida" in result.stdout
    assert book_of(out).sheetnames[0] == "Översikt"
    assert [row[0] for row in book_of(out)["Om talen"].iter_rows(min_row=6, max_row=8, values_only=True)] == [
        "Källa", "Hämtat", "Utgåva",
    ]  # fmt: skip


def test_a_damaged_dataset_is_told_and_what_stood_there_stays(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "ds"
    broken.mkdir()
    (broken / "skoler.csv").write_bytes(b"\x00\xff")
    (tmp_path / "k.xlsx").write_bytes(b"noget andet")
    result = run("aggregate", broken, "--year", "2025/2026", "--out", tmp_path / "k.xlsx")
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith("Fejl: ")
    assert (tmp_path / "k.xlsx").read_bytes() == b"noget andet"
