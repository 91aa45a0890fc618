"""Every template of a municipality made of its example, for the administration and for its council."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e.command import run
from e2e.shelf import OnShelf, each_on_shelf, on_shelf
from support.accessible import accessibility_faults
from support.engines import audit_all, formulon_values, libreoffice_values
from support.every_answer import every_answer
from support.faults import package_faults
from support.parts import formula_addresses, formulas_without_value, read_parts
from support.school_pen import Edits, write_in_office
from support.typing_in import all_text
from support.values import cached_values, compare_values, error_cells

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

CONFIDENTIAL, COUNCIL = "fortrolig", "bestyrelse"
_LONG = 20  # letters from which on a text of a school cannot stand somewhere by chance


@dataclass(frozen=True)
class Made:
    """A template's workbooks by edition."""

    of: OnShelf
    books: dict[str, Path]


def _aggregate(one: OnShelf, out: Path, edition: str) -> str:
    done = run(
        "--lang", one.language, "aggregate", str(one.dataset), "--template", one.name,
        "--year", one.year, "--out", str(out), "--edition", edition,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@pytest.fixture(scope="module", params=each_on_shelf("kommune"))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    one: OnShelf = request.param
    base = tmp_path_factory.mktemp(one.name)
    books = {edition: base / f"{edition}.xlsx" for edition in (CONFIDENTIAL, COUNCIL)}
    for edition, path in books.items():
        _aggregate(one, path, edition)
    return Made(one, books)


def test_the_file_format_has_no_objection_and_everybody_can_read_it(made: Made) -> None:
    paths = list(made.books.values())
    assert audit_all(paths) == []
    assert [fault for path in paths for fault in package_faults(read_parts(path))] == []
    assert [fault for path in paths for fault in accessibility_faults(path)] == []


def test_every_formula_has_its_value_in_three_engines_and_no_cell_an_error(
    made: Made, needs_libreoffice: str
) -> None:
    paths = list(made.books.values())
    for path, theirs in zip(paths, libreoffice_values(paths), strict=True):
        parts, ours = read_parts(path), cached_values(path)
        assert formulas_without_value(parts) == [], path.name
        assert error_cells(ours) == [], path.name
        places = formula_addresses(parts)
        for other in (theirs, formulon_values(path)):
            found = compare_values(ours, other, addresses=places)
            assert [str(difference) for difference in found] == [], path.name


def test_the_councils_copy_holds_no_word_of_any_school(made: Made) -> None:
    words = _schools_words(made.of.dataset)
    inside = all_text(made.books[COUNCIL])
    assert [word for word in words if word in inside] == []


def test_what_the_administration_writes_stands_in_the_next_one(
    made: Made, tmp_path: Path, needs_libreoffice: str
) -> None:
    typed = every_answer(made.books[CONFIDENTIAL], f"Ord om {made.of.name}")
    if not typed:
        return  # a workbook to read in
    again = tmp_path / "igen.xlsx"
    write_in_office([(made.books[CONFIDENTIAL], again, Edits(typed))])
    _aggregate(made.of, again, CONFIDENTIAL)
    text = all_text(again)
    assert [word for word in typed.values() if isinstance(word, str) and word not in text] == []


def _schools_words(dataset: Path) -> set[str]:
    """Find all texts schools typed, as the dataset holds them; short ones may stand anywhere.

    An indicator a school chose by its name is the catalogue's word, not the school's.
    """
    if not (dataset / "aftaler.csv").is_file():
        return set()
    typed = {row["vaerdi"] for row in _rows(dataset / "aftaler.csv")}
    return {word for word in typed if len(word) >= _LONG} - {
        row["navn"] for row in _rows(dataset / "katalog.csv")
    }


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_invented_examples_have_words_to_look_for() -> None:
    datasets = {one.dataset for one in on_shelf("kommune")}
    assert max(len(_schools_words(dataset)) for dataset in datasets) > 50
