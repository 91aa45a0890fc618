"""The template `aarshjul`, in Swedish `arshjul`: the school year's steps, and what became of them.

A page to hang on the wall, the steps by date with the school's own answers, steps of its own, last year's
notes. The steps are the field list ``aarshjul``; a run that fills it writes a calendar file too.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from workbooks.build.aarshjul import steps
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import BLUE, GREEN, GREY, Book, page
from workbooks.build.kit.parts import fact, field, section

VERSION = "1.0"
_MONTHS, _STEPS, _SOURCES = 12, 21, 5
_TOP, _STEPS_TOP = 7, 6
_MONTH_HEIGHT = 72.0  # points: five lines of its print
_SPRING = 5  # the place of January, counted from August
# Quiet grounds of the months, and the line at their left: autumn, spring.
_TERMS = (("#E6EFF8", BLUE), ("#E8F2E6", GREEN))
_TWO_LINES = 200  # characters of an explanation


def build_danish() -> bytes:
    """Build the Danish template."""
    return _build("aarshjul", "aarshjul.da.toml", "da")


def build_swedish() -> bytes:
    """Build the Swedish template."""
    return _build("arshjul", "arshjul.sv.toml", "sv")


def _build(name: str, words: str, language: str) -> bytes:
    book = Book(f"faelles.{language}.toml", words)
    properties = {"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"}
    book.describe(properties)
    lists = Lists(book)
    _wheel(book, lists)
    steps.year(book, lists, _STEPS_TOP, _STEPS)
    steps.own(book)
    steps.last_year(book, lists, _STEPS_TOP)
    _sources(book, lists)
    _about(book, name)
    return book.finished()


def _wheel(book: Book, lists: Lists) -> None:
    """Write the page for the wall: twelve months, and what school, administration and politics do."""
    words = book.words["aarshjul_maaneder"]
    sheet = page(book, words["ark"], row_height=_MONTH_HEIGHT, pages=1)
    sheet.set_portrait()
    steps.head(book, sheet, words)
    field(book, sheet, 2, 0, "eksempel", "warning")
    field(book, sheet, 3, 0, "aarshjul_linje", "source")
    sheet.write_string(4, 0, words["eksempel"], book.style("source"))
    for row, height in ((2, 18), (3, 16), (4, 16), (5, 20), (6, 8)):
        sheet.set_row(row, height)
    sheet.write_string(5, 0, words["gjort"], book.style("over"))
    columns = [
        Column("maaned", 17, "term_strong"),
        *(Column(key, width, "text") for key, width in (("skole", 40), ("forvaltning", 40), ("politik", 38))),
        helper("noegle"),
    ]
    made = lists.write(sheet, "aarshjul_maaneder", _TOP, _MONTHS, columns)
    sheet.set_row(_TOP, 22)
    for place in range(_MONTHS):
        ground, line = _TERMS[place >= _SPRING]
        look = {"bg_color": ground, "left": 5, "left_color": line, "indent": 1, "font_size": 12}
        top = {"top": 2, "top_color": GREY} if place == _SPRING else {}
        row = _TOP + 1 + place
        sheet.write_blank(row, 0, None, book.style("term_strong", **look, **top))
        for column in range(1, 4):
            sheet.write_blank(row, column, None, book.style("text", **top))
    sheet.print_area(0, 0, made.bottom, 3)
    sheet.repeat_rows(0, _TOP)
    sheet.freeze_panes(_TOP + 1, 1)
    sheet.set_first_sheet()
    sheet.activate()


def _about(book: Book, name: str) -> None:
    """Write where the steps come from, how their days are worked out, and which template this is."""
    words = book.words["om"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    steps.head_with_example(book, sheet, words)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 120)
    section(book, sheet, 4, words["metode"])
    row = 4
    for term, said in book.words["metode"].items():
        row = fact(book, sheet, row, term)
        sheet.set_row(row, 32 if len(said) < _TWO_LINES else 46)
        sheet.write_string(row, 1, said, book.style("fact"))
    section(book, sheet, row + 2, words["vaerktoej"])
    row = _whose(book, sheet, row + 2, words, name)
    sheet.print_area(0, 0, row, 1)


def _sources(book: Book, lists: Lists) -> None:
    """Write where the steps are from: each source once, with its steps."""
    words = book.words["aarshjul_kilder"]
    sheet = page(book, words["ark"], row_height=48)
    steps.head_with_example(book, sheet, words)
    columns = [
        Column("kilde", 60, "name"),
        Column("antal", 8, "count_figure"),
        Column("trin", 90, "text"),
        helper("noegle"),
    ]
    lists.write(sheet, "aarshjul_kilder", _STEPS_TOP, _SOURCES, columns).print_and_freeze(20, "kilde")


def _whose(book: Book, sheet: Worksheet, row: int, words: Mapping[str, str], name: str) -> int:
    """Write whose workbook it is and of which template, for people and for programs."""
    for key, value in (("skabelon", name), ("version", VERSION), ("enhed", "skole")):
        row = fact(book, sheet, row, words[key])
        sheet.write_string(row, 1, value, book.style("fact"))
        book.name(f"xb_{key}", sheet, row, 1)
    for key, of in (("kommune", "kommune_navn"), ("enhed_nr", "enhed_nr"), ("skoleaar", "skoleaar")):
        row = fact(book, sheet, row, words[key])
        field(book, sheet, row, 1, of, "fact")
    book.name("xb_skoleaar", sheet, row, 1)
    row = fact(book, sheet, row, words["skole"])
    field(book, sheet, row, 1, "skole_navn", "fact")
    return row
