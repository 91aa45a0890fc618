"""The template `laeringsinformationsark`: a school's figures on one page, what is said of them on the next.

Here stands all of the workbook; the words are in ``words/laeringsinformationsark.da.toml``. What a figure
can say (uncertainty, verdicts, the question) is computed with the fields, not here.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.forms import Cell, form
from workbooks.build.kit.lists import Column, Lists, Look, helper
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.municipal import certain
from workbooks.build.kit.parts import about, field, front, section
from workbooks.build.kit.trend import draw_trend, trend_helpers, verdict_icons

NAME, VERSION = "laeringsinformationsark", "1.0"
ROWS = 13  # rows the list is built with, as many as the example needs
TOP = 8  # the row (from 0) of the list's headings; above it what the comparisons are worth together
_LINE = 5
# Points: three lines of a question, and thirteen rows on a page as wide; more rows take a second page
# rather than letters too small to read.
_ROW_HEIGHT = 42.0
# Of a figure older than the three years shown nothing is said: nobody could see what of.
_UNSEEN: Look = ('AND({=v1}="",{=v2}="",{=v3}="")', {"num_format": ";;;"})

# How many things the school and the administration take on.
STEPS = {"skole": 3, "forvaltning": 2}
_FEEDBACK = ("bemaerker", "godt", "undrer", "ved")


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.da.toml", f"{NAME}.da.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    words = book.words["forside"]
    front(book, words["personer"], words["dage"], ("tal", "dialog", "om"))
    _figures(book, Lists(book))
    _dialogue(book)
    about(book, NAME, VERSION)
    return book.finished()


def _figures(book: Book, lists: Lists) -> None:
    """Write the page of figures."""
    words = book.words["tal"]
    sheet = page(book, words["ark"], row_height=_ROW_HEIGHT)
    heading(book, sheet, words)
    sheet.set_row(_LINE, 18)
    made = lists.write(sheet, "tal", TOP, ROWS, _columns())
    field(book, sheet, _LINE, 0, "tal_linje", "must_be_said")
    for key in ("v1", "v2", "v3"):
        field(book, sheet, TOP - 1, made.at(key), f"aar_{key[1]}", "over_right")
    for key, said in (
        ("v1", "skole"),
        ("udvikling", "siger"),
        ("kommune", "sammenlign"),
        ("reference", "reference"),
        ("trend", "trend"),
    ):
        sheet.write_string(TOP - 2, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    draw_trend(made)
    made.print_and_freeze(head_height=32)


def _columns() -> list[Column]:
    return [
        Column("pejlemaerke_vist", 16.5, "group"),
        Column("navn", 21, "name"),
        Column("maaleenhed", 8, "quiet"),
        Column("v1", 9.5, "figure", decimals=True),
        Column("v2", 9.5, "figure", decimals=True),
        Column("v3", 9.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7.5, "figure_quiet", decimals=True, looks=[_UNSEEN]),
        Column("udvikling", 12, "status", looks=[_UNSEEN, *certain()]),
        Column("mod_kommunen", 12, "status", looks=[_UNSEEN, *certain()]),
        Column("kommune", 10.5, "figure_quiet", decimals=True, looks=[_UNSEEN]),
        Column("land", 7.5, "figure_quiet", decimals=True, looks=[_UNSEEN]),
        Column("reference", 8.5, "figure_quiet", decimals=True),
        Column("reference_dom", 10.5, "status", looks=verdict_icons()),
        Column("trend", 11.5, "picture", "blank"),
        Column("spoergsmaal", 27, "status"),
        Column("bemaerkning", 25, "remark"),
        *(helper(key) for key in ("noegle", "decimaler")),
        *trend_helpers(),
    ]


def _dialogue(book: Book) -> None:
    """Write the page of words: what each sees, what happens next, and how it is followed up."""
    words = book.words["dialog"]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    for column, width in enumerate((15, 41, 41, 41, 40, 18, 15)):
        sheet.set_column(column, column, width)
    sheet.set_zoom(90)
    section(book, sheet, 4, words["feedback"], 7)
    sheet.write_string(5, 0, words["hvem_skriver"], book.style("head_first"))
    stems = [f"feedback_{party}" for party in STEPS]
    seen = form(book, sheet, "dialog", (5, 1), stems, [Cell(key) for key in _FEEDBACK], 74)
    for row, party in enumerate(STEPS, start=6):
        sheet.write_string(row, 0, words[party], book.style("term_strong"))
    row = _agreed(book, sheet, seen.bottom + 2)
    _followed_up(book, sheet, row)


def _agreed(book: Book, sheet: Worksheet, row: int) -> int:
    """Write what happens next, beside what was agreed last; tell the next free row."""
    words = book.words["dialog"]
    section(book, sheet, row, words["fremad"], 7)
    for place, name in ((1, "forrige_linje"), (2, "maal_linje")):
        sheet.set_row(row + place, 18)
        field(book, sheet, row + place, 0, name, "must_be_said")
    stems = [f"fremad_{party}_{number}" for party, count in STEPS.items() for number in range(1, count + 1)]
    columns = [Cell("goer", last=True), *(Cell(key) for key in ("sidst", "goer", "tegn", "hvem", "hvornaar"))]
    top = row + 3
    sheet.write_string(top, 0, words["hvem_skriver"], book.style("head_first"))
    made = form(book, sheet, "dialog", (top, 1), stems, columns, 56)
    for at, stem in enumerate(stems, start=top + 1):
        _, party, number = stem.split("_")
        sheet.write_string(at, 0, f"{words[party]} {number}", book.style("term_strong"))
    return made.bottom + 2


def _followed_up(book: Book, sheet: Worksheet, row: int) -> None:
    words = book.words["dialog"]
    section(book, sheet, row, words["opfoelgning"], 7)
    sheet.write_string(row + 1, 0, "", book.style("head_first"))
    columns = [
        Cell("maade", last=True),
        *(Cell(key) for key in ("sidst", "maade", "materiale", "hvem")),
        Cell("dato", "input_date"),
    ]
    made = form(book, sheet, "dialog", (row + 1, 1), ["opfoelgning"], columns, 56)
    sheet.write_string(row + 2, 0, words["aftale"], book.style("term_strong"))
    sheet.print_area(0, 0, made.bottom, 6)
