"""The template `arsrapport`: what its first page opens with, and that a sheet left out leaves no hole."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from support.values import quiet

from workbooks.build.arsrapport import template
from xl_beregner.fields.known.schools_answers import PREFIX
from xl_beregner.filling.read_slots import read_slots
from xl_beregner.ooxml.formulas import references
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.references import Reference, TableReference
from xl_beregner.ooxml.workbook import Workbook


@pytest.fixture(scope="module")
def built() -> bytes:
    return template.build()


@pytest.fixture(scope="module")
def book(built: bytes) -> Any:
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(built))


def test_it_opens_on_the_committees_page_and_on_that_alone(book: Any) -> None:
    assert book.active.title == book.sheetnames[0] == "I korthet"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["I korthet"]


def test_no_sheet_looks_at_one_that_may_be_left_out(built: bytes, book: Any) -> None:
    """Sheets of lists go where there are no rows, all but the one with the municipality's figures."""
    workbook = Workbook(Package(built, "arsrapport"))
    slots = read_slots(workbook)
    stays = {listed.sheet for listed in slots.lists if listed.table == "samlet"}
    may_go = {listed.sheet for listed in slots.lists} - stays
    tables = {table.name: table.sheet for table in workbook.tables}
    names = {name.name: name.text for name in workbook.names}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                looked_at = _sheets(str(cell.value), tables, names) - {sheet.title}
                assert not looked_at & may_go, (sheet.title, cell.coordinate, cell.value)


def _sheets(formula: str, tables: dict[str, str], names: dict[str, str]) -> set[str]:
    found = set()
    for target in references(formula):
        if isinstance(target, TableReference):
            found.add(tables[target.table])
        elif isinstance(target, Reference) and target.sheet:
            found.add(target.sheet)
        elif str(target) in names:
            found |= _sheets(names[str(target)], tables, names)
    return found


def test_what_schools_wrote_stands_on_sheets_with_nothing_else(built: bytes) -> None:
    """So an edition without it loses those sheets and no other."""
    slots = read_slots(Workbook(Package(built, "arsrapport")))
    theirs = {listed.sheet for listed in slots.lists if listed.table.startswith(PREFIX)}
    others = {listed.sheet for listed in slots.lists if not listed.table.startswith(PREFIX)}
    assert len(theirs) == 8
    assert not theirs & others
    assert not theirs & {slot.sheet for slot in (*slots.scalars, *slots.answers)}


def test_the_administration_writes_on_every_page_the_council_reads(built: bytes) -> None:
    slots = read_slots(Workbook(Package(built, "arsrapport")))
    assert {slot.field for slot in slots.answers if slot.sheet == "I korthet"} == {
        "forvaltningens_analys",
        "forvaltningens_ataganden",
        "forvaltningens_prioriteringar",
    }
    assert {slot.sheet for slot in slots.answers} == {"I korthet", "Så görs den", "Åtaganden", "Område"}
