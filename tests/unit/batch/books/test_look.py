"""The look of the administration's workbooks: text stays text, links lead, nothing breaks a file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from xl_beregner.batch.books.look import BLUE, QUIET, RED, TINTS, WHITE, Book
from xl_beregner.batch.books.look_cells import MOST_LETTERS, Cell, Column, clean, figure_format, row_height

COLUMNS = [Column("Navn", 20), Column("Tal", 8, "count")]


def written(*cells: Cell, name: str = "Ark") -> bytes:
    book = Book("Titel", "Kommune", "Side")
    sheet = book.page(name, [20] * len(cells))
    for column, cell in enumerate(cells):
        book.write(sheet, 0, column, cell)
    return book.finished()


def opened(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", "0123", "http://x.dk", "1e5", "-", "+45 33 12", "ja"])
def test_a_text_stays_text(text: str) -> None:
    [[cell]] = opened(written(Cell(text))).iter_rows()
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.hyperlink is None


@pytest.mark.parametrize("value", [None, "", float("nan"), float("inf")])
def test_what_is_no_value_is_blank_and_never_zero(value: float | str | None) -> None:
    assert opened(written(Cell(value, "count"))).cell(1, 1).value is None


@pytest.mark.parametrize(
    ("file", "target"),
    [
        ("../retur/a.xlsx", "../retur/a.xlsx"),
        ("retur/Vores skole.xlsx", "retur/Vores%20skole.xlsx"),
        ("retur/skole #1.xlsx", "retur/skole%20%231.xlsx"),
        ("50%41.xlsx", "50%2541.xlsx"),  # "%41" would be an A
        ("æøå [2].xlsx", "æøå%20%5b2%5d.xlsx"),
    ],
)
def test_a_link_leads_to_its_file_whatever_it_is_called(file: str, target: str) -> None:
    data = written(Cell("Åbn", "link", link=file))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        links = parts.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert re.findall('Target="([^"]*)"', links) == [target]
    assert opened(data).cell(1, 1).value == "Åbn"


def test_what_must_not_be_shown_is_changed_and_not_linked() -> None:
    book = Book("Titel", "Kommune", "Side", lambda value: "***" if value == "hemmelig" else value)
    sheet = book.page("Ark", [20])
    book.write(sheet, 0, 0, Cell("hemmelig", "link", link="hemmelig.xlsx"))
    data = book.finished()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [name for name in parts.namelist() if b"hemmelig" in parts.read(name)]
    assert opened(data).cell(1, 1).value == "***"


@given(st.text(st.characters(), max_size=40))
@settings(max_examples=40)
def test_any_text_gives_a_file_that_can_be_read(text: str) -> None:
    cell = opened(written(Cell(text, "cell"))).cell(1, 1)
    assert cell.data_type == ("s" if text else "n")


@pytest.mark.parametrize("text", ["x" * (MOST_LETTERS + 1), "x" * MOST_LETTERS, "😀" * MOST_LETTERS])
def test_a_text_is_cut_where_a_cell_ends(text: str) -> None:
    shown = clean(text)
    assert len(shown.encode("utf-16-le")) // 2 <= MOST_LETTERS
    assert shown == text or (shown.endswith("…") and len(shown) > 16_000)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["Mål: aftale/1"], ["Mål  aftale 1"]),
        (["aftaler", "AFTALER", "aftaler"], ["aftaler", "AFTALER (2)", "aftaler (3)"]),
        (["'x'", "[]"], ["x", "-"]),
        (["a" * 40, "a" * 50], ["a" * 31, "a" * 27 + " (2)"]),
    ],
)
def test_a_sheet_gets_a_name_it_can_have(names: list[str], shown: list[str]) -> None:
    book = Book("Titel", "Kommune", "Side")
    for name in names:
        book.page(name, [10])
    assert openpyxl.load_workbook(io.BytesIO(book.finished())).sheetnames == shown


def test_a_table_is_filtered_frozen_and_repeats_its_headings() -> None:
    book = Book("Titel", "Kommune", "Side")
    sheet = book.page("Ark", [20, 8])
    top = book.top(sheet, "Titel", ["En linje"], ["", "Fortroligt"])
    end = book.table(sheet, top, COLUMNS, [["Æble", 3], [Cell("=x", "strong"), None]], frozen=1)
    found = opened(book.finished())
    assert [cell.value for cell in found["A"]][:4] == ["Titel", "En linje", "Fortroligt", None]
    assert [[cell.value for cell in row] for row in found.iter_rows(min_row=5)] == [
        ["Navn", "Tal"],
        ["Æble", 3],
        ["=x", None],
    ]
    assert found.auto_filter.ref == "A5:B7"
    assert found.freeze_panes == "B6"
    assert found.print_title_rows == "$5:$5"
    assert end == 7
    assert (found.page_setup.orientation, found.page_setup.paperSize) == ("landscape", 9)


def test_a_row_is_as_high_as_its_longest_text_and_no_higher_than_a_row_can_be() -> None:
    short, long = row_height([Cell("a")], [20]), row_height([Cell("a " * 100)], [20])
    assert short < long < row_height([Cell("a " * 100_000)], [20]) <= 409
    assert row_height([Cell("a\nb\nc")], [20]) > 2 * short


def test_the_same_content_gives_the_same_bytes() -> None:
    cells = (Cell("a"), Cell(1.5, "share"), Cell("Åbn", "link", link="x.xlsx"))
    assert written(*cells) == written(*cells)


@pytest.mark.parametrize(("decimals", "shape"), [(0, "#,##0"), (1, "#,##0.0"), (3, "#,##0.000")])
def test_a_figure_is_shown_with_its_decimals(decimals: int, shape: str) -> None:
    assert figure_format(decimals) == shape


def _light(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear: Callable[[float], float] = lambda c: c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4  # noqa: E731
    red, green, blue = map(linear, parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "ground"), [*TINTS.values(), (QUIET, WHITE), (RED, WHITE), (WHITE, BLUE), (BLUE, WHITE)]
)
def test_every_ink_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    light, dark = sorted((_light(ink), _light(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
