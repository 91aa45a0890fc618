"""The page of four questions: where we are, where we want to go, how we get there, how we see it.

A row a figure, a column group a question; a reader chooses the figures beside the page. Which lists the
page looks them up in is told by ``Source``: a school's in ``fire_spoergsmaal``, the municipality's beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import GREEN, GREY, RED, Book
from workbooks.build.kit.parts import answer

ROWS = 5
HEIGHT = 120.0  # points: a figure's row
# Rows (from 0): the four questions, what stands below each, the first figure.
QUESTIONS, HEADS, FIRST = 5, 6, 7
LINE = FIRST + ROWS  # below the last figure

# Added to a row's number to order the figures: those with a goal first; some never come.
WITHOUT_GOAL, NOT_HERE = 1000, 1_000_000

# The page's columns; out of print where a figure is chosen, and what helps to find it.
NAME, FIGURE, SAID, GOAL, DUE = range(5)
CHOICE = 11
_HELP = 14


@dataclass(frozen=True)
class Source:
    """Where the page finds its rows: ``{row}`` is the place in the list, ``{goal}`` that of the goal.

    Formulas in the manner of ``Lists.formula``; ``goal_place`` finds the goal's row, 0 for none. ``refused``:
    1 for a figure that may not stand here.
    """

    table: str
    figure: str
    said: str
    question: str
    goal: str
    due: str
    goal_place: str
    refused: str
    agreed: str  # what was agreed to do; blank: the column is an answer's
    goal_style: str = "figure"


def write_page(book: Book, lists: Lists, sheet: Worksheet, source: Source) -> None:
    """Write the four questions, their rows, and beside the page the cells where figures are chosen."""
    words = book.words["side"]
    widths = (22, 9, 36, 9, 12, 27, 25, 33, 32) if source.agreed else (24, 10, 40, 10, 19, 30, 36, 36)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    last = len(widths) - 1
    _heads(book, sheet, source, last)
    sheet.set_column(CHOICE, CHOICE, 9)
    sheet.set_column(CHOICE + 1, CHOICE + 1, 40)
    sheet.write_string(HEADS, CHOICE, words["vaelg"], book.style("lead"))
    sheet.write_string(HEADS, _HELP, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for number in range(ROWS):
        row = FIRST + number
        sheet.set_row(row, HEIGHT)
        _choice(book, lists, sheet, source, number)
        _shown(book, lists, sheet, source, row)
        _answers(book, sheet, number, [*range(last - 2, last + 1)])
    _rules(book, sheet, source)
    sheet.print_area(0, 0, LINE, last)
    sheet.set_zoom(85)


def _heads(book: Book, sheet: Worksheet, source: Source, last: int) -> None:
    """Write each question above its columns, and what stands in each of them."""
    words = book.words["side"]
    starts = (NAME, GOAL, last - 1 - bool(source.agreed), last)
    sheet.set_row(QUESTIONS, 30)
    sheet.set_row(HEADS, 20)
    for column in range(last + 1):
        sheet.write_blank(QUESTIONS, column, None, book.style("section", font_size=15))
    for column, said in zip(starts, words["spoergsmaalene"], strict=True):
        sheet.write_string(QUESTIONS, column, said, book.style("section", font_size=15))
    heads = (
        words["kolonner"] if source.agreed else [one for at, one in enumerate(words["kolonner"]) if at != 6]
    )
    for column, said in enumerate(heads):
        style = "head_right" if column in (FIGURE, GOAL) else "head" if column else "head_first"
        sheet.write_string(HEADS, column, said, book.style(style))


def _choice(book: Book, lists: Lists, sheet: Worksheet, source: Source, number: int) -> None:
    """Write the cell where another figure is chosen, and find the row of the one shown.

    A row 0 means there is none; INDEX is never asked for it, since it would answer with all rows.
    """
    words, row = book.words["side"], FIRST + number
    sheet.write_string(row, CHOICE, words["tal_nummer"].format(nummer=number + 1), book.style("term"))
    chosen = f"valgt_{number + 1}"
    takes = inputs.choice(book, "=liste_tal", *words["hjaelp"]["valgt"])
    answer(book, sheet, row, CHOICE + 1, chosen, "input", validation=takes)
    place = f"IFERROR(MATCH(svar_{chosen},{{{source.table}.navn}},0),0)"
    order = f"SMALL({{{source.table}.orden}},{number + 1})"
    first = f"IFERROR(IF({order}<{NOT_HERE},MOD({order},{WITHOUT_GOAL}),0),0)"
    refused = source.refused.format(row=f"MAX(1,{place})")
    formulas = (
        f'IF(svar_{chosen}="",0,IF({place}=0,0,{refused}))',
        f'IF(svar_{chosen}="",{first},IF({_help(row, 0)}=1,0,{place}))',
        f"IF({_help(row, 1)}=0,0,{source.goal_place.format(row=_at(row))})",
        f"IF({_help(row, 1)}=0,1,INDEX({{{source.table}.decimaler}},{_at(row)}))",
    )
    for at, formula in enumerate(formulas):
        written = lists.formula(source.table, formula)
        sheet.write_formula(row, _HELP + at, written, book.style("help"), 0)


def _shown(book: Book, lists: Lists, sheet: Worksheet, source: Source, row: int) -> None:
    """Write what is looked up: name and unit, figure, what it shows and a question, goal and deadline."""
    none, no_goal = f"{_help(row, 1)}=0", f"{_help(row, 2)}=0"

    def of(pattern: str) -> str:
        return pattern.format(row=_at(row), goal=f"MAX(1,{_help(row, 2)})")

    name, unit = (f"INDEX({{{source.table}.{key}}},{_at(row)})" for key in ("navn", "maaleenhed"))
    name = f'{name}&IF({unit}="","",CHAR(10)&{unit})'
    said = f'{of(source.said)}&CHAR(10)&CHAR(10)&"→ "&{of(source.question)}'
    goal, due = of(source.goal), of(source.due)
    figure = of(source.figure)
    named = f"IF({_help(row, 0)}=1,{{'side.afvist'}},IF({none},\"\",{name}))"
    cells: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
        (NAME, "name", named, {"bold": True, "font_size": 13}),
        (FIGURE, "figure_strong", f'IF({none},"",IF(ISNUMBER({figure}),{figure},""))', {"font_size": 18}),
        (SAID, "text", f'IF({none},"",{said})', {"font_size": 12}),
        (GOAL, source.goal_style, _unless(no_goal, goal), {"font_size": 18, "bold": True}),
        (DUE, "status", _unless(no_goal, due), {"font_size": 12}),
    )
    for column, style, formula, look in cells:
        sheet.write_formula(row, column, lists.formula(source.table, formula), book.style(style, **look), "")
    if source.agreed:
        formula = lists.formula(source.table, _unless(no_goal, of(source.agreed)))
        sheet.write_formula(row, DUE + 2, formula, book.style("text", font_size=12), "")


def _unless(nothing: str, value: str) -> str:
    """Give a value that was looked up, nothing where there is none."""
    return f'IF({nothing},"",IF({value}="","",{value}))'


def _answers(book: Book, sheet: Worksheet, number: int, columns: list[int]) -> None:
    """Leave three cells for words: where we want to go, how we get there, how we see it."""
    help = book.words["side"]["hjaelp"]
    places = [DUE + 1, *columns[1:]]
    for key, column in zip(("maal", "indsats", "tegn"), places, strict=True):
        answer(book, sheet, FIRST + number, column, f"valgt_{number + 1}_{key}", help=help[key])


def _rules(book: Book, sheet: Worksheet, source: Source) -> None:
    """Show figures with their decimals, and what is certain in the ink of its icon."""
    decimals = f"${xl_col_to_name(_HELP + 3)}{FIRST + 1}"
    goal = "" if source.goal_style == "text" else f" {_area(GOAL)}"
    for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
        rule = {
            "type": "formula", "criteria": f"={decimals}={count}", "format": book.rule(num_format=shape),
            "multi_range": f"{_area(FIGURE)}{goal}",
        }  # fmt: skip
        sheet.conditional_format(FIRST, FIGURE, LINE - 1, FIGURE, rule)
    for icon, ink in (("●", GREEN), ("○", RED), ("…", GREY)):
        criteria = f'=LEFT({xl_rowcol_to_cell(FIRST, DUE)},1)="{icon}"'
        rule = {"type": "formula", "criteria": criteria, "format": book.rule(font_color=ink)}
        sheet.conditional_format(FIRST, DUE, LINE - 1, DUE, rule)


def _area(column: int) -> str:
    name = xl_col_to_name(column)
    return f"{name}{FIRST + 1}:{name}{LINE}"


def _help(row: int, at: int) -> str:
    """Name a helper of a row: refused, place, the goal's place, decimals."""
    return f"${xl_col_to_name(_HELP + at)}${row + 1}"


def _at(row: int) -> str:
    return f"MAX(1,{_help(row, 1)})"
