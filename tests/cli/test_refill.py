"""``fill --previous`` on small municipalities written here: what schools typed is found again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from support.answer_templates import class_template, pupil_template, school_template
from support.datasets import INDICATORS, SCHOOLS, tables, with_cell, write_csv
from support.parts import read_parts, write_parts
from support.typing_in import all_text, key_row, type_in
from unit.batch.batch_fakes import contents

from xl_beregner.batch.refill.previous import Previous, Wanted, agreements, read_previous
from xl_beregner.filling.collect import collect_answers, read_returned

Run = Callable[..., Result]
SETTINGS = [["noegle", "vaerdi", "kilde"], ["kommune_navn", "Prøvekommunen", "opdigtet"]]
YEAR, NEXT = "2025/2026", "2026/2027"
NEXT_YEAR = Wanted("proeve_aftale", "skole", 2026, "Prøvekommunen")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "data", tables(indstillinger=SETTINGS))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "aftale.xlsx"
    file.write_bytes(school_template())
    return file


def fill(
    run: Run,
    dataset: Path,
    template: Path,
    out: Path,
    *previous: Path,
    year: str = YEAR,
    more: tuple[Any, ...] = (),
) -> Result:
    named = [part for folder in previous for part in ("--previous", folder)]
    return run(
        "fill", dataset, "--template", template, "--year", year, "--out", out, "--jobs", 1, *named, *more
    )


def school(out: Path, number: str = "101001") -> Path:
    (file,) = (out / "skoler").glob(f"{number}_*.xlsx")
    return file


def typed_in(out: Path, number: str = "101001", **single: Any) -> str:
    file = school(out, number)
    row = key_row(file, "aftale", "fravaer")
    words = f"Vi ringer hjem & følger <op> fra {number}"
    file.write_bytes(type_in(file, {**single, ("aftale__maal", row): 4.5, ("aftale__tiltag", row): words}))
    return words


def answers(file: Path) -> Any:
    return collect_answers(file)


def test_a_corrected_figure_keeps_what_the_school_has_typed(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    assert fill(run, dataset, template, out).exit_code == 0
    words = typed_in(out, leder="=Åse")
    write_csv(dataset, {"skoler": with_cell(SCHOOLS, 2, "elevtal", "421")})  # it was 420
    result = fill(run, dataset, template, out, out)
    assert result.exit_code == 0, result.output
    assert "1 fil med svar er gemt ved siden af den nye" in result.stdout
    assert "1 arbejdsbog har svar med over fra tidligere." in result.stdout
    held = answers(school(out))
    assert held["leder"] == "=Åse"
    assert held["aftale"] == [{"noegle": "fravaer", "maal": 4.5, "tiltag": words}]
    kept = school(out).with_name(school(out).name + ".tidligere")
    assert words in all_text(kept)
    proven = run("verify", out)
    assert proven.exit_code == 0
    assert "1 fil fra før er flyttet til forvaltning/tidligere" in proven.stdout
    assert "flyttet" not in run("verify", out).stdout
    assert not kept.exists()
    assert len(list((out / "forvaltning/tidligere").iterdir())) == 1


def test_a_corrected_figure_the_template_does_not_show_leaves_every_file_as_it_is(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    before = school(out).read_bytes()
    write_csv(dataset, {"indikatorer": with_cell(INDICATORS, 4, "vaerdi", "5,0")})  # fravaer was 5,5
    assert "0 lavet, 2 var der i forvejen" in fill(run, dataset, template, out).stdout
    assert school(out).read_bytes() == before


def test_what_comes_home_after_the_new_year_s_workbook_was_made_still_goes_in(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, template, last)
    assert fill(run, dataset, template, out, last, year=NEXT).exit_code == 0
    typed_in(last, leder="Åse")
    assert fill(run, dataset, template, out, last, year=NEXT).exit_code == 0
    assert answers(school(out))["leder"] == "Åse"
    before = contents(out / "skoler")
    assert fill(run, dataset, template, out, last, year=NEXT).exit_code == 0
    assert contents(out / "skoler") == before
    # What the school deletes in the new year is gone from it.
    school(out).write_bytes(type_in(school(out), {"leder": None}))
    for _ in range(2):
        assert fill(run, dataset, template, out, last, year=NEXT, more=("--force",)).exit_code == 0
        assert "leder" not in answers(school(out))


def test_the_same_command_again_touches_nothing(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, template, last)
    typed_in(last, leder="Åse")
    fill(run, dataset, template, out, last, year=NEXT)
    before = contents(out)
    result = fill(run, dataset, template, out, last, year=NEXT)
    assert "0 lavet, 2 var der i forvejen, 0 mangler." in result.stdout
    assert contents(out) == before
    # Also where a school has typed in the meantime, and nothing else has changed.
    typed_in(out, leder="Bo")
    before = contents(out / "skoler")
    assert fill(run, dataset, template, out, last, year=NEXT).exit_code == 0
    assert contents(out / "skoler") == before


def test_a_new_year_keeps_the_old_words_and_never_touches_the_old_folder(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, template, last)
    words = typed_in(last, leder="Åse")
    before = contents(last)
    assert fill(run, dataset, template, out, last, year=NEXT).exit_code == 0
    assert contents(last) == before
    found = read_returned(school(out).read_bytes(), "x")
    assert {(one.school_year, one.field, one.value) for one in found.earlier} == {
        (YEAR, "leder", "Åse"), (YEAR, "maal", 4.5), (YEAR, "tiltag", words),
    }  # fmt: skip
    assert [one.label for one in found.earlier if one.key] == ["Fravær", "Fravær"]
    assert "Åse" not in all_text(school(out, "0123"))


@pytest.mark.parametrize("returned", [False, True])
def test_a_goal_rests_on_the_figures_that_were_sent_not_on_a_cell_somebody_changed(
    tmp_path: Path, dataset: Path, template: Path, run: Run, *, returned: bool
) -> None:
    out = tmp_path / "2025"
    assert fill(run, dataset, template, out).exit_code == 0
    file, home = school(out), tmp_path / "retur"
    sent = _basis(read_previous([out], tmp_path / "ny", NEXT_YEAR))
    row = key_row(file, "aftale", "fravaer")
    file.write_bytes(type_in(file, {("felt_aftale__baseline", row): 99.0, ("aftale__maal", row): 4.5}))
    if returned:
        home.mkdir()
        shutil.copy(file, home / "svar.xlsx")
    folders = [home, out] if returned else [out]
    assert sent["fravaer"] is None  # two schools: no baseline
    assert _basis(read_previous(folders, tmp_path / "ny", NEXT_YEAR)) == sent
    (out / "forvaltning" / "manifest.json").unlink()
    assert _basis(read_previous(folders, tmp_path / "ny", NEXT_YEAR))["fravaer"] == 99.0


def _basis(previous: Previous) -> dict[str, Any]:
    rows = agreements(previous, NEXT_YEAR.year)[1]
    return {key: baseline for school, _, _, key, baseline, *_ in rows if school == "101001"}


def test_an_answer_the_new_template_has_no_cell_for_is_kept(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    words = typed_in(out, leder="Åse")
    template.write_bytes(school_template(without="svar_aftale__tiltag"))
    assert fill(run, dataset, template, out, out).exit_code == 0
    assert [one.value for one in read_returned(school(out).read_bytes(), "x").earlier] == [words]
    assert "tiltag" not in answers(school(out))["aftale"][0]
    template.write_bytes(school_template())
    assert fill(run, dataset, template, out, out).exit_code == 0
    assert words in all_text(school(out))
    assert run("verify", out).exit_code == 0


def test_what_another_file_says_of_itself_is_told_without_civil_numbers(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, template, last)
    parts = read_parts(school(last).read_bytes())
    named = parts["docProps/custom.xml"].replace(b"proeve_aftale", b"Mor 010190-1234")  # an invented number
    school(last).write_bytes(write_parts({**parts, "docProps/custom.xml": named}))
    result = fill(run, dataset, template, out, last, year=NEXT)
    assert "skabelonen Mor xxxxxx-xxxx" in result.output
    assert "010190" not in result.output


def torn(file: Path, name: str) -> None:
    """Delete the cells under a name, as who deletes their rows or their sheet does."""
    parts = read_parts(file.read_bytes())
    standing = rb'(<definedName name="' + name.encode() + rb'"[^>]*>)[^<]*'
    parts["xl/workbook.xml"], count = re.subn(standing, rb"\1#REF!", parts["xl/workbook.xml"])
    assert count == 1
    file.write_bytes(write_parts(parts))


@pytest.mark.parametrize("name", ["svar_leder", "tidligere_svar"])
def test_words_under_deleted_cells_are_told_and_the_file_that_may_hold_them_stays(
    run: Run, dataset: Path, template: Path, tmp_path: Path, name: str
) -> None:
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, template, last)
    words = typed_in(last, leder="Åse")
    fill(run, dataset, template, out, last, year=NEXT)
    torn(school(out), name)
    write_csv(dataset, {"skoler": with_cell(SCHOOLS, 2, "elevtal", "421")})
    result = fill(run, dataset, template, out, out, year=NEXT)
    assert result.exit_code == 1
    assert school(out).name in result.stderr
    assert "slettet" in result.stderr
    assert words not in result.output
    kept = school(out).with_name(school(out).name + ".tidligere")
    proven = run("verify", out)
    assert (proven.exit_code, "kan ikke eftervises" in proven.output) == (1, True)
    assert kept.exists()


def test_a_damaged_file_is_refused_by_name_and_the_rest_is_made(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    typed_in(out, "0123", leder="Bo")
    damaged = school(out)
    damaged.write_bytes(b"PK damaged")
    write_csv(dataset, {"skoler": with_cell(SCHOOLS, 2, "elevtal", "421")})
    result = fill(run, dataset, template, out, out)
    assert result.exit_code == 1
    assert f"{damaged.name} er ændret og kan ikke læses" in result.stderr
    assert damaged.read_bytes() == b"PK damaged"
    assert answers(school(out, "0123"))["leder"] == "Bo"
    forced = fill(run, dataset, template, out, out, more=("--force",))
    assert forced.exit_code == 1  # somebody should look at what was laid aside
    aside = [file.read_bytes() for file in (out / "forvaltning/tidligere").iterdir()]
    assert b"PK damaged" in aside
    assert "leder" not in answers(school(out))


def test_a_school_s_words_come_along_when_it_gets_another_name(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    words = typed_in(out, leder="Åse")
    write_csv(dataset, {"skoler": with_cell(SCHOOLS, 2, "skole", "Nørre Skole")})
    result = fill(run, dataset, template, out, out)
    assert result.exit_code == 0, result.output
    assert school(out).name == "101001_noerre-skole.xlsx"
    assert words in all_text(school(out))
    assert [words in all_text(file) for file in (out / "forvaltning/tidligere").iterdir()] == [True]
    assert run("verify", out).exit_code == 0


def test_returned_files_lie_anywhere_and_the_folder_s_own_count_too(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out, home = tmp_path / "ud", tmp_path / "retur"
    fill(run, dataset, template, out)
    typed_in(out, leder="Åse")
    (home / "Nord").mkdir(parents=True)
    shutil.move(school(out), home / "Nord" / "Aftale endelig (2).xlsx")
    typed_in(out, "0123", leder="Bo")
    result = fill(run, dataset, template, out, home)
    assert result.exit_code == 0, result.output
    assert (answers(school(out))["leder"], answers(school(out, "0123"))["leder"]) == ("Åse", "Bo")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"xb_skoleaar": "2027/2028"}, "den er for 2027/2028, efter 2026/2027"),
        ({"xb_skoleaar": "engang"}, "siger ikke, hvilket skoleår"),
        ({"xb_enhed_nr": ""}, "siger ikke, hvis den er"),
    ],
)
def test_a_file_of_no_use_is_told_and_nothing_of_it_is_taken(
    run: Run, dataset: Path, template: Path, tmp_path: Path, how: dict[str, str], said: str
) -> None:
    from xl_beregner.filling import Template

    fields = {"skole_navn": "x", "skoleaar": "", "kommune_navn": None, "elevtal": None, "aftale": []}
    whose = {"xb_enhed_nr": "101001", "xb_skoleaar": YEAR, **how}
    made = Template(template).fill(fields, properties=whose, answers={"leder": "Hemmeligt"})
    home = tmp_path / "retur"
    home.mkdir()
    (home / "a.xlsx").write_bytes(made.data)
    result = fill(run, dataset, template, tmp_path / "ud", home, year=NEXT)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Hemmeligt" not in all_text(school(tmp_path / "ud"))


def test_another_municipality_s_school_of_the_same_number_gives_nothing(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    other = tmp_path / "anden"
    fill(run, dataset, template, other)
    typed_in(other, leder="Fremmed")
    write_csv(dataset, {"indstillinger": with_cell(SETTINGS, 2, "vaerdi", "Nabokommunen")})
    result = fill(run, dataset, template, tmp_path / "ud", other, year=NEXT)
    assert result.exit_code == 1
    assert "er fra Prøvekommunen, ikke Nabokommunen" in result.stderr
    assert "Fremmed" not in all_text(school(tmp_path / "ud"))


def test_a_folder_without_workbooks_is_a_wrong_command(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    (tmp_path / "tom").mkdir()
    result = fill(run, dataset, template, tmp_path / "ud", tmp_path / "tom")
    assert result.exit_code == 2
    assert "Ingen arbejdsbøger i" in result.stderr


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_a_school_s_words_are_carried_into_no_file_for_a_board_or_the_public(
    run: Run, dataset: Path, template: Path, tmp_path: Path, edition: str
) -> None:
    """A leader's and a chief's words, and last year's judgements, would stand on "Tidligere svar"."""
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    typed_in(out)
    board = tmp_path / "til udvalget"
    result = fill(run, dataset, template, board, out, year=NEXT, more=("--edition", edition))
    assert result.exit_code == 2
    assert edition in result.stderr
    assert "--previous" in result.stderr
    assert not board.exists()


def test_a_run_killed_between_the_two_names_is_made_good(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    """A kill between the old file's new name and the new file's: the kept one is the school's own."""
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    words = typed_in(out, leder="Åse")
    file = school(out)
    kept = file.rename(file.with_name(f"{file.name}.tidligere"))
    result = fill(run, dataset, template, out, out)
    assert result.exit_code == 0, result.output
    assert (answers(school(out))["leder"], words in all_text(school(out))) == ("Åse", True)
    assert kept.exists()
    assert run("verify", out).exit_code == 0
    assert not kept.exists()


def test_a_kept_file_whose_answers_are_gone_is_told_and_stays(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    new = school(out).read_bytes()
    typed_in(out, leder="Åse")
    kept = school(out).rename(school(out).with_name(school(out).name + ".tidligere"))
    (out / "skoler" / kept.name.removesuffix(".tidligere")).write_bytes(new)
    result = run("verify", out)
    assert result.exit_code == 1
    assert "3 svar i skoler/101001" in result.output
    assert "aftale__maal, aftale__tiltag, leder" in result.output
    assert kept.exists()


# --- Classes ---------------------------------------------------------------------------------
GROUPS = {"4A": "abc", "4B": "de", "5A": ""}


def pupils(groups: dict[str, str], year: int = 2025) -> list[list[str]]:
    head = [
        "skole_nr",
        "klasse",
        "elev_id",
        "elev_navn",
        "fag",
        "test",
        "klassetrin",
        "dato",
        "score",
        "skala",
        "maalefejl",
    ]
    return [head] + [
        [
            "101",
            group,
            pupil,
            f"Elev {pupil.upper()}",
            "dansk",
            "EKS",
            group[0],
            f"{year}-09-01",
            "300",
            "skalascore",
            "12",
        ]
        for group, members in groups.items()
        for pupil in members
    ]


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "klasser", {"elever": pupils(GROUPS), "indstillinger": SETTINGS})


def klasse(out: Path, group: str) -> Path:
    (file,) = (out / "skoler").glob(f"101_*{group.lower()}.xlsx")
    return file


def note(file: Path, **notes: str) -> None:
    single = {"om_klassen": f"om {file.stem[-2:]}"}
    rows = {("klasseliste__note", key_row(file, "klasseliste", pupil)): text for pupil, text in notes.items()}
    file.write_bytes(type_in(file, {**single, **rows}))


def notes(file: Path) -> dict[str, str]:
    return {str(row["noegle"]): row["note"] for row in answers(file).get("klasseliste", [])}


def test_notes_follow_a_pupil_to_another_class_and_nobody_else_s_do(
    run: Run, classes: Path, tmp_path: Path
) -> None:
    template, out = tmp_path / "klasse.xlsx", tmp_path / "ud"
    template.write_bytes(class_template())
    assert fill(run, classes, template, out).exit_code == 0
    note(klasse(out, "4A"), a="om a", b="om b", c="om c")
    note(klasse(out, "4B"), d="om d")
    write_csv(classes, {"elever": pupils({"4A": "ab", "4B": "cde"})})
    result = fill(run, classes, template, out, out)
    assert result.exit_code == 0, result.output
    assert notes(klasse(out, "4A")) == {"a": "om a", "b": "om b"}
    assert notes(klasse(out, "4B")) == {"c": "om c", "d": "om d"}
    assert "om c" not in all_text(klasse(out, "4A"))
    assert "om a" not in all_text(klasse(out, "4B"))
    verified = run("verify", out)
    assert verified.exit_code == 0, verified.output
    assert fill(run, classes, template, out, out).stdout.startswith("0 lavet, 2 var der i forvejen")


def test_next_year_a_class_s_words_go_to_the_class_it_became(run: Run, classes: Path, tmp_path: Path) -> None:
    template, last, out = tmp_path / "klasse.xlsx", tmp_path / "sidste", tmp_path / "ud"
    template.write_bytes(class_template())
    fill(run, classes, template, last)
    note(klasse(last, "4A"), a="om a", b="om b", c="om c")
    # c has left the school; new pupils are in 4A now.
    write_csv(classes, {"elever": pupils({"5A": "ab", "4A": "xy"}, 2026)})
    result = fill(run, classes, template, out, last, year=NEXT)
    assert result.exit_code == 0, result.output
    assert notes(klasse(out, "5A")) == {"a": "om a", "b": "om b"}
    assert "om 4a" in all_text(klasse(out, "5A"))
    assert [one.label for one in read_returned(klasse(out, "5A").read_bytes(), "x").earlier if one.key] == [
        "Elev A",
        "Elev B",
    ]
    strangers = all_text(klasse(out, "4A"))
    assert not [said for said in ("om a", "om b", "om c", "om 4a") if said in strangers]


def test_answers_on_pupils_own_sheets_stay_on_them(run: Run, classes: Path, tmp_path: Path) -> None:
    template, out = tmp_path / "elev.xlsx", tmp_path / "ud"
    template.write_bytes(pupil_template())
    assert fill(run, classes, template, out).exit_code == 0
    file = klasse(out, "4A")
    file.write_bytes(on_sheet(file, "Elev B", "svar_samtale", "Læs højt"))
    write_csv(classes, {"elever": pupils({"4A": "abcf", "4B": "de"})})
    result = fill(run, classes, template, out, out)
    assert result.exit_code == 0, result.output
    rows = answers(klasse(out, "4A"))["elever"]
    assert [(row["noegle"], row["samtale"]) for row in rows] == [("b", "Læs højt")]
    assert run("verify", out).exit_code == 0
    # Next year the class's archive is one sheet, last in its workbook; a talk of one year starts blank.
    last = klasse(out, "4A")
    last.write_bytes(on_sheet(last, "Elev C", "svar_hjem_hjemmet", "Vi læser"))
    write_csv(classes, {"elever": pupils({"5A": "abcf"}, 2026)})
    result = fill(run, classes, template, tmp_path / "næste", out, year=NEXT)
    assert result.exit_code == 0, result.output
    found = read_returned(klasse(tmp_path / "næste", "5A").read_bytes(), "x")
    assert [(held.field, held.value) for held in found.answers] == [("samtale", "Læs højt")]
    assert [(one.label, one.key, one.value) for one in found.earlier] == [
        ("Elev B", "b", "Læs højt"),
        ("Elev C", "c", "Vi læser"),
    ]


def on_sheet(file: Path, sheet: str, name: str, value: str) -> bytes:
    """Type under a name that each pupil's sheet has for itself."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(file)
    cell = book[sheet].defined_names[name].attr_text.rpartition("!")[2].replace("$", "")
    book[sheet][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
