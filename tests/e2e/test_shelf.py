"""Every template filled for all units of its example: sound, right in three engines, readable, alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e.command import run
from e2e.shelf import OnShelf, each_on_shelf
from support.accessible import accessibility_faults
from support.engines import audit_all, formulon_values, libreoffice_values
from support.faults import package_faults
from support.parts import formula_addresses, formulas_without_value, mentions, read_parts
from support.values import cached_values, compare_values, error_cells

pytestmark = [pytest.mark.prove, pytest.mark.e2e]


@dataclass(frozen=True)
class Filled:
    """A template's workbooks, one a school of its example."""

    of: OnShelf
    folder: Path
    books: tuple[Path, ...]


@pytest.fixture(scope="module", params=each_on_shelf())
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    one: OnShelf = request.param
    folder = tmp_path_factory.mktemp(one.name) / "ud"
    one.fill(folder)
    return Filled(one, folder, tuple(sorted((folder / "skoler").glob("*.xlsx"))))


def test_there_is_one_for_every_school(filled: Filled) -> None:
    assert [book.name.partition("_")[0] for book in filled.books] == sorted(filled.of.schools())


def test_the_file_format_has_no_objection(filled: Filled) -> None:
    assert audit_all(filled.books) == []
    assert [fault for book in filled.books for fault in package_faults(read_parts(book))] == []


def test_every_formula_carries_a_value_and_no_cell_an_error(filled: Filled) -> None:
    for book in filled.books:
        assert formulas_without_value(read_parts(book)) == [], book.name
        assert error_cells(cached_values(book)) == [], book.name


def test_libreoffice_and_formulon_calculate_the_same(filled: Filled, needs_libreoffice: str) -> None:
    for book, values in zip(filled.books, libreoffice_values(filled.books), strict=True):
        places = formula_addresses(read_parts(book))
        for other in (values, formulon_values(book)):
            found = compare_values(cached_values(book), other, addresses=places)
            assert [str(difference) for difference in found] == [], book.name


def test_everybody_can_read_it(filled: Filled) -> None:
    assert [fault for book in filled.books for fault in accessibility_faults(book)] == []


def test_no_part_names_another_school(filled: Filled) -> None:
    schools = filled.of.schools()
    for book in filled.books:
        own = book.name.partition("_")[0]
        numbers = schools.keys() - {own}
        names = [schools[number] for number in numbers if schools[number] not in schools[own]]
        assert len(names) > 5
        assert mentions(read_parts(book), names, numbers) == [], book.name
        assert mentions(read_parts(book), [schools[own]], [own]), book.name


def test_the_folder_proves_itself(filled: Filled) -> None:
    done = run("verify", str(filled.folder))
    assert done.returncode == 0, done.stdout + done.stderr
