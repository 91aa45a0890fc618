"""What a template holds is looked at before it goes to all: civil numbers, damaged parts, its kind."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from xl_beregner.errors import Fault
from xl_beregner.filling.check import check_template
from xl_beregner.ooxml.archive import join_archive, read_archive, store

BORN = "010190-1234"
Spoil = Callable[[xlsxwriter.Workbook], object]


def made(spoil: Spoil = lambda _: None) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Tal")
        sheet.protect()
        book.define_name("felt_skole_navn", "=Tal!$A$1")
        for name, value in (("xb_skabelon", "p"), ("xb_version", "1"), ("xb_enhed", "skole")):
            book.set_custom_property(name, value)
        spoil(book)
    return file.getvalue()


def check(tmp_path: Path, data: bytes, name: str = "skabelon.xlsx") -> list[Fault]:
    path = tmp_path / name
    path.write_bytes(data)
    return check_template(path)


def first(book: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    return book.worksheets()[0]


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    members, contents = read_archive(data, "x")
    changed = change(contents[part])
    assert changed != contents[part]
    return join_archive(store(part, changed) if member.name == part else member for member in members)


def rich(book: xlsxwriter.Workbook) -> object:
    return first(book).write_rich_string("C4", "født 010190", book.add_format({"bold": True}), "-1234", " x")


def in_a_chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Tal!$B$5:$B$7"})
    chart.set_title({"name": f"Elev {BORN}"})
    return first(book).insert_chart("H2", chart, {"description": "x"})


def test_a_template_without_a_civil_number_is_told_nothing(tmp_path: Path) -> None:
    def harmless(book: xlsxwriter.Workbook) -> None:
        first(book).write_string("C4", "101001-2025/2026")
        first(book).write_number("C5", 0.0101901234)
        first(book).write_number("C6", 101001)

    assert check(tmp_path, made(harmless)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book: first(book).write_string("C4", f"Anna, {BORN}"),
        lambda book: first(book).write_number("C4", 1111901234),
        lambda book: first(book).write_number("C4", 101901234),
        lambda book: first(book).write_formula("C4", f'="Anna {BORN}"', None, ""),
        lambda book: first(book).write_formula("C4", "=A1", None, BORN),
        rich,
    ],
)
def test_a_civil_number_in_a_cell_is_told_with_the_cell(tmp_path: Path, spoil: Spoil) -> None:
    (fault,) = check(tmp_path, made(spoil))
    assert (fault.key, fault.facts["ark"], fault.facts["celle"]) == ("check_cpr_celle", "Tal", "C4")
    assert fault.severity == "error"
    assert "1234" not in str(fault)


def test_a_civil_number_written_in_line_is_found(tmp_path: Path) -> None:
    inline = (
        b'<sheetData><row r="3"><c r="B3" t="inlineStr"><is><t>010190-1234</t></is></c></row></sheetData>'
    )
    data = with_part(made(), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<sheetData/>", inline))
    assert [(fault.key, fault.facts["celle"]) for fault in check(tmp_path, data)] == [
        ("check_cpr_celle", "B3")
    ]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda book: first(book).write_comment("C4", f"Spørg {BORN}"), "xl/comments1.xml"),
        (lambda book: book.define_name("elev", f'="{BORN}"'), "xl/workbook.xml"),
        (lambda book: first(book).set_header(f"&C {BORN}"), "Tal"),
        (lambda book: book.set_properties({"title": BORN}), "docProps/core.xml"),
        (
            lambda book: first(book).data_validation("C4", {"validate": "list", "source": [BORN, "b"]}),
            "Tal",
        ),
        (in_a_chart, "xl/charts/chart1.xml"),
        (
            lambda book: first(book).insert_button("C4", {"caption": BORN, "macro": "x"}),
            "xl/drawings/vmlDrawing1.vml",
        ),
    ],
)
def test_a_civil_number_outside_the_cells_is_told_with_its_part(
    tmp_path: Path, spoil: Spoil, place: str
) -> None:
    found = [fault for fault in check(tmp_path, made(spoil)) if fault.severity == "error"]
    assert ("check_cpr_del", place) in [(fault.key, fault.facts.get("sted")) for fault in found]
    assert not any("1234" in str(fault) for fault in found)


def test_a_sheet_called_a_civil_number_is_never_told_by_its_name(tmp_path: Path) -> None:
    faults = check(tmp_path, made(lambda book: book.add_worksheet(BORN).hide()))
    assert {"check_cpr_del", "check_skjult_ark"} <= {fault.key for fault in faults}
    assert not any("1234" in str(fault) for fault in faults)


def test_a_string_no_cell_shows_any_more_is_found(tmp_path: Path) -> None:
    data = made(lambda book: first(book).write_string("C4", "x"))
    data = with_part(
        data,
        "xl/sharedStrings.xml",
        lambda part: part.replace(b"</sst>", b"<si><t>010190-1234</t></si></sst>"),
    )
    (fault,) = check(tmp_path, data)
    assert (fault.key, fault.facts["sted"]) == ("check_cpr_del", "xl/sharedStrings.xml")


@pytest.mark.parametrize("part", ["xl/styles.xml", "docProps/custom.xml", "xl/theme/theme1.xml"])
def test_every_damaged_part_is_told_with_the_file(tmp_path: Path, part: str) -> None:
    (fault,) = check(tmp_path, with_part(made(), part, lambda content: content[:-9]))
    assert (fault.key, fault.facts["delnavn"]) == ("filling_pakke_xml", part)
    assert "skabelon.xlsx" in str(fault)
    assert "…" not in str(fault)


@pytest.mark.parametrize(
    ("name", "was", "becomes", "key"),
    [
        ("s.xlsm", b"sheet.main+xml", b"sheet.main+xml ", "check_fil_format"),
        ("s.xlsx", b"spreadsheetml.sheet.main+xml", b"spreadsheetml.template.main+xml", "check_fil_format"),
        (
            "s.xlsx",
            b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"vnd.ms-excel.sheet.macroEnabled.main+xml",
            "check_fil_endelse",
        ),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_told(
    tmp_path: Path, name: str, was: bytes, becomes: bytes, key: str
) -> None:
    data = with_part(made(), "[Content_Types].xml", lambda part: part.replace(was, becomes))
    assert [(fault.key, fault.severity) for fault in check(tmp_path, data, name)] == [(key, "error")]


@pytest.mark.parametrize(
    ("name", "keys"),
    [("s.xlsx", []), ("S.XLSX", []), ("s.xlsm", ["check_fil_endelse"]), ("s", ["check_fil_endelse"])],
)
def test_a_workbook_without_macros_is_called_xlsx(tmp_path: Path, name: str, keys: list[str]) -> None:
    assert [fault.key for fault in check(tmp_path, made(), name)] == keys
