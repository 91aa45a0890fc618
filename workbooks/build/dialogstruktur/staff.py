"""The sheets of `dialogstruktur` on staff and economy: nine talks a year, and the dialogue with the staff.

A row a talk, half of them on each sheet below the figures they are about. Of the staff's own dialogue only
that it is held, how many talks and on what: a name here could be read by far more than it was meant for.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.dialogstruktur.figures import STAFF, decimals, look_up, say
from workbooks.build.dialogstruktur.months import MONTH_FORMAT, month_of_year
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, heading
from workbooks.build.kit.parts import answer, field, section

AUTUMN, SPRING = (9, 10, 11, 12, 1), (3, 4, 5, 6)
HR_MONTHS = (*AUTUMN, *SPRING)
FIGURES = 5
_WIDTHS = (15, 13, 11, 11, 44, 35, 44, 12, 25)
_HELPER = len(_WIDTHS)  # the column out of print
_TOP = 5  # the row (from 0) of the heading above the figures
_TALKS = _TOP + FIGURES + 4  # and of the talks' headings
_KEYS = ("planerat", "hallen", "om", "stodbehov", "overenskommet", "uppfoljt")
# Three talks stand below the figures on the first printed page, the rest on the second.
_TALK_HEIGHT = 112  # points
_COUNTS = ("medarbetare_antal_ht", "medarbetare_antal_vt")


# --- The nine talks ----------------------------------------------------------------------------
def talks(book: Book, lists: Lists, sheet: Worksheet, key: str, months: Sequence[int]) -> None:
    """Write half a year's talks, a row each, below the figures they are about."""
    heading(book, sheet, book.words[key])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _figures(book, lists, sheet)
    words = book.words["hr"]
    sheet.set_row(_TALKS - 1, 24)
    section(book, sheet, _TALKS - 1, words["samtal"], len(_WIDTHS))
    sheet.set_row(_TALKS, 32)
    for column, word in enumerate(words["kolonner"]):
        sheet.write_string(_TALKS, column, word, book.style("head" if column else "head_first"))
    for row, month in enumerate(months, start=_TALKS + 1):
        _talk(book, sheet, row, month)
    last = _TALKS + len(months) + 1
    sheet.set_row(last, 16)
    sheet.write_string(last, 0, words["forkortningar"], book.style("source"))
    sheet.repeat_rows(_TALKS)
    sheet.print_area(0, 0, last, len(_WIDTHS) - 1)
    sheet.set_zoom(90)


def _figures(book: Book, lists: Lists, sheet: Worksheet) -> None:
    words = book.words["hr"]
    sheet.set_row(_TOP, 24)
    section(book, sheet, _TOP, words["siffror"], len(_WIDTHS))
    sheet.set_row(_TOP + 1, 20)
    heads = words["siffror_hoved"]
    for column, word in enumerate(heads):
        style = "head_right" if column in (1, 2) else "head" if column else "head_first"
        sheet.write_string(_TOP + 1, column, word, book.style(style))
    for place in range(1, FIGURES + 1):
        row = _TOP + 1 + place
        sheet.set_row(row, 42)
        cells = (
            (look_up(lists, STAFF, "navn", place), "name"),
            (look_up(lists, STAFF, "seneste", place), "figure_strong"),
            (look_up(lists, STAFF, "usikkerhed", place), "figure_quiet"),
            (look_up(lists, STAFF, "aar_seneste", place), "quiet"),
            (say(lists, STAFF, place), "quiet"),
            (look_up(lists, STAFF, "spoergsmaal", place), "text"),
            (look_up(lists, STAFF, "var_bild", place), "quiet_long"),
        )
        for column, (formula, style) in enumerate(cells):
            size = {"font_size": 10} if style in ("text", "name") else {}
            sheet.write_formula(row, column, formula, book.style(style, **size), "")
        sheet.write_formula(row, _HELPER, look_up(lists, STAFF, "decimaler", place), book.style("help"), "")
    sheet.write_string(_TOP + 1, _HELPER, book.words["faelles"]["hjaelp"], book.style("help_over"))
    decimals(book, sheet, (_TOP + 2, _TOP + 1 + FIGURES), (1, 2), _HELPER)
    row = _TOP + 2 + FIGURES
    sheet.set_row(row, 16)
    none = f'IF(felt_dialog_personale_linje="","",felt_dialog_personale_linje&" {words["figurer_fler"]}")'
    sheet.write_formula(row, 0, f"={none}", book.style("source"), "")


def _talk(book: Book, sheet: Worksheet, row: int, month: int) -> None:
    """Write a talk's row: its month and subject, the day, what was said, needed and agreed."""
    words, stem = book.words["hr"], f"hr_{month:02}"
    sheet.set_row(row, _TALK_HEIGHT)
    day = book.style("term_strong", num_format=MONTH_FORMAT, align="left", valign="top")
    sheet.write_formula(row, 0, f"={month_of_year(month)}", day, "")
    sheet.write_string(row, 1, words["amne"][stem], book.style("quiet_long"))
    for column, key in enumerate(_KEYS, start=2):
        help = words["hjaelp"][key]
        style, takes, look = "input_long", None, {}
        if key in ("planerat", "hallen"):
            style, takes, look = "input_date", inputs.day(book, *help), {"valign": "top"}
        elif key == "uppfoljt":
            style, takes, look = "input", inputs.choice(book, words["status"], *help), {"valign": "top"}
        answer(book, sheet, row, column, f"{stem}_{key}", style, help, takes, **look)
    field(book, sheet, row, len(_WIDTHS) - 1, f"forrige_{stem}_overenskommet", "quiet_long")


# --- The staff ---------------------------------------------------------------------------------
def staff(book: Book, sheet: Worksheet) -> None:
    """Write the sheet of the dialogue with the staff: that it is held, how many talks, on what."""
    words = book.words["medarbetare"]
    heading(book, sheet, words, source=False)
    for column, width in enumerate((44, 76, 50)):
        sheet.set_column(column, column, width)
    sheet.set_row(5, 24)
    sheet.write_string(5, 0, words["varning"], book.style("warning"))
    sheet.set_row(6, 22)
    for column, word in enumerate(words["kolonner"]):
        sheet.write_string(6, column, word, book.style("head" if column else "head_first"))
    row = 6
    for key, question in words["fragor"].items():
        row += 1
        is_count = key in _COUNTS
        sheet.set_row(row, 26 if is_count else 84)
        sheet.write_string(row, 0, question, book.style("fact", indent=0))
        help = words["hjaelp"][key]
        shape = {"num_format": "0"} if is_count else {}
        look = {**shape, "align": "left", "indent": 1} if is_count else shape
        takes = inputs.number(book, *help) if is_count else None
        answer(book, sheet, row, 1, key, "input" if is_count else "input_long", help, takes, **look)
        field(book, sheet, row, 2, f"forrige_{key}", "quiet" if is_count else "quiet_long", **look)
    sheet.print_area(0, 0, row, 2)
    sheet.set_zoom(90)
