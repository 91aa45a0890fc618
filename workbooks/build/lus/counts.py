"""The sheets of `lus` that count: the distribution at each date, and the report's row a date.

What is counted stands on the sheet of the class as places in the order of points (x, last year's and the
four dates'; e, what is expected). All that is said of fewer than five pupils is that they are too few.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.class_heading import class_heading, field
from workbooks.build.kit.kappa import wilson
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import BLUE, BOX, GREY, HAIR, MARK_BEFORE, Book, area, page
from xl_beregner.fields.known.lus import DATES
from xl_beregner.measures.measurement.lus import POINTS, QUARTILES
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

BEFORE = 0  # the column of figures that is not about a date of this year
TOP = 6  # the row (from 0) of the headings of both sheets
FIGURES = (
    "bedomda", *(name for name, _ in QUARTILES), "med", "nar", "andel", "nedre", "oevre",
)  # fmt: skip
POINTS_TOP = TOP + len(FIGURES) + 2
_CHART, _HELPERS = 6, 16  # columns (from 0)


# --- The distribution --------------------------------------------------------------------------
def distribution(book: Book, lists: Lists) -> None:
    """Write figures and counts of each date, and beside them the chart of the latest two."""
    words = book.words["fordelning"]
    sheet = page(book, words["ark"], row_height=17, pages=1)
    class_heading(book, sheet, words)
    sheet.set_column(0, 0, 31)
    sheet.set_column(1, 5, 12)
    sheet.set_column(_CHART, _HELPERS - 1, 9)
    _heads(book, sheet, TOP)
    for row, key in enumerate(FIGURES, start=TOP + 1):
        style = "term_strong" if key in ("median", "andel") else "term"
        sheet.write_string(row, 0, words[key], book.style(style))
        for date in (BEFORE, *DATES):
            _figure(book, lists, sheet, row, date, key)
    _counts(book, lists, sheet)
    sheet.write_string(POINTS_TOP + len(POINTS) + 2, 0, words["osaker"], book.style("source"))
    _latest_two(book, sheet)
    _chart(book, sheet)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.print_area(0, 0, POINTS_TOP + len(POINTS) + 2, _HELPERS - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{TOP}:F{POINTS_TOP + len(POINTS) + 1}"})


def _heads(book: Book, sheet: Worksheet, row: int) -> None:
    sheet.set_row(row, 20)
    sheet.write_blank(row, 0, None, book.style("head_first"))
    sheet.write_string(row, 1, book.words["fordelning"]["foer"], book.style("head"))
    for number in DATES:
        sheet.write_formula(row, 1 + number, f"=felt_lus_tidpunkt_{number}", book.style("head"), "")


def _figure(book: Book, lists: Lists, sheet: Worksheet, row: int, date: int, key: str) -> None:
    cells = {name: f"{xl_col_to_name(1 + date)}{TOP + 2 + at}" for at, name in enumerate(FIGURES)}
    formula = figures(cells, date, book.words["fordelning"]["for_fa"])[key]
    styles = {"bedomda": "figure", "med": "figure", "nar": "figure"}
    shapes = {"andel": "0 %", "nedre": "0 %", "oevre": "0 %"}
    style = book.style(styles.get(key, "figure_quiet"), num_format=shapes.get(key, "0"), align="left")
    if key in dict(QUARTILES):
        style = book.style("point_strong" if key == "median" else "point")
    if key == "andel":
        style = book.style("figure_strong", num_format="0 %", align="left")
    sheet.write_formula(row, 1 + date, lists.formula("lus", formula), style, "")


def figures(cells: Mapping[str, str], date: int, too_few: str) -> dict[str, str]:
    """Write the formula of every figure of a date; ``cells`` are where each figure stands."""
    known = f"{{lus.x{date}}}"
    enough = f"{cells['bedomda']}>={LEAST_PUPILS}"
    none = f'IF({cells["bedomda"]}=0,"","{too_few}")'
    found = {"bedomda": f"COUNT({known})"}
    for name, share in QUARTILES:
        # The lowest point that at least that share is at or below.
        smallest = f"SMALL({known},ROUNDUP({share}*{cells['bedomda']},0))"
        found[name] = f"IF({enough},INDEX(lus_punkter,{smallest}),{none})"
    if date == BEFORE:  # last year's points stand in last year's grade: nothing is expected of them here
        return found | dict.fromkeys(("med", "nar", "andel", "nedre", "oevre"), '""')
    n, reached = cells["med"], cells["nar"]
    few = f'IF({n}>0,"{too_few}","")'
    found["med"] = f"IF({enough},COUNT({{lus.r{date}}}),{none})"
    hits = f"IF({n}>={LEAST_PUPILS},SUM({{lus.r{date}}}),{few})"
    found["nar"] = f'IF(ISNUMBER({n}),{hits},"")'
    found["andel"] = f'IF(ISNUMBER({reached}),{reached}/{n},"")'
    ends = wilson(reached, n)
    for key, end in zip(("nedre", "oevre"), ends, strict=True):
        found[key] = f'IF(ISNUMBER({reached}),{end},"")'
    return found


def _counts(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Count the pupils on each point, the last point first, as the scale is climbed."""
    words = book.words["fordelning"]
    _heads(book, sheet, POINTS_TOP)
    sheet.write_string(POINTS_TOP, 0, words["punkt"], book.style("head_first"))
    for place, point in enumerate(POINTS, start=1):
        row = POINTS_TOP + place
        sheet.write_string(row, 0, point, book.style("name", num_format="@", align="left", indent=1))
        for date in (BEFORE, *DATES):
            judged = xl_rowcol_to_cell(TOP + 1, 1 + date, row_abs=True)
            counted = f'IF({judged}>={LEAST_PUPILS},COUNTIF({{lus.x{date}}},{place}),"")'
            style = book.style("figure", num_format="0;-0;·", align="left", indent=1)
            sheet.write_formula(row, 1 + date, lists.formula("lus", counted), style, "")


def _latest_two(book: Book, sheet: Worksheet) -> None:
    """Repeat the counts of the latest date and the one before it, for the chart."""
    sheet.write_string(TOP - 1, _HELPERS, book.words["faelles"]["hjaelp"], book.style("help_over"))
    shown = area(sheet, TOP + 1, 1, TOP + 1, 5)
    latest = xl_rowcol_to_cell(TOP, _HELPERS, row_abs=True, col_abs=True)
    before = xl_rowcol_to_cell(TOP, _HELPERS + 1, row_abs=True, col_abs=True)
    for cell, below in ((0, "6"), (1, latest)):
        found = "0"
        for column in range(1, 6):
            judged = f"INDEX({shown},1,{column})>={LEAST_PUPILS}"
            found = f"IF(AND({column}<{below},{judged}),{column},{found})"
        sheet.write_formula(TOP, _HELPERS + cell, f"={found}", book.style("help"), 0)
    words = book.words["fordelning"]
    for cell, key, at in ((0, "serie_nu", latest), (1, "serie_sist", before)):
        heads = area(sheet, TOP, 1, TOP, 5)
        said = f'=IF({at}=0,"{words[key]}","{words[key]}: "&INDEX({heads},1,MAX(1,{at})))'
        sheet.write_formula(POINTS_TOP, _HELPERS + cell, said, book.style("help"), "")
        for place in range(1, len(POINTS) + 1):
            row = POINTS_TOP + place
            counts = area(sheet, row, 1, row, 5)
            said = (
                f"=IF({at}=0,0,IF(ISNUMBER(INDEX({counts},1,MAX(1,{at}))),INDEX({counts},1,MAX(1,{at})),0))"
            )
            sheet.write_formula(row, _HELPERS + cell, said, book.style("help"), 0)


def _chart(book: Book, sheet: Worksheet) -> None:
    words = book.words["fordelning"]
    chart = book.file.add_chart({"type": "column"})
    points = "=" + area(sheet, POINTS_TOP + 1, 0, POINTS_TOP + len(POINTS), 0)
    for column, ink in ((_HELPERS + 1, MARK_BEFORE), (_HELPERS, BLUE)):
        chart.add_series(
            {
                "name": "=" + area(sheet, POINTS_TOP, column, POINTS_TOP, column),
                "categories": points,
                "values": "=" + area(sheet, POINTS_TOP + 1, column, POINTS_TOP + len(POINTS), column),
                "fill": {"color": ink},
                "border": {"none": True},
                "gap": 60,
            }
        )
    font = {"name": "Calibri", "size": 10, "color": GREY}
    chart.set_title(
        {"name": words["diagram"], "name_font": {"size": 12, "bold": True, "color": BLUE}, "overlay": False}
    )
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font, "line": {"color": BOX}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {"num_font": font, "line": {"none": True}, "major_tick_mark": "none", "num_format": "0",
         "min": 0, "major_unit": 2, "major_gridlines": {"visible": True, "line": {"color": HAIR}}}
    )  # fmt: skip
    chart.set_chartarea({"border": {"none": True}})
    rows = POINTS_TOP + len(POINTS) - TOP
    chart.set_size({"width": (_HELPERS - _CHART) * 68 - 20, "height": int(rows * 17 * 4 / 3)})
    sheet.insert_chart(
        TOP, _CHART, chart, {"description": words["alt_diagram"], "object_position": 1, "x_offset": 16}
    )


# --- The report --------------------------------------------------------------------------------
REPORT = (
    "skola", "klass", "lasar", "tidpunkt", "elever", "bedomda", "median", "lower_quartile", "upper_quartile",
    "med", "nar", "andel", "nedre", "oevre", "framat", "samma", "bakat", "kommentar",
)  # fmt: skip
_WIDTHS = (26, 8, 11, 12, 8, 9, 9, 9, 9, 9, 9, 8, 8, 8, 9, 8, 8, 48)


def report(book: Book, lists: Lists) -> None:
    """Write the table for the coordinator: a row a date, nothing merged, ready to copy."""
    words = book.words["rapport"]
    sheet = page(book, words["ark"], row_height=36, writes=True, pages=1)
    class_heading(book, sheet, words)
    sheet.write_string(3, 0, words["fortroligt"], book.style("warning", font_size=9))
    sheet.set_row(TOP, 34)
    for column, (key, width) in enumerate(zip(REPORT, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(
            TOP, column, words["kolonner"][key], book.style("head" if column else "head_first")
        )
    for date in DATES:
        _report_row(book, lists, sheet, TOP + date, date)
    help_ = inputs.anything(book, *words["hjaelp"]["kommentar"])
    last = len(REPORT) - 1
    sheet.data_validation(TOP + 1, last, TOP + len(DATES), last, dict(help_))
    for row, note in enumerate(words["noter"].values(), start=TOP + len(DATES) + 2):
        sheet.set_row(row, 17)
        sheet.write_string(row, 0, note, book.style("source"))
    sheet.print_area(0, 0, TOP + len(DATES) + 1 + len(words["noter"]), last)
    sheet.ignore_errors({"number_stored_as_text": f"G{TOP + 2}:I{TOP + 5}"})


def _report_row(book: Book, lists: Lists, sheet: Worksheet, row: int, date: int) -> None:
    told = f"'{book.words['fordelning']['ark']}'!${xl_col_to_name(1 + date)}$"
    cells = {key: f"{told}{TOP + 2 + at}" for at, key in enumerate(FIGURES)}
    judged = cells["bedomda"]
    facts = {"skola": "felt_skole_navn", "klass": "felt_klasse", "lasar": "felt_skoleaar"}
    formulas = {key: f'IF({name}="","",{name})' for key, name in facts.items()}
    formulas["elever"] = lists.formula("lus", 'COUNTIF({lus.navn},"?*")')[1:]
    for key in FIGURES:
        formulas[key] = f'IF({judged}=0,"",{cells[key]})' if key != "bedomda" else judged
    for key, holds in (("framat", ">0"), ("samma", "0"), ("bakat", "<0")):
        moved = f'IF({judged}>={LEAST_PUPILS},COUNTIF({{lus.s{date}}},"{holds}"),"")'
        formulas[key] = lists.formula("lus", moved)[1:]
    shapes = {"andel": "0 %", "nedre": "0 %", "oevre": "0 %"}
    for column, key in enumerate(REPORT):
        if key == "tidpunkt":
            field(book, sheet, row, column, f"lus_dato_{date}", "fact_date")
        elif key == "kommentar":
            sheet.write_blank(row, column, None, book.style("input_long"))
            book.name(f"svar_lus_kommentar_{date}", sheet, row, column)
        else:
            style = book.style("name" if not column else "text", num_format=shapes.get(key, "General"))
            sheet.write_formula(row, column, "=" + formulas[key], style, "")
