"""The agendas of `dialogstruktur` on results: September, February, and with the board at the year's analysis.

A talk begins with what was agreed last, so that stands first, beside what is agreed now; then the figures,
what both sides have prepared, and what the school needs. What was agreed in September stands in February
at once; what is older was typed in last year's workbook.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from workbooks.build.dialogstruktur.figures import RESULTS, decimals, inks, look_up, say, shown
from workbooks.build.dialogstruktur.months import month_of_year
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import Book, heading
from workbooks.build.kit.parts import answer, field, section

AGREEMENTS, FIGURES, QUESTIONS = 4, 7, 2
_WIDTHS = (44, 17, 58, 62, 24, 14)
_TIME, _AGREED = 5, 9  # the rows (from 0) where a part of the page begins
_FIGURES = _AGREED + AGREEMENTS + 3
_PREPARE = _FIGURES + FIGURES + 4
_HELPER = len(_WIDTHS)  # the column out of print
_BOX, _LINE = 116.0, 66.0


@dataclass(frozen=True)
class Talk:
    """One dialogue: its section of words, the stem of its answers, its month, and whose turn was last."""

    words: str
    stem: str
    month: int
    before: str = ""  # the stem of the talk before it in the same workbook; else last year's
    last_years: str = ""
    for_board: bool = False


SEPTEMBER = Talk("september", "resultat_sep", 9, last_years="resultat_feb")
FEBRUARY = Talk("februari", "resultat_feb", 2, before="resultat_sep")
BOARD = Talk("namnd", "namnd", 1, last_years="namnd", for_board=True)


def agenda(book: Book, lists: Lists, sheet: Worksheet, talk: Talk) -> None:
    """Write the sheet of one talk, two pages: what is known, and what is prepared and decided."""
    book.words[talk.words] = {**book.words["samtal"], **book.words[talk.words]}
    heading(book, sheet, book.words[talk.words])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _time(book, sheet, talk)
    _agreements(book, sheet, talk)
    _figures(book, lists, sheet, talk)
    row = _prepare(book, sheet, talk)
    last = _support(book, sheet, talk, row)
    sheet.set_h_pagebreaks([_PREPARE])
    sheet.repeat_rows(0, 2)
    sheet.print_area(0, 0, last, len(_WIDTHS) - 1)
    sheet.set_zoom(90)


def _time(book: Book, sheet: Worksheet, talk: Talk) -> None:
    """Write the month of the structure, the day that is booked, the day it was held, and who came."""
    words = book.words[talk.words]
    sheet.write_string(_TIME, 0, words["forslag"], book.style("term"))
    month = book.style("fact", num_format="[$-41D]mmmm yyyy")
    sheet.write_formula(_TIME, 1, f"={month_of_year(talk.month)}", month, "")
    for row, key in enumerate(("planerat", "hallen"), start=_TIME + 1):
        help = words["hjaelp"][key]
        sheet.write_string(row, 0, words[key], book.style("term"))
        answer(book, sheet, row, 1, f"{talk.stem}_{key}", "input_date", help, inputs.day(book, *help))
    sheet.write_string(_TIME, 2, words["deltagare"], book.style("term", indent=1))
    answer(book, sheet, _TIME + 1, 2, f"{talk.stem}_deltagare", "input", words["hjaelp"]["deltagare"])
    for row, height in ((_TIME, 20), (_TIME + 1, 24), (_TIME + 2, 24)):
        sheet.set_row(row, height)


def _agreements(book: Book, sheet: Worksheet, talk: Talk) -> None:
    """Write what was agreed last and what came of it, and beside it what is agreed now."""
    words = book.words[talk.words]
    sheet.set_row(_AGREED - 1, 24)
    section(book, sheet, _AGREED - 1, words["sidst"], 3)
    section(book, sheet, _AGREED - 1, words["overens"], 3, first=3)
    heads = [*words["sidst_hoved"], *words["overens_hoved"]]
    _heads(book, sheet, _AGREED, heads)
    for number in range(1, AGREEMENTS + 1):
        row, now = _AGREED + number, f"{talk.stem}_overenskommelse_{number}"
        sheet.set_row(row, _LINE)
        for column, key in enumerate(("vad", "vem")):
            _before(book, sheet, (row, column), talk, f"overenskommelse_{number}_{key}")
        help = words["hjaelp"]
        answer(book, sheet, row, 2, f"{talk.stem}_sist_{number}_uppfoljt", help=help["uppfoljt"])
        answer(book, sheet, row, 3, f"{now}_vad", help=help["vad"])
        answer(book, sheet, row, 4, f"{now}_vem", help=help["vem"])
        day = inputs.day(book, *help["nar"])
        answer(book, sheet, row, 5, f"{now}_nar", "input_date", help["nar"], day, valign="top")


def _before(book: Book, sheet: Worksheet, place: tuple[int, int], talk: Talk, key: str) -> None:
    """Show an agreement of the talk before: of this workbook, or of last year's."""
    if talk.before:
        name = f"svar_{talk.before}_{key}"
        sheet.write_formula(*place, f'=IF({name}="","",{name})', book.style("quiet_long"), "")
    else:
        field(book, sheet, *place, f"forrige_{talk.last_years}_{key}", "quiet_long")


def _figures(book: Book, lists: Lists, sheet: Worksheet, talk: Talk) -> None:
    """Write the first figures in words, each with its question; all of them stand on their own sheet."""
    words = book.words[talk.words]
    sheet.set_row(_FIGURES - 2, 8)
    section(book, sheet, _FIGURES - 1, words["siffror"], 6)
    _heads(book, sheet, _FIGURES, words["siffror_hoved"], right=1)
    seen = shown if talk.for_board else look_up
    for place in range(1, FIGURES + 1):
        row = _FIGURES + place
        sheet.set_row(row, 39)
        cells = (
            (look_up(lists, RESULTS, "navn", place), "name"),
            (seen(lists, RESULTS, "seneste", place), "figure_strong"),
            (say(lists, RESULTS, place, words["dold"] if talk.for_board else ""), "quiet"),
            (look_up(lists, RESULTS, "spoergsmaal", place), "text"),
            (seen(lists, RESULTS, "udvikling", place), "status"),
            (seen(lists, RESULTS, "aar_seneste", place), "quiet"),
            (look_up(lists, RESULTS, "decimaler", place), "help"),
        )
        for column, (formula, style) in enumerate(cells):
            size = {"font_size": 10} if style == "text" else {}
            sheet.write_formula(row, column, formula, book.style(style, **size), "")
    rows = _FIGURES + 1, _FIGURES + FIGURES
    decimals(book, sheet, rows, (1, 1), _HELPER)
    for condition, change in inks():
        rule = {"type": "formula", "format": book.rule(**change)}
        rule["criteria"] = "=" + condition.replace("{cell}", f"$E{rows[0] + 1}")
        sheet.conditional_format(rows[0], 4, rows[1], 4, rule)
    sheet.write_string(_FIGURES, _HELPER, book.words["faelles"]["hjaelp"], book.style("help_over"))
    sheet.write_string(rows[1] + 1, 0, words["fler"], book.style("source"))
    sheet.set_row(rows[1] + 1, 16)


def _prepare(book: Book, sheet: Worksheet, talk: Talk) -> int:
    """Leave room for what each side prepares; tell the row below."""
    words, help = book.words[talk.words], book.words[talk.words]["hjaelp"]
    sheet.set_row(_PREPARE - 1, 8)
    sheet.set_row(_PREPARE, 24)
    section(book, sheet, _PREPARE, words["forberedelse"], 2)
    _beside(book, sheet, _PREPARE, words["parter"])
    for number, question in enumerate(words["fragor"], start=1):
        row = _PREPARE + number
        sheet.set_row(row, _BOX)
        sheet.write_string(row, 0, question, book.style("fact", indent=0))
        for column, side in ((2, "rektor"), (3, "motpart")):
            answer(book, sheet, row, column, f"{talk.stem}_{side}_{number}", help=help[side])
    return _PREPARE + QUESTIONS + 1


def _support(book: Book, sheet: Worksheet, talk: Talk, row: int) -> int:
    """Leave room for what the school needs and whether the plan changes; tell the last row."""
    words, help = book.words[talk.words], book.words[talk.words]["hjaelp"]
    sheet.set_row(row, 8)
    sheet.set_row(row + 1, 24)
    section(book, sheet, row + 1, words["stod_rubrik"], 2)
    _beside(book, sheet, row + 1, words["stod_hoved"])
    keys = ("namnd_fragor", "namnd_med") if talk.for_board else ("stodbehov", "bidrag")
    _pair(book, sheet, row + 2, talk, words["stod"], keys)
    sheet.set_row(row + 3, 24)
    for column in range(2):
        sheet.write_blank(row + 3, column, None, book.style("section"))
    _beside(book, sheet, row + 3, words["plan_hoved"])
    keys = ("namnd_svar", "namnd_betyder") if talk.for_board else ("plan_andring", "plan_skal")
    _pair(book, sheet, row + 4, talk, words["plan"], keys)
    if not talk.for_board:
        takes = inputs.choice(book, words["planval"], *help["plan"])
        answer(book, sheet, row + 4, 1, f"{talk.stem}_plan", "input", help["plan"], takes)
    return row + 4


def _pair(book: Book, sheet: Worksheet, row: int, talk: Talk, question: str, keys: tuple[str, str]) -> None:
    """Write a question and its two cells; a board's keys name the talk themselves."""
    help = book.words[talk.words]["hjaelp"]
    sheet.set_row(row, _BOX)
    sheet.write_string(row, 0, question, book.style("fact", indent=0))
    for column, key in enumerate(keys, start=2):
        name = key if talk.for_board else f"{talk.stem}_{key}"
        answer(book, sheet, row, column, name, help=help[key])


def _beside(book: Book, sheet: Worksheet, row: int, words: list[str]) -> None:
    for column, word in enumerate(words, start=2):
        sheet.write_string(row, column, word, book.style("section", indent=1, font_size=11))


def _heads(book: Book, sheet: Worksheet, row: int, words: list[str], right: int = -1) -> None:
    sheet.set_row(row, 20)
    for column, word in enumerate(words):
        style = "head_right" if column == right else "head" if column else "head_first"
        sheet.write_string(row, column, word, book.style(style))
