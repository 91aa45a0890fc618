"""Three years of a yearly talk: last year's answers beside this year's, sheets without anything left out."""

from __future__ import annotations

import datetime
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from click.testing import Result
from support.answer_templates import history_template
from support.datasets import CATALOGUE, tables, with_cell, write_csv
from support.typing_in import key_row, type_in

from xl_beregner.batch.plan import plan_run
from xl_beregner.batch.shelf import find_template
from xl_beregner.filling.collect import collect_answers, read_returned

Run = Callable[..., Result]
SETTINGS = [["noegle", "vaerdi", "kilde"], ["kommune_navn", "Prøvekommunen", "opdigtet"]]
YEARS = ("2025/2026", "2026/2027", "2027/2028")
DAY = datetime.date(2025, 11, 4)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "data", tables(indstillinger=SETTINGS))


def template(tmp_path: Path, **how: str) -> Path:
    file = tmp_path / f"{how.get('name', 'samtale')}.xlsx"
    file.write_bytes(history_template(**how))
    return file


def fill(
    run: Run, dataset: Path, file: Path, out: Path, *previous: Path, year: str, edition: str = ""
) -> Result:
    named = [part for folder in previous for part in ("--previous", folder)]
    more = ["--edition", edition] if edition else []
    result = run(
        "fill", dataset, "--template", file, "--year", year, "--out", out, "--jobs", 1, *named, *more
    )
    assert result.exit_code == 0, result.output
    return result


def school(out: Path, number: str = "101001") -> Path:
    (file,) = (out / "skoler").glob(f"{number}_*.xlsx")
    return file


def typed_in(out: Path, tiltag: str | None = None, **single: Any) -> None:
    file = school(out)
    row = key_row(file, "aftale", "fravaer")
    file.write_bytes(type_in(file, {**single, ("aftale__tiltag", row): tiltag}))


def book(out: Path, number: str = "101001") -> Any:
    return openpyxl.load_workbook(io.BytesIO(school(out, number).read_bytes()))


def shown(out: Path) -> dict[str, Any]:
    """Give what stands on the front page beside this year's answers."""
    sheet = book(out)["Samtale"]
    return {"linje": sheet["C1"].value, "indsats": sheet["C5"].value, "dato": sheet["C7"].value}


def last_year(out: Path) -> list[tuple[Any, ...]]:
    sheet = book(out)["Sidste år"]
    return [row for row in sheet.iter_rows(min_row=4, max_col=3, values_only=True) if row[0]]


def assert_nothing_is_missed(collected: Result) -> None:
    """Nothing of the sheets that were left out counts as changed, deleted or no longer asked for."""
    assert "Ændrede tal: 0" in collected.stdout
    for said in ("slettet", "Felter mangler", "Tiltag", "forrige"):
        assert said not in collected.output


def written(out: Path, number: str = "101001") -> dict[str, Any]:
    manifest = orjson.loads((out / "forvaltning/manifest.json").read_bytes())
    return next(one["written"] for one in manifest["files"] if one["unit"] == number)


def test_over_two_years_words_become_history_and_the_new_year_starts_blank(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    file = template(tmp_path)
    outs = [tmp_path / str(number) for number in range(3)]
    fill(run, dataset, file, outs[0], year=YEARS[0])
    assert book(outs[0]).sheetnames == ["Samtale", "Plan"]
    assert shown(outs[0])["linje"].startswith("Der er ingen svar fra et tidligere skoleår.")
    typed_in(outs[0], indsats="=Læsebånd", samtale_dato=DAY, skoleleder="Åse", ord="Tak", tiltag="Ringe hjem")

    fill(run, dataset, file, outs[1], outs[0], year=YEARS[1])
    assert run("verify", outs[1]).exit_code == 0
    assert shown(outs[1]) == {
        "linje": "Skrevet af skolen i skoleåret 2025/2026.",
        "indsats": "=Læsebånd",
        "dato": datetime.datetime(2025, 11, 4),
    }
    assert book(outs[1])["Samtale"]["C5"].data_type == "s"
    assert last_year(outs[1]) == [("fravaer", "Fravær", "Ringe hjem")]
    assert collect_answers(school(outs[1])) == {"skoleleder": "Åse"}
    kept = read_returned(school(outs[1]).read_bytes(), "x").earlier
    assert {(one.field, one.value) for one in kept} == {
        ("indsats", "=Læsebånd"), ("samtale_dato", DAY), ("skoleleder", "Åse"), ("ord", "Tak"),
        ("tiltag", "Ringe hjem"),
    }  # fmt: skip

    typed_in(outs[1], indsats="Ny indsats", tiltag=None)
    fill(run, dataset, file, outs[2], outs[1], year=YEARS[2])
    assert (shown(outs[2])["indsats"], shown(outs[2])["dato"]) == ("Ny indsats", None)
    assert book(outs[2]).sheetnames == ["Samtale", "Plan", "Tidligere svar"]  # no action was agreed last year
    assert {one.school_year for one in read_returned(school(outs[2]).read_bytes(), "x").earlier} == {
        YEARS[0], YEARS[1],
    }  # fmt: skip


def test_the_same_command_again_and_a_refill_in_the_year_itself_change_nothing(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    file, last, out = template(tmp_path), tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, file, last, year=YEARS[0])
    typed_in(last, indsats="Ro", ord="Tak", tiltag="Ringe hjem")
    fill(run, dataset, file, out, last, year=YEARS[1])
    assert "0 lavet, 2 var der" in fill(run, dataset, file, out, last, year=YEARS[1]).stdout
    typed_in(out, indsats="Uro", ord="Igen", tiltag="Nyt")
    # Last year's folder is not named again: "Tidligere svar" still knows what was said in it.
    fill(run, dataset, file, out, out, year=YEARS[1])
    assert collect_answers(school(out)) == {
        "indsats": "Uro", "ord": "Igen", "aftale": [{"noegle": "fravaer", "tiltag": "Nyt"}],
    }  # fmt: skip
    assert (shown(out)["indsats"], last_year(out)) == ("Ro", [("fravaer", "Fravær", "Ringe hjem")])


def test_without_the_property_only_what_is_shown_as_history_starts_blank(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    file, last, out = template(tmp_path, answers=""), tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, file, last, year=YEARS[0])
    typed_in(last, indsats="Ro", skoleleder="Åse", ord="Tak", tiltag="Ringe hjem")
    fill(run, dataset, file, out, last, year=YEARS[1])
    assert collect_answers(school(out)) == {"skoleleder": "Åse", "ord": "Tak"}
    assert (shown(out)["indsats"], last_year(out)) == ("Ro", [("fravaer", "Fravær", "Ringe hjem")])


@pytest.mark.parametrize("collected", [False, True])
def test_another_template_of_the_school_gives_what_this_one_lacks(
    run: Run, dataset: Path, tmp_path: Path, *, collected: bool
) -> None:
    other, file = template(tmp_path, name="anden"), template(tmp_path)
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, other, last, year=YEARS[0])
    typed_in(last, indsats="Fra den anden", samtale_dato=DAY, skoleleder="Åse")
    if collected:
        result = run("collect", last / "skoler", "--sent", last, "--out", tmp_path / "samlet.xlsx")
        assert result.exit_code in (0, 1), result.output
        shutil.copy(tmp_path / "aftaler.csv", dataset)
        fill(run, dataset, file, out, year=YEARS[1])
    else:
        fill(run, dataset, file, out, last, year=YEARS[1])
    assert (shown(out)["indsats"], shown(out)["dato"].date()) == ("Fra den anden", DAY)
    assert collect_answers(school(out)) == {}  # shown, and nothing taken over


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_no_word_of_last_year_goes_outside(run: Run, dataset: Path, tmp_path: Path, edition: str) -> None:
    last, out = tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, template(tmp_path), last, year=YEARS[0])
    typed_in(last, indsats="Fortroligt", tiltag="Ringe hjem")
    run("collect", last / "skoler", "--sent", last, "--out", tmp_path / "samlet.xlsx")
    shutil.copy(tmp_path / "aftaler.csv", dataset)
    fill(run, dataset, template(tmp_path), out, year=YEARS[1], edition=edition)
    assert shown(out) == {"linje": None, "indsats": None, "dato": None}
    assert book(out).sheetnames == ["Samtale", "Plan"]
    assert b"Fortroligt" not in b"".join(path.read_bytes() for path in out.rglob("*.json"))


def test_a_sheet_that_loses_its_rows_goes_and_every_answer_on_it_is_kept_and_proven(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    file, out = template(tmp_path), tmp_path / "ud"
    fill(run, dataset, file, out, year=YEARS[0])
    assert "felt_aftale__noegle" in written(out)
    typed_in(out, ord="Tak", tiltag="Ringe hjem")
    none = with_cell(with_cell(CATALOGUE, 2, "kan_aftales", "nej"), 3, "kan_aftales", "nej")
    write_csv(dataset, {"katalog": none})
    fill(run, dataset, file, out, out, year=YEARS[0])
    assert book(out).sheetnames == ["Samtale", "Tidligere svar"]
    assert not [name for name in written(out) if "__" in name]
    kept = read_returned(school(out).read_bytes(), "x").earlier
    assert [(one.table, one.key, one.value) for one in kept] == [("aftale", "fravaer", "Ringe hjem")]
    assert run("verify", out).exit_code == 0
    result = run("collect", out / "skoler", "--sent", out, "--out", tmp_path / "samlet.xlsx")
    assert_nothing_is_missed(result)
    # The rows are back, and so is the sheet; what is kept stays where it is kept.
    write_csv(dataset, {"katalog": CATALOGUE})
    fill(run, dataset, file, out, out, year=YEARS[0])
    assert book(out).sheetnames == ["Samtale", "Plan", "Tidligere svar"]


def test_what_comes_home_without_the_sheet_is_missed_nowhere(run: Run, dataset: Path, tmp_path: Path) -> None:
    file, out = template(tmp_path), tmp_path / "ud"
    fill(run, dataset, file, out, year=YEARS[0])
    school(out, "0123").write_bytes(type_in(school(out, "0123"), {"ord": "Tak", "indsats": "Ro"}))
    assert_nothing_is_missed(run("collect", out / "skoler", "--sent", out, "--out", tmp_path / "samlet.xlsx"))


def test_an_answer_deleted_on_a_sheet_other_schools_lack_is_told(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    file, last, out = template(tmp_path), tmp_path / "sidste", tmp_path / "ud"
    fill(run, dataset, file, last, year=YEARS[0])
    typed_in(last, tiltag="Ringe hjem")
    fill(run, dataset, file, out, last, year=YEARS[1])
    assert book(out, "0123").sheetnames == ["Samtale", "Plan"]  # the first to be read of those that were sent
    home = tmp_path / "retur"
    home.mkdir()
    returned = openpyxl.load_workbook(io.BytesIO(type_in(school(out), {"indsats": "Ro"})))
    del returned.defined_names["svar_forrige_aftale__status"]
    returned.save(home / "retur.xlsx")
    result = run("collect", home, "--sent", out, "--out", tmp_path / "samlet.xlsx")
    assert "Svarfelter er slettet i arbejdsbogen (1)" in result.output


def test_check_and_the_plan_take_the_names_a_template_makes_itself(
    run: Run, dataset: Path, tmp_path: Path
) -> None:
    file = template(tmp_path)
    checked = run("check", file)
    assert checked.exit_code == 0
    assert "forrige" not in checked.output
    plan, _ = plan_run(dataset, find_template(str(file)), YEARS[1])
    assert plan.template.is_of_one_year
    assert plan.units[0].figures().fields["forrige_aftale"] == []
