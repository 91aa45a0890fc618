"""The template `lus_resultat`: a school steers by LUS at four dates of the year.

Here stand the workbook as a whole and its first sheet; what is counted stands in ``groups``, the pupils in
``pupils``, committee and parents in ``told``. A class's own workbook is the template `lus`.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book
from workbooks.build.kit.parts import about, field, front, section
from workbooks.build.lus_resultat import groups, told
from workbooks.build.lus_resultat.pupils import pupils
from xl_beregner.fields.known.lus import DATES

NAME, VERSION = "lus_resultat", "1.0"
_DATES_TOP = 13  # the row (from 0) below those who take part
_SHEETS = (
    "lus_forpligtelser", "lus_skole", "lus_punkter_skole", "lus_trin", "lus_klasser", "lus_fordeling",
    "lus_elever", "lus_rapport", "namnd", "foraldrar",
)  # fmt: skip


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    words = book.words["forside"]
    first = front(book, words["deltagare"], {}, _SHEETS, indicators=False)
    _dates(book, first)
    lists = Lists(book)
    groups.duties(book, lists)
    groups.school(book, lists)
    groups.points(book, lists)
    groups.grades(book, lists)
    groups.classes(book, lists)
    groups.spread(book, lists)
    pupils(book, lists)
    groups.report(book, lists)
    told.committee(book, lists)
    told.parents(book, lists)
    about(book, NAME, VERSION, indicators=False)
    return book.finished()


def _dates(book: Book, sheet: Worksheet) -> None:
    """Write the four dates of the school year, and what is shown of them."""
    words = book.words["forside"]
    section(book, sheet, _DATES_TOP, words["tidpunkter"])
    for number in DATES:
        row = _DATES_TOP + number
        sheet.write_string(row, 0, f"{words['tidpunkt']} {number}", book.style("term"))
        field(book, sheet, row, 1, f"lus_dato_{number}", "fact_date")
    row = _DATES_TOP + len(DATES) + 1
    sheet.set_row(row, 34)
    field(book, sheet, row, 1, "lus_linje", "fact")
    # For formulas, right of the print: the dates as texts, and which is the latest.
    for number in DATES:
        field(book, sheet, 5 + number, 6, f"lus_tidpunkt_{number}", "help")
    field(book, sheet, 10, 6, "lus_seneste", "help")
    sheet.write_string(5, 6, book.words["faelles"]["hjaelp"], book.style("help_over"))
