"""A small template with our functions in all the ways we support, and the figures that fill it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

PUPILS = [
    {"navn": f"Åse {number}", "foer": 30.0 + 1.7 * number, "efter": 40.0 + number * number}
    for number in range(7)
]
FIELDS: dict[str, Any] = {"maal": 7.5, "elever": PUPILS}
ROW = "elever[[#This Row],[{}]]".format
GAIN = f"BEREGNER_FREMGANG({ROW('foer')},{ROW('efter')},3.354,3.354)"


def template(lay: Callable[[Worksheet], None], *, column: str = GAIN, rows: int = 5) -> bytes:
    """Make a template: a table of pupils that grows, a field, and what ``lay`` puts on the second sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    pupils, figures = book.add_worksheet("Elever"), book.add_worksheet("Bl å")
    columns = [
        {"header": "navn"},
        {"header": "foer"},
        {"header": "efter"},
        {"header": "frem", "formula": column},
    ]
    pupils.add_table(0, 0, rows, 3, {"name": "elever", "columns": columns})
    figures.write_blank("A1", None, book.add_format({"num_format": "0.00"}))
    lay(figures)
    for letter, name in zip("ABC", ("navn", "foer", "efter"), strict=True):
        book.define_name(f"felt_elever__{name}", f"=Elever!${letter}$2:${letter}${rows + 1}")
    book.define_name("felt_maal", "='Bl å'!$A$1")
    book.close()
    return file.getvalue()


def lay_all(sheet: Worksheet) -> None:
    """Put our functions alone, over ranges, chained, inside other formulas, and one that fails."""
    sheet.write_formula("B1", "BEREGNER_STATUS(7.4,0.2,A1)")
    sheet.write_formula("B2", "INDEX(BEREGNER_STATUS(7.4,0.2,felt_maal),1,3)")
    sheet.write_formula("B3", 'IFERROR(beregner_skjul(A1+1,3)&" x","fejl")')
    sheet.write_formula("B4", "2*INDEX(BEREGNER_MAALCHANCE(7,0.2,A1,0.3),1)+1")
    sheet.write_formula("B5", 'BEREGNER_SKJUL("x",2)')
    sheet.write_array_formula("A7:F13", "{BEREGNER_FREMGANG(elever[foer],elever[efter],3.354,3.354)}")
    for row, number in enumerate((0.5, 1.5, 2.5)):
        sheet.write(19 + row, 3, number)
    sheet.write_array_formula("H7:I10", "{BEREGNER_UDJAEVN(Elever!B2:B4,D20:D22)}")
    sheet.write_formula("B15", "SUM(H7:H9)+1")
    sheet.write_formula("B16", "BEREGNER_SKJUL(B15,9)")
    sheet.write_formula("B17", "INDEX(BEREGNER_KONTROL(Elever!A:C),ROW()-16,1)")
    sheet.write_formula("B18", "B16*2")
    for row in range(20, 27):  # each row counts from the first to its own
        sheet.write_formula(row - 1, 5, f"INDEX(BEREGNER_SKJUL(elever[foer],9),ROWS(F$20:F{row}),1)")
