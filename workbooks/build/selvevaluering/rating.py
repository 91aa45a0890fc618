"""The statements of a self-rating: how many rated so, the agreed step, last year's, and what it is built on.

A rating is a judgement on an ordered scale: nothing here is a mean, and there is no interval.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, area, heading
from workbooks.build.kit.parts import answer, field, section

STEPS = 4
EARLIER = ("forrige", "forrige2", "forrige3")
_ANCHORS, _HEADS = 5, 10  # rows (from 0)
_ROW, _AREA = 74.0, 22.0  # points
_SPREAD, _STEP, _LAST, _CHANGE, _BUILT = 5, 6, 7, 8, 9
_HELP = 11  # out of print: the step of this year and of three earlier, the change, the spread's ends
_CHANGED, _LOW, _HIGH = _HELP + 4, _HELP + 5, _HELP + 6
_BEFORE = _HELP + 8  # the earlier answers themselves


@dataclass(frozen=True)
class Rated:
    """Where each area's statements stand, as rows of the sheet (from 0, the last one included)."""

    sheet: Worksheet
    areas: dict[str, tuple[int, int]]

    def steps(self, key: str, year: int) -> str:
        """Write the reference to an area's steps as numbers, ``year`` 0 for this one's, 1 for the last."""
        first, last = self.areas[key]
        return area(self.sheet, first, _HELP + year, last, _HELP + year)

    def changes(self, key: str) -> str:
        """Write the reference to an area's changes since last year, in steps."""
        first, last = self.areas[key]
        return area(self.sheet, first, _CHANGED, last, _CHANGED)


def write(book: Book, sheet: Worksheet) -> Rated:
    """Write the sheet: the scale with its anchors, then the statements by area."""
    words = book.words["vurdering"]
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate((50, 6.5, 6.5, 6.5, 6.5, 21, 18, 15.5, 17, 70)):
        sheet.set_column(column, column, width)
    sheet.write_string(4, 0, words["eksempel"], book.style("must_be_said"))
    sheet.set_row(4, 18)
    for row, (step, meaning) in enumerate(zip(words["trin"], words["ankre"], strict=True), start=_ANCHORS):
        sheet.set_row(row, 16)
        style = book.style("over_legend", indent=0)
        sheet.write_rich_string(
            row, 0, book.style("plain", bold=True, font_size=10), f"{step}:  ",
            book.style("plain", font_size=10), meaning, style,
        )  # fmt: skip
    _heads(book, sheet)
    areas, row = {}, _HEADS + 1
    for key, statements in words["udsagn"].items():
        sheet.set_row(row, _AREA)
        section(book, sheet, row, book.words["omraader_navne"][key], _BUILT + 1)
        first = row + 1
        for number, said in enumerate(statements, start=1):
            row += 1
            _statement(book, sheet, row, f"selvevaluering_{key}_{number}", said)
        areas[key] = (first, row)
        row += 1
    _inks(book, sheet, row - 1)
    sheet.freeze_panes(_HEADS + 1, 1)
    sheet.repeat_rows(_HEADS, _HEADS)
    sheet.set_h_pagebreaks([areas[list(areas)[2]][0] - 1])
    sheet.set_zoom(90)
    sheet.print_area(0, 0, row - 1, _BUILT)
    return Rated(sheet, areas)


def _heads(book: Book, sheet: Worksheet) -> None:
    words = book.words["vurdering"]
    sheet.set_row(_HEADS, 34)
    for column, said in enumerate(words["kolonner"]):
        style = "head_first" if column == 0 else "head_right" if 1 <= column <= STEPS else "head"
        sheet.write_string(_HEADS, column, said, book.style(style))
    sheet.write_string(_HEADS - 1, _HELP, book.words["faelles"]["hjaelp"], book.style("help_over"))


def _statement(book: Book, sheet: Worksheet, row: int, name: str, said: str) -> None:
    """Write one statement's row."""
    words = book.words["vurdering"]
    help = words["hjaelp"]
    sheet.set_row(row, _ROW)
    sheet.write_string(row, 0, said, book.style("name"))
    for step in range(1, STEPS + 1):
        takes = inputs.count(book, *help["antal"])
        answer(book, sheet, row, step, f"{name}_antal_{step}", "input_figure_whole", help["antal"], takes)
    takes = inputs.choice(book, words["trin"], *help["trin"])
    answer(book, sheet, row, _STEP, f"{name}_trin", "input", help["trin"], takes, bold=True)
    answer(book, sheet, row, _BUILT, f"{name}_bygger", "input_long", help["bygger"])
    for place, earlier in enumerate(EARLIER):
        field(book, sheet, row, _BEFORE + place, f"{earlier}_{name}_trin", "help")
    _formulas(book, sheet, row)


def _formulas(book: Book, sheet: Worksheet, row: int) -> None:
    words, style = book.words["vurdering"], book.style("help")
    cells = [xl_rowcol_to_cell(row, column) for column in range(1, STEPS + 1)]
    answers = [xl_rowcol_to_cell(row, _STEP), *(xl_rowcol_to_cell(row, _BEFORE + at) for at in range(3))]
    # The step is the number its word begins with: words of a year may differ from another's.
    for at, cell in enumerate(answers):
        number = f'=IF({cell}="","",IFERROR(FIND(LEFT({cell},1),"1234"),""))'
        sheet.write_formula(row, _HELP + at, number, style, "")
    now, last, change, low, high = (
        xl_rowcol_to_cell(row, at) for at in (_HELP, _HELP + 1, _CHANGED, _LOW, _HIGH)
    )
    sheet.write_formula(row, _CHANGED, f'=IF(OR({now}="",{last}=""),"",{now}-{last})', style, "")
    for at, order in ((_LOW, range(STEPS)), (_HIGH, range(STEPS - 1, -1, -1))):
        found = '""'
        for step in reversed(order):
            found = f"IF(N({cells[step]})>0,{step + 1},{found})"
        sheet.write_formula(row, at, f"={found}", style, "")
    close, apart = f"{high}-{low}=1", f"{high}-{low}>1"
    spread = (
        f'=IF({low}="","",IF({apart},"{words["isaer"]}",IF({close},"{words["naer"]}","{words["enige"]}")))'
    )
    sheet.write_formula(row, _SPREAD, spread, book.style("status"), "")
    before = xl_rowcol_to_cell(row, _BEFORE)
    sheet.write_formula(row, _LAST, f'=IF({before}="","",{before})', book.style("quiet"), "")
    moved = f'"{words["samme"]}"'
    for condition, key in (("=-1", "ned"), ("<-1", "ned_flere"), ("=1", "op"), (">1", "op_flere")):
        moved = f'IF({change}{condition},"{words[key]}",{moved})'
    sheet.write_formula(row, _CHANGE, f'=IF({change}="","",{moved})', book.style("status"), "")


def _inks(book: Book, sheet: Worksheet, last: int) -> None:
    first = _HEADS + 1
    looks = {
        _SPREAD: {"✓": GREEN, "≈": GREY, "⚠": BROWN},
        _CHANGE: {"▲": GREEN, "▼": RED, "●": GREY},
    }
    for column, inks in looks.items():
        cell = xl_rowcol_to_cell(first, column, col_abs=True)
        for condition, change in icon_inks(inks):
            rule = {"type": "formula", "format": book.rule(**change)}
            rule["criteria"] = "=" + condition.replace("{cell}", cell)
            sheet.conditional_format(first, column, last, column, rule)
