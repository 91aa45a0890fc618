"""A workbook's tables are read, or the part at fault is named."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.archive import join_archive, store
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook


def with_table(reference: bytes) -> Workbook:
    """Open a workbook whose only table says it lies there."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Ark").add_table("B2:C4", {"name": "tabel"})
    package = Package(file.getvalue(), "bog.xlsx")
    part = "xl/tables/table1.xml"
    data = package.contents[part]
    start = data.index(b' ref="')
    end = data.index(b'"', start + 6) + 1
    members = [
        store(part, data[:start] + reference + data[end:]) if member.name == part else member
        for member in package.members
    ]
    return Workbook(Package(join_archive(members), "bog.xlsx"))


def test_a_table_is_read_with_its_place() -> None:
    (table,) = with_table(b' ref="B2:C9"').tables
    assert (table.name, table.sheet, table.box, table.data) == ("tabel", "Ark", (2, 2, 9, 3), (3, 2, 9, 3))


@pytest.mark.parametrize("reference", [b"", b' ref=""', b' ref="hist"'])
def test_a_table_without_a_place_is_a_damaged_part(reference: bytes) -> None:
    with pytest.raises(PackageError) as raised:
        _ = with_table(reference).tables
    assert raised.value.facts["delnavn"] == "xl/tables/table1.xml"


@pytest.mark.parametrize(
    "reference",
    [
        b' headerRowCount="x" ref="B2:C4"',
        b' headerRowCount="-5" ref="B2:C4"',
        b' totalsRowCount="" ref="B2:C4"',
        b' totalsRowCount="3" ref="B2:C4"',
    ],
)
def test_a_table_that_cannot_count_its_rows_is_a_damaged_part(reference: bytes) -> None:
    with pytest.raises(PackageError) as raised:
        _ = with_table(reference).tables
    assert raised.value.facts["delnavn"] == "xl/tables/table1.xml"


@pytest.mark.parametrize("sheet", [b"7", b"x"])
def test_a_name_of_a_sheet_that_is_not_there_is_a_damaged_part(sheet: bytes) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Ark").print_area("A1:B2")
    package = Package(file.getvalue(), "bog.xlsx")
    part = "xl/workbook.xml"
    data = package.contents[part].replace(b'localSheetId="0"', b'localSheetId="' + sheet + b'"')
    assert data != package.contents[part]
    members = [store(part, data) if member.name == part else member for member in package.members]
    with pytest.raises(PackageError) as raised:
        _ = Workbook(Package(join_archive(members), "bog.xlsx")).names
    assert raised.value.facts["delnavn"] == part


@pytest.mark.parametrize("number", [b"x", b""])
def test_a_row_without_a_number_is_a_damaged_part(number: bytes) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Ark").write_number("A1", 1)
    package = Package(file.getvalue(), "bog.xlsx")
    part = "xl/worksheets/sheet1.xml"
    data = package.contents[part].replace(b'row r="1"', b'row r="' + number + b'"')
    assert data != package.contents[part]
    members = [store(part, data) if member.name == part else member for member in package.members]
    with pytest.raises(PackageError) as raised:
        Workbook(Package(join_archive(members), "bog.xlsx")).sheet("Ark")
    assert raised.value.facts["delnavn"] == part
