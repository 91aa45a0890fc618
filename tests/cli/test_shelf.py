"""``demo --template``, ``templates fields`` and what ``check`` says after the faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from support.own_template import own_template
from support.values import quiet

from xl_beregner.batch import shelf
from xl_beregner.batch.card import read_card
from xl_beregner.batch.label import read_label
from xl_beregner.cli.asked import in_short
from xl_beregner.dataset import load_dataset

Run = Callable[..., Result]


def test_every_template_has_the_example_that_shows_it() -> None:
    for shelved in shelf.templates():
        found = shelf.example_of(shelved.name, shelved.language)
        if read_label(shelved.path).kind in ("klasse", "elev"):
            assert found is None
            continue
        assert found is not None
        assert found[1] == "2026/2027"
        assert (found[0] / "skoler.csv").is_file()
        assert (found[0] == shelf.swedish_dataset()) == (shelved.language == "sv")


def test_a_template_in_two_languages_is_shown_on_the_example_of_the_one_asked_for() -> None:
    assert shelf.example_of("kommuneoverblik") == (shelf.example_dataset(), "2026/2027")
    assert shelf.example_of("kommuneoverblik", "sv") == (shelf.swedish_dataset(), "2026/2027")
    assert shelf.example_of("smtte", "sv") == (shelf.invented_dataset(), "2026/2027")


def test_published_figures_are_shown_where_there_are_enough_of_them() -> None:
    assert shelf.example_of("resultataftale") == (shelf.example_dataset(), "2026/2027")
    assert load_dataset(shelf.invented_dataset()).example == "Eksempel. Opdigtede skoler og tal."


def test_a_file_without_our_properties_is_a_schools_and_says_nothing(tmp_path: Path) -> None:
    label = read_label(own_template(tmp_path / "egen.xlsx", 3))
    assert (label.name, label.version, label.kind) == ("", "", "skole")
    (tmp_path / "tom.xlsx").write_bytes(b"ikke en projektmappe")
    assert read_label(tmp_path / "tom.xlsx").kind == "skole"


@pytest.mark.parametrize(("name", "language"), [("arshjul", "sv"), ("aarshjul", "da")])
def test_a_copy_of_a_template_is_filled_in_its_own_language(tmp_path: Path, name: str, language: str) -> None:
    copy = tmp_path / "vores.xlsx"
    copy.write_bytes(shelf.find_template(name).path.read_bytes())
    assert read_card(shelf.find_template(str(copy)))[0].language == language


@pytest.mark.prove
def test_the_fields_are_a_workbook_to_copy_names_from(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "felter.xlsx"
    result = run("templates", "fields", "--out", out, "--kind", "skole")
    assert result.exit_code == 0
    assert str(out) in result.output
    with quiet():
        book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["En skole"]
    sheet = book["En skole"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["felt_skole_navn"] == ("(én celle)", "felt_skole_navn", "Skolens navn", "Sneglehusskolen")
    assert rows["felt_tal__seneste"][0] == "tal"
    assert isinstance(rows["felt_tal__seneste"][3], (int, float))
    assert sheet.auto_filter.ref
    assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide, as many as it takes
    assert sheet.page_setup.fitToHeight == 0
    again = run("templates", "fields", "--out", out)
    assert again.exit_code == 2
    assert "findes allerede" in again.output


def test_the_workbook_of_fields_has_every_kind_and_every_field(run: Run, tmp_path: Path) -> None:
    from xl_beregner.fields import known_fields

    run("templates", "fields", "--out", tmp_path / "felter.xlsx")
    with quiet():
        book = openpyxl.load_workbook(tmp_path / "felter.xlsx")
    assert book.sheetnames == ["En skole", "En klasse", "Kommunen"]
    for name, kind in zip(book.sheetnames, ("skole", "klasse", "kommune"), strict=True):
        found = {row[1] for row in book[name].iter_rows(values_only=True)}
        assert {f"felt_{field}" for field in known_fields(kind=kind)} <= found


@pytest.mark.prove
def test_the_same_fields_give_the_same_bytes() -> None:
    from xl_beregner.batch.books.fields_book import fields_book

    assert fields_book(("skole",)) == fields_book(("skole",))


def test_a_good_template_is_told_in_words_and_what_to_do_next(run: Run, tmp_path: Path) -> None:
    said = run("check", own_template(tmp_path / "egen.xlsx")).output
    assert "Skabelonen beder om 4 felter og 1 liste med 5 kolonner." in said
    assert "Skolen kan skrive i 1 felt og 1 kolonne ved siden af en liste." in said
    assert "xl-beregner fill DATASÆT --template" in said


def test_after_a_fault_it_says_how_to_mend_it(run: Run, tmp_path: Path) -> None:
    path = own_template(tmp_path / "egen.xlsx")
    book = openpyxl.load_workbook(path)
    book["Fokus"]["F6"] = "Skriv her"
    book.save(path)
    result = run("check", path)
    assert result.exit_code == 1
    assert "Ret det i Excel, gem filen, luk den, og prøv igen" in result.output
    assert "xl-beregner fill DATASÆT" not in result.output


def test_a_workbook_without_any_name_may_be_meant_as_a_template(run: Run, tmp_path: Path) -> None:
    said = run("check", own_template(tmp_path / "egen.xlsx", 1)).output
    assert "Er det en skabelon, mangler den navne" in said


def test_a_name_without_its_underscore_is_told(run: Run, tmp_path: Path) -> None:
    path = own_template(tmp_path / "egen.xlsx")
    book = openpyxl.load_workbook(path)
    name = book.defined_names.pop("svar_fokus")
    name.name = "svarfokus"
    book.defined_names["svarfokus"] = name
    book.save(path)
    said = run("check", path).output
    assert "Er det ment sådan, skal det hedde svar_fokus." in said
    assert "Fokus!F6: ulåste celler uden navn på arket: 1." in said


def test_one_column_with_other_rows_is_told_once(run: Run, tmp_path: Path) -> None:
    path = own_template(tmp_path / "egen.xlsx")
    book = openpyxl.load_workbook(path)
    book.defined_names["felt_tal__navn"].attr_text = "Fokus!$A$9:$A$12"
    book.save(path)
    said = run("check", path).output
    assert said.count("har ikke de samme rækker") == 1
    assert "Fokus!A9:A12" in said


def test_a_short_list_that_cannot_grow_is_told(run: Run, tmp_path: Path) -> None:
    path = own_template(tmp_path / "egen.xlsx", 3)
    book = openpyxl.load_workbook(path)
    del book["Fokus"].tables["Tabel1"]
    book.save(path)
    assert "Listen tal har plads til 3 rækker og vokser ikke." in run("check", path).output


def test_a_template_misspelt_is_told_the_name_meant(run: Run) -> None:
    result = run("templates", "show", "Datapakken")
    assert result.exit_code == 2
    assert "Mente du datapakke?" in result.output
    assert "På hylden ligger:" in run("templates", "show", "xyz").output


def test_a_copy_is_told_what_to_do_with_it(run: Run, tmp_path: Path) -> None:
    said = run("templates", "copy", "smtte", tmp_path).output
    assert "Fjern arkbeskyttelse" in said
    assert f"xl-beregner check {tmp_path / 'smtte.xlsx'}" in said


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["maal_1_navn", "maal_2_navn", "dato"], ["maal_1…2_navn", "dato"]),
        (["t1", "t2", "t4"], ["t1", "t2", "t4"]),
        ([f"maal_{m}_tegn_{t}" for m in (1, 2) for t in (1, 2, 3)], ["maal_1…2_tegn_1…3"]),
        (["maal_1_tegn_1", "maal_2_tegn_2"], ["maal_1_tegn_1", "maal_2_tegn_2"]),
        (["aar_3"], ["aar_3"]),
    ],
)
def test_numbered_names_are_told_as_one_where_none_is_missing(names: list[str], told: list[str]) -> None:
    assert in_short(names) == told


@pytest.mark.prove
def test_a_template_for_classes_is_shown_on_invented_pupils(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--template", "prognose", "--out", tmp_path)
    assert result.exit_code == 0
    assert (tmp_path / "eksempel" / "README.md").is_file()
    assert list((tmp_path / "prognose" / "skoler").glob("S01_*.xlsx"))


@pytest.mark.prove
def test_the_whole_shelf_is_made_and_timed(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--template", "alle", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    for shelved in shelf.templates():
        if shelved.language == "da" and shelf.example_of(shelved.name):
            assert list((tmp_path / shelved.name).rglob("*.xlsx"))
            assert f"{shelved.name}: " in result.output
    assert "fra hylden" in result.output
