"""What stands above every sheet of a class's workbook, and the forms of its last sheets.

Title with school, class and school year; one sentence; that it is an example; whom it is for; the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Look
from workbooks.build.kit.look import Book, page

ONE_LINE = 125  # characters of the explanations


def class_heading(
    book: Book, sheet: Worksheet, words: Mapping[str, Any], *, source: bool = True, pupils: bool = True
) -> None:
    """Write the heading of a sheet; ``pupils``: it tells of pupils, so it says whom it is for."""
    shared = book.words["faelles"]
    title = (
        f'=IF(felt_skole_navn="","",felt_skole_navn&" {shared["klass"]} "&felt_klasse&" · ")'
        f'&"{words["titel"]} "&felt_skoleaar'
    )
    sheet.set_row(0, 30)
    sheet.write_formula(0, 0, title, book.style("title"), "")
    sheet.set_row(1, 18)
    sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))
    sheet.set_row(2, 16)
    sheet.write_formula(2, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    sheet.set_row(3, 15)
    if pupils:
        sheet.write_string(3, 0, shared["fortroligt"], book.style("warning", font_size=9))
    sheet.set_row(4, 15)
    if source:
        said = '=IF(felt_kilde_linje="","",felt_kilde_linje&IF(felt_udgave="","","   ·   "&felt_udgave))'
        sheet.write_formula(4, 0, said, book.style("source"), "")


def field(book: Book, sheet: Worksheet, row: int, column: int, name: str, style: str) -> None:
    """Leave a cell for a scalar field."""
    sheet.write_blank(row, column, None, book.style(style))
    book.name(f"felt_{name}", sheet, row, column)


def section(book: Book, sheet: Worksheet, row: int, word: str, last_column: int = 1) -> int:
    """Write a heading across the columns and tell which row is below it."""
    sheet.set_row(row, 24)
    for column in range(last_column + 1):
        sheet.write_string(row, column, "" if column else word, book.style("section"))
    return row + 1


def explained(
    book: Book, sheet: Worksheet, row: int, said: Mapping[str, str], one_line: int, line_height: float = 16
) -> int:
    """Write a term and what it means a row, as high as the text needs; tell which row is below."""
    for term, text in said.items():
        sheet.set_row(row, 6 + line_height * (1 + len(text) // one_line))
        sheet.write_string(row, 0, term, book.style("term_strong"))
        sheet.write_string(row, 1, text, book.style("fact"))
        row += 1
    return row


def guidance(book: Book, first_width: float) -> None:
    """Write the one page of guidance: the steps, and what is good to know."""
    words = book.words["gor"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    class_heading(book, sheet, words, source=False, pupils=False)
    sheet.set_column(0, 0, first_width)
    sheet.set_column(1, 1, 120)
    row = section(book, sheet, 4, words["steg_rubrik"])
    row = explained(book, sheet, row, words["steg"], ONE_LINE)
    row = section(book, sheet, row + 1, words["bra_rubrik"])
    row = explained(book, sheet, row, words["bra"], ONE_LINE)
    sheet.print_area(0, 0, row, 1)


def icon_inks(inks: Mapping[str, str]) -> list[Look]:
    """Give a word its ink by the icon before it."""
    return [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in inks.items()]


def about(book: Book, sheet: Worksheet, version: str, fields: Mapping[str, str]) -> int:
    """Write the last sheet: facts, method, which template this is; tell which row is below.

    ``fields``: the facts' scalars with the style of each, by the key of their words.
    """
    words = book.words["om"]
    class_heading(book, sheet, words, source=False, pupils=False)
    sheet.write_blank(2, 0, None, book.style("warning"))
    book.name("felt_eksempel", sheet, 2, 0)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 128)
    row = 4
    for name, style in fields.items():
        sheet.write_string(row, 0, words[name], book.style("term"))
        field(book, sheet, row, 1, name, style)
        row += 1
    row = section(book, sheet, row + 1, words["metode"])
    row = explained(book, sheet, row, words["metoden"], ONE_LINE)
    row = section(book, sheet, row + 1, words["vaerktoej"])
    for key, value in (("skabelon", words["skabelon_navn"]), ("version", version), ("enhed", "klasse")):
        sheet.write_string(row, 0, words[key], book.style("term"))
        sheet.write_string(row, 1, value, book.style("fact"))
        book.name(f"xb_{key}", sheet, row, 1)
        row += 1
    sheet.write_string(row, 0, words["enhed_nr"], book.style("term"))
    field(book, sheet, row, 1, "enhed_nr", "fact")
    sheet.write_string(row + 1, 0, words["skoleaar"], book.style("term"))
    sheet.write_formula(row + 1, 1, "=felt_skoleaar", book.style("fact"), "")
    book.name("xb_skoleaar", sheet, row + 1, 1)
    return row + 2
