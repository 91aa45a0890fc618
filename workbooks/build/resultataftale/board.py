"""The sheet of `resultataftale` a leader can show a school board: six pictures, goals first.

A picture is a line over eight years, the municipality's, the agreed target and the uncertainty, with its
figures in cells below, column by column. The points it is drawn from stand in ``points``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs, pictures
from workbooks.build.kit.lists import List, Lists
from workbooks.build.kit.look import BLUE, BOX, GREY, INK, Book, area, heading, legend, page
from workbooks.build.resultataftale.answers import NOT_FOR_BOARD, WITHOUT_GOAL
from workbooks.build.resultataftale.points import (
    ACROSS,
    CHART_ROWS,
    CHOICES,
    HEIGHT,
    PANELS,
    SPAN,
    TOP,
    YEARS,
    Panel,
    points,
    series,
)

MUNICIPALITY = [f"k{year}" for year in YEARS]

_ROW = 31.5  # points
_WIDTHS = (8.5, *[4.8] * 8, 6.5, 2)


def board(book: Book, lists: Lists, figures: List) -> None:
    """Write the sheet."""
    words = book.words["bestyrelse"]
    sheet = page(book, words["ark"], row_height=_ROW, pages=1)
    heading(book, sheet, words, edition=False)  # its readers are others than the workbook's
    marks = (("●", BLUE), ("▪", GREY), ("◆", INK), ("□", BOX))
    said = [(*mark, word) for mark, word in zip(marks, words["legende"], strict=True)]
    legend(book, sheet, (1, 0), [*said, ("", "", words["ledetekst"])], name="lead", font_size=11)
    for across in range(ACROSS):
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(SPAN * across + place, SPAN * across + place, width)
    sheet.set_column(CHOICES, CHOICES, 9)
    sheet.set_column(CHOICES + 1, CHOICES + 1, 36)
    sheet.write_string(TOP - 2, CHOICES, words["vaelg_overskrift"], book.style("lead"))
    sheet.write_string(TOP - 3, Panel(0).points, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for number in range(PANELS):
        panel = Panel(number)
        _choice(book, lists, sheet, panel)
        _found(book, lists, sheet, panel)
        _heading(book, lists, sheet, panel)
        _years(book, lists, sheet, panel, figures)
        _target_and_baseline(book, lists, sheet, panel)
        _decimals(book, lists, sheet, panel)
        points(book, sheet, panel)
        alt = words["alt_figur"].format(nummer=number + 1)
        pictures.lines(book, sheet, series(sheet, panel), (panel.top + 1, panel.left + 1), _size(), alt)
    sheet.print_area(0, 0, TOP + HEIGHT * (PANELS // ACROSS) - 2, ACROSS * SPAN - 2)


def _choice(book: Book, lists: Lists, sheet: Worksheet, panel: Panel) -> None:
    """Write the cell where another indicator is chosen, and find the row of the one shown.

    A row 0 means there is none; INDEX is never asked for it, since it would answer with all rows. What a
    board may not see is neither next in order nor shown when it is chosen.
    """
    words = book.words["bestyrelse"]
    row = TOP + panel.number
    said = words["figur"].format(nummer=panel.number + 1)
    sheet.write_string(row, CHOICES, said, book.style("term"))
    sheet.write_blank(row, CHOICES + 1, None, book.style("input"))
    chosen = f"svar_figur_{panel.number + 1}"
    book.name(chosen, sheet, row, CHOICES + 1)
    validation = inputs.choice(book, "=liste_indikatorer", *words["hjaelp"])
    sheet.data_validation(row, CHOICES + 1, row, CHOICES + 1, dict(validation))
    sheet.write_string(TOP - 1, panel.points, said, book.style("help_over"))
    place = f"IFERROR(MATCH({chosen},{{aftale.navn}},0),0)"
    refused = f'IF({chosen}="",0,IF({place}=0,0,IF(INDEX({{aftale.fortrolig}},MAX(1,{place}))="",0,1)))'
    _help(book, sheet, panel.refused, lists.formula("aftale", refused))
    order = f"SMALL({{aftale.orden}},{panel.number + 1})"
    first = f"IFERROR(IF({order}<{NOT_FOR_BOARD},MOD({order},{WITHOUT_GOAL}),0),0)"
    shown = f'IF({chosen}="",{first},IF({panel.refused}=1,0,{place}))'
    _help(book, sheet, panel.agreed, lists.formula("aftale", shown))


def _found(book: Book, lists: Lists, sheet: Worksheet, panel: Panel) -> None:
    """Find the same indicator's rows among figures and proposals, and the years its baseline rests on."""
    key = f"INDEX({{aftale.noegle}},MAX(1,{panel.agreed}))"
    for cell, table in ((panel.figure, "tal"), (panel.proposal, "forslag")):
        match = f"IF({panel.agreed}=0,0,IFERROR(MATCH({key},{{{table}.noegle}},0),0))"
        _help(book, sheet, cell, lists.formula("aftale", match))
    years = f"INDEX({{forslag.baseline_aar}},MAX(1,{panel.proposal}))"
    for cell, side in ((panel.first_year, "LEFT"), (panel.last_year, "RIGHT")):
        year = f"MATCH({side}({years},9),liste_skoleaar,0)"
        place = f"IFERROR(8+{year}-MATCH(felt_seneste_skoleaar,liste_skoleaar,0),0)"
        _help(book, sheet, cell, lists.formula("forslag", f"IF({panel.proposal}=0,0,{place})"))
    for cell, name in ((panel.low, "nedre"), (panel.high, "oevre"), (panel.baseline, "baseline")):
        value = f"INDEX({{forslag.{name}}},MAX(1,{panel.proposal}))"
        known = f'IF({panel.proposal}=0,"",IF(ISNUMBER({value}),{value},""))'
        _help(book, sheet, cell, lists.formula("forslag", known))


def _heading(book: Book, lists: Lists, sheet: Worksheet, panel: Panel) -> None:
    """Name what is shown and its unit, or say why what was chosen is not."""
    name, unit = (f"INDEX({{tal.{key}}},MAX(1,{panel.figure}))" for key in ("navn", "maaleenhed"))
    name = f'{name}&IF({unit}="","",", "&{unit})'
    said = f"IF({panel.refused}=1,{{'bestyrelse.afvist'}},IF({panel.figure}=0,\"\",{name}))"
    sheet.write_formula(panel.top, panel.left, lists.formula("tal", said), book.style("section"), "")
    for column in range(panel.left + 1, panel.left + 10):
        sheet.write_blank(panel.top, column, None, book.style("section"))


def _years(book: Book, lists: Lists, sheet: Worksheet, panel: Panel, figures: List) -> None:
    """Write the years below the picture, with the school's figures and the municipality's."""
    words = book.words["bestyrelse"]
    row = panel.figures
    for down, key in enumerate(("aar", "skolen", "kommunen", "baseline")):
        sheet.set_row(row + down, 15)
        sheet.write_string(row + down, panel.left, words[key], book.style("board_word"))
    for year in YEARS:
        at = figures.at(f"t{year}")
        label = "=" + area(figures.sheet, figures.top - 1, at, figures.top - 1, at)
        sheet.write_formula(row, panel.left + year, label, book.style("board_year"), "")
        for down, key, style in ((1, f"t{year}", "board_figure"), (2, f"k{year}", "board_other")):
            value = f"INDEX({{tal.{key}}},MAX(1,{panel.figure}))"
            shown = f'IF({panel.figure}=0,"",IF(ISNUMBER({value}),{value},""))'
            formula = lists.formula("tal", shown)
            sheet.write_formula(row + down, panel.left + year, formula, book.style(style), "")


def _target_and_baseline(book: Book, lists: Lists, sheet: Worksheet, panel: Panel) -> None:
    """Write the agreed target in the ninth column; below the years the baseline between its limits."""
    words = book.words["bestyrelse"]
    row, left = panel.figures, panel.left
    sheet.write_string(row, left + 9, words["maal"], book.style("board_year"))
    target = f'IF({panel.agreed}=0,"",INDEX({{aftale.niveau}},MAX(1,{panel.agreed})))'
    sheet.write_formula(row + 1, left + 9, lists.formula("aftale", target), book.style("board_figure"), "")
    said = (
        (panel.baseline, "board_figure"),
        (f'"{words["mellem"]}"', "board_word"),
        (panel.low, "board_other"),
        (f'"{words["og"]}"', "board_word"),
        (panel.high, "board_other"),
    )
    for column, (what, style) in enumerate(said, start=left + 1):
        # Without limits the baseline stands alone; without a baseline nothing stands here.
        needed = panel.baseline if what == panel.baseline else panel.low
        formula = f'=IF(ISNUMBER({needed}),{what},"")'
        sheet.write_formula(row + 3, column, formula, book.style(style, align="center"), "")


def _decimals(book: Book, lists: Lists, sheet: Worksheet, panel: Panel) -> None:
    row = f"MAX(1,{panel.figure})"
    decimals = lists.formula("tal", f"IF({panel.figure}=0,1,INDEX({{tal.decimaler}},{row}))")
    _help(book, sheet, panel.decimals, decimals)
    for count, shape in ((0, "#,##0"), (2, "0.00")):
        criteria = f"={panel.decimals}={count}"
        rule = {"type": "formula", "criteria": criteria, "format": book.rule(num_format=shape)}
        sheet.conditional_format(panel.figures + 1, panel.left + 1, panel.figures + 3, panel.left + 9, rule)


def _help(book: Book, sheet: Worksheet, cell: str, formula: str) -> None:
    sheet.write_formula(cell, formula, book.style("help"), 0)


def _size() -> tuple[int, int]:
    width = sum(int(width * 7 + 5) for width in _WIDTHS[1:10])
    return width, int(CHART_ROWS * _ROW * 4 / 3)
