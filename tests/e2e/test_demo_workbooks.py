"""Every workbook of the main job is sound, opens, and carries the values other engines calculate."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.command import PROJECT
from support.engines import audit_all, formulon_values, libreoffice_values
from support.faults import package_faults
from support.parts import (
    count_changes,
    formula_addresses,
    formulas_without_value,
    part_changes,
    read_parts,
    sheet_parts,
)
from support.values import cached_values, compare_values, error_cells

TEMPLATE = PROJECT / "workbooks" / "skabeloner" / "da" / "resultataftale.xlsx"

pytestmark = [pytest.mark.prove, pytest.mark.e2e]


def test_the_audit_has_no_objection(demo: Path, workbooks: list[Path]) -> None:
    assert audit_all([*workbooks, demo / "forvaltning" / "oversigt.xlsx"]) == []


def test_the_packages_are_sound(demo: Path, workbooks: list[Path]) -> None:
    for book in [*workbooks, demo / "forvaltning" / "oversigt.xlsx"]:
        assert package_faults(read_parts(book)) == [], book.name


def test_every_formula_carries_a_value(workbooks: list[Path]) -> None:
    for book in workbooks:
        parts = read_parts(book)
        assert len(formula_addresses(parts)) > 100
        assert formulas_without_value(parts) == [], book.name


def test_no_cell_shows_an_error(workbooks: list[Path]) -> None:
    for book in workbooks:
        assert error_cells(cached_values(book)) == [], book.name


def test_libreoffice_opens_each_and_calculates_the_same(
    demo: Path, workbooks: list[Path], needs_libreoffice: str
) -> None:
    recomputed = libreoffice_values([*workbooks, demo / "forvaltning" / "oversigt.xlsx"])
    for book, values in zip(workbooks, recomputed, strict=False):
        places = formula_addresses(read_parts(book))
        found = compare_values(cached_values(book), values, addresses=places)
        assert [str(difference) for difference in found] == [], book.name
        assert error_cells(values) == [], book.name


def test_formulon_calculates_the_same(workbooks: list[Path]) -> None:
    for book in workbooks:
        places = formula_addresses(read_parts(book))
        found = compare_values(cached_values(book), formulon_values(book), addresses=places)
        assert [str(difference) for difference in found] == [], book.name


def test_nothing_of_the_template_is_lost(workbooks: list[Path]) -> None:
    template = read_parts(TEMPLATE)
    may_change = {*sheet_parts(template).values(), "docProps/custom.xml"}
    may_change |= {name for name in template if name.startswith("xl/charts/chart")}
    for book in workbooks:
        after = read_parts(book)
        changes = part_changes(template, after)
        assert (changes.added, changes.removed) == (frozenset(), frozenset()), book.name
        assert changes.changed <= may_change, book.name
        for part, grown in count_changes(template, after).items():
            # Values come, and two properties: the school's number and the school year.
            new = {"property", "lpwstr"} if part == "docProps/custom.xml" else {"v", "is", "t", "pt"}
            assert grown.keys() <= new, (book.name, part)
