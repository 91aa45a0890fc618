"""The sheets of `datapakke` where a focus talk is prepared and agreed: own data, guide, agreements.

Its rows are fixed, so each cell has a name of its own. What was agreed last year on the same theme stands
beside what came of it; the sheets of figures stand in ``datapakke``.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import answer, field

PHASES = ("foer", "under", "efter")
QUESTIONS = 3  # a phase
OWN_ROWS = AGREEMENTS = 4
_WIDTHS = (10, 44, 56, 40, 28, 40)
_TOP = 5  # the row (from 0) of the first headings
_RIGHT = 3  # the column where the right half begins
_HEIGHT = 45.0


def talk(book: Book, theme: str, number: int) -> Worksheet:
    """Write the sheet of one theme's talk, a page; ``number``: which of the year's three it is."""
    name = f"samtale_{theme}"
    book.words[name] = {**book.words["samtale"], **book.words[name]}
    words = book.words[name]
    sheet = page(book, words["ark"], row_height=_HEIGHT, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _guide(book, sheet, theme)
    _own_data(book, sheet, theme)
    _last_year(book, sheet, theme)
    last = _agreements(book, sheet, theme)
    sheet.print_area(0, 0, last, len(_WIDTHS) - 1)
    return sheet


def _heads(book: Book, sheet: Worksheet, row: int, first: int, title: str, words: Sequence[str]) -> None:
    """Write the name of a part of the sheet, and the headings of its columns."""
    sheet.set_row(row, 22)
    sheet.write_string(row, first, title, book.style("over_group" if first else "block_head"))
    sheet.set_row(row + 1, 18)
    for column, word in enumerate(words, start=first):
        sheet.write_string(row + 1, column, word, book.style("head" if column else "head_first"))


def _guide(book: Book, sheet: Worksheet, theme: str) -> None:
    """Write the questions before, during and after the talk, each with room for an answer."""
    words = book.words[f"samtale_{theme}"]
    _heads(book, sheet, _TOP, 0, words["guide"], words["guide_hoved"])
    row = _TOP + 2
    for phase in PHASES:
        for number in range(1, QUESTIONS + 1):
            said = words[phase][number - 1]
            sheet.write_string(row, 0, words["faser"][phase] if number == 1 else "", book.style("group"))
            sheet.write_string(row, 1, said, book.style("fact"))
            help = (words["faser"][phase], words["hjaelp"]["guide"])
            answer(book, sheet, row, 2, f"{theme}_{phase}_{number}_svar", help=help)
            row += 1


def _own_data(book: Book, sheet: Worksheet, theme: str) -> None:
    """Leave room for the data the school adds itself: what, from where, and what it shows."""
    words = book.words[f"samtale_{theme}"]
    _heads(book, sheet, _TOP, _RIGHT, words["egne"], words["egne_hoved"])
    for number in range(1, OWN_ROWS + 1):
        for column, key in enumerate(("hvad", "kilde", "viser"), start=_RIGHT):
            help = (words["egne"], words["hjaelp"][f"egne_{key}"])
            answer(book, sheet, _TOP + 1 + number, column, f"{theme}_data_{number}_{key}", help=help)


def _last_year(book: Book, sheet: Worksheet, theme: str) -> None:
    """Show what was agreed on the theme last year, and ask what came of it."""
    words = book.words[f"samtale_{theme}"]
    row = _TOP + 2 + OWN_ROWS
    for column, word in enumerate(words["sidste_hoved"], start=_RIGHT):
        sheet.write_string(row, column, word, book.style("head", valign="bottom"))
    for number in range(1, AGREEMENTS + 1):
        stem = f"forrige_{theme}_aftale_{number}"
        field(book, sheet, row + number, _RIGHT, f"{stem}_hvad", "quiet")
        field(book, sheet, row + number, _RIGHT + 1, f"{stem}_hvem", "quiet")
        help = (words["sidste_hoved"][2], words["hjaelp"]["gik"])
        answer(book, sheet, row + number, _RIGHT + 2, f"{theme}_sidste_{number}_gik", help=help)


def _agreements(book: Book, sheet: Worksheet, theme: str) -> int:
    """Leave room for what is agreed; tell the last row."""
    words = book.words[f"samtale_{theme}"]
    row = _TOP + 2 + len(PHASES) * QUESTIONS
    _heads(book, sheet, row, 0, words["aftaler"], words["aftaler_hoved"])
    for number in range(1, AGREEMENTS + 1):
        at = row + 1 + number
        sheet.set_row(at, _HEIGHT)
        sheet.write_string(at, 0, words["aftale_nr"].format(nr=number), book.style("group"))
        for column, key in enumerate(("hvad", "tegn", "hvem", "hvornaar", "status"), start=1):
            help = (words["aftaler"], words["hjaelp"][f"aftale_{key}"])
            takes = inputs.day(book, *help) if key == "hvornaar" else None
            style = "input_date" if key == "hvornaar" else "input_long"
            answer(book, sheet, at, column, f"{theme}_aftale_{number}_{key}", style, help, takes)
    return row + 1 + AGREEMENTS
