"""A goal's sheet of `smtte`: the agreed goal, the five elements side by side, signs over time, the talk.

The first page holds the elements, the second the signs; the columns of both are the same six.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import BLUE, GREY, RED, Book, area, heading
from workbooks.build.kit.parts import answer, field, section
from workbooks.build.smtte.pentagon import pentagon

ELEMENTS = ("sammenhaeng", "maal", "tegn", "tiltag", "evaluering")
SIGNS, SEEN = 4, 5
_WIDTHS = (31, *(28,) * 5)

# Rows (from 0) of the first page, and the first of the second.
_GOAL, _QUESTION, _HEADS, _STATES, _BOXES, _LAST_HEAD, _LAST = 6, 7, 9, 11, 12, 13, 14
_SIGNS = 15
_BOX = 235  # points: the height of an element's box
_OF_SIGN = 3  # date, degree, what is seen
_HELP = 7  # the first column out of print


@dataclass(frozen=True)
class Goal:
    """What the overview shows of a goal's sheet: references to its cells."""

    sheet: Worksheet
    chosen: str
    own: str
    states: Mapping[str, str]
    newest: Mapping[str, str]


def goal_sheet(book: Book, lists: Lists, sheet: Worksheet, number: int) -> Goal:
    """Write the sheet of one goal."""
    words = book.words["smtte"]
    heading(book, sheet, {**words, "titel": words["titel"].format(nummer=number)})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    stem = f"smtte_{number}"
    _agreed(book, lists, sheet, stem)
    states = _elements(book, sheet, stem)
    pentagon(book, sheet, [states[key] for key in ELEMENTS], (_BOXES, 0), (_HEADS, _HELP), _box_size())
    _last_year(book, sheet, stem)
    newest = _signs(book, sheet, stem)
    last = _talk(book, sheet, stem)
    sheet.set_h_pagebreaks([_SIGNS])
    sheet.repeat_rows(0, 2)
    sheet.print_area(0, 0, last, len(_WIDTHS) - 1)
    sheet.set_zoom(90)
    place = ELEMENTS.index("maal") + 1
    chosen = area(sheet, _GOAL, 0, _GOAL, 0)
    return Goal(sheet, chosen, area(sheet, _BOXES, place, _BOXES, place), states, newest)


# --- The agreed goal ---------------------------------------------------------------------------
def _agreed(book: Book, lists: Lists, sheet: Worksheet, stem: str) -> None:
    """Write the cell that chooses one of the goals in force, and what was agreed of it."""
    words = book.words["smtte"]["aftalt"]
    for column, said in enumerate(words.values()):
        sheet.write_string(_GOAL - 1, column, said, book.style("head" if column else "head_first"))
    sheet.set_row(_GOAL - 1, 28)
    sheet.set_row(_GOAL, 36)
    help = book.words["smtte"]["hjaelp"]["valgt_maal"]
    takes = inputs.choice(book, "=liste_maal", *help)
    answer(book, sheet, _GOAL, 0, f"{stem}_valgt_maal", "input", help, takes)
    chosen = xl_rowcol_to_cell(_GOAL, _HELP, row_abs=True, col_abs=True)
    picked = xl_rowcol_to_cell(_GOAL, 0)
    found = f"IFERROR(MATCH({picked},{{gaeldende_maal.navn}},0),0)"
    _help(book, lists, sheet, (_GOAL, _HELP), f'IF({picked}="",0,{found})')
    decimals = f"IF({chosen}=0,1,INDEX({{gaeldende_maal.decimaler}},MAX(1,{chosen})))"
    _help(book, lists, sheet, (_GOAL, _HELP + 1), decimals)
    styles = {"baseline": "figure", "niveau": "figure_strong", "senest": "fact", "seneste": "figure"}
    for column, (key, style) in enumerate(styles.items(), start=1):
        value = f"INDEX({{gaeldende_maal.{key}}},MAX(1,{chosen}))"
        said = lists.formula("gaeldende_maal", f'IF({chosen}=0,"",IF({value}="","",{value}))')
        sheet.write_formula(_GOAL, column, said, book.style(style, align="left", indent=1), "")
    year, unit = (f"INDEX({{gaeldende_maal.{key}}},MAX(1,{chosen}))" for key in ("aar_seneste", "maaleenhed"))
    said = f'IF({chosen}=0,"",{year}&IF({unit}="",""," · "&{unit}))'
    sheet.write_formula(_GOAL, 5, lists.formula("gaeldende_maal", said), book.style("fact"), "")
    for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
        shown = book.rule(num_format=shape)
        rule = {"type": "formula", "criteria": f"={chosen.replace('H', 'I')}={count}", "format": shown}
        sheet.conditional_format(_GOAL, 1, _GOAL, 4, rule)
    sheet.set_row(_QUESTION, 18)
    sheet.write_string(_QUESTION, 0, book.words["smtte"]["spoergsmaal"], book.style("lead", font_size=10))


def _help(book: Book, lists: Lists, sheet: Worksheet, place: tuple[int, int], formula: str) -> None:
    sheet.write_formula(*place, lists.formula("gaeldende_maal", formula), book.style("help"), 0)


# --- The five elements -------------------------------------------------------------------------
def _elements(book: Book, sheet: Worksheet, stem: str) -> dict[str, str]:
    """Write the five boxes with question and state; give the reference to each state."""
    words, states = book.words["smtte"], {}
    for row, height in ((_HEADS - 1, 6), (_HEADS, 20), (_HEADS + 1, 42), (_STATES, 17), (_BOXES, _BOX)):
        sheet.set_row(row, height)
    sheet.write_string(_HEADS, 0, words["modellen"], book.style("block_head"))
    sheet.write_string(_HEADS + 1, 0, words["ord_for_begyndt"], book.style("block_small", text_wrap=True))
    for column, key in enumerate(ELEMENTS, start=1):
        name, question = words["elementer"][key]
        sheet.write_string(_HEADS, column, name, book.style("block_head", align="left", indent=1))
        style = book.style("block_small", text_wrap=True, align="left", indent=1)
        sheet.write_string(_HEADS + 1, column, question, style)
        written = _sign_cells() if key == "tegn" else xl_rowcol_to_cell(_BOXES, column)
        begun = (book.words["overblik"][said] for said in ("begyndt", "ikke_begyndt"))
        state = '=IF(COUNTA({})>0,"{}","{}")'.format(written, *begun)
        sheet.write_formula(_STATES, column, state, book.style("status"), "")
        states[key] = area(sheet, _STATES, column, _STATES, column)
        if key != "tegn":
            answer(book, sheet, _BOXES, column, f"{stem}_{key}", help=words["hjaelp"][key], valign="top")
    signs = _joined([xl_rowcol_to_cell(row, 0) for row in _sign_rows()], words["skriv_tegn"])
    sheet.write_formula(_BOXES, 3, signs, book.style("status", valign="top"), "")
    _rule(book, sheet, (_STATES, 1, _STATES, len(ELEMENTS)), {"●": BLUE, "○": GREY})
    return states


def _sign_rows() -> list[int]:
    """Tell in which rows the signs are written, the third of each one's own."""
    return [_SIGNS + 2 + _OF_SIGN * sign + 2 for sign in range(SIGNS)]


def _sign_cells() -> str:
    return ",".join(xl_rowcol_to_cell(row, 0) for row in _sign_rows())


def _joined(cells: list[str], otherwise: str) -> str:
    """Write texts below each other in one cell, or a word where there are none."""
    each = "&".join(f'IF({cell}="","","• "&{cell}&CHAR(10))' for cell in cells)
    return f'=IF(COUNTA({",".join(cells)})=0,"{otherwise}",{each})'


def _box_size() -> tuple[int, int]:
    return int(_WIDTHS[0] * 7 + 5), int(_BOX * 4 / 3)


def _last_year(book: Book, sheet: Worksheet, stem: str) -> None:
    """Write what was written last year below each element; its signs are joined in one cell."""
    words = book.words["smtte"]
    sheet.set_row(_LAST_HEAD, 20)
    section(book, sheet, _LAST_HEAD, words["sidste_aar"], len(_WIDTHS))
    sheet.set_row(_LAST, 76)
    field(book, sheet, _LAST, 0, f"forrige_{stem}_valgt_maal", "remark", indent=0)
    for column, key in enumerate(ELEMENTS, start=1):
        if key != "tegn":
            field(book, sheet, _LAST, column, f"forrige_{stem}_{key}", "remark")
    cells = []
    for sign in range(1, SIGNS + 1):
        place = _LAST, _HELP + sign - 1
        field(book, sheet, *place, f"forrige_{stem}_tegn_{sign}", "help")
        cells.append(xl_rowcol_to_cell(*place))
    sheet.write_formula(_LAST, 3, _joined(cells, ""), book.style("remark"), "")


# --- Signs over time ---------------------------------------------------------------------------
def _signs(book: Book, sheet: Worksheet, stem: str) -> dict[str, str]:
    """Write each sign with five dated observations; give the references to the newest of all."""
    words = book.words["smtte"]
    sheet.set_row(_SIGNS, 24)
    section(book, sheet, _SIGNS, words["tegn_over_tid"], len(_WIDTHS))
    sheet.set_row(_SIGNS + 1, 18)
    sheet.write_string(_SIGNS + 1, 0, words["elementer"]["tegn"][0], book.style("head_first"))
    for seen in range(1, SEEN + 1):
        said = words["iagttagelse"].format(nummer=seen)
        sheet.write_string(_SIGNS + 1, seen, said, book.style("head"))
    for sign, row in enumerate(_sign_rows(), start=1):
        _sign(book, sheet, row, f"{stem}_tegn_{sign}", words["tegn_nr"].format(nummer=sign))
    return _newest(book, sheet)


def _sign(book: Book, sheet: Worksheet, row: int, name: str, label: str) -> None:
    """Write a sign's three rows, ``row`` the last: dates, degrees, and the sign with what is seen."""
    words = book.words["smtte"]
    for at, height in ((row - 2, 18), (row - 1, 18), (row, 66)):
        sheet.set_row(at, height)
    sheet.write_string(row - 2, 0, label, book.style("term_strong"))
    answer(book, sheet, row, 0, name, help=words["hjaelp"]["tegn"], valign="top")
    for seen in range(1, SEEN + 1):
        for at, key, style in ((row - 2, "dato", "input_date"), (row - 1, "grad", "input"), (row, "ser", "")):
            help, takes = words["hjaelp"][key], None
            if key == "dato":
                takes = inputs.day(book, *help)
            elif key == "grad":
                takes = inputs.choice(book, words["grader"], *help)
            look: dict[str, Any] = {"valign": "top"} if key == "ser" else {"font_size": 10}
            answer(
                book,
                sheet,
                at,
                seen,
                f"{name}_iagttagelse_{seen}_{key}",
                style or "input_long",
                help,
                takes,
                **look,
            )
    _of_sign(book, sheet, row)


def _of_sign(book: Book, sheet: Worksheet, row: int) -> None:
    """Find the newest observation of a sign, out of print, and say which degree it has."""
    dates, degrees, seen = (_across(at) for at in (row - 2, row - 1, row))
    newest = xl_rowcol_to_cell(row, _HELP)
    style = book.style("help", num_format="dd-mm-yyyy")
    sheet.write_formula(row, _HELP, f'=IF(COUNT({dates})=0,"",MAX({dates}))', style, "")
    for column, of in ((_HELP + 1, degrees), (_HELP + 2, seen)):
        found = f"INDEX({of},MATCH({newest},{dates},0))"
        said = f'=IF({newest}="","",{found}&"")'
        sheet.write_formula(row, column, said, book.style("help"), "")
    undated = f'SUMPRODUCT(({seen}<>"")*({dates}=""))>0'
    degree = xl_rowcol_to_cell(row, _HELP + 1)
    said = f'=IF({undated},"{book.words["smtte"]["uden_dato"]}",{degree})'
    sheet.write_formula(row - 1, 0, said, book.style("status", indent=0), "")
    _rule(book, sheet, (row - 1, 0, row - 1, 0), {"⚠": RED})


def _across(row: int) -> str:
    """Write the reference to the observations of a row."""
    return f"{xl_rowcol_to_cell(row, 1, col_abs=True)}:{xl_rowcol_to_cell(row, SEEN, col_abs=True)}"


def _newest(book: Book, sheet: Worksheet) -> dict[str, str]:
    """Find the newest observation of all signs, two rows above the first of them."""
    row, rows = _SIGNS + 1, _sign_rows()
    first, last = rows[0], rows[-1]
    dates, degrees, seen = (
        f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
        for column in (_HELP, _HELP + 1, _HELP + 2)
    )
    newest = xl_rowcol_to_cell(row, _HELP)
    style = book.style("help", num_format="dd-mm-yyyy")
    sheet.write_formula(row, _HELP, f'=IF(COUNT({dates})=0,"",MAX({dates}))', style, "")
    for column, of in ((_HELP + 1, degrees), (_HELP + 2, seen)):
        said = f'=IF({newest}="","",INDEX({of},MATCH({newest},{dates},0))&"")'
        sheet.write_formula(row, column, said, book.style("help"), "")
    keys = ("dato", "grad", "ser")
    return {key: area(sheet, row, column, row, column) for column, key in enumerate(keys, start=_HELP)}


# --- The talk ----------------------------------------------------------------------------------
def _talk(book: Book, sheet: Worksheet, stem: str) -> int:
    """Write what school and administration see when they look at the signs together; give its row."""
    words = book.words["smtte"]
    row = _sign_rows()[-1] + 1
    sheet.set_row(row, 24)
    section(book, sheet, row, words["samtale"], len(_WIDTHS))
    sheet.set_row(row + 1, 18)
    sheet.set_row(row + 2, 70)
    for column, (key, said) in enumerate(words["samtalen"].items()):
        sheet.write_string(row + 1, column, said, book.style("head" if column else "head_first"))
        help = words["hjaelp"][key]
        if key == "samtale_dato":
            takes = inputs.day(book, *help)
            answer(book, sheet, row + 2, column, f"{stem}_{key}", "input_date", help, takes)
        else:
            answer(book, sheet, row + 2, column, f"{stem}_{key}", help=help, valign="top")
    return row + 2


def _rule(book: Book, sheet: Worksheet, cells: tuple[int, int, int, int], inks: Mapping[str, str]) -> None:
    for condition, change in icon_inks(dict(inks)):
        rule = {"type": "formula", "format": book.rule(**change)}
        rule["criteria"] = "=" + condition.replace("{cell}", xl_rowcol_to_cell(cells[0], cells[1]))
        sheet.conditional_format(*cells, rule)
