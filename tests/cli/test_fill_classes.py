"""``fill`` with templates for classes and pupils, on a small municipality written here."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from support.pupil_templates import class_template, pupil_template
from unit.batch.batch_fakes import contents

from xl_beregner.batch import office, shelf
from xl_beregner.batch.shelf import Shelved, find_template

Run = Callable[..., Result]

CLASSES = {"101": ("4.A", "4 a", "5B"), "102": ("4A",)}
GIVEN = ("Ida Prøvesen", "Bo Prøvesen", "Søs O'Prøvesen")


def pupils() -> dict[str, list[tuple[str, str]]]:
    """Give every class's pupils, id and name, none of them anybody."""
    found: dict[str, list[tuple[str, str]]] = {}
    number = 0
    for school, groups in CLASSES.items():
        for group in groups:
            for name in GIVEN:
                number += 1
                found.setdefault(f"{school}/{group}", []).append((f"P{number:03}X", f"{name} {number}"))
    return found


def rows() -> list[str]:
    lines = ["skole_nr;klasse;elev_id;elev_navn;fag;test;klassetrin;dato;score;skala;maalefejl"]
    for at, (group, members) in enumerate(pupils().items()):
        school, _, name = group.partition("/")
        for number, (identity, pupil) in enumerate(members):
            for year in (2025, 2026):
                when = f"{year}-09-{1 + number:02}"
                score = 300 + 10 * at + number + year - 2025
                who = f"{school};{name};{identity};{pupil}"
                lines.append(f"{who};dansk læsning;EKS;4;{when};{score};skalascore;12")
    return lines


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "datasaet"
    folder.mkdir()
    (folder / "elever.csv").write_text("\n".join(rows()) + "\n", "utf-8")
    settings = "noegle;vaerdi;kilde\nkommune_navn;Prøvekommunen;opdigtet\n"
    (folder / "indstillinger.csv").write_text(settings, "utf-8")
    return folder


@pytest.fixture
def templates(tmp_path: Path) -> dict[str, Path]:
    made = {"klasse": class_template(), "elev": pupil_template()}
    for kind, data in made.items():
        (tmp_path / f"{kind}.xlsx").write_bytes(data)
    return {kind: tmp_path / f"{kind}.xlsx" for kind in made}


def fill(run: Run, dataset: Path, template: Path, out: Path, *more: object) -> Result:
    what = ("--template", template, "--year", "2026/2027", "--out", out, "--jobs", 1)
    return run("fill", dataset, *what, *more)


def everything_in(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_every_class_gets_a_workbook_with_its_own_pupils_alone(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    result = fill(run, dataset, templates["klasse"], out)
    assert result.exit_code == 0, result.output
    assert "4 lavet, 0 var der i forvejen, 0 mangler." in result.stdout
    files = sorted((out / "skoler").iterdir())
    assert len(files) == 4
    for file in files:
        number = openpyxl.load_workbook(file).custom_doc_props["xb_enhed_nr"].value
        text = everything_in(file)
        for group, members in pupils().items():
            assert all((identity in text) == (group == number) for identity, _ in members)
    assert run("verify", out).exit_code == 0


def test_a_class_without_its_school_is_answered_with_those_that_may_be_meant(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    result = fill(run, dataset, templates["klasse"], tmp_path / "ud", "--unit", "5b")
    assert result.exit_code == 2
    assert "Ikke i datasættet: 5b. Mente du 101/5B?" in result.stderr


def test_the_datasets_own_folder_is_no_place_for_workbooks(
    run: Run, dataset: Path, templates: dict[str, Path]
) -> None:
    before = contents(dataset)
    result = fill(run, dataset, templates["klasse"], dataset)
    assert result.exit_code == 2
    assert "er datasættets egen mappe" in result.stderr
    assert contents(dataset) == before


def test_one_file_of_results_is_checked_as_a_dataset(run: Run, dataset: Path) -> None:
    result = run("check", dataset / "elever.csv")
    assert (result.exit_code, "Datasættet er i orden" in result.stdout) == (0, True), result.output


def test_a_figure_is_the_formulas_own(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    fill(run, dataset, templates["klasse"], tmp_path / "ud", "--unit", "102/4A")
    [file] = (tmp_path / "ud/skoler").iterdir()
    sheet = openpyxl.load_workbook(file, data_only=True).active
    scores = [sheet.cell(row, 4).value for row in range(7, 13)]
    assert (sheet["B1"].value, sheet["B2"].value, sheet["B3"].value) == ("Skole 102", "4A", 6)
    assert sheet["B4"].value == pytest.approx(sum(scores) / 6)


def test_a_class_of_pupils_is_one_workbook_with_a_sheet_each(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    result = fill(run, dataset, templates["elev"], out, "--unit", "101")
    assert result.exit_code == 0, result.output
    assert len(list((out / "skoler").iterdir())) == 3
    [file] = (out / "skoler").glob("*_5b.xlsx")
    book = openpyxl.load_workbook(file, data_only=True)
    members = sorted(pupils()["101/5B"], key=lambda one: one[1])
    assert book.sheetnames == [*(name for _, name in members), "Om tallene"]
    assert book.custom_doc_props["xb_enhed_nr"].value == book["Om tallene"]["B2"].value == "101/5B"
    for identity, name in members:
        sheet = book[name]
        assert (sheet["B2"].value, sheet["B4"].value) == (name, identity)
        assert sheet["E8"].value == pytest.approx((sheet["B8"].value + sheet["B9"].value) / 2)
    assert fill(run, dataset, templates["elev"], out, "--unit", "101").output.count("0 lavet, 3 var der") == 1
    assert run("verify", out).exit_code == 0


@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_no_pupils_name_stands_in_a_log_a_file_name_or_what_stays(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "ud"
    told = fill(run, dataset, templates[kind], out).output
    told += run("verify", out).output + " ".join(contents(out))
    told += (out / "forvaltning/manifest.json").read_text("utf-8")
    told += everything_in(out / "forvaltning/oversigt.xlsx")
    assert "Prøvesen" not in told
    assert "P001X" not in told


@pytest.mark.parametrize("kind", ["klasse", "elev"])
def test_only_classes_whose_results_changed_are_made_again(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    fill(run, dataset, templates[kind], tmp_path / "ud")
    table = dataset / "elever.csv"
    table.write_text(table.read_text("utf-8").replace(";331;", ";399;"), "utf-8")
    result = fill(run, dataset, templates[kind], tmp_path / "ud")
    assert "1 lavet, 3 var der i forvejen, 0 mangler." in result.stdout
    fill(run, dataset, templates[kind], tmp_path / "igen")
    assert contents(tmp_path / "ud") == contents(tmp_path / "igen")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--edition", "fortrolig"), "findes kun i udgaven ”intern”"),
        (("--unit", "101/4b"), "Ikke i datasættet: 101/4b. Mente du 101/4"),
        (("--unit", "103"), "Mente du 101, 102?"),
        (("--year", "2031/2032"), "2031/2032"),
    ],
)
def test_what_a_command_about_classes_has_wrong_ends_with_2(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path, more: tuple[str, ...], sentence: str
) -> None:
    for kind in templates:
        result = fill(run, dataset, templates[kind], tmp_path / "ud", *more)
        assert result.exit_code == 2
        assert sentence in result.stderr
        assert not (tmp_path / "ud").exists()


def test_the_overview_has_a_row_a_class(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    fill(run, dataset, templates["klasse"], tmp_path / "ud")
    sheet = openpyxl.load_workbook(tmp_path / "ud/forvaltning/oversigt.xlsx").active
    shown = [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=4)]
    assert shown[0] == ["Skole nr.", "Skole", "Klasse"]
    assert sorted(f"{row[0]}/{row[2]}" for row in shown[1:]) == sorted(pupils())


def test_a_template_asks_for_what_its_kind_of_unit_has(run: Run, templates: dict[str, Path]) -> None:
    for template in templates.values():
        result = run("check", template)
        assert result.exit_code == 0, result.output


def test_a_class_template_that_asks_for_a_schools_field_is_refused(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(templates["klasse"])
    place = openpyxl.workbook.defined_name.DefinedName("felt_elevtal", attr_text="'Klassens tal'!$F$1")
    book.defined_names["felt_elevtal"] = place
    book.save(templates["klasse"])
    for result in (
        run("check", templates["klasse"]),
        fill(run, dataset, templates["klasse"], tmp_path / "ud"),
    ):
        assert result.exit_code == 1
        assert "felt_elevtal" in result.output
    assert not (tmp_path / "ud").exists()


def test_without_libreoffice_a_pdf_is_refused_before_anything_is_made(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    result = fill(run, dataset, templates["elev"], tmp_path / "ud", "--pdf")
    assert result.exit_code == 1
    assert "libreoffice.org" in result.stderr
    assert not (tmp_path / "ud").exists()


@pytest.fixture
def two_on_the_shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = [Shelved(name, "da", tmp_path / f"{name}.xlsx") for name in ("regn", "regn_funktioner", "alene")]
    found.append(Shelved("alene_funktioner", "sv", tmp_path / "alene.xlsx"))
    monkeypatch.setattr(shelf, "templates", lambda: found)


@pytest.mark.usefixtures("two_on_the_shelf")
@pytest.mark.parametrize(
    ("asked", "functions", "found"),
    [
        ("regn", "native", "regn"),
        ("regn", "values", "regn"),
        ("regn", "officejs", "regn_funktioner"),
        ("regn", "com", "regn_funktioner"),
        ("regn_funktioner", "native", "regn_funktioner"),
        ("alene", "com", "alene"),
    ],
)
def test_functions_answered_in_excel_take_the_sibling_that_asks_them(
    asked: str, functions: str, found: str
) -> None:
    assert find_template(asked, "da", functions).name == found


def test_a_file_has_no_sibling(tmp_path: Path) -> None:
    for name in ("regn", "regn_funktioner"):
        (tmp_path / f"{name}.xlsx").touch()
    assert find_template(str(tmp_path / "regn.xlsx"), "da", "com").name == "regn"


def test_a_template_with_macros_is_refused_for_sheets_of_pupils(
    run: Run, dataset: Path, templates: dict[str, Path], tmp_path: Path
) -> None:
    template = shutil.copy(templates["elev"], tmp_path / "makro.xlsx")
    book = zipfile.ZipFile(templates["elev"])
    link = b'<Relationship Id="rIdV" Type="http://x/vbaProject" Target="vbaProject.bin"/></Relationships>'
    with book, zipfile.ZipFile(template, "w") as write:
        for member in book.infolist():
            data = book.read(member)
            if member.filename == "xl/_rels/workbook.xml.rels":
                data = data.replace(b"</Relationships>", link)
            write.writestr(member, data)
        write.writestr("xl/vbaProject.bin", b"x")
    result = fill(run, dataset, Path(template), tmp_path / "ud")
    assert result.exit_code == 1
    assert "makroer" in result.stderr
