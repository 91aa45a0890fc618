"""The quick reader of parts finds what the parser finds, in every way a part may be written."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parts import read_parts
from support.returned_book import Book, Layout, write_book

from xl_beregner.errors import PackageError
from xl_beregner.ooxml import scan
from xl_beregner.ooxml.markup import Markup
from xl_beregner.ooxml.scan import plain_text, scan_cells, scan_elements, scan_texts
from xl_beregner.ooxml.scan_values import shows_day

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "workbooks" / "skabeloner").rglob("*.xlsx"))
RESULTATAFTALE = ROOT / "workbooks" / "skabeloner" / "da" / "resultataftale.xlsx"
SHEET = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="x"><sheetData>{}</sheetData></worksheet>'

# What XML may hold as text; a cell's own codes (_x000D_) are decoded later, alike for both.
LETTERS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
)
TEXTS = LETTERS | st.sampled_from(["<&>\"'", "a\tb\nc", "  ", "&amp;", "æøå ⚠ 😀", "_x000D_"])
LAYOUTS = st.builds(
    Layout,
    texts=st.sampled_from(["shared", "inline", "rich", "formula"]),
    prefix=st.sampled_from(["", "x:"]),
    is_pretty=st.booleans(),
    has_references=st.booleans(),
    is_other_order=st.booleans(),
    is_strict=st.booleans(),
    has_comment=st.booleans(),
    encoding=st.sampled_from(["UTF-8", "UTF-16"]),
)


def understood(cells: dict[str, scan.RawCell]) -> dict[str, tuple[str, ...]]:
    return {place: (*cell[:4], plain_text(cell[4]), plain_text(cell[5])) for place, cell in cells.items()}


def parsed_cells(data: bytes) -> dict[str, tuple[str, ...]]:
    return understood({cell[0]: cell for cell in scan._cells_of(Markup(data))})


def parsed_texts(data: bytes) -> list[str]:
    return [scan._joined(item) for item in Markup(data).root.children if item.name == "si"]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.none() | TEXTS, st.none() | st.floats(-1e9, 1e9), TEXTS), min_size=1), LAYOUTS)
def test_cells_and_texts_are_the_parsers_however_they_are_written(rows: list, layout: Layout) -> None:
    parts = read_parts(write_book(Book(rows=rows), layout))
    sheet, texts = parts["xl/worksheets/sheet1.xml"], parts["xl/sharedStrings.xml"]
    assert understood(scan_cells(sheet, "")) == parsed_cells(sheet)
    assert [plain_text(text) for text in scan_texts(texts, "")] == parsed_texts(texts)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_standard_template_is_read_quickly_and_alike(template: Path) -> None:
    parts = read_parts(template)
    sheets = [content for name, content in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert all(scan._cells_quickly(scan._letters(sheet)) is not None for sheet in sheets)
    smallest = min(sheets, key=len)
    assert understood(scan_cells(smallest, "")) == parsed_cells(smallest)
    texts = parts["xl/sharedStrings.xml"]
    assert scan._texts_quickly(scan._letters(texts)) is not None
    assert [plain_text(text) for text in scan_texts(texts, "")] == parsed_texts(texts)


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("xl/workbook.xml", ("definedName",)),
        ("xl/workbook.xml", ("sheet", "workbookPr")),
        ("xl/styles.xml", ("xf", "numFmt")),
        ("[Content_Types].xml", ("Override", "Default")),
        ("docProps/core.xml", ("modified",)),
    ],
)
def test_single_elements_are_the_parsers(part: str, names: tuple[str, ...]) -> None:
    content = read_parts(RESULTATAFTALE)[part]
    found = [(each.name, dict(each.attributes), each.text) for each in scan_elements(content, "", *names)]
    elements = Markup(content).root.all(*names)
    assert found == [(each.name, dict(scan._local(each.attributes)), each.text) for each in elements]
    assert scan._elements_quickly(scan._letters(content), names, "") is not None


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>1</v></c><!-- <c r="B1"><v>2</v></c> --></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[a<b]]></v></c></row>',
        '<row r="1"><c t="b" r="A1"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1"><c r="A1" custom="a>b"><v>1</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        '<row r="1"><c r="A1"><f t="shared" si="0"/><v>1</v></c><c r="B1"><f>A1&lt;2</f><v/></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
        '<row r="1"><c r="A1" cm="1" vm="2"><v>1</v></c><c r="B1" ph="1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><extLst><ext/></extLst></c></row>',
        '<row r="1" spans="1:2"/><?calc now?><row r="2"><c r="A2"/></row>',
        "",
    ],
)
def test_odd_markup_is_read_as_the_parser_reads_it(row: str) -> None:
    data = SHEET.format(row).encode()
    assert understood(scan_cells(data, "")) == parsed_cells(data)


def test_a_sheet_without_cells_has_none() -> None:
    assert scan_cells(b'<worksheet xmlns="x"><cols/></worksheet>', "") == {}
    assert scan_cells(b'<worksheet xmlns="x"><sheetData/></worksheet>', "") == {}


@pytest.mark.parametrize(
    "data",
    [
        SHEET.format('<row r="1"><c r="A1"><v>1</v>').encode(),
        SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row>').encode()[:-5],
        b"",
        b"\x00\x01",
    ],
)
def test_what_is_no_xml_is_told(data: bytes) -> None:
    with pytest.raises(PackageError) as fault:
        scan_cells(data, "xl/worksheets/sheet1.xml")
    assert fault.value.key == "filling_pakke_xml"


@pytest.mark.parametrize(
    "filler", ["<si><r>", "<c r=", '<c r="A1"><f ', "<si><t>", '<definedName a="', "<si ", "&#"]
)
def test_a_part_made_to_stall_is_refused_in_no_time(filler: str) -> None:
    text = SHEET.format(filler * 60_000)
    started = time.process_time()
    assert scan._cells_quickly(text) is None
    assert not scan._texts_quickly(text.replace("worksheet", "sst").replace("sheetData", "x"))
    scan._elements_quickly(text, ("definedName", "si"), "")
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("text", ["&nbsp;", "a & b", "&#0;", "&#x1F;", "&#xD800;", "&#x110000;"])
def test_a_text_that_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="&"):
        plain_text(text)


@given(TEXTS)
def test_escaped_text_is_read_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&#x3E;").replace("\r", "&#13;")
    assert plain_text(escaped.encode().decode("latin-1")) == text


# Built-in and locale forms as Excel and LibreOffice write them; ECMA-376 part 1, 18.8.31.
@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ("dd-mm-yyyy", True),
        ("[$-406]d. mmmm yyyy;@", True),
        ("mmm", True),
        ("yyyy", True),
        ("hh:mm:ss", False),
        ("[h]:mm", False),
        ("mm:ss", False),
        ("General", False),
        ('0.0" dage"', False),
        ("[Red]0.00", False),
        ('#,##0\\ "kr. d"', False),
        ("0%", False),
        ("@", False),
    ],
)
def test_a_number_format_shows_a_day_or_not(code: str, is_day: bool) -> None:
    assert shows_day(code) is is_day
