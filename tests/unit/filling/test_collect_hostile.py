"""Whatever comes home instead of a workbook ends as a told fault, or is read; never as a traceback."""

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parts import Parts, read_parts, write_parts
from support.returned_book import Book, Layout, write_book

from xl_beregner import texts
from xl_beregner.errors import BeregnerError, PackageError
from xl_beregner.filling import returned_cells
from xl_beregner.filling.collect import collect_answers, read_returned
from xl_beregner.ooxml import scan_book

GOOD = write_book()
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def changed(change: Callable[[Parts], None]) -> bytes:
    parts = read_parts(GOOD)
    change(parts)
    return write_parts(parts)


def without(name: str) -> bytes:
    return changed(lambda parts: parts.pop(name) and None)


def with_part(name: str, content: bytes) -> bytes:
    return changed(lambda parts: parts.update({name: content}))


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    assert old in read_parts(GOOD)[name]
    return changed(lambda parts: parts.update({name: parts[name].replace(old, new)}))


def open_document() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return target.getvalue()


def flagged_encrypted() -> bytes:
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", data, at + 8, 1)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "returned_tom_fil"),
        (b"PK", "filling_pakke_beskadiget"),
        (b"hej", "filling_pakke_ikke_zip"),
        (b"<html>", "filling_pakke_ikke_zip"),
        (GOOD[: len(GOOD) // 2], "filling_pakke_beskadiget"),
        (GOOD[:-10], "filling_pakke_beskadiget"),
        (COMPOUND, "filling_pakke_gammel_xls"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "filling_pakke_krypteret"),
        (flagged_encrypted(), "filling_pakke_krypteret"),
        (open_document(), "returned_ods"),
        (write_parts({"a.txt": b"x"}), "filling_pakke_ikke_regneark"),
        (without("xl/workbook.xml"), "filling_pakke_del_mangler"),
        (without("_rels/.rels"), "filling_pakke_ikke_regneark"),
        (without("xl/worksheets/sheet1.xml"), "filling_pakke_del_mangler"),
        (
            replaced("[Content_Types].xml", b"sheet.main+xml", b"sheet.binary.macroEnabled.main"),
            "filling_pakke_xlsb",
        ),
        (replaced("xl/workbook.xml", b"</definedNames></workbook>", b""), "filling_pakke_xml"),
        (replaced("xl/worksheets/sheet1.xml", b"</sheetData>", b""), "filling_pakke_xml"),
        (
            replaced("xl/workbook.xml", b"<workbook", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook"),
            "filling_pakke_doctype",
        ),
        (replaced("xl/worksheets/sheet1.xml", b"<v>0</v>", b"<v>999</v>"), "returned_celle_beskadiget"),
        (replaced("xl/worksheets/sheet1.xml", b"<v>0</v>", b"<v>x</v>"), "returned_celle_beskadiget"),
        (replaced("xl/sharedStrings.xml", b"L\xc3\xa6", b"L\xff"), "returned_celle_beskadiget"),
        (replaced("xl/sharedStrings.xml", b"&amp;", b"&bom;"), "returned_celle_beskadiget"),
        (with_part("../ude.xml", b"x"), "filling_pakke_sti"),
        (with_part("XL/WORKBOOK.XML", b"x"), "filling_pakke_dublet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_told_in_words(data: bytes, key: str) -> None:
    with pytest.raises(PackageError) as fault:
        read_returned(data, "svar.xlsx")
    assert fault.value.key == key
    told = texts.say(f"fejl.{key}", "da", **fault.value.facts)
    assert "{" not in told


def test_a_sheet_without_cells_has_blank_answers() -> None:
    found = read_returned(
        with_part("xl/worksheets/sheet1.xml", b"<worksheet><cols/></worksheet>"), "svar.xlsx"
    )
    assert found.answers == ()
    assert found.properties["xb_enhed_nr"] == "101001"


def bomb(size: int) -> bytes:
    # A sheet that is nothing but blanks packs a thousand to one.
    return with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * size + b"</worksheet>")


def test_a_part_that_unpacks_to_a_flood_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bomb(12_000_000)
    monkeypatch.setattr(scan_book, "unpack", lambda entry, *_: pytest.fail(entry.filename))
    with pytest.raises(PackageError) as fault:
        read_returned(data, "svar.xlsx")
    assert fault.value.key == "filling_pakke_for_stor"


def test_a_part_larger_than_its_directory_says_is_not_unpacked_further() -> None:
    data = bytearray(write_book(Book(vision="x" * 50_000)))
    at = data.rindex(b"xl/sharedStrings.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, at + 24, 1_000)
    with pytest.raises(PackageError) as fault:
        read_returned(bytes(data), "svar.xlsx")
    assert fault.value.key == "filling_pakke_beskadiget"


def test_a_sheet_larger_than_any_of_ours_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_book, "LARGEST_PART", 500)
    with pytest.raises(PackageError) as fault:
        read_returned(GOOD, "svar.xlsx")
    assert fault.value.key == "filling_pakke_for_stor"


def test_names_over_whole_sheets_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [(f"svar_a{n}", "Aftale!$A$1:$XFD$1048576") for n in range(20)]
    with pytest.raises(PackageError) as fault:
        read_returned(write_book(Book(more_names=names)), "svar.xlsx")
    assert fault.value.key == "filling_pakke_for_stor"
    monkeypatch.setattr(returned_cells, "MOST_CELLS", 10)
    with pytest.raises(PackageError):
        read_returned(GOOD, "svar.xlsx")


@pytest.mark.parametrize("row", ["1048577", "9999999", "0"])
def test_huge_row_numbers_are_read_past(row: str) -> None:
    # The last row's number is changed; what stands under the names above it comes home.
    data = replaced("xl/worksheets/sheet1.xml", b'r="F11"', f'r="F{row}"'.encode())
    assert collect_answers(data)["aftale"][0]["maal"] == 7.4


def test_a_row_number_no_sheet_has_is_told() -> None:
    with pytest.raises(PackageError) as fault:
        collect_answers(replaced("xl/worksheets/sheet1.xml", b'r="F11"', b'r="F4294967296"'))
    assert fault.value.key == "filling_pakke_uorden"


def test_a_row_number_that_is_none_is_told() -> None:
    data = write_book(layout=Layout(is_other_order=True))
    parts = read_parts(data)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b'<row r="9"', b'<row r="ni"'
    )
    with pytest.raises(PackageError) as fault:
        read_returned(write_parts(parts), "svar.xlsx")
    assert fault.value.key == "filling_pakke_xml"


@pytest.mark.parametrize("style", ["", ' s="1"'])
@pytest.mark.parametrize("begins", ["", '<workbookPr date1904="1"/>'])
@pytest.mark.parametrize("number", ["2958465", "2958465.9999999", "1e999", "-1e999", "NaN"])
def test_a_day_after_the_last_one_and_no_number_at_all_are_no_accident(
    style: str, begins: str, number: str
) -> None:
    # 2,958,465 is the last day Excel counts from 1900 (31-12-9999); from 1904 it lies beyond it.
    sheets = [("Ark", f'<row r="1"><c r="A1"{style}><v>{number}</v></c></row>')]
    parts = read_parts(write_book(Book(more_sheets=sheets, more_names=[("svar_x", "Ark!$A$1")])))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", begins.encode() + b"<sheets>")
    value = collect_answers(write_parts(parts))["x"]
    assert not isinstance(value, float) or math.isfinite(value)


def test_a_damaged_cell_is_told_without_a_pupils_name() -> None:
    # A pupil's sheet is called by the pupil's name.
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>E17</t></is></c><c r="B1" t="s"><v>999</v></c></row>'
    names = [("felt_elev_id", "'Anna Eksempel'!$A$1", 1), ("svar_hjem", "'Anna Eksempel'!$B$1", 1)]
    with pytest.raises(PackageError) as fault:
        read_returned(write_book(Book(more_sheets=[("Anna Eksempel", rows)], local_names=names)), "svar.xlsx")
    assert (fault.value.key, fault.value.facts["celle"]) == ("returned_celle_beskadiget", "B1")


def fault_of(data: bytes) -> BeregnerError | None:
    try:
        read_returned(data, "svar.xlsx")
    except BeregnerError as error:
        return error
    return None


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_file_is_told_or_read(data: st.DataObject) -> None:
    whole = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    fault = fault_of(bytes(whole))
    assert fault is None or fault.facts["fil"] == "svar.xlsx"


PARTS = sorted(read_parts(GOOD))


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_part_is_told_or_read(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(PARTS))
    content = bytearray(read_parts(GOOD)[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=4))
    fault = fault_of(with_part(name, bytes(content)))
    assert fault is None or fault.facts["fil"] == "svar.xlsx"
