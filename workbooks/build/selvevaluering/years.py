"""Four years of a self-rating, area by area: how many statements stood on each step, and the middle one.

Counts and middles of an ordered scale, never means: half a step is nothing anybody has rated.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import INK, RULE, Book, area, heading, legend
from workbooks.build.kit.parts import answer, field, section
from workbooks.build.selvevaluering.rating import EARLIER, STEPS, Rated

_TOP, _HEIGHT = 7, 20.0
_YEARS = 1 + len(EARLIER)
_MIDDLE, _MOVED, _PICTURE, _HELP = 6, 7, 8, 10
_WIDTHS = (30, 13, 9, 9, 9, 9, 22, 22, 78)
# Ordered like the steps from light to dark, so that they part in grey print too.
_SHADES = ("#E3EAF2", "#A9C7E8", "#5B8DC2", "#1B2A41")


def write(book: Book, sheet: Worksheet, rated: Rated) -> None:
    """Write the table with its bars, and a box for what has changed."""
    words = book.words["aarene"]
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _years(book, sheet)
    steps = book.words["vurdering"]["trin"]
    # The lightest shade is none for letters: an empty box, as its bars are drawn with an edge.
    marks = [("□", INK, steps[0])]
    marks += [("■", shade, step) for shade, step in zip(_SHADES[1:], steps[1:], strict=True)]
    legend(book, sheet, (_TOP - 1, _PICTURE), marks, name="over_legend", font_size=10)
    sheet.set_row(_TOP, 34)
    for column, said in enumerate(words["kolonner"]):
        style = "head_first" if column == 0 else "head_right" if 2 <= column <= STEPS + 1 else "head"
        sheet.write_string(_TOP, column, said, book.style(style))
    row = _TOP + 1
    for key in rated.areas:
        for back in range(_YEARS - 1, -1, -1):
            _line(book, sheet, row, rated, key, back)
            row += 1
    last = row - 1
    _bars(book, sheet, last)
    sheet.set_row(row, 10)
    section(book, sheet, row + 1, words["ord"], len(_WIDTHS))
    sheet.set_row(row + 2, 130)
    sheet.write_string(row + 2, 0, words["spoergsmaal"], book.style("term", valign="top"))
    answer(book, sheet, row + 2, _PICTURE, "selvevaluering_aarene", help=words["hjaelp"]["aarene"])
    sheet.merge_range(row + 2, 1, row + 2, _PICTURE - 1, words["laes"], book.style("fact", valign="top"))
    sheet.print_area(0, 0, row + 2, _PICTURE)


def _years(book: Book, sheet: Worksheet) -> None:
    """Write the school years the columns of the rating are from, out of print, this year's first."""
    sheet.write_formula(4, _HELP, "=felt_skoleaar", book.style("help"), "")
    for place, earlier in enumerate(EARLIER, start=1):
        field(book, sheet, 4, _HELP + place, f"{earlier}_skoleaar", "help")


def _line(book: Book, sheet: Worksheet, row: int, rated: Rated, key: str, back: int) -> None:
    """Write one area's line of one year, ``back`` years ago."""
    words, steps = book.words["aarene"], rated.steps(key, back)
    newest, oldest = back == 0, back == _YEARS - 1
    look: dict[str, Any] = {"bottom": 1, "bottom_color": RULE} if newest else {}
    sheet.set_row(row, _HEIGHT)
    name = book.words["omraader_navne"][key] if oldest else ""
    sheet.write_string(row, 0, name, book.style("group", **look))
    year = xl_rowcol_to_cell(4, _HELP + back, row_abs=True, col_abs=True)
    said = f'=IF({year}="","{words["intet_aar"]}",{year})'
    sheet.write_formula(row, 1, said, book.style("term_strong" if newest else "quiet", indent=1, **look), "")
    for step in range(1, STEPS + 1):
        count = f'=IF(COUNT({steps})=0,"",COUNTIF({steps},{step}))'
        sheet.write_formula(row, 1 + step, count, book.style("count_figure", **look), "")
    low, high = (xl_rowcol_to_cell(row, _HELP + at) for at in (0, 1))
    for at, place in enumerate((f"INT((COUNT({steps})+1)/2)", f"INT(COUNT({steps})/2)+1")):
        middle = f'=IF(COUNT({steps})=0,"",SMALL({steps},{place}))'
        sheet.write_formula(row, _HELP + at, middle, book.style("help"), "")
    named = ",".join(f'"{step}"' for step in book.words["vurdering"]["trin"])
    both = f'IF({low}={high},CHOOSE({low},{named}),{low}&"–"&{high})'
    style = book.style("status", bold=newest, **look)
    sheet.write_formula(row, _MIDDLE, f'=IF({low}="","",{both})', style, "")
    moved = '=""'
    up, down = (xl_rowcol_to_cell(row, _HELP + at) for at in (2, 3))
    if newest:
        changes = rated.changes(key)
        for at, sign in ((2, ">0"), (3, "<0")):
            formula = f'=IF(COUNT({changes})=0,"",COUNTIF({changes},"{sign}"))'
            sheet.write_formula(row, _HELP + at, formula, book.style("help"), "")
        moved = f'=IF({up}="","",{up}&"{words["op"]}"&{down}&"{words["ned"]}")'
        sheet.write_formula(row, _MOVED, moved, book.style("status", **look), "")
    else:
        sheet.write_blank(row, _MOVED, None, book.style("status", **look))
    sheet.write_blank(row, _PICTURE, None, book.style("picture", **look))


def _bars(book: Book, sheet: Worksheet, last: int) -> None:
    """Lay bars over the lines, each on its own row: its statements, from the first step to the last."""
    words, first = book.words["aarene"], _TOP + 1
    chart = book.file.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for step in range(1, STEPS + 1):
        column = 1 + step
        chart.add_series(
            {
                "name": book.words["vurdering"]["trin"][step - 1],
                "categories": "=" + area(sheet, first, 1, last, 1),
                "values": "=" + area(sheet, first, column, last, column),
                "fill": {"color": _SHADES[step - 1]},
                "border": {"color": INK, "width": 0.5},
                "gap": 45,
            }
        )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"layout": {"x": 0.01, "y": 0, "width": 0.98, "height": 1}, "fill": {"none": True}})
    # Not `visible`: without it the order of the rows is not turned.
    hidden = {"label_position": "none", "line": {"none": True}, "major_gridlines": {"visible": False}}
    chart.set_y_axis({**hidden, "reverse": True, "major_tick_mark": "none"})
    chart.set_x_axis({**hidden, "min": 0, "max": 1, "major_tick_mark": "none"})
    size = {"width": _WIDTHS[_PICTURE] * 7 + 5, "height": (last - first + 1) * _HEIGHT * 4 / 3}
    chart.set_size(size)
    sheet.insert_chart(first, _PICTURE, chart, {"description": words["alt"], "object_position": 1})
