"""The sheet "En elev" of `beregneren`: one pupil on one page, and the log of what was agreed.

An agreement belongs to a pupil's name, not to a row: new results change who stands where, and a sentence
must never come to stand beside another child. So the yellow cells are a log with the name chosen in it,
and the page shows what the log says of the pupil. The curve's points stand in ``curve``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.curve import Curve
from workbooks.build.beregneren.grid import literal
from workbooks.build.beregneren.parts import (
    OCCASIONS,
    Block,
    Z,
    head,
    marks,
    occasion,
    over,
    portrait,
    section,
    value_of,
    whole,
)
from workbooks.build.beregneren.sentences import sentences
from workbooks.build.kit import inputs, pictures
from workbooks.build.kit.look import BLUE, BOX, GREY, INK, Book

LAST = 6  # the last printed column
LOG_ROWS = 40
_WIDTHS = (22.0, 14.5, 14.5, 14.5, 14.5, 14.5, 14.5)
_CHOOSE, _CURVE, _CHART_ROWS, _CHART_ROW = 5, 6, 9, 26.0
_FIGURES = _CURVE + 1 + _CHART_ROWS
_SAYS = _FIGURES + 7
_AGREED = _SAYS + 7
_LOG = _AGREED + 8
_TAKEN = ";".join(['"· · ·"'] * 4)  # for numbers and text: the row is not free, what it says is not shown
LOG_ROW = _LOG + 4  # the log's first line, as the reader counts


def pupil_sheet(book: Book) -> None:
    """Write the sheet; what it reads is named on "Elever", "Indtast" and "Modeltal"."""
    words = book.words["en_elev"]
    sheet = portrait(book, words, row_height=18, writes=True)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(LAST + 1, LAST + 1, 3)
    sheet.write_string(_CHOOSE, LAST + 2, book.words["klasse"]["hjaelp"], book.style("help_over"))
    one = Block(book, sheet, _CHOOSE + 2, LAST + 2, 1)
    _chosen(one)
    who = f'IF({one.cell("navn")}="","{words["titel"]}",{one.cell("navn")})'
    head(book, sheet, f'{who}&IF(felt_klasse="",""," · "&felt_klasse)', words["ledetekst"])
    _choice(book, sheet, words, one)
    curve = Curve(book, sheet, one, (_CHOOSE + 6, LAST + 2))
    _curve(book, sheet, words, curve)
    empty = f'IF({one.cell("navn")}="","{words["tom_kurve"]}","")'
    over(book, sheet, _CURVE + _CHART_ROWS // 2, (1, LAST), empty, "lead", align="center")
    _figures(book, sheet, words, one)
    _says(book, sheet, words, one)
    _agreed(book, sheet, words, one)
    _log(book, sheet, words, one.cell("navn"))
    sheet.print_area(0, 0, _AGREED + 4, LAST)


def _chosen(one: Block) -> None:
    """Find the row of the pupil: by the name chosen, by an id written, else the first."""
    sought = literal("valgt_elev")
    found = f"IFERROR(MATCH({sought},e_navn,0),IFERROR(MATCH({sought},e_id,0),0))"
    first = 'IF(INDEX(e_navn,1)="",0,1)'
    one.add("raekke", lambda _: f'IF(valgt_elev="",{first},{found})', 0)
    row = one.cell("raekke")
    for key in ("navn", "id", "status", "grund", "percentil", "forventet", "naeste"):
        one.add(key, partial(_of_pupil, key, row))
    results = ",".join(f"INDEX(t_{k},MAX(1,{row}))" for k in range(1, OCCASIONS + 1))
    one.add("vist", lambda _: f'IF(OR({row}=0,j_til=0),"",CHOOSE(MAX(1,j_til),{results}))')


def _of_pupil(key: str, row: str, _: int) -> str:
    return f'IF({row}=0,"",{value_of(f"e_{key}", f"MAX(1,{row})")})'


def _choice(book: Book, sheet: Worksheet, words: Mapping[str, Any], one: Block) -> None:
    sheet.set_row(_CHOOSE, 24)
    sheet.write_string(_CHOOSE, 0, words["vaelg"], book.style("term_strong"))
    sheet.merge_range(_CHOOSE, 1, _CHOOSE, 2, "", book.style("input", bold=True))
    book.name("valgt_elev", sheet, _CHOOSE, 1)
    takes = inputs.choice(book, "=e_navn", *words["vaelg_hjaelp"])
    # A warning only: a pupil's id is taken too.
    sheet.data_validation(_CHOOSE, 1, _CHOOSE, 1, {**takes, "error_type": "warning"})
    first = f'IF({one.cell("raekke")}=0,"{words["inviterer"]}","{words["foerste"]}")'
    wrong = f'IF({one.cell("raekke")}=0,"{words["ikke_fundet"]}","")'
    over(book, sheet, _CHOOSE, (3, LAST), f'IF(valgt_elev="",{first},{wrong})', "source", indent=1)


def _curve(book: Book, sheet: Worksheet, words: Mapping[str, Any], curve: Curve) -> None:
    section(book, sheet, _CURVE, (0, LAST), words["kurve"])
    for row in range(_CURVE + 1, _FIGURES):
        sheet.set_row(row, _CHART_ROW)
    size = (sum(int(width * 7 + 5) for width in _WIDTHS[1:]), int(_CHART_ROWS * _CHART_ROW * 4 / 3))
    pictures.curve(book, sheet, curve.series(), (_CURVE + 1, 1), size, words["alt_kurve"])


def _figures(book: Book, sheet: Worksheet, words: Mapping[str, Any], one: Block) -> None:
    """Write the results behind the curve, a column below each of its points."""
    row = one.cell("raekke")
    found: dict[str, Callable[[int], str]] = {
        "proeve": lambda k: occasion("t_navn", k),
        "dato": lambda k: f"INDEX(d_{k},MAX(1,{row}))",
        "resultat": lambda k: f"INDEX(t_{k},MAX(1,{row}))",
        "faelles": lambda k: f"INDEX(x_{k},MAX(1,{row}))",
        "usikkerhed": lambda k: f'IF(ISNUMBER(INDEX(s_{k},MAX(1,{row}))),{Z}*INDEX(s_{k},MAX(1,{row})),"")',
    }
    looks: dict[str, dict[str, Any]] = {
        "proeve": {"text_wrap": True, "bold": True, "font_color": INK},
        "dato": {"num_format": "dd-mm-yyyy"},
        "resultat": {"bold": True, "font_size": 11, "font_color": INK, "num_format": "General"},
        "faelles": {"num_format": "0.0"},
        "usikkerhed": {"num_format": "0.0"},
    }
    for down, (key, formula) in enumerate(found.items()):
        place = _FIGURES + down
        sheet.set_row(place, 28 if key == "proeve" else 17)
        sheet.write_string(place, 0, words[key], book.style("board_word", font_size=10))
        for k in range(1, OCCASIONS + 1):
            value = formula(k)
            shown = f'=IF({row}=0,"",IF({value}="","",{value}))'
            sheet.write_formula(
                place, k, shown, book.style("board_other", **{"font_size": 10, **looks[key]}), ""
            )
    points = {"type": "formula", "criteria": "=IF(COUNT(e_fejl)=0,TRUE,MAX(e_fejl)>=2)"}
    sheet.conditional_format(
        _FIGURES + 3, 1, _FIGURES + 4, LAST, {**points, "format": book.rule(num_format="0")}
    )
    percent = f'"{words["plusminus"]}"&{whole("konfidens_andel*100")}&" %"'
    unit = f'=IF(enhed_ord="","","{words["enhed"]}"&enhed_ord&{percent})'
    sheet.write_formula(_FIGURES + 5, 0, unit, book.style("board_word", font_size=8, text_wrap=True), "")
    signs = (("●", BLUE), ("▮", BOX), ("◆", INK), ("┊", GREY))
    explained = [(*sign, text) for sign, text in zip(signs, words["legende"], strict=True)]
    marks(book, sheet, _FIGURES + 5, (1, LAST), [*explained, ("", "", words["skala"])], "plain")
    sheet.set_row(_FIGURES + 5, 33)


def _says(book: Book, sheet: Worksheet, words: Mapping[str, Any], one: Block) -> None:
    """Write what the figures say in a teacher's words, one question a row."""
    section(book, sheet, _SAYS, (0, LAST), words["siger"])
    for down, (key, formula) in enumerate(sentences(words, one).items(), start=1):
        row = _SAYS + down
        sheet.set_row(row, 34)
        sheet.write_string(row, 0, words["spoergsmaal"][key], book.style("term", font_size=10, bottom=0))
        if down == 1:
            formula = f'IF({one.cell("navn")}="","{words["tom_siger"]}",{formula})'
        over(book, sheet, row, (1, LAST), formula, "fact", bottom=0)


def _agreed(book: Book, sheet: Worksheet, words: Mapping[str, Any], one: Block) -> None:
    """Show the newest agreement about the pupil, or room to write one by hand."""
    section(book, sheet, _AGREED, (0, LAST), words["aftalt"])
    place = f"MATCH({literal(one.cell('navn'))},aftale_sidste,0)"
    for down, (name, word) in enumerate(
        zip(("tekst", "naeste", "hvem", "hvornaar"), words["aftalt_rent"], strict=True), start=1
    ):
        row = _AGREED + down
        sheet.set_row(row, 26)
        sheet.write_string(row, 0, word, book.style("term"))
        shown = f'IFERROR(INDEX(aftale_{name},{place})&"","")'
        none = f'IF({one.cell("navn")}="","","{words["ingen_aftale"]}")' if name == "tekst" else '""'
        found = f'IF({one.cell("navn")}="","",IF(ISNUMBER({place}),{shown},{none}))'
        over(book, sheet, row, (1, LAST), found, "fact")


def _log(book: Book, sheet: Worksheet, words: Mapping[str, Any], shown: str) -> None:
    """Write the yellow log: a line an agreement, hidden while the page is about another pupil."""
    section(book, sheet, _LOG, (0, LAST), words["log"])
    sheet.set_row(_LOG + 1, 30)
    over(book, sheet, _LOG + 1, (0, LAST), f'"{words["log_note"]}"', "source", text_wrap=True)
    for column, word in enumerate(words["log_kolonner"]):
        sheet.write_string(_LOG + 2, column, word, book.style("head_first" if column == 0 else "head"))
    top, bottom = _LOG + 3, _LOG + 2 + LOG_ROWS
    said = words["log_hjaelp"]
    places = {"elev": (0, 0), "tekst": (1, 2), "naeste": (3, 4), "hvem": (5, 5), "hvornaar": (6, 6)}
    takes = {
        "elev": inputs.choice(book, "=e_navn", *said["elev"]),
        "tekst": inputs.anything(book, *said["aftale"]),
        **{key: inputs.anything(book, *said[key]) for key in ("naeste", "hvem", "hvornaar")},
    }
    for key, (first, last) in places.items():
        style = book.style("input_long", num_format="@") if key == "hvornaar" else book.style("input_long")
        for row in range(top, bottom + 1):
            sheet.set_row(row, 30)
            if first < last:
                sheet.merge_range(row, first, row, last, "", style)
            else:
                sheet.write_blank(row, first, None, style)
        book.name(f"aftale_{key}", sheet, top, first, bottom)
        sheet.data_validation(top, first, bottom, first, dict(takes[key]))
    _newest_of_each(book, sheet, top, bottom)
    hide = {
        "type": "formula", "format": book.rule(num_format=_TAKEN),
        "criteria": f'=AND(valgt_elev<>"",$A{top + 1}<>"",$A{top + 1}<>{shown})',
    }  # fmt: skip
    sheet.conditional_format(top, 0, bottom, LAST, hide)


def _newest_of_each(book: Book, sheet: Worksheet, top: int, bottom: int) -> None:
    """Repeat a pupil's name beside the last line about him or her: what MATCH finds is the newest."""
    column = LAST + 2
    for row in range(top, bottom + 1):
        here, rest = f"$A${row + 1}", f"$A${row + 1}:$A${bottom + 1}"
        formula = f'=IF({here}="","",IF(SUMPRODUCT(({rest}={here})*1)=1,{here},""))'
        sheet.write_formula(row, column, formula, book.style("help"), "")
    book.name("aftale_sidste", sheet, top, column, bottom)
