"""The committee's page: what the proposal comes to, who gets more, and money a pupil against the index.

Schools stand by index, highest need first, which ranks no school by what it achieves.
"""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import BAND, BLUE, GREY, HAIR, INK, Book
from workbooks.build.resursfordelning.parts import TO_SHARE, changed, head
from xl_beregner.fields.known.allocation import CHANGE, FEW, ORDER

ROWS: Final = 12
# Rows (from 0): the conclusions, the picture, the headings of the list.
_BLOCKS, _PICTURE, TOP = 6, 10, 13
_PICTURE_HEIGHT: Final = 250.0  # points
_ALIKE: Final = "felt_ressource_grundbeloeb"
_SIGNED: Final = '+#,##0;"−"#,##0;0'


def write(book: Book, lists: Lists, sheet: Worksheet) -> None:
    """Write the conclusions, the picture and its figures."""
    words = book.words[ORDER]
    head(book, sheet, words, line="ressource_vist_linje")
    made = lists.write(sheet, ORDER, TOP, ROWS, _columns())
    _conclusions(book, lists, made)
    for key, said in (("pr_elev", "per_elev"), ("forskel", "skillnad")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    sheet.set_row(_PICTURE, _PICTURE_HEIGHT)
    _picture(book, made, words)
    for row, height in ((_PICTURE - 1, 18), (_PICTURE + 1, 6), (TOP - 1, 18), (TOP, 33)):
        sheet.set_row(row, height)
    sheet.write_string(_PICTURE - 1, 0, words["bild"], book.style("over_group"))
    sheet.set_zoom(90)
    sheet.repeat_rows(TOP, TOP)
    sheet.print_area(0, 0, made.bottom, made.last_printed)


def _columns() -> list[Column]:
    def found(key: str) -> str:
        return f'IF({{raekke}}=0,"",INDEX({{{CHANGE}.{key}}},MAX(1,{{raekke}})))'

    order = f"{{{CHANGE}.sortering}}"
    signed = [("ISNUMBER({cell})", {"num_format": _SIGNED})]
    return [
        Column("navn", 36, "name", "formula", found("navn")),
        Column("elevtal", 10, "figure_whole", "formula", found("elevtal")),
        Column(
            "indeks_ny", 10, "figure_whole", "formula", found("indeks_ny"), looks=[("TRUE", {"bold": True})]
        ),
        Column("ned", 9, "figure_whole", "formula", found("ned")),
        Column("op", 9, "figure_whole", "formula", found("op")),
        Column("pr_elev", 13, "figure_whole", "formula", found("pr_elev")),
        Column(
            "pr_elev_ny", 13, "figure_whole", "formula", found("pr_elev_ny"), looks=[("TRUE", {"bold": True})]
        ),
        Column("forskel", 15, "difference", "formula", found("forskel"), looks=signed),
        Column("forskel_pct", 10, "difference", "formula", found("forskel_pct")),
        Column("hvad", 17, "status", "formula", found("hvad"), looks=changed()),
        Column("spoergsmaal", 44, "quiet", "formula", _question()),
        *(helper(key) for key in ("noegle",)),
        helper("raekke", f"IFERROR(MATCH(LARGE({order},ROW()-{TOP + 1}),{order},0),0)"),
        helper("p_navn", 'IF(ISNUMBER({indeks_ny}),{navn}&" ("&INT({indeks_ny}+0.5)&")",{navn})'),
        # What everybody gets alike would dwarf the rest.
        helper("p_forslag", f"IF(ISNUMBER({{pr_elev_ny}}),{{pr_elev_ny}}-N({_ALIKE}),0)"),
        helper("p_gaelder", f"IF(ISNUMBER({{pr_elev}}),{{pr_elev}}-N({_ALIKE}),0)"),
    ]


def _question() -> str:
    """Ask of a school what its row makes one ask; nothing of most rows."""
    few = f"AND(ISNUMBER({{elevtal}}),{{elevtal}}<{FEW})"
    return (
        f'IF(NOT(ISNUMBER({{indeks_ny}})),IF({{navn}}="","",{{\'{ORDER}.fraga_utan\'}}),'
        f"IF({few},{{'{ORDER}.fraga_bred'}},"
        f'IF(ISNUMBER({{forskel_pct}}),IF({{forskel_pct}}<=-1,{{\'{ORDER}.fraga_mindre\'}},""),"")))'
    )


def _conclusions(book: Book, lists: Lists, made: List) -> None:
    """Write in large what the proposal comes to, how much it moves, and how many schools it touches."""
    words, sheet = book.words[ORDER], made.sheet
    more, less, same = (f'COUNTIF({{{CHANGE}.forskel}},"{sign}0")' for sign in (">", "<", "="))
    moved = f'SUMIF({{{CHANGE}.forskel}},">0")'
    difference = "ressource_sum_forskel"
    unchanged = f"ABS({difference})<0.5"
    undivided = f"AND({TO_SHARE}>0,SUM({{{CHANGE}.struktur_ny}})=0)"
    told = (
        f'IF(COUNT({{{CHANGE}.forskel}})=0,"{words["summa_okand"]}",'
        f'IF({undivided},"{words["summa_odelad"]}",IF({unchanged},"{words["summa_lika"]}",'
        f'IF({difference}>0,"{words["summa_mer"]}","{words["summa_mindre"]}"))))'
    )
    blocks = (
        (0, 0, "att_fordela", "ressource_sum_i_alt_ny", "#,##0", f'"{words["varav_pott"]}"'),
        (made.at("indeks_ny"), made.at("op"), "flyttas", moved, "#,##0", f'"{words["flyttas_sagt"]}"'),
        (made.at("pr_elev_ny"), made.at("forskel"), "summan", difference, _SIGNED, told),
    )
    for column, until, key, figure, shape, said in blocks:
        sheet.write_string(_BLOCKS, column, words[key], book.style("block_head"))
        if until > column:  # a figure too wide for its cell shows as ###
            sheet.merge_range(
                _BLOCKS + 1, column, _BLOCKS + 1, until, "", book.style("block_big", num_format=shape)
            )
        sheet.write_formula(
            _BLOCKS + 1, column, lists.formula(ORDER, figure), book.style("block_big", num_format=shape), 0
        )
        sheet.write_formula(_BLOCKS + 2, column, lists.formula(ORDER, said), book.style("block_small"), "")
    column = made.at("hvad")
    sheet.write_string(_BLOCKS, column, words["skolorna"], book.style("block_head"))
    counts = f'"▲ "&{more}&"   ▼ "&{less}&"   = "&{same}'
    sheet.write_formula(_BLOCKS + 1, column, lists.formula(ORDER, counts), book.style("block_big"), "")
    sheet.write_string(_BLOCKS + 2, column, words["skolorna_sagt"], book.style("block_small"))
    for row, height in ((_BLOCKS - 1, 18), (_BLOCKS, 20), (_BLOCKS + 1, 30), (_BLOCKS + 2, 18)):
        sheet.set_row(row, height)


def _picture(book: Book, made: List, words: dict[str, str]) -> None:
    """Draw money a pupil, schools by index: what each gets above what is alike, and today's mark."""
    chart = book.file.add_chart({"type": "column"})
    names = "=" + made.cells("p_navn")
    bars = {
        "values": "=" + made.cells("p_forslag"),
        "fill": {"color": BAND},
        "border": {"color": BLUE},
        "gap": 45,
    }
    chart.add_series({"name": words["p_forslag"], "categories": names, **bars})
    line = book.file.add_chart({"type": "line"})
    line.add_series(
        {
            "name": words["p_gaelder"],
            "categories": names,
            "values": "=" + made.cells("p_gaelder"),
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 9, "fill": {"color": INK}, "border": {"color": "#FFFFFF"}},
        }
    )
    chart.combine(line)
    font = {"size": 10, "color": INK}
    chart.set_x_axis(
        {
            "num_font": {**font, "rotation": -35},
            "label_position": "low",
            "line": {"color": GREY},
            "major_tick_mark": "none",
        }
    )
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": HAIR}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"position": "top", "font": font})
    chart.set_chartarea({"border": {"none": True}})
    width = sum(int(column.width * 7 + 5) for column in made.columns[: made.last_printed + 1])
    chart.set_size({"width": width - 10, "height": int(_PICTURE_HEIGHT * 4 / 3) - 6})
    made.sheet.insert_chart(
        _PICTURE,
        0,
        chart,
        {"description": words["alt_bild"], "object_position": 1, "x_offset": 4, "y_offset": 2},
    )
