"""The template `selvevaluering`, in Swedish `sjalvvardering`: a school's own rating of its work.

Statements along the cycle from plan to development, each with a step, what it is built on and how many
rated so; three earlier years beside. Here stand the workbook, strengths and areas of development; the
statements are ``rating``'s, the years ``years``'. All words are in ``words/selvevaluering.<language>.toml``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.forms import Cell, form
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import about, front, section
from workbooks.build.selvevaluering import rating, years

DANISH, SWEDISH, VERSION = "selvevaluering", "sjalvvardering", "1.0"
STRENGTHS, AREAS = 3, 3
_TOP = 6


def build_danish() -> bytes:
    """Build the Danish template and give its bytes; the same bytes each time."""
    return _build(DANISH, "da")


def build_swedish() -> bytes:
    """Build the Swedish template."""
    return _build(SWEDISH, "sv")


def _build(name: str, language: str) -> bytes:
    book = Book(f"faelles.{language}.toml", f"{DANISH}.{language}.toml")
    book.describe({"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    words = book.words["forside"]
    front(book, words["hvem"], words["dage"], ("vurdering", "aarene", "udvikling"), indicators=False)
    sheet = page(book, book.words["vurdering"]["ark"], row_height=20, writes=True)
    rated = rating.write(book, sheet)
    years.write(book, page(book, book.words["aarene"]["ark"], row_height=18, writes=True, pages=1), rated)
    _development(book, page(book, book.words["udvikling"]["ark"], row_height=20, writes=True))
    about(book, name, VERSION, indicators=False)
    return book.finished()


def _development(book: Book, sheet: Worksheet) -> None:
    """Write how last year's areas went, this year's strengths, and the areas that go into the plan."""
    words = book.words["udvikling"]
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate((25, 46, 44, 44, 22, 20)):
        sheet.set_column(column, column, width)
    row = _part(book, sheet, _TOP - 1, "sidste_aar")
    last = [f"udviklingsomraade_{number}" for number in range(1, AREAS + 1)]
    columns = [Cell(key, last=True) for key in ("omraade", "hvad", "maal")] + [Cell("gik")]
    gone = [f"siden_sidst_udvikling_{number}" for number in range(1, AREAS + 1)]
    form(book, sheet, "sidste_aar", (row, 0), gone, columns, 92, last)
    row = _part(book, sheet, row + AREAS + 2, "styrker")
    strengths = [f"styrke_{number}" for number in range(1, STRENGTHS + 1)]
    form(book, sheet, "styrker", (row, 1), strengths, [Cell("hvad"), Cell("viser"), Cell("deles")], 92)
    for number in range(1, STRENGTHS + 1):
        sheet.write_string(row + number, 0, f"{words['styrke']} {number}", book.style("term"))
    row = _part(book, sheet, row + STRENGTHS + 2, "omraader")
    sheet.set_h_pagebreaks([row - 1])
    sheet.repeat_rows(0, 2)
    areas = [*book.words["omraader_navne"].values()]
    columns = [
        Cell("omraade", "input", areas), *(Cell(key) for key in ("hvad", "hvorfor", "maal", "hvem")),
        Cell("hvornaar", "input_date"),
    ]  # fmt: skip
    made = form(book, sheet, "omraader", (row, 0), last, columns, 112)
    sheet.set_row(made.bottom + 1, 30)
    sheet.write_string(made.bottom + 1, 0, words["til_planen"], book.style("must_be_said"))
    sheet.print_area(0, 0, made.bottom + 1, 5)


def _part(book: Book, sheet: Worksheet, row: int, key: str) -> int:
    """Write the heading of a part and tell the row below it."""
    sheet.set_row(row - 1, 10)
    sheet.set_row(row, 24)
    section(book, sheet, row, book.words[key]["titel"], 6)
    return row + 1
