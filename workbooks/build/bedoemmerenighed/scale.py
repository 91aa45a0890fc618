"""The sheet of `bedoemmerenighed` where the scale is chosen: an order of words, lowest first.

Its words stand under ``skala_ord``, their number under ``skala_antal``: places are looked up there.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.look import BROWN, GREEN, Book, area, heading, page
from workbooks.build.kit.parts import answer
from xl_beregner.measures.measurement.lus import POINTS

STEPS = 21
_TOP = 9  # the row (from 0) of the headings
_HELPERS = 5  # the first column (from 0) that is not printed
SCALES = {
    "lus": POINTS,
    "betyg": ("F", "E", "D", "C", "B", "A"),
    "karakter": ("-3", "00", "02", "4", "7", "10", "12"),
}


def scale(book: Book) -> None:
    """Write what is judged, the choice of a scale, room for one's own, and the scale in use."""
    words = book.words["skala"]
    sheet = page(book, words["ark"], row_height=19, writes=True, pages=1)
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate((20, 44, 24, 40)):
        sheet.set_column(column, column, width)
    said = words["hjaelp"]
    sheet.set_row(5, 34)
    sheet.write_string(5, 0, words["materiale"], book.style("term"))
    answer(book, sheet, 5, 1, "bedoemt_materiale", "input", said["materiale"])
    sheet.set_row(6, 24)
    sheet.write_string(6, 0, words["valg"], book.style("term"))
    chosen = inputs.choice(book, words["skalaer"], *said["valg"])
    answer(book, sheet, 6, 1, "skala", "input", said["valg"], chosen)
    sheet.write_string(6, 2, words["valgt"], book.style("source"))
    sheet.set_row(_TOP, 32)
    for column, key in enumerate(("nr", "egen", "brug")):
        sheet.write_string(_TOP, column, words[key], book.style("head" if column else "head_first"))
    _built_in(book, sheet)
    for step in range(1, STEPS + 1):
        _step(book, sheet, step)
    used = area(sheet, _TOP + 1, 2, _TOP + STEPS, 2)
    book.name("skala_ord", sheet, _TOP + 1, 2, _TOP + STEPS)
    sheet.write_formula(_TOP - 1, _HELPERS, f'=COUNTIF({used},"?*")', book.style("help"), 0)
    book.name("skala_antal", sheet, _TOP - 1, _HELPERS)
    _state(book, sheet)
    sheet.print_area(0, 0, _TOP + STEPS, 3)
    sheet.ignore_errors({"number_stored_as_text": f"B{_TOP + 2}:H{_TOP + 1 + STEPS}"})


def _built_in(book: Book, sheet: Worksheet) -> None:
    """Write, out of print, the known scales in this language's order, and which is chosen."""
    words = book.words["skala"]
    sheet.write_string(_TOP - 2, _HELPERS, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for place, name in enumerate(words["orden"]):
        column = _HELPERS + place
        sheet.write_string(_TOP, column, words["skalaer"][place], book.style("help_head"))
        for step, word in enumerate(SCALES[name], start=1):
            sheet.write_string(_TOP + step, column, word, book.style("help", num_format="@"))
    chosen = "4"
    for place in (3, 2, 1):
        chosen = f'IF(svar_skala="{words["skalaer"][place - 1]}",{place},{chosen})'
    chosen = f'=IF(svar_skala="",1,{chosen})'
    sheet.write_formula(_TOP - 1, _HELPERS + 1, chosen, book.style("help"), 1)


def _step(book: Book, sheet: Worksheet, step: int) -> None:
    """Write a step: its number, one's own word, the word in use; a blank line is no step of its own."""
    row = _TOP + step
    words = book.words["skala"]["hjaelp"]["egen"]
    sheet.write_number(row, 0, step, book.style("quiet", align="left"))
    answer(book, sheet, row, 1, f"egen_skala_{step}", "input_point", words)
    letter = "IJK"
    counted = f'N({letter[0]}{row})+IF(B{row + 1}<>"",1,0)'
    sheet.write_formula(row, _HELPERS + 3, f"={counted}", book.style("help"), 0)
    own = f"$B${_TOP + 2}:$B${_TOP + 1 + STEPS}"
    order = f"$I${_TOP + 2}:$I${_TOP + 1 + STEPS}"
    mine = f'IFERROR(INDEX({own},MATCH({step},{order},0))&"","")'
    chosen = f"$G${_TOP}"
    known = f'INDEX($F{row + 1}:$H{row + 1},1,{chosen})&""'
    said = f"=IF({chosen}=4,{mine},{known})"
    sheet.write_formula(row, 2, said, book.style("point_strong"), "")
    twice = f'IF(C{row + 1}="",0,IF(IFERROR(MATCH(C{row + 1},skala_ord,0),{step})<{step},1,0))'
    sheet.write_formula(row, _HELPERS + 4, f"={twice}", book.style("help"), 0)


def _state(book: Book, sheet: Worksheet) -> None:
    """Say whether the scale can be used."""
    words = book.words["skala"]
    doubled = f"SUM($J${_TOP + 2}:$J${_TOP + 1 + STEPS})>0"
    ready = f'"{words["klar"]} "&COUNTIF(skala_ord,"?*")&" {words["trin"]}"'
    told = f'IF({doubled},"{words["dobbelt"]}",IF(skala_antal<2,"{words["for_faa"]}",{ready}))'
    sheet.write_formula(_TOP - 2, 1, "=" + told, book.style("plain", bold=True), "")
    cell = f"$B${_TOP - 1}"
    for icon, ink in (("⚠", BROWN), ("✓", GREEN)):
        sheet.conditional_format(
            _TOP - 2, 1, _TOP - 2, 1,
            {"type": "formula", "criteria": f'=LEFT({cell},1)="{icon}"', "format": book.rule(font_color=ink)},
        )  # fmt: skip
