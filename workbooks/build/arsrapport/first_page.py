"""The committee's page of the yearly report: conclusions, goals, commitments and the administration's words.

A box somebody writes in is one cell, so the wide columns are the boxes' and the narrow ones between them
the goals' figures; sentences over those are merged cells that repeat a field from out of print.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import GREEN, HAIR, RED, Book
from workbooks.build.kit.municipal import heading
from workbooks.build.kit.parts import answer, field, section
from xl_beregner.fields.known.duties import PLACES

# Columns: a box and the goals' names; their figures; a box and the commitments; a box and how they went.
_NAME, _FIGURE, _INTERVAL, _COUNTRY, _GOAL, _STATUS, _DUTY, _HOW = range(8)
_WIDTHS = (50, 9, 13, 9, 9, 19, 50, 50)
_HELP = 9
GOAL_ROWS = 8
# As the engine calls a goal that is a change, as it stands beside its status, and where that is blank.
_CHANGE = ("aendring", "aendring_kort", "uden_status")
# Rows (from 0).
_HEADS, _BIG, _SAID = 5, 6, 7
_TABLES, _TABLE_HEADS, _FIRST = 9, 10, 11
_BOXES = _FIRST + GOAL_ROWS + 1
_BOX = _BOXES + 2
_LINES = _BOX + 1
_BOX_HEIGHT, _SAID_HEIGHT, _ROW_HEIGHT = 216, 74, 30  # points


@dataclass(frozen=True)
class Goals:
    """Where the page finds figures with a goal: those that have an order in the list ``samlet``."""

    lists: Lists

    def formula(self, key: str, number: int) -> str:
        """Look a column up in the row of that number; nothing where there are fewer."""
        place = f"MATCH(SMALL({{samlet.orden}},{number}),{{samlet.orden}},0)"
        found = f"INDEX({{samlet.{key}}},{place})"
        return self.lists.formula("samlet", f'IFERROR(IF({found}="","",{found}),"")')

    def status(self, number: int) -> str:
        """Say whether that goal is reached, and of one that is a change that it is."""
        keys = ("maal_vist", "maal_status", "maaltype")
        goal, status, kind = (self.formula(key, number)[1:] for key in keys)
        change, short, unknown = (self.lists.formula("", f"{{'korthet.{key}'}}")[1:] for key in _CHANGE)
        said = f'IF({status}="",{unknown},{status})&IF({kind}={change}," "&{short},"")'
        return f'=IF({goal}="","",{said})'


def write(book: Book, sheet: Worksheet, goals: Goals) -> None:
    """Write the page on the sheet left for it."""
    words = book.words["korthet"]
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    heading(book, sheet, words)
    _conclusions(book, sheet)
    _goals(book, sheet, goals)
    _commitments(book, sheet)
    _boxes(book, sheet)
    _below(book, sheet)
    for row, height in (
        (4, 4), (_HEADS, 18), (_BIG, 30), (_SAID, _SAID_HEIGHT), (_SAID + 1, 4), (_TABLES, 22),
        (_TABLE_HEADS, 18), (_BOXES - 1, 4), (_BOXES, 22), (_BOXES + 1, 6), (_BOX, _BOX_HEIGHT),
    ):  # fmt: skip
        sheet.set_row(row, height)
    for row in range(_FIRST, _FIRST + GOAL_ROWS):
        sheet.set_row(row, _ROW_HEIGHT)
    sheet.print_area(0, 0, _LINES + 1, _HOW)
    sheet.set_zoom(85)
    sheet.set_first_sheet()
    sheet.activate()


def _conclusions(book: Book, sheet: Worksheet) -> None:
    """Write three conclusions in large letters, and by name below them."""
    words = book.words["korthet"]
    blocks = (
        (_NAME, _NAME, "natt", "aarets_maal_overskrift", "aarets_maal_linje"),
        (_FIGURE, _STATUS, "rorelse", "udvikling_overskrift", "aarets_udvikling_linje"),
        (_DUTY, _HOW, "ovisst", "aarets_uvisse_overskrift", "aarets_uvisse_linje"),
    )
    sheet.write_string(_HEADS, _HELP, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for at, (first, last, key, big, said) in enumerate(blocks):
        sheet.write_string(_HEADS, first, words[key], book.style("block_head"))
        field(book, sheet, _BIG, first, big, "block_big")
        field(book, sheet, _SAID, _HELP + at, said, "help")
        style = book.style("block_small", text_wrap=True)
        if last > first:
            sheet.merge_range(_SAID, first, _SAID, last, "", style)
        shown = f'=IF(felt_{said}="","{words["tom_" + key]}",felt_{said})'
        sheet.write_formula(_SAID, first, shown, style, "")


def _goals(book: Book, sheet: Worksheet, goals: Goals) -> None:
    """Write the figures the municipality has a goal for, in the order of all figures."""
    words = book.words["korthet"]
    section(book, sheet, _TABLES, words["mal"], _STATUS + 1)
    keys = ("navn", "vist", "vist_interval", "land", "maal_vist", "maal_status")
    styles = ("name", "figure_strong", "quiet", "figure_quiet", "figure", "status")
    for column, (key, style) in enumerate(zip(keys, styles, strict=True)):
        head = "head_right" if style.startswith("figure") else "head" if column else "head_first"
        sheet.write_string(_TABLE_HEADS, column, words["kolonner"][key], book.style(head))
        for number in range(1, GOAL_ROWS + 1):
            written = goals.status(number) if key == "maal_status" else goals.formula(key, number)
            sheet.write_formula(_FIRST + number - 1, column, written, book.style(style, bottom=0), "")
    last = _FIRST + GOAL_ROWS - 1
    for number in range(1, GOAL_ROWS + 1):
        decimals = goals.formula("decimaler", number)
        sheet.write_formula(_FIRST + number - 1, _HELP, decimals, book.style("help"), "")
    here, decimals = (
        xl_rowcol_to_cell(_FIRST, _NAME, col_abs=True),
        xl_rowcol_to_cell(_FIRST, _HELP, col_abs=True),
    )
    line = {"bottom": 1, "bottom_color": HAIR}
    for column in (_FIGURE, _COUNTRY):
        for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
            _rule(book, sheet, column, f'AND({here}<>"",{decimals}={count})', {**line, "num_format": shape})
    cell = xl_rowcol_to_cell(_FIRST, _STATUS, col_abs=True)
    for icon, ink in (("●", GREEN), ("○", RED)):
        _rule(book, sheet, _STATUS, f'LEFT({cell},1)="{icon}"', {**line, "font_color": ink})
    rule = {"type": "formula", "criteria": f'={here}<>""', "format": book.rule(**line)}
    sheet.conditional_format(_FIRST, _NAME, last, _STATUS, rule)


def _rule(book: Book, sheet: Worksheet, column: int, condition: str, change: dict[str, object]) -> None:
    rule = {"type": "formula", "criteria": f"={condition}", "format": book.rule(**change)}
    sheet.conditional_format(_FIRST, column, _FIRST + GOAL_ROWS - 1, column, rule)


def _commitments(book: Book, sheet: Worksheet) -> None:
    """Write the common commitments and how they went, the schools' own last, and who has answered."""
    words = book.words["korthet"]
    section(book, sheet, _TABLES, words["ataganden"], 2, first=_DUTY)
    for column, key in ((_DUTY, "atagande"), (_HOW, "hur")):
        sheet.write_string(_TABLE_HEADS, column, words["kolonner"][key], book.style("head"))
    for place in PLACES:
        row, name = _FIRST + place - 1, f"forpligtelse_{place}"
        # Rows of commitments nobody has set stay blank.
        field(book, sheet, row, _DUTY, f"{name}_navn", "status", bottom=0)
        told = f'felt_{name}_billede&IF(felt_{name}_billede="","",CHAR(10))&felt_{name}_tekst'
        style = book.style("status", bottom=0)
        sheet.write_formula(row, _HOW, f'=IF(felt_{name}_tekst="","",{told})', style, "")
        for at, about in enumerate(("tekst", "billede")):
            field(book, sheet, row, _HELP + 1 + at, f"{name}_{about}", "help")
    here = xl_rowcol_to_cell(_FIRST, _DUTY, col_abs=True)
    rule = {
        "type": "formula", "criteria": f'={here}<>""', "format": book.rule(bottom=1, bottom_color=HAIR),
    }  # fmt: skip
    sheet.conditional_format(_FIRST, _DUTY, _FIRST + PLACES[-1] - 1, _HOW, rule)
    after = _FIRST + PLACES[-1]
    style = book.style("quiet", bottom=0)
    sheet.merge_range(after, _DUTY, after, _HOW, "", style)
    sheet.write_formula(after, _DUTY, '=IF(felt_skolernes_linje="","",felt_skolernes_linje)', style, "")
    field(book, sheet, after, _HELP + 1, "skolernes_linje", "help")


def _boxes(book: Book, sheet: Worksheet) -> None:
    """Leave three boxes for the administration's words, and between them questions for the meeting."""
    words = book.words["korthet"]
    section(book, sheet, _BOXES, "", _HOW + 1)
    heads = (
        (_NAME, "analys"),
        (_FIGURE, "fragor_rubrik"),
        (_DUTY, "forvaltningens"),
        (_HOW, "prioriteringar"),
    )
    for column, key in heads:
        indent = 1 if column else 0
        sheet.write_string(_BOXES, column, words[key], book.style("section", indent=indent))
    for column, key in ((_NAME, "analys"), (_DUTY, "forvaltningens"), (_HOW, "prioriteringar")):
        name = {"forvaltningens": "forvaltningens_ataganden"}.get(key, f"forvaltningens_{key}")
        answer(book, sheet, _BOX, column, name, "input_page", words["hjaelp"][key])
    style = book.style("quiet_long", font_size=11)
    sheet.merge_range(_BOX, _FIGURE, _BOX, _STATUS, words["fragor"].strip(), style)


def _below(book: Book, sheet: Worksheet) -> None:
    """Write what must be said beside figures, and what this edition does not show."""
    for row, name in ((_LINES, "forbehold_linje"), (_LINES + 1, "eksempel")):
        sheet.set_row(row, 18)
        if name != "eksempel":
            field(book, sheet, row, 0, name, "must_be_said", font_size=10)
