"""A template made by the steps of docs/own_template.md and by nothing else, as its reader would in Excel.

openpyxl stands in for Excel: each function is one step of the page and makes no more than the page says.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

SHEET: Final = "Fokus"
HEADINGS: Final = ("Indikator", "Enhed", "Seneste", "Kommunen", "Forskel", "Hvad siger tallet os?", "Nøgle")
FIELDS: Final = {"$B$2": "skole_navn", "$B$3": "skoleaar", "$A$4": "kilde_linje", "$A$5": "eksempel"}
LIST_FIELDS: Final = {"A": "navn", "B": "maaleenhed", "C": "seneste", "D": "kommune", "G": "noegle"}
TOP, BOTTOM = 9, 11
YELLOW: Final = PatternFill("solid", fgColor="FFF2CC")


def step_1_words(book: Workbook) -> None:
    """Write the words that are the same for all schools."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for cell, word in {
        "A1": "Fokusark", "A2": "Skole", "A3": "Skoleår",
        "F5": "Vores fokus i år",
    }.items():  # fmt: skip
        sheet[cell] = word
    for column, heading in zip("ABCDEFG", HEADINGS, strict=True):
        sheet[f"{column}8"] = heading
        sheet[f"{column}8"].font = Font(name="Calibri", bold=True)
    sheet["A1"].font = Font(name="Calibri", size=18, bold=True)
    for column, width in zip("ABCDEFG", (38, 11, 11, 11, 11, 45, 22), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.row_dimensions[6].height = 48


def step_2_fields(book: Workbook) -> None:
    """Name the cells the program writes in."""
    for cell, name in FIELDS.items():
        _name(book, f"felt_{name}", cell)


def step_3_list(book: Workbook) -> None:
    """Put a table around the headings and three empty rows, and name its columns."""
    table = Table(displayName="Tabel1", ref=f"A8:G{BOTTOM}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    table._initialise_columns()
    for column, heading in zip(table.tableColumns, HEADINGS, strict=True):
        assert isinstance(column, TableColumn)
        column.name = heading
    sheet = book[SHEET]
    sheet.add_table(table)
    for column, field in LIST_FIELDS.items():
        _name(book, f"felt_tal__{field}", f"${column}${TOP}:${column}${BOTTOM}")
    for row in range(TOP, BOTTOM + 1):
        for column in "CDE":
            sheet[f"{column}{row}"].number_format = "0.0"


def step_4_formula(book: Workbook) -> None:
    """Let a column of the table work something out."""
    sheet = book[SHEET]
    seen, other = (f"Tabel1[[#This Row],[{heading}]]" for heading in ("Seneste", "Kommunen"))
    formula = f'IF(OR({seen}="",{other}=""),"",{seen}-{other})'
    for row in range(TOP, BOTTOM + 1):
        sheet[f"E{row}"] = f"={formula}"
    sheet.tables["Tabel1"].tableColumns[4].calculatedColumnFormula = TableFormula(attr_text=formula)


def step_5_answers(book: Workbook) -> None:
    """Name, colour and unlock the cells the school writes in, and tell what to write there."""
    sheet = book[SHEET]
    _name(book, "svar_fokus", "$F$6")
    _name(book, "svar_tal__vores_ord", f"$F${TOP}:$F${BOTTOM}")
    cells = [sheet["F6"], *(sheet[f"F{row}"] for row in range(TOP, BOTTOM + 1))]
    for cell in cells:
        cell.fill = YELLOW
        cell.protection = Protection(locked=False)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    told = DataValidation(allow_blank=True, showInputMessage=True, promptTitle="Skriv her",
                          prompt="Hvad ser I, og hvad vil I gøre?")  # fmt: skip
    told.add("F6")
    told.add(f"F{TOP}:F{BOTTOM}")
    sheet.add_data_validation(told)


def step_6_protection(book: Workbook) -> None:
    """Protect the sheet without a password."""
    book[SHEET].protection.enable()


def step_7_page(book: Workbook) -> None:
    """Let it be printed on A4, one page wide, and the headings on every page."""
    sheet = book[SHEET]
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "8:8"


def step_8_properties(book: Workbook) -> None:
    """Say which template it is."""
    for name, value in {"xb_skabelon": "fokusark", "xb_version": "1", "xb_enhed": "skole"}.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))


STEPS: Final[tuple[Callable[[Workbook], None], ...]] = (
    step_1_words, step_2_fields, step_3_list, step_4_formula, step_5_answers, step_6_protection, step_7_page,
    step_8_properties,
)  # fmt: skip


def own_template(path: Path, steps: int = len(STEPS)) -> Path:
    """Make the template of the page's first steps."""
    book = Workbook()
    for step in STEPS[:steps]:
        step(book)
    book.save(path)
    return path


def _name(book: Workbook, name: str, cells: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=f"{SHEET}!{cells}")
