"""The values a filled workbook carries are those LibreOffice and formulon calculate from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from golden.build_kitchen_sink import (
    MAY_LACK_A_VALUE,
    SPILLED,
    UNKNOWN_TO_LIBREOFFICE,
    kitchen_fields,
)
from openpyxl.utils.cell import coordinate_to_tuple
from support.engines import audit_all, formulon_values, libreoffice_values
from support.parts import formula_addresses, formulas_without_value, read_parts
from support.values import Address, Scalar, at, cached_values, compare_values

LENGTHS = [30, 50, 7, 1, 0]

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Book:
    """A filled workbook, what it holds, and the cells named as having no value."""

    path: Path
    cached: dict[Address, Scalar]
    places: list[Address]
    named: set[Address]

    @property
    def promised(self) -> list[Address]:
        """The cells whose value the fill vouches for."""
        given_up = self.named | (SPILLED if ("Forside", 4, 4) in self.named else set())
        return [place for place in self.places if place not in given_up]


@pytest.fixture(scope="module")
def filled(template: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Book]:
    folder = tmp_path_factory.mktemp("fyldt")
    return {rows: _filled(template, rows, folder / f"{rows}.xlsx") for rows in LENGTHS}


@pytest.fixture(scope="module")
def recalculated(filled: Mapping[int, Book], needs_libreoffice: str) -> dict[int, dict[Address, Scalar]]:
    return dict(zip(filled, libreoffice_values([book.path for book in filled.values()]), strict=True))


@pytest.mark.parametrize("rows", LENGTHS)
def test_libreoffice_calculates_the_same(
    filled: Mapping[int, Book], recalculated: Mapping[int, dict[Address, Scalar]], rows: int
) -> None:
    places = [place for place in filled[rows].promised if place not in UNKNOWN_TO_LIBREOFFICE]
    assert len(places) >= 28
    assert compare_values(filled[rows].cached, recalculated[rows], addresses=places) == []


@pytest.mark.parametrize("rows", LENGTHS)
def test_formulon_calculates_the_same(filled: Mapping[int, Book], rows: int) -> None:
    book = filled[rows]
    assert compare_values(book.cached, formulon_values(book.path), addresses=book.promised) == []


@pytest.mark.parametrize("rows", LENGTHS)
def test_a_formula_without_a_value_is_named_and_is_one_that_may_be(
    filled: Mapping[int, Book], rows: int
) -> None:
    book = filled[rows]
    assert book.named <= MAY_LACK_A_VALUE
    assert set(formulas_without_value(read_parts(book.path))) == {at(place) for place in book.named}


def test_the_audit_has_no_objection_at_any_length(filled: Mapping[int, Book]) -> None:
    assert audit_all(book.path for book in filled.values()) == []


@pytest.mark.parametrize("rows", [30, 50])
def test_without_recalculation_no_formula_shows_a_value_that_is_wrong(
    template: Any, tmp_path: Path, rows: int
) -> None:
    book = tmp_path / "uden.xlsx"
    template.fill(kitchen_fields(rows), book, recalculate=False)
    cached = cached_values(book)
    shown = [place for place in formula_addresses(read_parts(book)) if cached.get(place) not in (None, "")]
    assert compare_values(cached, formulon_values(book), addresses=shown) == []


def _filled(template: Any, rows: int, path: Path) -> Book:
    told = template.fill(kitchen_fields(rows, seed=rows + 1), path).warnings
    # A mean of no rows shows an error, which is told too: it is the formula's own value.
    warnings = [fault for fault in told if fault.key != "filling_formel_fejl"]
    named = {(fault.facts["ark"], *coordinate_to_tuple(fault.facts["celle"])) for fault in warnings}
    return Book(path, cached_values(path), formula_addresses(read_parts(path)), named)
