"""The template `uppfoljningsplan`: a sheet a school form, goals first and means after, each with a judgement.

Here stand the workbook as a whole and the sheets that are forms: the school's own measures and the areas it
will develop. The page of all forms stands in ``summary``, a form's own sheet in ``form_sheet``.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.forms import Cell, Form, form
from workbooks.build.kit.lists import List, Lists
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import about, answer, field, front, section
from workbooks.build.uppfoljningsplan.form_sheet import SMALL, form_sheet
from workbooks.build.uppfoljningsplan.summary import summary
from xl_beregner.fields.known.forms import PLACES, TOGETHER

NAME, VERSION = "uppfoljningsplan", "1.0"
MEASURES, AREAS = 6, 5
_SHEETS = (TOGETHER, "egna", "omraden", "om")
_FORMS_TOP = 17  # the row (from 0) below the front's links to those
_TOP = 6  # the row (from 0) of a form's headings
# Points: seven lines of what is written in a row, and 400 characters of what was agreed.
_MEASURE_HEIGHT, _AREA_HEIGHT, _AGREED_HEIGHT = 98, 98, 112


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    words = book.words["forside"]
    first = front(book, words["personer"], words["dage"], _SHEETS)
    lists = Lists(book)
    _forms(book, first, summary(book, lists))
    for place in PLACES:
        form_sheet(book, lists, place)
    _own_measures(book)
    _areas(book)
    about(book, NAME, VERSION)
    return book.finished()


def _forms(book: Book, sheet: Worksheet, all_forms: List) -> None:
    """Write on the front which sheet is about which form, with a link; only forms the unit has.

    A sheet that may be left out cannot be pointed at, so the link is made of its name.
    """
    word, numbers = book.words["skolform"]["blad"], all_forms.cells("skoleform_nr")
    named = all_forms.cells("skoleform_vist")
    for place in range(len(PLACES)):
        row = _FORMS_TOP + place
        sheet.set_row(row, 24)
        before = f'COUNTIF({numbers},"<="&N(G{row}))' if place else "0"
        number = f'=IFERROR(SMALL({numbers},1+{before}),"")'
        if place:  # no form before it: none here either
            number = f'=IF(G{row}="","",IFERROR(SMALL({numbers},1+{before}),""))'
        sheet.write_formula(row, 6, number, book.style("help"), "")
        link = f'HYPERLINK("#\'{word}"&G{row + 1}&"\'!A1","{word}"&G{row + 1})'
        sheet.write_formula(row, 3, f'=IF(G{row + 1}="","",{link})', book.style("link", bottom=0), "")
        name = f"INDEX({named},MATCH(G{row + 1},{numbers},0))"
        sheet.write_formula(row, 4, f'=IF(G{row + 1}="","",{name})', book.style("fact", bottom=0), "")
    sheet.write_string(_FORMS_TOP - 1, 6, book.words["faelles"]["hjaelp"], book.style("help_over"))
    sheet.print_area(0, 0, _FORMS_TOP + len(PLACES) - 1, 4)


def _own_measures(book: Book) -> None:
    """Write what the school follows itself: what, how it is measured, then and now, and what it says."""
    sheet = _sheet(book, "egna", (28, 10, 34, 34, 13, 11, 11, 28, 44))
    columns = [
        *(Cell(key, last=True) for key in ("vad", "varde_nu")),
        *(Cell(key) for key in ("vad", "hur")),
        *(Cell(key, "input") for key in ("skolform", "varde_fore", "varde_nu")),
        *(Cell(key) for key in ("kalla", "sager")),
    ]
    rows = _stems("eget_matetal", MEASURES)
    made = form(book, sheet, "egna", (_TOP, 0), rows, columns, _MEASURE_HEIGHT)
    _halves(book, sheet, "egna", made)


def _areas(book: Book) -> None:
    """Write the areas to develop, last year's beside, and what was agreed in the dialogue."""
    sheet = _sheet(book, "omraden", (28, 34, 34, 14, 44, 44))
    columns = [
        Cell("vad", last=True),
        *(Cell(key) for key in ("blev", "vad")),
        Cell("skolform", "input"),
        *(Cell(key) for key in ("varfor", "uppfoljning")),
    ]
    rows = _stems("utvecklingsomrade", AREAS)
    made = form(book, sheet, "omraden", (_TOP, 0), rows, columns, _AREA_HEIGHT)
    _halves(book, sheet, "omraden", made)
    row, words = made.bottom + 2, book.words["omraden"]
    sheet.set_row(row - 1, 10)
    for first, key in ((0, "dialog"), (4, "dialog_nu"), (5, "dialog_forra")):
        section(book, sheet, row, words[key], 4 if key == "dialog" else 1, first)
    sheet.set_row(row, 22)
    sheet.set_row(row + 1, _AGREED_HEIGHT)
    asked = book.style("text", indent=0)
    sheet.merge_range(row + 1, 0, row + 1, 3, words["dialog_fraga"], asked)
    answer(book, sheet, row + 1, 4, "dialog_overenskommet", "input_long", words["hjaelp"]["dialog"])
    field(book, sheet, row + 1, 5, "forrige_dialog_overenskommet", "quiet_long")
    sheet.print_area(0, 0, row + 1, 5)


def _sheet(book: Book, key: str, widths: Sequence[float]) -> Worksheet:
    """Add a sheet where the school writes, on one page, its columns so wide."""
    words = book.words[key]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_zoom(90)
    return sheet


def _halves(book: Book, sheet: Worksheet, key: str, made: Form) -> None:
    """Write above a form which columns are about last year and which about this one."""
    words = book.words[key]
    now = [cell.heading for cell in made.columns].index("vad")
    sheet.set_row(_TOP - 2, 16)
    sheet.write_formula(
        _TOP - 2,
        0,
        '=IF(felt_forrige_linje="","",felt_forrige_linje)',
        book.style("source", font_size=SMALL),
        "",
    )
    sheet.set_row(_TOP - 1, 22)
    sheet.write_string(_TOP - 1, 0, words["forra"], book.style("over_group", indent=0))
    sheet.write_string(_TOP - 1, now, words["nu"], book.style("over_group"))
    sheet.print_area(0, 0, made.bottom, len(made.columns) - 1)


def _stems(name: str, count: int) -> list[str]:
    return [f"{name}_{number}" for number in range(1, count + 1)]
